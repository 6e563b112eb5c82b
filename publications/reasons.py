"""Why a by-line points to its author, in values a page can put into a sentence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from publications.evidence import Evidence
from publications.pieces import Byline

_SHOWN = 3
_RARE = 0.05  # doubt below which the name itself says much


def explain(
    part: list[Byline], evidence: Evidence, written: Mapping[int, Mapping[str, str]]
) -> Iterator[tuple[Byline, str, dict]]:
    """Every by-line of one person with its basis and reason, measured against the person's other by-lines.

    ``written`` gives the co-authors of a work as they wrote themselves: work -> key of the name -> name.
    The reason: same_name, rare_name, shared_coauthors (the three rarest, as written), n_shared, topics, years
    (first and last of the other works), orcid or source_author when the source asserts it of another one, too.
    """
    if len(part) == 1:
        yield part[0], "alone", {}
        return
    said = _Said(part)
    for byline in part:
        marks = {
            kind: mark
            for kind, mark in (("orcid", byline.orcid), ("source_author", byline.source_author))
            if said.marks[mark] > 1
        }
        basis = "identifier" if marks else "evidence"
        yield byline, basis, said.about(byline, evidence, written[byline.work]) | marks


class _Said:
    """What a person's by-lines say together, counted once."""

    def __init__(self, part: list[Byline]) -> None:
        self.coauthors = Counter(key for byline in part for key in byline.coauthors)
        self.topics = Counter(topic for byline in part for topic in byline.topics)
        self.names = Counter(byline.name for byline in part)
        self.marks = Counter(mark for byline in part for mark in (byline.orcid, byline.source_author) if mark)
        self.years = sorted(byline.year for byline in part if byline.year)

    def about(self, byline: Byline, evidence: Evidence, written: Mapping[str, str]) -> dict:
        shared = evidence.shared(byline.coauthors, {key for key in byline.coauthors if self.coauthors[key] > 1})
        years = list(self.years)
        if byline.year:
            years.remove(byline.year)
        return {
            "same_name": self.names[byline.name] > 1,
            "rare_name": evidence.names.doubt(byline.name, byline.name) < _RARE,
            "shared_coauthors": [written[key] for _, key in shared[:_SHOWN]],
            "n_shared": len(shared),
            "topics": sorted(topic for topic in byline.topics if self.topics[topic] > 1)[:_SHOWN],
            "years": [years[0], years[-1]] if years else [],
        }

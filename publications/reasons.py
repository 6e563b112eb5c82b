"""Why a by-line points to its author, in values a page can put into a sentence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from publications.clusters import Byline
from publications.evidence import Evidence

_SHOWN = 3
_RARE = 0.05  # doubt below which the name itself says much


def explain(
    part: list[Byline], evidence: Evidence, written: Mapping[int, Mapping[str, str]]
) -> Iterator[tuple[Byline, str, dict]]:
    """Every by-line of one person with its basis and reason, measured against the person's other by-lines.

    ``written`` gives the co-authors of a work as they wrote themselves: work -> key of the name -> name.
    The reason: same_name, rare_name, shared_coauthors (the three rarest, as written), n_shared, topics, years
    (first and last of the other works), orcid or source_author when the source asserts one.
    """
    coauthors = Counter(key for byline in part for key in byline.coauthors)
    topics = Counter(topic for byline in part for topic in byline.topics)
    names = Counter(byline.name for byline in part)
    asserted = Counter(mark for byline in part for mark in (byline.orcid, byline.source_author) if mark)
    for byline in part:
        if len(part) == 1:
            yield byline, "alone", {}
            continue
        marks = {
            kind: mark
            for kind, mark in (("orcid", byline.orcid), ("source_author", byline.source_author))
            if asserted[mark] > 1
        }
        shared = evidence.shared(byline.coauthors, {key for key in byline.coauthors if coauthors[key] > 1})
        years = sorted(other.year for other in part if other is not byline and other.year)
        reason = {
            "same_name": names[byline.name] > 1,
            "rare_name": evidence.names.doubt(byline.name, byline.name) < _RARE,
            "shared_coauthors": [written[byline.work][key] for _, key in shared[:_SHOWN]],
            "n_shared": len(shared),
            "topics": sorted(topic for topic in byline.topics if topics[topic] > 1)[:_SHOWN],
            "years": [years[0], years[-1]] if years else [],
        }
        yield byline, "identifier" if marks else "evidence", reason | marks

"""The match table of a case: what a record says against what a claimant says, line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from profiles.comparing import Column, Match
from profiles.models import Claim, Evidence
from publications import names
from publications.bibliography import MOST_COAUTHORS
from publications.matching import Name, compatible, parse
from publications.models import Author, Authorship

_MOST_WORKS = 400  # the latest; enough to see a co-author
_POSITION_SHARE = 0.9  # of the works on which the name must fit this author's place best
_RANKS = ("", "short", "initial", "middle", "same")
_FITS = {
    "same": "written so",
    "middle": "but for a middle name",
    "initial": "but for initials",
    "short": "as a short form",
}


@dataclass(frozen=True)
class Positions:
    """On how many works a name fits this author's by-line best, and on how many another's better."""

    here: int
    elsewhere: int

    @property
    def is_elsewhere(self) -> bool:
        return self.elsewhere > self.here

    @property
    def fits(self) -> bool:
        return self.here > 0 and self.here >= _POSITION_SHARE * (self.here + self.elsewhere)


Bylines = Mapping[int, Sequence[tuple[bool, Name]]]


def bylines(record: Author) -> Bylines:
    """Work id -> (is it this author's, the name) of each by-line; works of at most 50 authors, the latest 400."""
    signed = Authorship.objects.filter(author=record, work__n_authors__lte=MOST_COAUTHORS)
    works = list(signed.order_by("-work").values_list("work", flat=True)[:_MOST_WORKS])
    found = defaultdict(list)
    rows = Authorship.objects.filter(work__in=works).values_list("work", "author", "given", "family", "suffix")
    for work, author, given, family, suffix in rows:
        found[work].append((author == record.pk, parse(given, family, suffix)))
    return found


def positions(name: Name, signed: Bylines) -> Positions:
    """
    >>> tom, ana = parse("Tom", "Goldstein"), parse("Ana", "Silva")
    >>> positions(ana, {1: [(True, tom), (False, ana)], 2: [(True, tom)]}), positions(tom, {1: [(True, tom)]})
    (Positions(here=0, elsewhere=1), Positions(here=1, elsewhere=0))
    """
    here = elsewhere = 0
    for work in signed.values():
        own = max((_rank(name, other) for is_own, other in work if is_own), default=0)
        others = max((_rank(name, other) for is_own, other in work if not is_own), default=0)
        here += own > 0 and own >= others
        elsewhere += others > own
    return Positions(here, elsewhere)


def _rank(one: Name, other: Name) -> int:
    return _RANKS.index(compatible(one, other))


def table(
    claim: Claim, record: Column, signed: Bylines, *, evidence: Sequence[Evidence], orcids: set[str], years: Mapping
) -> list[Match]:
    """``orcids``: iDs of the claimant. ``years``: public id of a work that was asked about -> its year."""
    name = parse(*names.split(claim.name))
    return [
        _name(name, signed, record) if claim.name else Match("Name", "none given", ""),
        _position(positions(name, signed)),
        _mine(claim.answers),
        _orcid(orcids, set(record.orcids)),
        _affiliation(evidence, record),
        _years(claim.answers, years, record.record),
    ]


def _name(name: Name, signed: Bylines, record: Column) -> Match:
    written = [other for work in signed.values() for is_own, other in work if is_own]
    kinds = Counter(compatible(name, other) for other in written or [parse(*names.split(record.record.display_name))])
    fits = {kind: n for kind, n in kinds.items() if kind}
    if not fits:
        return Match("Name", "on none of the works", "against")
    said = [f"{_FITS[kind]} on {fits[kind]:,}" for kind in reversed(_RANKS) if kind in fits]
    return Match("Name", ", ".join(said), "for" if "same" in fits else "")


def _position(found: Positions) -> Match:
    said = f"fits this author’s on {found.here:,} works, a co-author’s on {found.elsewhere:,}"
    return Match("Position on the works", said, "for" if found.fits else "against" if found.is_elsewhere else "")


def _mine(answers: Sequence[dict]) -> Match:
    """
    >>> asked = [{"on_record": True, "mine": True}] * 3 + [{"on_record": False, "mine": True}]
    >>> _mine(asked).found, _mine(asked).speaks, _mine(asked[:3]).speaks, _mine([]).speaks
    ('3 of 3 of the record, 1 of 1 of namesakes', 'against', 'for', '')
    """
    own = [answer["mine"] for answer in answers if answer["on_record"]]
    others = [answer["mine"] for answer in answers if not answer["on_record"]]
    if not own:
        return Match("Works said to be theirs", "not asked", "")
    said = f"{sum(own)} of {len(own)} of the record" + (
        f", {sum(others)} of {len(others)} of namesakes" if others else ""
    )
    is_off = any(others) or 2 * sum(own) < len(own)
    return Match("Works said to be theirs", said, "against" if is_off else "for" if all(own) else "")


def _orcid(claimant: set[str], record: set[str]) -> Match:
    """
    >>> _orcid({"a"}, {"a", "b"}).speaks, _orcid({"a"}, {"b"}).speaks, _orcid(set(), {"b"}).found
    ('for', 'against', 'the record carries b')
    """
    if shared := claimant & record:
        return Match("ORCID iD", f"{min(shared)} on both", "for")
    if claimant and record:
        return Match("ORCID iD", f"the record carries {_all(record)}, the claimant brings {_all(claimant)}", "against")
    if record:
        return Match("ORCID iD", f"the record carries {_all(record)}", "")
    return Match("ORCID iD", f"the claimant brings {_all(claimant)}" if claimant else "none on either", "")


def _all(found: set[str]) -> str:
    return ", ".join(sorted(found))


def _affiliation(evidence: Sequence[Evidence], record: Column) -> Match:
    at = [one for one in evidence if one.kind == Evidence.Kind.INSTITUTIONAL_EMAIL]
    if any(one.state == Evidence.State.HOLDS for one in at):
        return Match("Affiliation", "an address of an institution on the record", "for")
    if at:
        return Match("Affiliation", "an address of an institution, not confirmed", "")
    return Match("Affiliation", "no address of an institution brought", "")


def _years(answers: Sequence[dict], years: Mapping, record: Author) -> Match:
    said = sorted(filter(None, (years.get(answer["work"]) for answer in answers if answer["mine"])))
    if not said or not record.first_year:
        return Match("Years", "nothing to compare", "")
    span = "–".join(str(year) for year in dict.fromkeys((said[0], said[-1])))
    within = record.first_year <= said[0] and said[-1] <= record.last_year
    found = f"theirs {span}, the record’s {record.first_year}–{record.last_year}"
    return Match("Years", found, "" if within else "against")

"""Records side by side: what each says, and what they have in common, for a person who has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from publications import bibliography
from publications.models import Author, Authorship, Work

_NAMED = 8


@dataclass(frozen=True)
class Column:
    """One record. Lists are most frequent first; ``works_by_year`` is (year or None, works), newest first."""

    record: Author
    names: list[str]
    orcids: list[str]
    places: list[bibliography.Place]
    coauthors: list[tuple[str, str, int]]
    topics: list[tuple[str, str, int]]
    works_by_year: list[tuple[int | None, list[Work]]]
    works: bibliography.Bibliography


@dataclass(frozen=True)
class Match:
    """One line of the match table: what was compared, what was found, and whether it speaks for one person.

    ``speaks`` is "for", "against" or "" where it says nothing.
    """

    label: str
    found: str
    speaks: str


def columns(records: Sequence[Author]) -> list[Column]:
    read = [(record, bibliography.of(record)) for record in records]
    ids = {entry.work_id for _, works in read for entry in works.entries}
    known = {work.pk: work for work in Work.objects.filter(pk__in=ids).only("public_id", "title_text", "year")}
    orcids = Authorship.objects.filter(author__in=records).exclude(orcid="").values_list("author", "orcid").distinct()
    return [
        _column(record, works, known, [one for author, one in orcids if author == record.pk]) for record, works in read
    ]


def _column(record: Author, works: bibliography.Bibliography, known: dict[int, Work], orcids: list[str]) -> Column:
    mine = sorted((known[entry.work_id] for entry in works.entries), key=lambda w: (-(w.year or 0), w.title_text))
    return Column(
        record=record,
        names=works.names(),
        orcids=sorted({*orcids, *filter(None, [record.orcid])}),
        places=works.places()[:_NAMED],
        coauthors=works.count("coauthor")[:_NAMED],
        topics=works.count("topic")[:_NAMED],
        works_by_year=[(year, list(group)) for year, group in groupby(mine, key=lambda work: work.year)],
        works=works,
    )


def matches(compared: Sequence[Column]) -> list[Match]:
    """The match table of two or more records: what all of them share."""
    names = _all(compared, lambda one: set(one.names))
    company = _all(compared, lambda one: {label for _, label, _ in one.works.count("coauthor")})
    topics = _all(compared, lambda one: set(one.works.fields()))
    places = _all(compared, lambda one: {place.name for place in one.works.places()})
    works = _all(compared, lambda one: {entry.work_id for entry in one.works.entries})
    return [
        Match("Names as written", _some(names) or "none the same", "for" if names else ""),
        _orcids(compared),
        Match("Co-authors in common", _some(company) or "none", "for" if company else "against"),
        Match("Topics in common", _some(topics) or "none", "for" if topics else "against"),
        Match("Institutions in common", _some(places) or "none", "for" if places else ""),
        _years(compared),
        Match("Works signed by all of them", str(len(works)) if works else "none", "against" if works else ""),
    ]


def _all(compared: Sequence[Column], of: object) -> set:
    return set.intersection(*(of(one) for one in compared))


def _some(found: set[str]) -> str:
    """
    >>> _some({"b", "a"}), _some(set("abcdefghij"))
    ('a, b', 'a, b, c, d, e, f, g, h and 2 more')
    """
    shown = sorted(found)[:_NAMED]
    more = len(found) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _orcids(compared: Sequence[Column]) -> Match:
    known = [set(one.orcids) for one in compared if one.orcids]
    if len(known) < 2:
        return Match("ORCID iDs", "not on both", "")
    shared = set.intersection(*known)
    return Match("ORCID iDs", _some(shared) if shared else "different", "for" if shared else "against")


def _years(compared: Sequence[Column]) -> Match:
    spans = [(one.record.first_year, one.record.last_year) for one in compared if one.record.first_year]
    if len(spans) < 2:
        return Match("Years", "not known of both", "")
    first, last = max(first for first, _ in spans), min(last for _, last in spans)
    gap = first - last
    if gap <= 0:
        return Match("Years", f"overlap, {first}–{last}" if first != last else f"overlap, {first}", "for")
    return Match("Years", f"{gap} year{'s'[: gap != 1]} apart", "against" if gap > 5 else "")

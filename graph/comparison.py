"""Two to five people side by side: what they wrote together, whom several of them know, their topics, their years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from publications import bibliography
from publications.bibliography import Bibliography
from publications.models import Author

LEAST, MOST = 2, 5
_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """Something they have in common: a link and the number of works of each of them, in their order."""

    label: str
    url: str
    counts: list[int]


@dataclass(frozen=True)
class Comparison:
    """``together`` are ids of works that all of them signed, newest first; ``pairs`` (one, other, works) of each two.
    Co-authors and topics come strongest first; ``n_…`` say how many there are where the list is cut."""

    people: list[Author]
    together: list[int]
    pairs: list[tuple[Author, Author, int]]
    coauthors: list[Row]
    n_coauthors: int
    topics: list[Row]
    n_topics: int
    years: list[tuple[int, list[int]]]


def compare(people: Sequence[Author]) -> Comparison:
    """Takes two statements a person. Co-authors are counted on works of at most 50 authors, as everywhere."""
    lists = [bibliography.of(person) for person in people]
    works = {
        person: {entry.work_id: entry for entry in listed.entries} for person, listed in zip(people, lists, strict=True)
    }
    together = set.intersection(*(set(signed) for signed in works.values()))
    newest = sorted(together, key=lambda id: (-(works[people[0]][id].year or 0), works[people[0]][id].sort_title, id))
    coauthors = _shared_coauthors(people, lists)
    topics = _shared_topics(lists)
    return Comparison(
        people=list(people),
        together=newest,
        pairs=[(one, other, len(works[one].keys() & works[other].keys())) for one, other in combinations(people, 2)],
        coauthors=coauthors[:_SHOWN],
        n_coauthors=len(coauthors),
        topics=topics[:_SHOWN],
        n_topics=len(topics),
        years=_years(lists),
    )


def _shared_coauthors(people: Sequence[Author], lists: Sequence[Bibliography]) -> list[Row]:
    """People beside those compared, whom at least two of them wrote with."""
    known = {id: person for listed in lists for id, person in listed.people.items()}
    compared = {person.public_id for person in people}
    shared = _in_common(lists, "coauthor", least=2)
    return [
        Row(known[id].display_name, known[id].get_absolute_url(), counts) for id, counts in shared if id not in compared
    ]


def _shared_topics(lists: Sequence[Bibliography]) -> list[Row]:
    known = {id: topic for listed in lists for id, topic in listed.topics.items()}
    shared = _in_common(lists, "topic", least=2)
    return [Row(str(known[id]), known[id].get_absolute_url(), counts) for id, counts in shared]


def _in_common(lists: Sequence[Bibliography], facet: str, *, least: int) -> list[tuple[str, list[int]]]:
    """(value, works of each) of the values that at least so many of them have; what most of them have most comes
    first, measured by those who have least of it."""
    counted = [{value: n for value, _, n in listed.count(facet)} for listed in lists]
    values = sorted(set().union(*counted))
    rows = [(value, [counts.get(value, 0) for counts in counted]) for value in values]
    shared = [row for row in rows if sum(map(bool, row[1])) >= least]
    return sorted(shared, key=lambda row: (-sum(map(bool, row[1])), -min(filter(None, row[1])), -sum(row[1]), row[0]))


def _years(lists: Iterable[Bibliography]) -> list[tuple[int, list[int]]]:
    """(year, works of each) from the latest year of any of them to the first."""
    counted = [listed.years() for listed in lists]
    known = [year for years in counted for year in years]
    span = range(max(known), min(known) - 1, -1) if known else ()
    return [(year, [years.get(year, 0) for years in counted]) for year in span]

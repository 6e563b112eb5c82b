"""How two people are connected: the shortest chains of co-authors between them, the strongest ties first.

A search from both ends, hop by hop over the ties, within bounds of breadth and time. Works with more than 50 authors
make no ties, so a chain never leads through a collaboration of thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from time import monotonic

from django.db import connection

from graph.collaboration import MOST_AUTHORS
from publications.models import Author, Work

MOST_STEPS = 6
MOST_PATHS = 3
MOST_WORKS = 3  # named on each step
BUDGET = 0.3  # seconds of searching
_BREADTH = 2_000  # people one hop goes on from


@dataclass(frozen=True)
class Step:
    """Two neighbours on a path, how many works tie them, and the newest of these."""

    start: Author
    end: Author
    n_works: int
    works: list[Work]

    @property
    def unnamed(self) -> int:
        return self.n_works - len(self.works)


@dataclass(frozen=True)
class Connection:
    """Up to ``MOST_PATHS`` shortest paths, best first. ``is_complete`` is false when the search had to stop early."""

    paths: list[list[Step]]
    is_complete: bool


# A chain of author ids from one end, and its cost: the sum of 1 / weight, so that strong ties are short.
_Chain = tuple[float, tuple[int, ...]]


class _Side:
    """What has been reached from one end: the cheapest shortest chains to everybody met, and who was met last."""

    def __init__(self, end: int) -> None:
        self.chains: dict[int, list[_Chain]] = {end: [(0.0, (end,))]}
        self.frontier: list[int] = [end]

    def advance(self) -> bool:
        """Go one hop further; says whether it went on from everybody rather than from the best connected."""
        frontier = nsmallest(_BREADTH, self.frontier, key=lambda author: self.chains[author][0])
        is_whole = len(frontier) == len(self.frontier)
        met: dict[int, list[_Chain]] = {}
        for near, far, weight in _neighbours(frontier):
            if far not in self.chains:
                longer = [(cost + 1 / weight, (*chain, far)) for cost, chain in self.chains[near]]
                met[far] = nsmallest(MOST_PATHS, [*met.get(far, ()), *longer])
        self.chains |= met
        self.frontier = list(met)
        return is_whole


_NEIGHBOURS = """
select near, far, weight::float8 from (
  select low_id as near, high_id as far, weight from graph_coauthortie where low_id = any(%(authors)s)
  union all
  select high_id, low_id, weight from graph_coauthortie where high_id = any(%(authors)s)
) tie join publications_author person on person.id = far and person.hidden_at is null and person.merged_into_id is null
order by near, far
"""
_SHARED = f"""
select id, public_id, title_text, year, n from (
  select work.id, work.public_id, work.title_text, work.year, count(*) over () as n
    from publications_work work
   where work.id in (select work_id from publications_authorship where author_id = %s
                     intersect select work_id from publications_authorship where author_id = %s)
     and work.n_authors <= {MOST_AUTHORS} and not work.is_retracted
   order by work.year desc nulls last, work.title_text, work.id limit {MOST_WORKS}
) newest
"""


def between(one: Author, other: Author) -> Connection:
    """The paths between two different visible authors."""
    chains, is_complete = _search(one.pk, other.pk)
    ids = {author for _, chain in chains for author in chain}
    people = Author.objects.in_bulk(ids)
    steps = {pair: _step(people[pair[0]], people[pair[1]]) for _, chain in chains for pair in pairwise(chain)}
    return Connection([[steps[pair] for pair in pairwise(chain)] for _, chain in chains], is_complete)


def _search(one: int, other: int) -> tuple[list[_Chain], bool]:
    """(chains from ``one`` to ``other``, all equally short, best first; whether nothing was left unsearched)."""
    until = monotonic() + BUDGET
    sides = _Side(one), _Side(other)
    is_complete = True
    for _ in range(MOST_STEPS):
        side = min(sides, key=lambda side: len(side.frontier))
        if not side.frontier or monotonic() > until:
            return [], is_complete and not side.frontier
        is_complete &= side.advance()
        if found := _joined(*sides):
            return found, is_complete
    return [], is_complete


def _joined(start: _Side, end: _Side) -> list[_Chain]:
    """The best of the shortest chains through anybody whom both sides have reached."""
    whole = {
        (*there, *reversed(back[:-1])): round(cost + rest, 9)
        for author in start.chains.keys() & end.chains.keys()
        for cost, there in start.chains[author]
        for rest, back in end.chains[author]
    }
    shortest = min(map(len, whole), default=0)
    return nsmallest(MOST_PATHS, [(cost, chain) for chain, cost in whole.items() if len(chain) == shortest])


def _neighbours(authors: list[int]) -> list[tuple[int, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS, {"authors": authors})
        return cursor.fetchall()


def _step(start: Author, end: Author) -> Step:
    works = list(Work.objects.raw(_SHARED, [start.pk, end.pk]))
    return Step(start, end, works[0].n if works else 0, works)

"""With whom somebody wrote when: who came, who stayed. Works of 2 to 50 authors that are not retracted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from graph.collaboration import MOST_AUTHORS
from publications.models import Author
from publications.names import slug

MOST_SHOWN = 40
ORDERS = {"works": "most shared works first", "first": "who came first on top", "last": "the latest on top"}

_SHARED = f"""
with own as materialized (
  select distinct w.id, w.year from publications_authorship s join publications_work w on w.id = s.work_id
   where s.author_id = %(author)s and w.year is not null and not w.is_retracted
     and w.n_authors between 2 and {MOST_AUTHORS}
)
select a.public_id, a.display_name, shared.year, shared.n
  from (select s.author_id, own.year, count(distinct s.work_id) as n
          from own join publications_authorship s on s.work_id = own.id and s.author_id <> %(author)s
         group by s.author_id, own.year) shared
  join publications_author a on a.id = shared.author_id and a.hidden_at is null and a.merged_into_id is null
 order by a.sort_name, a.id, shared.year
"""


@dataclass(frozen=True, slots=True)
class Companion:
    """A co-author and the years of shared works: ``counts`` is one number for each year of the timeline."""

    public_id: str
    name: str
    first: int
    last: int
    n_works: int
    counts: list[int]

    @property
    def url(self) -> str:
        return reverse("author", args=[self.public_id, slug(self.name)])

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Number of works of each year, and how it is drawn: a dot for works, on a line from the first to the last."""
        shared = [place for place, n in enumerate(self.counts) if n]
        return [(n, self._drawn(place, n, shared[0], shared[-1])) for place, n in enumerate(self.counts)]

    @staticmethod
    def _drawn(place: int, n: int, first: int, last: int) -> str:
        if not first <= place <= last:
            return ""
        dot = [f"dot dot-{min(4, n.bit_length())}"] if n else []
        return " ".join([*dot, *["from"] * (place > first), *["on"] * (place < last)])


@dataclass(frozen=True, slots=True)
class Timeline:
    """``years`` without gaps; ``came`` and ``stayed`` count everybody in each year, shown or not."""

    years: list[int]
    people: list[Companion]
    n_people: int
    came: list[int]
    stayed: list[int]

    @property
    def counted(self) -> list[tuple[str, list[int]]]:
        return [("New co-authors", self.came), ("Co-authors from before", self.stayed)]


def timeline(author: Author, order: str = "works") -> Timeline:
    """Everybody the author wrote with, by year. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"author": author.pk})
        rows = cursor.fetchall()
    together: dict[tuple[str, str], dict[int, int]] = {}
    for public_id, name, year, n in rows:
        together.setdefault((public_id, name), {})[year] = n
    years = _span(year for counts in together.values() for year in counts)
    people = [
        Companion(public_id, name, min(counts), max(counts), sum(counts.values()), [counts.get(y, 0) for y in years])
        for (public_id, name), counts in together.items()
    ]
    came = Counter(person.first for person in people)
    active = Counter(year for counts in together.values() for year in counts)
    return Timeline(
        years=years,
        people=_in_order(people, order)[:MOST_SHOWN],
        n_people=len(people),
        came=[came[year] for year in years],
        stayed=[active[year] - came[year] for year in years],
    )


def _span(years: Iterable[int]) -> list[int]:
    known = set(years)
    return list(range(min(known), max(known) + 1)) if known else []


def _in_order(people: list[Companion], order: str) -> list[Companion]:
    """Within an order the stronger ones come first, then by name as they are."""
    strongest = sorted(people, key=lambda person: -person.n_works)
    if order == "first":
        return sorted(strongest, key=lambda person: person.first)
    if order == "last":
        return sorted(strongest, key=lambda person: -person.last)
    return strongest

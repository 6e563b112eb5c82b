"""Records that could be the same person as this one by their name, and what tells them apart: one statement a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from publications.bibliography import MOST_COAUTHORS
from publications.matching import short_forms
from publications.models import Author

SHOWN = 4  # the fullest records; the search lists the rest

# Counted for all of them, told of the shown ones only: each of those is a few probes of an index. Two patterns rather
# than a list of them, which would have every author looked at.
_NAMESAKES = """
with alike as (
  select a.*, a.sort_name = %(mine)s as is_called,
         count(*) filter (where a.sort_name = %(mine)s) over () as n_called, count(*) over () as n_alike
  from publications_author a
  where (a.sort_name = any(%(names)s) or a.sort_name like %(beginning)s or a.sort_name like %(other_beginning)s)
    and a.id <> %(id)s and a.merged_into_id is null and a.hidden_at is null and a.n_works > 0
  order by is_called desc, a.n_works desc, a.public_id limit %(shown)s
)
select alike.*,
  array(select t.name from publications_authorship s
        join publications_worktopic wt on wt.work_id = s.work_id join publications_topic t on t.id = wt.topic_id
        where s.author_id = alike.id group by t.name order by count(*) desc, t.name limit 2) as fields,
  array(select b.display_name from publications_authorship s
        join publications_work w on w.id = s.work_id and w.n_authors <= %(most)s
        join publications_authorship beside on beside.work_id = w.id and beside.author_id <> alike.id
        join publications_author b on b.id = beside.author_id and b.merged_into_id is null and b.hidden_at is null
        where s.author_id = alike.id group by b.id order by count(*) desc, b.sort_name, b.id limit 3) as company,
  array(select i.name from publications_authorship s
        join publications_work w on w.id = s.work_id join publications_affiliation f on f.authorship_id = s.id
        join publications_institution i on i.id = f.institution_id
        where s.author_id = alike.id group by i.id order by max(w.year) desc nulls last, i.name limit 2) as places
from alike order by is_called desc, n_works desc, public_id
"""


@dataclass(frozen=True)
class Namesakes:
    """``shown`` are author rows with ``fields``, ``company`` and ``places`` (lists of names, most frequent or latest
    first); ``called`` bear the very name, ``alike`` one that could be the same person's."""

    shown: list[Author]
    called: int
    alike: int

    @property
    def n(self) -> int:
        return self.called + self.alike

    @property
    def hidden(self) -> int:
        return self.n - len(self.shown)


def of(author: Author) -> Namesakes:
    """Other visible records under this name, or under one with a middle name more or less, an initial for the first
    name, or a common short form; those of exactly this name first."""
    names, beginnings = _alike(author.sort_name)
    patterns = [f"{beginning}%" for beginning in beginnings] or [""]
    asked = {
        "mine": author.sort_name,
        "names": names,
        "beginning": patterns[0],
        "other_beginning": patterns[-1],
        "id": author.pk,
        "most": MOST_COAUTHORS,
        "shown": SHOWN,
    }
    shown = list(Author.objects.raw(_NAMESAKES, asked))
    called, alike = (shown[0].n_called, shown[0].n_alike) if shown else (0, 0)
    return Namesakes(shown, called, alike - called)


def alike(author: Author) -> QuerySet[Author]:
    """All of them, the fullest records first."""
    names, beginnings = _alike(author.sort_name)
    called = reduce(or_, (Q(sort_name__startswith=beginning) for beginning in beginnings), Q(sort_name__in=names))
    return Author.objects.visible().with_works().filter(called).exclude(pk=author.pk).order_by("-n_works", "public_id")


def _alike(sort_name: str) -> tuple[list[str], list[str]]:
    """Names, and beginnings of names, that could be the same person's.

    >>> _alike("curry, michael j")
    (['curry, m', 'curry, m j', 'curry, michael', 'curry, michael j', 'curry, mike'], ['curry, michael j '])
    >>> _alike("curry, michael")
    (['curry, m', 'curry, michael', 'curry, mike'], ['curry, michael ', 'curry, m '])
    >>> _alike("wang, w")
    (['wang, w'], ['wang, w'])
    >>> _alike("cern")
    (['cern'], [])
    """
    family, comma, given = sort_name.partition(", ")
    first, *rest = given.split() or [""]
    if not first:
        return [sort_name], []
    if len(first) == 1 and not rest:
        return [sort_name], [sort_name]
    starts = {first, first[0], *short_forms(first)}
    given_names = {" ".join([start, *rest[:n]]) for start in starts for n in (0, len(rest))}
    # A short form alone, not with the middle names: "Tom J." is rarely written.
    given_names -= {" ".join([start, *rest]) for start in short_forms(first) if rest}
    beginnings = [f"{sort_name} "] if rest else [f"{sort_name} ", f"{family}{comma}{first[0]} "]
    return sorted(f"{family}{comma}{name}" for name in given_names), beginnings

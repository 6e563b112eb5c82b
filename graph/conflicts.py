"""With whom somebody wrote lately: the list that conflict-of-interest forms ask for."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.urls import reverse

from graph.collaboration import MOST_AUTHORS
from publications.models import Author
from publications.names import slug
from publications.spreadsheets import table

LEAST_MONTHS, MONTHS, MOST_MONTHS = 1, 48, 120


@dataclass(frozen=True, slots=True)
class Conflict:
    """A co-author since a day: where they last signed from, how many works are shared and the last of these."""

    public_id: str
    name: str
    orcid: str
    institution: str
    n_works: int
    last_work: str
    last_work_title: str
    last_on: date | None
    last_year: int | None

    @property
    def url(self) -> str:
        return reverse("author", args=[self.public_id, slug(self.name)])

    @property
    def last_url(self) -> str:
        return reverse("work", args=[self.last_work, slug(self.last_work_title)])


# A work without a day counts as of the last day of its year: rather one name too many than one too few.
_CONFLICTS = """
with own as materialized (
  select distinct w.id, w.public_id, w.title_text, w.latest_on, w.year, w.n_authors,
         coalesce(w.latest_on, make_date(w.year, 12, 31)) as last_on
    from publications_authorship s join publications_work w on w.id = s.work_id
   where s.author_id = %(author)s
), shared as (
  select distinct on (s.author_id) s.author_id, own.public_id, own.title_text, own.latest_on, own.year, own.last_on,
         count(*) over (partition by s.author_id) as n_works
    from (select distinct work_id, author_id from publications_authorship
           where work_id in (select id from own where last_on >= %(since)s and n_authors <= %(most)s)) s
    join own on own.id = s.work_id
   where s.author_id <> %(author)s
   order by s.author_id, own.last_on desc, own.title_text
)
select a.public_id, a.display_name, a.orcid, coalesce(place.name, ''), shared.n_works,
       shared.public_id, shared.title_text, shared.latest_on, shared.year
  from shared join publications_author a on a.id = shared.author_id and a.hidden_at is null
  left join lateral (
    select i.name from publications_authorship s
      join publications_affiliation f on f.authorship_id = s.id
      join publications_institution i on i.id = f.institution_id
      join publications_work w on w.id = s.work_id
     where s.author_id = a.id
     order by w.year desc nulls last, w.id desc, f.position limit 1) place on true
 order by a.sort_name, a.id
"""


def since(today: date, months: int) -> date:
    """The day so many months before; the last day of a shorter month.

    >>> since(date(2026, 3, 31), 1), since(date(2026, 1, 15), 48)
    (datetime.date(2026, 2, 28), datetime.date(2022, 1, 15))
    """
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def conflicts(author: Author, *, after: date, with_large: bool = False) -> list[Conflict]:
    """Everybody who signed a work with the author since that day, by name. ``with_large`` takes in works of more than
    50 authors. One statement."""
    most = 2**31 - 1 if with_large else MOST_AUTHORS
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS, {"author": author.pk, "since": after, "most": most})
        return [Conflict(*row) for row in cursor.fetchall()]


def as_csv(rows: Iterable[Conflict], site: str) -> str:
    """A line a person; ``site`` is the address that the path of a page stands behind."""
    columns = ["name", "last known institution", "orcid", "shared works", "last shared work", "date", "page"]
    return table(columns, (_cells(row, site) for row in rows))


def _cells(row: Conflict, site: str) -> tuple[object, ...]:
    when = row.last_on or row.last_year or ""
    return row.name, row.institution, row.orcid, row.n_works, row.last_work_title, when, site + row.url


def months(text: str) -> tuple[int, str]:
    """The number of months asked for, and a sentence when it was none.

    >>> months(""), months("12"), months("0")
    ((48, ''), (12, ''), (48, 'Months must be a whole number from 1 to 120. Showing 48.'))
    """
    if not text:
        return MONTHS, ""
    if text.isascii() and text.isdigit() and LEAST_MONTHS <= int(text[:9]) <= MOST_MONTHS:
        return int(text), ""
    return MONTHS, f"Months must be a whole number from {LEAST_MONTHS} to {MOST_MONTHS}. Showing {MONTHS}."

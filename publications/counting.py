"""An author's counts, taken from the by-lines whenever they change, so that lists and search need no aggregate."""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.utils import CursorWrapper

_RECOUNT = """
with counted as (
  select a.id, count(distinct w.id) as n, min(w.year) as first, max(w.year) as last
  from publications_author a
  left join publications_authorship s on s.author_id = a.id
  left join publications_work w on w.id = s.work_id
  where a.id = any(%s) group by a.id
)
update publications_author a set n_works = n, first_year = first, last_year = last
from counted c where c.id = a.id and (a.n_works, a.first_year, a.last_year) is distinct from (n, first, last)
"""


def recount(cursor: CursorWrapper, author_ids: Collection[int]) -> None:
    """Set n_works, first_year and last_year of these authors; rows that are right stay untouched."""
    if author_ids:
        cursor.execute(_RECOUNT, [list(author_ids)])

"""What came in about the people somebody follows: new works, new versions, retractions. SQL and values, no mail.

It goes by when things came here, so nothing is missed that a source brings late. What is old itself (``OLD`` days) is
only counted: an import of somebody's whole past is no news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

OLD = 60  # days between a work's date and its coming here

_NEWS = """
with asked as (
  select *
  from unnest(%(records)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[]) x (record, since, until)
), signed as (
  select distinct record, since, until, w.id, w.added_at, w.is_retracted,
         coalesce(w.first_posted_on, make_date(w.year, 12, 31), '0001-01-01') as day
  from asked join publications_authorship s on s.author_id = record join publications_work w on w.id = s.work_id
)
select record, case when day < added_at::date - %(old)s then 'older' else 'new' end, id, '' as label, day
from signed where added_at >= since and added_at < until
union all
select record, 'version', signed.id, (array_agg(v.label order by v.posted_on desc, v.id desc))[1], max(v.posted_on)
from signed join publications_workversion v on v.work_id = signed.id
where signed.added_at < since and v.added_at >= since and v.added_at < until
  and v.venue = '' and v.posted_on >= v.added_at::date - %(old)s
group by record, signed.id
union all
select record, 'retraction', signed.id, '', day from signed
where is_retracted and added_at < since and exists (
  select from publications_workidentifier i join publications_retraction r using (scheme, value)
  where i.work_id = signed.id and r.added_at >= since and r.added_at < until)
order by 5 desc, 3
"""


@dataclass
class News:
    """Of one person: ids of works, the latest first; ``versions`` with what each is called; how many older works."""

    new: list[int] = field(default_factory=list)
    versions: list[tuple[int, str]] = field(default_factory=list)
    retracted: list[int] = field(default_factory=list)
    n_older: int = 0

    @property
    def are_any(self) -> bool:
        """Older works alone are none."""
        return bool(self.new or self.versions or self.retracted)

    @property
    def works(self) -> list[int]:
        return [*self.retracted, *self.new, *(work for work, _ in self.versions)]


def of(asked: Iterable[tuple[int, datetime, datetime]]) -> dict[int, News]:
    """News by record, for (record id, since, until) each: what came at ``since`` or later, and before ``until``."""
    asked = list(asked)
    records, since, until = ([row[n] for row in asked] for n in range(3))
    found: dict[int, News] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, {"records": records, "since": since, "until": until, "old": OLD})
        for record, kind, work, label, _ in cursor.fetchall():
            _add(found.setdefault(record, News()), kind, work, label)
    return found


def _add(news: News, kind: str, work: int, label: str) -> None:
    if kind == "older":
        news.n_older += 1
    elif kind == "version":
        news.versions.append((work, label))
    else:
        (news.new if kind == "new" else news.retracted).append(work)

"""What a source says of a work beside its description: its own key, identifiers, versions, topics, citations,
retractions. SQL only. Each pair forgets what is no longer said of works that stood already, then adds what is new."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

_FORGET = """
delete from publications_workversion v using st_work s
where v.work_id = s.work_id and v.source_id = s.said_by_id and not s.is_new
  and not exists (select from st_version x where x.n = s.n and x.label = v.label and x.venue = v.venue);

delete from publications_worktopic t using st_work s
where t.work_id = s.work_id and s.tells and not s.is_new
  and not exists (select from st_topic x where x.n = s.n and x.topic_id = t.topic_id)
  and exists (
    select from st_topic x join publications_topic said on said.id = x.topic_id
    where x.n = s.n and said.scheme = (select scheme from publications_topic held where held.id = t.topic_id));

delete from publications_reference r using st_work s
where r.work_id = s.work_id and r.source_id = s.said_by_id and not s.is_new
  and not exists (select from st_reference x where x.n = s.n and x.scheme = r.scheme and x.value = r.value);
"""

# What to insert, and what becomes of it where it stands already, which it cannot at a new work.
_ADD = (
    (
        """
insert into publications_workrecord (work_id, source_id, key, digest, batch_id)
select work_id, said_by_id, key, digest, %(batch)s from st_work where {which} order by said_by_id, key
""",
        """
on conflict (source_id, key) do update
  set digest = excluded.digest, batch_id = excluded.batch_id, updated_at = now()
  where publications_workrecord.digest is distinct from excluded.digest
""",
    ),
    (
        """
insert into publications_workversion (work_id, source_id, label, posted_on, venue, url)
select distinct on (work_id, said_by_id, label, venue) work_id, said_by_id, label, posted_on, venue, url
from st_version join st_work using (n) where {which} order by work_id, said_by_id, label, venue, n
""",
        """
on conflict (work_id, source_id, label, venue) do update set posted_on = excluded.posted_on, url = excluded.url
  where (publications_workversion.posted_on, publications_workversion.url)
    is distinct from (excluded.posted_on, excluded.url)
""",
    ),
    (
        """
insert into publications_worktopic (work_id, topic_id, position)
select work_id, topic_id, position from st_topic join st_work using (n) where tells and {which}
order by work_id, topic_id
""",
        """
on conflict (work_id, topic_id) do update set position = excluded.position
  where publications_worktopic.position is distinct from excluded.position
""",
    ),
    # A list of references is the source's own and replaced as a whole; a count is its latest.
    (
        """
insert into publications_reference (work_id, source_id, position, scheme, value)
select distinct on (work_id, said_by_id, scheme, value) work_id, said_by_id, position, scheme, value
from st_reference join st_work using (n) where {which} order by work_id, said_by_id, scheme, value, n
""",
        """
on conflict (work_id, source_id, scheme, value) do update set position = excluded.position
  where publications_reference.position is distinct from excluded.position
""",
    ),
    (
        """
insert into publications_citationcount (work_id, source_id, count, counted_on)
select distinct on (work_id, said_by_id) work_id, said_by_id, cited_by, cited_by_on
from st_work where cited_by is not null and {which} order by work_id, said_by_id, n
""",
        """
on conflict (work_id, source_id) do update set count = excluded.count, counted_on = excluded.counted_on
  where (publications_citationcount.count, publications_citationcount.counted_on)
    is distinct from (excluded.count, excluded.counted_on)
""",
    ),
)
_IDENTIFIERS = """
insert into publications_workidentifier (work_id, scheme, value)
select work_id, scheme, value from st_identifier join st_work using (n) order by scheme, value
on conflict do nothing
"""

# A notice may come in before the work it takes back, or after it: so works of this chunk are looked at, and works
# anywhere that this chunk speaks of.
_RETRACTIONS = """
with dropped as (
  delete from publications_retraction r using st_work s
  where r.source_id = s.said_by_id and r.key = s.key
    and not exists (select from st_retraction x where x.n = s.n and x.scheme = r.scheme and x.value = r.value)
  returning r.scheme, r.value
), told as (
  insert into publications_retraction (source_id, key, scheme, value, retracted_on, url)
  select said_by_id, key, scheme, value, x.retracted_on, x.url from st_retraction x join st_work using (n)
  order by 1, 2, 3, 4
  on conflict (source_id, key, scheme, value) do update set retracted_on = excluded.retracted_on, url = excluded.url
    where (publications_retraction.retracted_on, publications_retraction.url)
      is distinct from (excluded.retracted_on, excluded.url)
  returning scheme, value
)
insert into st_retracted
select work_id from publications_workidentifier join (select * from dropped union select * from told) named
  using (scheme, value)
union select s.work_id from st_work s join publications_workidentifier i using (work_id)
  join publications_retraction using (scheme, value);

update publications_work w
set is_retracted = said.is_so, retracted_on = said.day, retraction_url = said.url, changed_at = now()
from (
  select c.work_id, count(r.id) > 0 as is_so, min(r.retracted_on) as day,
    coalesce(min(r.url) filter (where r.url <> ''), '') as url
  from st_retracted c join publications_workidentifier i using (work_id)
  left join publications_retraction r using (scheme, value) group by c.work_id
) said
where w.id = said.work_id
  and (w.is_retracted, w.retracted_on, w.retraction_url) is distinct from (said.is_so, said.day, said.url);
"""


def forget(cursor: CursorWrapper) -> None:
    cursor.execute(_FORGET)


def add(cursor: CursorWrapper, batch_id: int | None, *, is_any_known: bool) -> None:
    """``is_any_known``: whether the chunk is about works that stood already."""
    for insert, otherwise in _ADD:
        cursor.execute(insert.format(which="is_new"), {"batch": batch_id})
        if is_any_known:
            cursor.execute(insert.format(which="not is_new") + otherwise, {"batch": batch_id})
    cursor.execute(_IDENTIFIERS)


def retract(cursor: CursorWrapper) -> None:
    """Mark the works that this chunk takes back, or no longer takes back; they stand in ``st_retracted``."""
    cursor.execute(_RETRACTIONS)

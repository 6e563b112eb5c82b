"""What the works of a topic, an institution, a source, or all of them add up to: counted after they changed, kept
until they change again.

Whoever changes works or by-lines stamps the summaries they belong to (``mark``, in the same transaction); a summary is
due when its stamp is not the one it was counted from. One statement reads the stamp and counts, so a change that comes
in meanwhile leaves the summary due.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from publications.models import Summary

KEPT_PEOPLE, KEPT_TOPICS = 30, 20  # more than are shown: some may be hidden or merged before the next count
_AT_ONCE = 100  # summaries a statement

_MARK = """
insert into publications_summary ({subject}_id)
select distinct {subject}_id from ({of_works}) touched where {subject}_id is not null order by 1
on conflict ({subject}_id) do update set works_changed_at = now();
"""
_OF_WORKS = {
    "topic": """
      with recursive above as (
        select topic_id from publications_worktopic where work_id = any(%(works)s)
        union select t.broader_id from above join publications_topic t on t.id = above.topic_id
      ) select topic_id from above""",
    "institution": """
      select institution_id from publications_affiliation f join publications_authorship s on s.id = f.authorship_id
      where s.work_id = any(%(works)s)""",
    "source": """
      select source_id from publications_work where id = any(%(works)s)
      union all select source_id from publications_workrecord where work_id = any(%(works)s)""",
}
_MARK_ALL = """
insert into publications_summary default values on conflict ((1)) where topic_id is null and institution_id is null
  and source_id is null do update set works_changed_at = now();
"""

# A topic with all that is narrower. Of other subjects: nothing.
_BELOW = """
below as (
  select id as subject, id as topic_id from publications_topic where {is_topic} and id = any(%(ids)s)
  union select subject, t.id from below join publications_topic t on t.broader_id = below.topic_id
)"""
# The works of each subject, and who signed them: all names on a work about a topic, but only those beside an
# institution. A source's works are those that appeared there; an index, where none appeared, has those it describes.
_WORKS_AND_NAMES = {
    "topic": """
      works as (select distinct subject, work_id from below join publications_worktopic using (topic_id)),
      names as (select subject, s.author_id, s.work_id from works join publications_authorship s using (work_id))""",
    "institution": """
      names as (
        select f.institution_id as subject, s.author_id, s.work_id
        from publications_affiliation f join publications_authorship s on s.id = f.authorship_id
        where f.institution_id = any(%(ids)s)
      ),
      works as (select distinct subject, work_id from names)""",
    "source": """
      works as (
        select source_id as subject, id as work_id from publications_work where source_id = any(%(ids)s)
        union
        select r.source_id, r.work_id from publications_workrecord r
        where r.source_id = any(%(ids)s) and not exists (
          select from publications_work w where w.source_id = r.source_id)
      ),
      names as (select subject, s.author_id, s.work_id from works join publications_authorship s using (work_id))""",
    "all": """
      works as (select 0 as subject, id as work_id from publications_work),
      names as (select 0 as subject, author_id, work_id from publications_authorship)""",
}
_COUNT = """
with recursive stamped as materialized (
  select id, coalesce({subject}, 0) as subject, works_changed_at from publications_summary where id = any(%(rows)s)
), {below}, {works_and_names},
by_year as (
  select subject, w.year, count(*) as n from works join publications_work w on w.id = work_id group by 1, 2
), years as (
  select subject, sum(n)::int as n_works, jsonb_object_agg(year, n) filter (where year is not null) as years
  from by_year group by 1
), by_person as (
  select subject, author_id, count(*) as n from (select distinct subject, author_id, work_id from names) once
  where author_id is not null group by 1, 2
), ranked_people as (
  select subject, author_id, n, count(*) over (partition by subject) as in_all,
         row_number() over (partition by subject order by n desc, a.sort_name, a.id) as place
  from by_person join publications_author a
    on a.id = author_id and a.merged_into_id is null and a.hidden_at is null
), people as (
  select subject, max(in_all)::int as n_people, jsonb_agg(jsonb_build_array(author_id, n) order by place) as people
  from ranked_people where place <= %(people)s group by 1
), by_topic as (
  select subject, t.topic_id, count(*) as n from works join publications_worktopic t using (work_id)
  where (subject, t.topic_id) not in (table below) group by 1, 2
), ranked_topics as (
  select subject, topic_id, n, row_number() over (partition by subject order by n desc, topic_id) as place from by_topic
), topics as (
  select subject, jsonb_agg(jsonb_build_array(topic_id, n) order by place) as topics
  from ranked_topics where place <= %(topics)s group by 1
)
update publications_summary s
set counted_from = stamped.works_changed_at, n_works = coalesce(y.n_works, 0), n_people = coalesce(p.n_people, 0),
    years = coalesce(y.years, '{{}}'), people = coalesce(p.people, '[]'), topics = coalesce(t.topics, '[]')
from stamped left join years y using (subject) left join people p using (subject) left join topics t using (subject)
where s.id = stamped.id
"""


def mark(cursor: CursorWrapper, work_ids: Iterable[int]) -> None:
    """Stamp every summary that these works are part of. Call in the transaction that changes them; where a work
    leaves a topic, institution or source, call it before as well."""
    works = {"works": list(work_ids)}
    if works["works"]:
        for subject, of_works in _OF_WORKS.items():
            cursor.execute(_MARK.format(subject=subject, of_works=of_works), works)
        cursor.execute(_MARK_ALL)


def of(**subject: object) -> Summary:
    """The summary of ``topic=…``, ``institution=…`` or ``source=…``; of all works without. Counted now when it never
    was: after an import that is done already, but rows may be made in other ways."""
    about = {"topic": None, "institution": None, "source": None} | subject
    summary = Summary.objects.filter(**about).first() or Summary.objects.create(**about)
    if summary.counted_from is None:
        count([summary])
        summary.refresh_from_db()
    return summary


def count_due() -> int:
    """Count the next hundred that are due; returns how many there were."""
    chunk = list(Summary.objects.due().order_by("pk")[:_AT_ONCE])
    count(chunk)
    return len(chunk)


def count(summaries: Iterable[Summary]) -> None:
    """Count these again, kind by kind."""
    kinds: dict[str, dict[int, int | None]] = {}
    for summary in summaries:
        kind = next((kind for kind in _OF_WORKS if getattr(summary, f"{kind}_id")), "all")
        kinds.setdefault(kind, {})[summary.pk] = getattr(summary, f"{kind}_id", None)
    for kind, rows in kinds.items():
        asked = {"rows": list(rows), "ids": list(rows.values()), "people": KEPT_PEOPLE, "topics": KEPT_TOPICS}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '5min'")
            cursor.execute(_statement(kind), asked)


def _statement(kind: str) -> str:
    return _COUNT.format(
        subject="null::bigint" if kind == "all" else f"{kind}_id",
        below=_BELOW.format(is_topic="true" if kind == "topic" else "false"),
        works_and_names=_WORKS_AND_NAMES[kind],
    )

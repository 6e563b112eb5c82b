"""Scores from the works in the database: set-wise for the corpus, the same statement for one page.

One statement counts the facts, gives the points (written out in SQL from the components of ``profiles.trust``), keeps
the present score and writes history where a component or the version moved. Nobody calls it when works change: a
score is due when the author's ``works_changed_at`` is not the one it was read from. What others say of a held record
changes by the calendar, too: a record at L3 or above is scored once a day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import connection, transaction

from graph.collaboration import CLOSE_COLLABORATOR_COUNTS
from profiles import community
from profiles.models import Trust
from profiles.trust import CEILING, COMMUNITY_FROM, COMPONENTS, MOST_DEPOSITS, UNRESOLVED_CEILING, VERSION, Component
from publications.models import Author, Source

LONGEST_LIFE = 70  # years between the first and the last work of one person
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # no author's stamp
_AT_ONCE = 20_000  # authors in one transaction: a few seconds, and each table is read once rather than often
LOCK = 0x7472757374  # any constant: the name of the advisory lock; two scorers would both write the same history

# An arXiv id and its 10.48550/arXiv DOI are one registrant.
_FACTS = """
  stood as materialized (
    select author_id, work_id, count(*) as positions from publications_authorship
     where author_id = any(%(authors)s) group by author_id, work_id
  ), recorded as (
    select r.work_id, bool_or(s.role = 'deposit') as is_deposited,
           count(distinct case when r.key ilike '10.48550/arxiv.%%' then 'arxiv' else s.key end)
             filter (where s.role = any(%(registrants)s)) as registrants
      from publications_workrecord r join publications_source s on s.id = r.source_id
     where r.work_id in (select work_id from stood) group by r.work_id
  ), counted as (
    select t.author_id, max(t.positions) as positions, count(r.work_id) as records,
           max(w.year) - min(w.year) as span,
           count(*) filter (where registered) as registered,
           count(*) filter (where r.registrants = 0 and r.is_deposited and not w.is_retracted) as deposited,
           count(*) filter (where registered and w.year is not null and w.source_id is not null and w.abstract <> '')
             as complete,
           count(*) filter (where registered and r.registrants > 1) as second_source,
           max(w.year) filter (where registered) - min(w.year) filter (where registered) + 1 as lasted,
           count(distinct w.year) filter (where registered) as active
      from stood t
      join publications_work w on w.id = t.work_id
      left join recorded r on r.work_id = t.work_id
      cross join lateral (select r.registrants > 0 and not w.is_retracted as registered) as it
     group by t.author_id
  ), iris as (
    select author_id, count(distinct orcid) as n from publications_authorship
     where author_id = any(%(authors)s) and orcid <> '' group by author_id
  ), held as (
    select distinct on (1) coalesce(o.merged_into_id, o.id) as author_id, p.user_id, p.claim_id, p.level,
           p.matched_since
      from profiles_profile p join publications_author o on o.id = p.author_id
     where coalesce(o.merged_into_id, o.id) = any(%(authors)s) order by 1, p.level desc, p.id
  ),{community}, facts as (
    select a.id as author_id, a.works_changed_at,
           case when held.level is not null then held.level
                when exists (select from profiles_recordflag f join publications_author o on o.id = f.author_id
                              where a.id in (o.id, o.merged_into_id) and f.kind = 'several')
                  or c.positions > 1 or i.n > 1 or c.span > %(longest_life)s or coalesce(c.records, 0) = 0
                then 0 else 1 end as level,
           coalesce(c.registered + least(c.deposited, %(most_deposits)s), 0)::int as works,
           coalesce(c.complete, 0)::int as complete,
           coalesce(c.second_source, 0)::int as second_source,
           coalesce(least(c.lasted, 2 * c.active), 0)::int as years,
           coalesce(k.n, 0)::int as collaborators,
           (a.orcid <> '')::int as authorities,{community_columns}
      from publications_author a
      left join counted c on c.author_id = a.id
      left join iris i on i.author_id = a.id
      left join ({collaborators}) k on k.author_id = a.id
      left join held on held.author_id = a.id
     where a.id = any(%(authors)s)
  )"""

_KEEP = """
  kept as (
    insert into profiles_trust (author_id, version, score, level, facts, points, data_version, read_at)
    select author_id, %(version)s, score, level, facts, points, works_changed_at, now() from scored order by author_id
    on conflict (author_id) do update set version = excluded.version, score = excluded.score, level = excluded.level,
      facts = excluded.facts, points = excluded.points, data_version = excluded.data_version,
      read_at = excluded.read_at
  )
  insert into profiles_trustchange (author_id, version, score, before, level, facts, points, moved, created_at)
  select s.author_id, %(version)s, s.score, t.score, s.level, s.facts, s.points, coalesce((
           select jsonb_object_agg(key, p.value::int - coalesce((t.points ->> key)::int, 0))
             from jsonb_each(s.points) p
            where p.value::int <> coalesce((t.points ->> key)::int, 0)), '{{}}'), now()
    from scored s left join profiles_trust t on t.author_id = s.author_id
   where t.author_id is null or t.version <> %(version)s or t.points <> s.points
   order by s.author_id"""

_DUE = """
select a.id from publications_author a left join profiles_trust t on t.author_id = a.id
 where a.merged_into_id is null and a.hidden_at is null
   and (t.author_id is null or t.version <> %s or t.data_version <> a.works_changed_at
        or t.read_at < now() - interval '1 day' and exists (
             select from profiles_profile p join publications_author o on o.id = p.author_id
              where p.matched_since is not null and a.id = coalesce(o.merged_into_id, o.id)))
 order by a.id limit %s"""


def current(author: Author) -> Trust:
    """The score of this record as it is now; computed on the spot when it is due.

    While others are being scored a page shows the score it has, with its date, rather than wait.
    """
    known = getattr(author, "trust", None)
    if known and known.version == VERSION and known.data_version == author.works_changed_at:
        return known
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if known and not cursor.fetchone()[0]:
            return known
        _rescore([author.pk])
    author.trust = Trust.objects.get(pk=author.pk)
    return author.trust


def make_due(author: Author) -> None:
    """Something the score rests on changed that is none of the author's works."""
    Trust.objects.filter(pk=author.pk).update(data_version=_NEVER)


def rescore_due(limit: int = _AT_ONCE) -> int:
    """Score up to ``limit`` records that are due; returns how many there were. Call it until it returns 0, as it does
    also while others are being scored."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '5min'")
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_DUE, [VERSION, limit])
        due = [row[0] for row in cursor.fetchall()]
        if due:
            _rescore(due)
    return len(due)


def rescore_all() -> int:
    """Score every record anew, due or not; returns the number of scores that moved."""
    moved, last = 0, 0
    everybody = Author.objects.visible().order_by("pk").values_list("pk", flat=True)
    while chunk := list(everybody.filter(pk__gt=last)[:_AT_ONCE]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '5min'")
            moved += _rescore(chunk)
        last = chunk[-1]
    return moved


def _rescore(author_ids: Collection[int]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(
            _STATEMENT,
            {
                "authors": list(author_ids),
                "registrants": [role.value for role in Source.REGISTRANT_ROLES],
                "most_deposits": MOST_DEPOSITS,
                "longest_life": LONGEST_LIFE,
                "version": VERSION,
            },
        )
        return cursor.rowcount


def points_sql(component: Component) -> str:
    """The points of a component as SQL over columns named after the facts."""
    starts = ",".join(str(start) for start, _ in component.scale)
    points = ",".join(str(points) for _, points in component.scale)
    earned = f"(array[0,{points}])[width_bucket({component.key}, array[{starts}]) + 1]"
    if component.group == "community":
        return f"case when level >= {COMMUNITY_FROM} then {earned} else 0 end"
    return earned


def _facts() -> str:
    return _FACTS.format(
        collaborators=CLOSE_COLLABORATOR_COUNTS, community=community.FACTS, community_columns=community.COLUMNS
    )


def _statement() -> str:
    keys = [component.key for component in COMPONENTS]
    earned = ", ".join(f"{points_sql(component)} as {component.key}_points" for component in COMPONENTS)
    total = " + ".join(f"{key}_points" for key in keys)
    facts = ", ".join(f"'{key}', {key}" for key in keys)
    points = ", ".join(f"'{key}', {key}_points" for key in keys)
    ceiling = f"case when level = 0 then least(0, {UNRESOLVED_CEILING} - ({total})) else 0 end"
    return f"""with {_facts()},
  earned as (select *, {earned} from facts),
  capped as (select *, {ceiling} as ceiling from earned),
  scored as (
    select author_id, works_changed_at, level, {total} + ceiling as score,
           jsonb_build_object({facts}) as facts, jsonb_build_object({points}, '{CEILING}', ceiling) as points
      from capped
  ),{_KEEP.format()}"""


_STATEMENT = _statement()

"""Who wrote with whom, pair by pair, for the whole corpus: what paths, comparisons and expansion read.

Rows that are due: an author's pairs are counted again when ``works_changed_at`` is not the stamp they were counted at.
Every change of a by-line stamps all authors of its work, so counting the stamped authors again gives what counting
everybody would give. Hidden people are left out when ties are read, not when they are counted.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from graph.collaboration import MOST_AUTHORS

LOCK = 0x74696573  # any constant: the name of the advisory lock; two counters would write the same pairs
AT_ONCE = 20_000  # authors in one transaction: a few seconds

_DUE = """
create temp table tie_due on commit drop as
select a.id, a.works_changed_at from publications_author a left join graph_tiescounted c on c.author_id = a.id
 where c.author_id is null or c.data_version <> a.works_changed_at
 order by a.id limit %s;
create index on tie_due (id);
analyze tie_due
"""
# Newman's weight: a work of n authors ties each pair of them by 1 / (n - 1). Exact numbers, so that the order in which
# works are added makes no difference. Of two authors who are both due, the lower one brings the pair.
_COUNT = f"""
create temp table tie_found on commit drop as
with mine as materialized (
  select distinct s.work_id, s.author_id from publications_authorship s join tie_due d on d.id = s.author_id
), company as materialized (
  select distinct work_id, author_id from publications_authorship
   where work_id in (select work_id from mine) and author_id is not null
)
select least(mine.author_id, other.author_id) as low_id, greatest(mine.author_id, other.author_id) as high_id,
       count(*) as n_works, sum(round(1::numeric / (work.n_authors - 1), 9)) as weight,
       min(work.year) as first_year, max(work.year) as last_year
  from mine
  join publications_work work on work.id = mine.work_id and not work.is_retracted
   and work.n_authors between 2 and {MOST_AUTHORS}
  join company other on other.work_id = mine.work_id and other.author_id <> mine.author_id
 where mine.author_id < other.author_id or not exists (select from tie_due where id = other.author_id)
 group by 1, 2;
create index on tie_found (low_id, high_id);
analyze tie_found
"""
_KEEP = """
delete from graph_coauthortie t using tie_due d
 where t.low_id = d.id and not exists (select from tie_found f where (f.low_id, f.high_id) = (t.low_id, t.high_id));
delete from graph_coauthortie t using tie_due d
 where t.high_id = d.id and not exists (select from tie_found f where (f.low_id, f.high_id) = (t.low_id, t.high_id));
insert into graph_coauthortie (low_id, high_id, n_works, weight, first_year, last_year)
select low_id, high_id, n_works, weight, first_year, last_year from tie_found order by low_id, high_id
on conflict (low_id, high_id) do update
   set n_works = excluded.n_works, weight = excluded.weight,
       first_year = excluded.first_year, last_year = excluded.last_year
 where (graph_coauthortie.n_works, graph_coauthortie.weight, graph_coauthortie.first_year, graph_coauthortie.last_year)
       is distinct from (excluded.n_works, excluded.weight, excluded.first_year, excluded.last_year);
insert into graph_tiescounted (author_id, data_version) select id, works_changed_at from tie_due order by id
on conflict (author_id) do update set data_version = excluded.data_version
"""


def count_due(limit: int = AT_ONCE) -> int:
    """Count the pairs of up to ``limit`` authors that are due; returns how many there were. Call it until it says 0,
    as it does also while somebody else is counting."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return _count(cursor, limit) if cursor.fetchone()[0] else 0


def rebuild() -> int:
    """Count everybody again, due or not, in one transaction that readers need not wait for; returns the number of
    ties."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("delete from graph_tiescounted")
        _count(cursor, None)
        cursor.execute("select count(*) from graph_coauthortie")
        return cursor.fetchone()[0]


def _count(cursor: CursorWrapper, limit: int | None) -> int:
    cursor.execute("set local statement_timeout = '10min'; set local work_mem = '128MB'")
    cursor.execute(_DUE, [limit])
    cursor.execute("select count(*) from tie_due")
    n_due = cursor.fetchone()[0]
    cursor.execute(_COUNT)
    cursor.execute(_KEEP)
    cursor.execute("drop table tie_due, tie_found")  # one transaction may count twice
    return n_due

"""Which work each staged record describes; new works, and works described anew. SQL only."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

# Another import may have brought a record in since it was compared.
_KNOWN = """
delete from st_work s using publications_workrecord r
where r.source_id = s.said_by_id and r.key = s.key and r.digest = s.digest;
"""

# 1. The same source's own key; 2. a shared identifier; 3. the same fingerprint. In 2 and 3 a work that already has
# another identifier of the record's exclusive scheme (arXiv, OpenAlex, PubMed) is another work, and two candidates
# are none: a DOI printed on two works proves nothing. Of two records of a chunk that fit one work the first is it.
_MATCH = """
update st_work s set work_id = r.work_id from publications_workrecord r
 where r.source_id = s.said_by_id and r.key = s.key;

insert into st_candidate
select distinct s.n, i.work_id from st_work s join st_identifier using (n)
join publications_workidentifier i using (scheme, value) where s.work_id is null;
insert into st_candidate
select s.n, w.id from st_work s join publications_work w using (fingerprint)
where s.work_id is null and abs(w.year - s.year) <= 1
  and not exists (select from st_candidate c where c.n = s.n);

with possible as (
  select c.n, c.work_id from st_candidate c
  where not exists (
    select from publications_workidentifier i join st_identifier si using (scheme)
    where i.work_id = c.work_id and si.n = c.n and scheme <> 'doi' and i.value <> si.value)
), certain as (
  select n, min(work_id) as work_id from possible group by n having count(*) = 1
), first as (
  select work_id, min(n) as n from certain group by work_id
)
update st_work s set work_id = f.work_id from first f where f.n = s.n
  and not exists (select from st_work own where own.work_id = f.work_id);
"""

_FIELDS = (
    "type, title, title_text, title_html, sort_title, abstract, abstract_html, year, first_posted_on, latest_on,"
    " source_id, said_by_id, fingerprint, n_authors, language"
)


def _of(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in _FIELDS.split(", "))


# An address that stands already is the work of that identifier, whatever else the two disagree on. The turn keeps
# others from taking an address meanwhile.
_INSERT = f"""
update st_work s set work_id = w.id from publications_work w where s.work_id is null and w.public_id = s.public_id;

update st_work s set work_id = made.id, is_new = true, tells = true from (
  select n, nextval((select pg_get_serial_sequence('publications_work', 'id')::regclass)) as id
  from (select n from st_work where work_id is null order by n) fresh) made
where made.n = s.n;
insert into publications_work (id, public_id, {_FIELDS})
select work_id, public_id, {_FIELDS} from st_work join st_text using (n) where is_new order by n
"""

# Whose description is shown: the source that told it before, or a better one.
_TELLS = """
update st_work s set tells = true from publications_work w, publications_source mine, publications_source teller
 where w.id = s.work_id and not s.is_new and mine.id = s.said_by_id and teller.id = w.said_by_id
   and (mine.id = teller.id or mine.rank < teller.rank)
"""

_UPDATE = f"""
update publications_work w set ({_FIELDS}, changed_at) = ({_of("s")}, now())
from (select * from st_work join st_text using (n) where tells and not is_new) s
where s.work_id = w.id and ({_of("w")}) is distinct from ({_of("s")})
"""


def leave_out_known(cursor: CursorWrapper) -> int:
    """Take out of the chunk what the database has word for word; how many records that were."""
    cursor.execute(_KNOWN)
    return cursor.rowcount


def match(cursor: CursorWrapper) -> None:
    """Give each staged record the work it describes; those of new works are made."""
    cursor.execute(_MATCH)
    cursor.execute(_INSERT)


def update(cursor: CursorWrapper) -> None:
    """Works that stood already say what their source says now."""
    cursor.execute(_TELLS)
    cursor.execute(_UPDATE)

"""Staged rows become works: find the work each record describes, then insert or update set by set.

Rules of ``corpus.md``: the same work = the same identifier, else the same fingerprint within a year; never a guess.
Tables are written in one fixed order, and a row that says nothing new is not written at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from publications import summaries

# 1. The same source's own key; 2. a shared identifier; 3. the same fingerprint. In 2 and 3 a work that already has
# another identifier of the record's exclusive scheme (arXiv, OpenAlex, PubMed) is another work, and two candidates
# are none: a DOI printed on two works proves nothing.
_MATCH = """
update st_work s set work_id = r.work_id from publications_workrecord r
 where r.source_id = s.said_by_id and r.key = s.key;

with candidate as (
  select distinct s.n, i.work_id from st_work s
  join st_identifier si using (n) join publications_workidentifier i using (scheme, value)
  where s.work_id is null
  union
  select s.n, w.id from st_work s join publications_work w using (fingerprint)
  where s.work_id is null and abs(w.year - s.year) <= 1
    and not exists (select from st_identifier si join publications_workidentifier i using (scheme, value)
                    where si.n = s.n)
), possible as (
  select c.n, c.work_id from candidate c
  where not exists (
    select from st_identifier si join publications_workidentifier i using (scheme)
    where si.n = c.n and i.work_id = c.work_id and scheme <> 'doi' and i.value <> si.value)
), certain as (
  select n, min(work_id) as work_id from possible group by n having count(*) = 1
)
update st_work s set work_id = c.work_id from certain c where c.n = s.n;
"""

_FIELDS = (
    "type, title, title_text, title_html, sort_title, abstract, abstract_html, year, first_posted_on, latest_on,"
    " source_id, said_by_id, fingerprint, n_authors, language"
)


def _of(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in _FIELDS.split(", "))


_INSERT = f"""
with made as (
  insert into publications_work (public_id, {_FIELDS})
  select public_id, {_FIELDS} from st_work where work_id is null order by public_id
  on conflict (public_id) do nothing
  returning id, public_id
)
update st_work s set work_id = made.id, is_new = true from made where s.public_id = made.public_id;
-- An address that stands already is the work of that identifier, whatever else the two disagree on.
update st_work s set work_id = w.id from publications_work w where s.work_id is null and w.public_id = s.public_id;

-- Whose description is shown: the source that told it before, or a better one.
update st_work s set tells = true from publications_work w, publications_source mine, publications_source teller
 where w.id = s.work_id and mine.id = s.said_by_id and teller.id = w.said_by_id
   and (mine.id = teller.id or mine.rank < teller.rank);
"""

_UPDATE = f"""
update publications_work w set ({_FIELDS}, changed_at) = ({_of("s")}, now())
from st_work s
where s.work_id = w.id and s.tells and not s.is_new
  and ({_of("w")}) is distinct from ({_of("s")})
"""

_DETAILS = """
insert into publications_workrecord (work_id, source_id, key, digest, batch_id)
select work_id, said_by_id, key, digest, %(batch)s from st_work order by said_by_id, key
on conflict (source_id, key) do update
  set digest = excluded.digest, batch_id = excluded.batch_id, updated_at = now()
  where publications_workrecord.digest is distinct from excluded.digest;

insert into publications_workidentifier (work_id, scheme, value)
select work_id, scheme, value from st_identifier join st_work using (n) order by scheme, value
on conflict do nothing;

delete from publications_workversion v using st_work s
where v.work_id = s.work_id and v.source_id = s.said_by_id and not s.is_new
  and not exists (select from st_version x where x.n = s.n and x.label = v.label and x.venue = v.venue);
insert into publications_workversion (work_id, source_id, label, posted_on, venue, url)
select distinct on (work_id, said_by_id, label, venue) work_id, said_by_id, label, posted_on, venue, url
from st_version join st_work using (n) order by work_id, said_by_id, label, venue, n
on conflict (work_id, source_id, label, venue) do update set posted_on = excluded.posted_on, url = excluded.url
  where (publications_workversion.posted_on, publications_workversion.url)
    is distinct from (excluded.posted_on, excluded.url);

delete from publications_worktopic t using st_work s, publications_topic known
where t.work_id = s.work_id and s.tells and not s.is_new and known.id = t.topic_id
  and known.scheme in (select scheme from st_topic join publications_topic x on x.id = topic_id where st_topic.n = s.n)
  and not exists (select from st_topic where st_topic.n = s.n and st_topic.topic_id = t.topic_id);
insert into publications_worktopic (work_id, topic_id, position)
select work_id, topic_id, position from st_topic join st_work using (n) where tells order by work_id, topic_id
on conflict (work_id, topic_id) do update set position = excluded.position
  where publications_worktopic.position is distinct from excluded.position;
"""

# A list of references is the source's own and replaced as a whole; a count is its latest.
_CITATIONS = """
delete from publications_reference r using st_work s
where r.work_id = s.work_id and r.source_id = s.said_by_id and not s.is_new
  and not exists (select from st_reference x where x.n = s.n and x.scheme = r.scheme and x.value = r.value);
insert into publications_reference (work_id, source_id, position, scheme, value)
select distinct on (work_id, said_by_id, scheme, value) work_id, said_by_id, position, scheme, value
from st_reference join st_work using (n) order by work_id, said_by_id, scheme, value, n
on conflict (work_id, source_id, scheme, value) do update set position = excluded.position
  where publications_reference.position is distinct from excluded.position;

insert into publications_citationcount (work_id, source_id, count, counted_on)
select distinct on (work_id, said_by_id) work_id, said_by_id, cited_by, cited_by_on
from st_work where cited_by is not null order by work_id, said_by_id, n
on conflict (work_id, source_id) do update set count = excluded.count, counted_on = excluded.counted_on
  where (publications_citationcount.count, publications_citationcount.counted_on)
    is distinct from (excluded.count, excluded.counted_on);
"""

# A notice may come in before the work it takes back, or after it: so works of this chunk are looked at, and works
# anywhere that this chunk speaks of.
_RETRACTIONS = """
create temp table st_retracted on commit drop as
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

# A by-line whose name changed is a new question: its old answer, decided or not, was about another name.
_BYLINES = """
create temp table st_changed on commit drop as
select a.id, a.author_id, a.block from publications_authorship a join st_work s on s.work_id = a.work_id
left join st_authorship sa on sa.n = s.n and sa.position = a.position
where s.tells and not s.is_new and (sa.n is null or (sa.name, sa.orcid, sa.source_author)
      is distinct from (coalesce(nullif(a.printed, ''), a.name), a.orcid, a.source_author));

delete from publications_affiliation f using publications_authorship a, st_work s
where f.authorship_id = a.id and a.work_id = s.work_id and s.tells and not s.is_new
  and (a.id in (select id from st_changed) or not exists (
    select from st_affiliation sf join publications_institution i using (name_key)
    where sf.n = s.n and sf.author_position = a.position and i.id = f.institution_id));
delete from publications_authorship a using st_changed c, st_work s
where a.id = c.id and s.work_id = a.work_id
  and not exists (select from st_authorship sa where sa.n = s.n and sa.position = a.position);
update publications_authorship a
set name = case when sa.name = a.printed then a.name else sa.name end,
    printed = case when sa.name = a.printed then a.printed else '' end,
    given = sa.given, family = sa.family, suffix = sa.suffix, block = sa.block, orcid = sa.orcid,
    source_author = sa.source_author, author_id = null, basis = '', reason = '{}', decided_by_id = null
from st_changed c, st_work s, st_authorship sa
where a.id = c.id and s.work_id = a.work_id and sa.n = s.n and sa.position = a.position;

insert into publications_authorship (work_id, position, name, given, family, suffix, block, orcid, source_author)
select work_id, position, name, given, family, suffix, block, orcid, source_author
from st_authorship join st_work using (n) where tells order by work_id, position
on conflict (work_id, position) do nothing;

insert into publications_institution (public_id, name, name_key, ror, country)
select distinct on (name_key) public_id, name, name_key, ror, country from st_affiliation
where not exists (select from publications_institution i where i.name_key = st_affiliation.name_key)
order by name_key, name
on conflict do nothing;
update publications_institution i set country = told.country
from (select name_key, min(country) as country from st_affiliation where country <> '' group by name_key) told
where i.name_key = told.name_key and i.country = '';
insert into publications_affiliation (authorship_id, institution_id, position)
select a.id, i.id, sf.position from st_affiliation sf join st_work s using (n)
join publications_authorship a on a.work_id = s.work_id and a.position = sf.author_position
join publications_institution i using (name_key)
where s.tells order by 1, 2
on conflict (authorship_id, institution_id) do nothing;
"""

# New names and new co-authors are evidence: every block on a work that said something new is looked at again.
_DUE = """
insert into publications_dueblock (block)
select block from publications_authorship a join st_work s on s.work_id = a.work_id
union select block from st_changed
order by 1 on conflict do nothing;
"""

_STAMP = """
update publications_author set works_changed_at = now() where id in (
  select author_id from publications_authorship a join st_work s on s.work_id = a.work_id
  where not s.is_new and author_id is not null
  union select author_id from st_changed where author_id is not null
  union select author_id from publications_authorship join st_retracted using (work_id) where author_id is not null
  order by 1)
returning id
"""


@dataclass(frozen=True)
class Stored:
    """What a chunk did: counts of works, and the authors whose works changed."""

    n_new: int
    n_updated: int
    author_ids: list[int]
    work_ids: list[int]


def store(cursor: CursorWrapper, batch_id: int | None) -> Stored:
    """Write the staged chunk. Call inside a writing turn, after ``staging.copy``."""
    cursor.execute(_MATCH)
    cursor.execute(_INSERT)
    cursor.execute("select work_id from st_work where not is_new")
    summaries.mark(cursor, [work for (work,) in cursor.fetchall()])  # what a work leaves is due, too
    cursor.execute(_UPDATE)
    cursor.execute(_DETAILS, {"batch": batch_id})
    cursor.execute(_CITATIONS)
    cursor.execute(_RETRACTIONS)
    cursor.execute(_BYLINES)
    cursor.execute(_DUE)
    cursor.execute(_STAMP)
    author_ids = [row[0] for row in cursor.fetchall()]
    cursor.execute("select count(*) filter (where is_new), count(*), array_agg(work_id) from st_work")
    n_new, n_all, work_ids = cursor.fetchone()
    summaries.mark(cursor, work_ids or [])
    return Stored(n_new, n_all - n_new, author_ids, work_ids or [])

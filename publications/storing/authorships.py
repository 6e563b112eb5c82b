"""By-lines and where their people signed from; which blocks of names are due, and whose works changed. SQL only."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

# A by-line whose name changed is a new question: its old answer, decided or not, was about another name. What another
# source knows of the person or the place stays as long as the teller does not say otherwise.
_CHANGE = """
insert into st_changed
select a.id, a.author_id, a.block from publications_authorship a join st_work s on s.work_id = a.work_id
left join st_authorship sa on sa.n = s.n and sa.position = a.position
where s.tells and not s.is_new and (sa.n is null or sa.name <> coalesce(nullif(a.printed, ''), a.name)
  or (sa.orcid <> '' and sa.orcid <> a.orcid) or (sa.source_author <> '' and sa.source_author <> a.source_author));

delete from publications_affiliation f using publications_authorship a, st_work s
where f.authorship_id = a.id and a.work_id = s.work_id and s.tells and not s.is_new
  and (a.id in (select id from st_changed) or (
    exists (select from st_affiliation sf where sf.n = s.n) and not exists (
      select from st_affiliation sf join publications_institution i using (name_key)
      where sf.n = s.n and sf.author_position = a.position and i.id = f.institution_id)));
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
"""

_BYLINES = """
insert into publications_authorship (work_id, position, name, given, family, suffix, block, orcid, source_author)
select work_id, position, name, given, family, suffix, block, orcid, source_author
from st_authorship join st_work using (n) where tells and {which} order by work_id, position
"""
_UNLESS_THERE = "on conflict (work_id, position) do nothing"

_PLACES = """
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

# A second source describes the work: its by-line is the one that stands here when the lists are of one length and the
# family name and initial at that position agree. What it adds is who that is and where; what is known stays.
_CORROBORATE = """
insert into st_same
select s.n, a.position, a.id from st_work s join st_text t using (n) join publications_work w on w.id = s.work_id
join st_authorship sa using (n) join publications_authorship a
  on a.work_id = s.work_id and a.position = sa.position and a.block = sa.block
where not s.tells and not s.is_new and w.n_authors = t.n_authors order by s.n
on conflict do nothing;

update publications_authorship a
set orcid = coalesce(nullif(a.orcid, ''), sa.orcid),
    source_author = coalesce(nullif(a.source_author, ''), sa.source_author)
from st_same join st_authorship sa using (n, position)
where a.id = st_same.id
  and ((a.orcid = '' and sa.orcid <> '') or (a.source_author = '' and sa.source_author <> ''));
insert into publications_affiliation (authorship_id, institution_id, position)
select st_same.id, i.id, min(sf.position)
from st_same join st_affiliation sf on sf.n = st_same.n and sf.author_position = st_same.position
join publications_institution i using (name_key)
where not exists (select from publications_affiliation f where f.authorship_id = st_same.id)
group by 1, 2 order by 1, 2
on conflict (authorship_id, institution_id) do nothing;
"""

# New names and new co-authors are evidence: every block on a work that said something new is looked at again.
_DUE = """
insert into publications_dueblock (block)
select block from st_authorship join st_work using (n) where is_new
union select block from publications_authorship a join st_work s on s.work_id = a.work_id where not s.is_new
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


def change(cursor: CursorWrapper) -> None:
    """By-lines that are gone or written otherwise; they stand in ``st_changed``."""
    cursor.execute(_CHANGE)


def add(cursor: CursorWrapper, *, is_any_known: bool) -> None:
    """By-lines and affiliations that are new, and their blocks on the list of what is due."""
    cursor.execute(_BYLINES.format(which="is_new"))
    if is_any_known:
        cursor.execute(_BYLINES.format(which="not is_new") + _UNLESS_THERE)
    cursor.execute(_PLACES)
    cursor.execute(_DUE)


def corroborate(cursor: CursorWrapper) -> None:
    """ORCID iDs, author ids and places that a second source knows of by-lines that stand already."""
    cursor.execute(_CORROBORATE)


def stamp(cursor: CursorWrapper) -> list[int]:
    """Authors whose works changed are stamped; their ids."""
    cursor.execute(_STAMP)
    return [row[0] for row in cursor.fetchall()]

"""Decisions hold when the by-lines they are about are written anew: by an import, or in a database built again."""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.utils import CursorWrapper

from publications import people
from publications.curation.subjects import KEYS

_DECIDED_ABOUT = """
select i.work_id from publications_workidentifier i
where i.work_id = any(%(works)s) and exists (
  select from publications_changeitem c where c.about = i.scheme || ':' || i.value)
union
select w.id from publications_work w
where w.id = any(%(works)s) and exists (select from publications_changeitem c where c.about = 'work:' || w.public_id)
"""
# The latest decision nobody took back, found by what the by-line is called; else, where a better source writes the
# name otherwise, by the place it stands at.
_HOLD = f"""
with keyed as ({KEYS}), standing as (
  select i.*, c.reason from publications_changeitem i join publications_changeset c on c.id = i.change_set_id
  where i.about in (select key from keyed) and i.after ->> 'basis' = 'decision' and c.kind <> 'undo'
    and not exists (select from publications_changeitem u where u.undoes_id = i.id)
), meant as (
  select k.id as authorship_id, s.*, 1 as nearness from keyed k join standing s using (subject)
  union all
  select a.id, s.*, 2 from keyed k join publications_authorship a using (id)
  join standing s on s.about = k.key and s.after ->> 'position' = a.position::text and s.after ->> 'block' = a.block
  where not exists (select from keyed where keyed.subject = s.subject)
), held as (
  select distinct on (authorship_id) * from meant order by authorship_id, nearness, id desc
)
update publications_authorship a
set author_id = coalesce(p.merged_into_id, p.id), basis = 'decision', decided_by_id = held.id,
    reason = jsonb_build_object('decision', held.reason)
from held join publications_author p on p.id = held.author_id
where a.id = held.authorship_id and a.decided_by_id is distinct from held.id
returning p.id
"""


def reapply(cursor: CursorWrapper, work_ids: Collection[int]) -> None:
    """Give by-lines of these works the authors that standing decisions name. Inside a writing turn."""
    cursor.execute(_DECIDED_ABOUT, {"works": list(work_ids)})
    if works := [work for (work,) in cursor.fetchall()]:
        cursor.execute(_HOLD, {"works": works})
        people.refresh(cursor, {author for (author,) in cursor.fetchall()})

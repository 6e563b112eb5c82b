"""Decisions hold when the by-lines they are about are written anew: by an import, or in a database built again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.backends.utils import CursorWrapper

from publications import people
from publications.curation.subjects import AUTHOR, KEYS, works_about
from publications.curation.suppressing import keep_hidden
from publications.curation.telling import log
from publications.curation.writing import Item, made_if_missing, note, set_fields, settle
from publications.models import Authorship, ChangeSet
from publications.turns import writing_turn

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
        held = {author for (author,) in cursor.fetchall()}
        people.refresh(cursor, held)
        keep_hidden(cursor, held)


def take_over(exported: Sequence[dict]) -> int:
    """Put exported change sets into this ledger and make the rows say what they decided; returns how many were new.

    By-lines that are not here yet get their decision when an import brings them.
    """
    with writing_turn() as cursor:
        known = {str(key) for key in ChangeSet.objects.values_list("key", flat=True)}
        fresh = [decision for decision in exported if decision["key"] not in known]
        items = [item for decision in fresh for item in _note(cursor, decision)]
        authors = made_if_missing(cursor, items)
        works = works_about({item.about for item in items if not item.about.startswith(AUTHOR)})
        bylines = Authorship.objects.filter(work__in=works)
        losing = set(bylines.exclude(author=None).values_list("author", flat=True))
        for item in items:
            if item.about.startswith(AUTHOR):
                set_fields(cursor, item.about.removeprefix(AUTHOR), item.after, authors)
        reapply(cursor, works)
        settle(cursor, losing | set(authors.values()), list(bylines.values_list("pk", flat=True)))
        for change in ChangeSet.objects.filter(key__in=[decision["key"] for decision in fresh]).order_by("pk"):
            log(change)
    return len(fresh)


def _note(cursor: CursorWrapper, decision: dict) -> list[Item]:
    undoes = decision["undoes"] and ChangeSet.objects.get(key=decision["undoes"])
    change = ChangeSet.objects.create(
        key=decision["key"],
        kind=decision["kind"],
        role=decision["role"],
        reason=decision["reason"],
        created_at=decision["at"],
        undoes=undoes or None,
    )
    undone = dict(undoes.items.values_list("position", "pk")) if undoes else {}
    items = [Item(**item | {"undoes": item["undoes"] and undone[item["undoes"][1]]}) for item in decision["items"]]
    note(change, items, made_if_missing(cursor, items))
    return items

"""Decisions people take about the records, as change sets in the append-only ledger.

A decision names by-lines by keys that survive a rebuild ("arxiv:1905.11926#Thomas Goldstein"), so it is applied again
whenever an import writes such a by-line anew. Attribution never moves what a person decided.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.backends.utils import CursorWrapper

from publications.attribution import attribute
from publications.counting import recount
from publications.identifiers import arxiv_id, doi
from publications.models import Author, Authorship, ChangeItem, ChangeSet, DueBlock, Work
from publications.turns import writing_turn


class CurationRefused(ValueError):
    """The decision cannot be taken; the message is a sentence for people."""


def move_authorship(
    authorship: Authorship, *, to: Author, reason: str, role: str, actor: AbstractBaseUser | None = None
) -> ChangeSet:
    """Decide that this by-line is ``to``'s, with a reason, in the ledger.

    Raises CurationRefused when ``to`` already stands at another position of the work: nobody signs twice.
    """
    to = to.survivor()
    twice = to.authorships.filter(work=authorship.work_id).exclude(pk=authorship.pk)
    if twice.exists():
        raise CurationRefused(f"{to} already stands at another position of “{authorship.work}”.")
    with writing_turn() as cursor:
        change = ChangeSet.objects.create(kind=ChangeSet.Kind.MOVE, reason=reason, role=role, actor=actor)
        _decide(cursor, change, authorship, to)
    attribute()
    return change


def undo(change: ChangeSet, *, reason: str, role: str, actor: AbstractBaseUser | None = None) -> ChangeSet:
    """Take a change set back: each by-line returns to where it stood before, undecided where it was.

    Raises CurationRefused when the change set is undone already, or when a later decision rests on it.
    """
    if change.undone_by.exists():
        raise CurationRefused("This change was undone already.")
    with writing_turn() as cursor:
        undoing = ChangeSet.objects.create(
            kind=ChangeSet.Kind.UNDO, undoes=change, reason=reason, role=role, actor=actor
        )
        for item in change.items.order_by("position"):
            authorship = Authorship.objects.filter(decided_by=item).first()
            if authorship is None:
                raise CurationRefused(f"A later decision about {item.subject} has to be undone first.")
            _restore(cursor, undoing, item, authorship)
    attribute()
    return undoing


def _decide(cursor: CursorWrapper, change: ChangeSet, authorship: Authorship, to: Author) -> None:
    before = _state(authorship)
    item = ChangeItem.objects.create(
        change_set=change,
        position=change.items.count() + 1,
        subject=subject(authorship),
        author=to,
        before=before,
        after={"author": to.public_id, "basis": Authorship.Basis.DECISION},
    )
    authorship.decided_by, authorship.author, authorship.basis = item, to, Authorship.Basis.DECISION
    authorship.reason = {"decision": change.reason}
    authorship.save(update_fields=["decided_by", "author", "basis", "reason"])
    _touch(cursor, authorship, before["author"], to.public_id)


def _restore(cursor: CursorWrapper, undoing: ChangeSet, item: ChangeItem, authorship: Authorship) -> None:
    after = _state(authorship)
    was = item.before
    home = Author.objects.filter(public_id=was["author"]).first()
    ChangeItem.objects.create(
        change_set=undoing,
        position=item.position,
        subject=item.subject,
        author=home,
        before=after,
        after=was,
    )
    authorship.author, authorship.basis, authorship.reason = home, was["basis"], was["reason"]
    authorship.decided_by_id = was["decided_by"]
    authorship.save(update_fields=["decided_by", "author", "basis", "reason"])
    _touch(cursor, authorship, after["author"], was["author"])


def _state(authorship: Authorship) -> dict:
    return {
        "author": authorship.author.public_id if authorship.author else None,
        "basis": authorship.basis,
        "reason": authorship.reason,
        "decided_by": authorship.decided_by_id,
    }


def _touch(cursor: CursorWrapper, authorship: Authorship, *public_ids: str | None) -> None:
    """Recount and stamp both sides, and have the block looked at again: a decision is evidence."""
    ids = list(Author.objects.filter(public_id__in=[p for p in public_ids if p]).values_list("pk", flat=True))
    recount(cursor, ids)
    # For everybody who signs beside it, a by-line that changed hands is a change of co-author.
    cursor.execute(
        "update publications_author set works_changed_at = now() where id = any(%s)"
        " or id in (select author_id from publications_authorship where work_id = %s)",
        [ids, authorship.work_id],
    )
    DueBlock.objects.get_or_create(block=authorship.block)


def subject(authorship: Authorship) -> str:
    """The by-line's key in the ledger: the work's first identifier and the name as written."""
    identifier = authorship.work.identifiers.order_by("scheme", "value").first()
    key = f"{identifier.scheme}:{identifier.value}" if identifier else f"work:{authorship.work.public_id}"
    return f"{key}#{authorship.name}"


_REAPPLY = """
with byline as (
  select a.id, (select scheme || ':' || value from publications_workidentifier i where i.work_id = a.work_id
                order by scheme, value limit 1) || '#' || a.name as subject
  from publications_authorship a where a.work_id = any(%s) and a.author_id is null
), held as (
  select distinct on (b.id) b.id as authorship_id, i.id, i.author_id, i.after, c.reason
  from byline b join publications_changeitem i using (subject)
  join publications_changeset c on c.id = i.change_set_id
  order by b.id, i.id desc
)
update publications_authorship a
set author_id = coalesce(p.merged_into_id, p.id), basis = 'decision', decided_by_id = held.id,
    reason = jsonb_build_object('decision', held.reason)
from held join publications_author p on p.id = held.author_id
where a.id = held.authorship_id and held.after ->> 'basis' = 'decision'
returning a.author_id
"""


def reapply(cursor: CursorWrapper, work_ids: Collection[int]) -> None:
    """Give new by-lines of these works the author a standing decision names. Inside a writing turn."""
    if work_ids and ChangeItem.objects.exists():
        cursor.execute(_REAPPLY, [list(work_ids)])
        recount(cursor, [row[0] for row in cursor.fetchall()])


def apply_file(path: Path) -> int:
    """Apply decisions from JSON lines (kind, work, name, to, reason); returns how many were new.

    A decision that already holds is passed over, so a file can be applied at every start.
    """
    applied = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            applied += _apply(json.loads(line))
        except (CurationRefused, KeyError, TypeError, json.JSONDecodeError) as error:
            raise CurationRefused(f"{path.name}, line {number}: {error}") from error
    return applied


def _apply(decision: dict) -> bool:
    if decision["kind"] != ChangeSet.Kind.MOVE:
        raise CurationRefused(f"decisions of kind {decision['kind']!r} are not known.")
    authorship = _byline(decision["work"], decision["name"])
    to = _byline(decision["to"]["work"], decision["to"]["name"]).author
    if authorship.decided_by_id and authorship.author_id == to.pk:
        return False
    move_authorship(authorship, to=to, reason=decision["reason"], role="operator")
    return True


def _byline(work: str, name: str) -> Authorship:
    """The by-line of that name on the work with that identifier ("arXiv:1905.11926")."""
    key = ("arxiv", arxiv_id(work)) if arxiv_id(work) else ("doi", doi(work))
    found = Authorship.objects.filter(
        work__in=Work.objects.filter(identifiers__scheme=key[0], identifiers__value=key[1]), name=name
    )
    byline = found.select_related("work", "author").first()
    if byline is None:
        raise CurationRefused(f"no work {work} is signed {name}.")
    return byline

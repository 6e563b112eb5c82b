"""Items of a decision put into the ledger and into the rows they are about. Inside a writing turn."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from publications import people
from publications.curation.subjects import AUTHOR
from publications.curation.suppressing import keep_hidden, set_hidden
from publications.models import Author, ChangeItem, ChangeSet

_DECIDED = """
update publications_authorship a
set author_id = d.author_id, basis = d.basis, reason = d.reason, decided_by_id = d.item_id
from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::jsonb[], %s::bigint[])
  as d (id, author_id, basis, reason, item_id)
where a.id = d.id
"""
_STAMP = """
update publications_author set works_changed_at = now() where id = any(%(authors)s) or id in (
  select author_id from publications_authorship where work_id in (
    select work_id from publications_authorship where id = any(%(bylines)s)))
"""
_DUE = """
insert into publications_dueblock (block)
select distinct block from publications_authorship where id = any(%s) order by 1 on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to change: a by-line (``byline`` is its row id) or an author record, before and after.

    ``author`` and ``left`` are the addresses where it goes and where it was; ``undoes`` is the item that is taken
    back, ``held`` the earlier decision about the by-line that holds again from then on.
    """

    subject: str
    about: str
    before: dict
    after: dict
    author: str | None
    left: str | None = None
    byline: int | None = None
    undoes: int | None = None
    held: int | None = None


def follows(after: dict) -> bool:
    """Redirects, and that a record begins, are no items of choice: they go with the by-lines."""
    return "merged_into" in after or "exists" in after


def write(cursor: CursorWrapper, change: ChangeSet, items: Sequence[Item]) -> list[ChangeItem]:
    """Note the items in the ledger and make the rows say what they say."""
    authors = made_if_missing(cursor, items)
    noted = note(change, items, authors)
    moved = [(item, row) for item, row in zip(items, noted, strict=True) if item.byline]
    _point(cursor, change, moved, authors)
    for item in items:
        if item.subject.startswith(AUTHOR):
            set_fields(cursor, item.subject.removeprefix(AUTHOR), item.after, authors)
    settle(cursor, sorted(authors.values()), [item.byline for item, _ in moved])
    return noted


def note(change: ChangeSet, items: Sequence[Item], authors: dict[str, int]) -> list[ChangeItem]:
    """The items as rows of the ledger; ``authors`` maps addresses to row ids."""
    return ChangeItem.objects.bulk_create(
        [
            ChangeItem(
                change_set=change,
                position=position,
                subject=item.subject,
                about=item.about,
                author_id=authors.get(item.author),
                left_id=authors.get(item.left),
                before=item.before,
                after=item.after,
                undoes_id=item.undoes,
            )
            for position, item in enumerate(items, 1)
        ],
        batch_size=1000,
    )


def settle(cursor: CursorWrapper, authors: Collection[int], bylines: Collection[int]) -> None:
    """Bring everything that follows up to date: counts, names, stamps, and blocks to be looked at again."""
    people.refresh(cursor, authors)
    keep_hidden(cursor, authors)
    # For everybody who signs beside it, a by-line that changed hands is a change of co-author.
    cursor.execute(_STAMP, {"authors": list(authors), "bylines": list(bylines)})
    cursor.execute(_DUE, [list(bylines)])


def made_if_missing(cursor: CursorWrapper, items: Sequence[Item]) -> dict[str, int]:
    """Address -> row id of every record the items speak of; a record that is not there is made."""
    named = {address for item in items for address in (item.author, item.left, item.after.get("merged_into"))}
    named |= {item.subject.removeprefix(AUTHOR) for item in items if item.subject.startswith(AUTHOR)}
    cursor.execute(
        "insert into publications_author (public_id, display_name, sort_name, search_name)"
        " select address, '', '', '' from unnest(%s::text[]) address order by address on conflict do nothing",
        [sorted(named - {None})],
    )
    return dict(Author.objects.filter(public_id__in=named - {None}).values_list("public_id", "pk"))


def _point(
    cursor: CursorWrapper, change: ChangeSet, moved: list[tuple[Item, ChangeItem]], authors: dict[str, int]
) -> None:
    """Point by-lines to their authors. A by-line whose earlier decision holds again says that decision's reason."""
    rows = [
        (
            item.byline,
            authors.get(item.after["author"]),
            item.after["basis"],
            json.dumps(item.after.get("reason", {"decision": change.reason})),
            item.held if item.undoes else noted.pk,
        )
        for item, noted in moved
    ]
    if rows:
        cursor.execute(_DECIDED, [list(column) for column in zip(*rows, strict=True)])


def set_fields(cursor: CursorWrapper, public_id: str, after: dict, authors: dict[str, int]) -> None:
    """Fields of one author record. ``exists`` says that a record begins, or that it was made by mistake."""
    fields = {name: after[name] for name in ("orcid", "chosen_name", "matching_only") if name in after}
    if "merged_into" in after:
        fields["merged_into"] = authors[after["merged_into"]] if after["merged_into"] else None
    if fields:
        Author.objects.filter(public_id=public_id).update(**fields)
    if "hidden" in after:
        set_hidden(cursor, public_id, after["hidden"])

"""The public log of one record: what was decided about it, when, in what role and why. It reads the ledger only.

No name of who decided, no title of what moved, no name that is kept for matching only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from publications import names
from publications.models import Author, ChangeItem, ChangeSet

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\.?")
_MASK = "[a former name]"


@dataclass(frozen=True)
class Entry:
    """One decision as the public sees it. ``undone_at`` is when the last of it was undone, ``is_undone`` all of it."""

    key: str
    title: str
    effects: list[str]
    role: str
    reason: str
    at: datetime
    undone_at: datetime | None
    is_undone: bool

    @property
    def changed_at(self) -> datetime:
        return self.undone_at or self.at


def of(record: Author) -> QuerySet[ChangeSet]:
    """Decisions that touched the record or one that was merged into it, newest first, with what ``entries`` needs."""
    ids = [record.pk, *record.merged_from.values_list("pk", flat=True)]
    bylines = ~Q(items__subject__startswith="author:")
    to, out = Q(items__author__in=ids), Q(items__left__in=ids)
    touching = ChangeItem.objects.filter(Q(author__in=ids) | Q(left__in=ids)).values("change_set")

    def works(where: Q) -> Count:
        return Count("items__about", distinct=True, filter=bylines & where)

    undoing = ChangeSet.objects.order_by("created_at")
    return (
        ChangeSet.objects.filter(pk__in=touching)
        .annotate(
            n_came=works(to & ~out),
            n_went=works(out & ~to),
            n_joined=works(to & out),
            n_standing=Count("items", distinct=True, filter=Q(items__undone_by=None)),
        )
        .select_related("undoes")
        .prefetch_related(Prefetch("undone_by", undoing, to_attr="undoings"))
        .order_by("-created_at", "-pk")
    )


def entries(changes: Iterable[ChangeSet]) -> list[Entry]:
    changes = list(changes)
    retired = _retired(changes)
    return [_entry(change, retired) for change in changes]


def _entry(change: ChangeSet, retired: list[str]) -> Entry:
    undone_at = change.undoings[-1].created_at if change.undoings else None
    title = change.get_kind_display().capitalize()
    if change.undoes:
        title = f"Undone: {change.undoes.get_kind_display()} ({change.undoes.created_at:%-d %b %Y})"
    return Entry(
        key=str(change.key),
        title=title,
        effects=_effects(change),
        role=change.role,
        reason=masked(change.reason, retired),
        at=change.created_at,
        undone_at=undone_at,
        is_undone=bool(undone_at) and not change.n_standing,
    )


def _effects(change: ChangeSet) -> list[str]:
    told = [
        (change.n_joined, "joined with the works here"),
        (change.n_came, "came from another record"),
        (change.n_went, "went to another record"),
    ]
    return [f"{n:,} work{'s'[: n != 1]} {what}" for n, what in told if n]


def _retired(changes: list[ChangeSet]) -> list[str]:
    """Names for matching only, of anybody these decisions are about."""
    items = ChangeItem.objects.filter(change_set__in=changes)
    people = Author.objects.filter(Q(pk__in=items.values("author")) | Q(pk__in=items.values("left")))
    return [name for kept in people.exclude(matching_only=[]).values_list("matching_only", flat=True) for name in kept]


def masked(text: str, retired: Iterable[str]) -> str:
    """The text without these names, whatever their accents, capitals and order.

    >>> masked("Works of Zoë Müller are hers; Muller, Zoe signed them.", ["Zoe Müller"])
    'Works of [a former name] are hers; [a former name] signed them.'
    >>> masked("Zoë works with Müller.", ["Zoe Müller"])
    'Zoë works with Müller.'
    """
    for name in retired:
        said = names.fold(name).split()
        for wanted in {tuple(said), (*said[-1:], *said[:-1])}:
            text = _masked(text, wanted)
    return text


def _masked(text: str, wanted: tuple[str, ...]) -> str:
    words = [(found.start(), found.end(), names.fold(found[0])) for found in _WORD.finditer(text)]
    parts = [(start, end, part) for start, end, word in words for part in word.split()]
    folded = [part for _, _, part in parts]
    for at in range(len(parts) - len(wanted), -1, -1):
        if wanted and tuple(folded[at : at + len(wanted)]) == wanted:
            text = text[: parts[at][0]] + _MASK + text[parts[at + len(wanted) - 1][1] :]
    return text

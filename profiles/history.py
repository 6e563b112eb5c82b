"""The public log of one record: what was decided about it, when, in what role and why. It reads the ledger only.

No name of who decided, no title of what moved, no name that is kept for matching only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from publications import names
from publications.models import Author, ChangeItem, ChangeSet

_WORD = re.compile(r"[^\W_]+(?:[-'’.](?!s\b)[^\W_]+)*\.?")  # "Zoë’s" is about Zoë
_PRIVATE = [ChangeSet.Kind.HIDE, ChangeSet.Kind.SHOW]  # whoever wanted no page for a while need not be told of it
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
        .exclude(Q(kind__in=_PRIVATE) | Q(undoes__kind__in=_PRIVATE))
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
    whole, alone = _former(changes)
    return [_entry(change, masked(change.reason, whole, alone)) for change in changes]


def _entry(change: ChangeSet, reason: str) -> Entry:
    undone_at = change.undoings[-1].created_at if change.undoings else None
    title = change.get_kind_display().capitalize()
    if change.undoes:
        title = f"Undone: {change.undoes.get_kind_display()} ({change.undoes.created_at:%-d %b %Y})"
    return Entry(
        key=str(change.key),
        title=title,
        effects=_effects(change),
        role=change.role,
        reason=reason,
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


def _former(changes: list[ChangeSet]) -> tuple[set[tuple[str, ...]], set[str]]:
    """Names for matching only, anybody's, as folded words in both orders; and those words of them that the people
    these decisions are about no longer bear, which tell the name when they stand alone."""
    items = ChangeItem.objects.filter(change_set__in=changes)
    about = Author.objects.filter(Q(pk__in=items.values("author")) | Q(pk__in=items.values("left")))
    present = {person.pk: names.fold(person.display_name).split() for person in about}
    whole, alone = set(), set()
    for pk, retired in Author.objects.exclude(matching_only=[]).values_list("pk", "matching_only"):
        for words in (names.fold(name).split() for name in retired):
            whole |= {tuple(words), (*words[-1:], *words[:-1])}
            alone |= {word for word in words if pk in present and len(word) > 1} - {*present.get(pk, ())}
    return whole - {tuple(words) for words in present.values()}, alone


def masked(text: str, whole: Collection[tuple[str, ...]], alone: Collection[str] = ()) -> str:
    """The text without these names, whatever their accents and capitals; words alone only where they begin like a name.

    >>> masked("Works of Zoë Müller are hers; Muller, Zoe signed them.", {("zoe", "muller"), ("muller", "zoe")})
    'Works of [a former name] are hers; [a former name] signed them.'
    >>> masked("Zoë works with Young: both are young.", {("zoe", "young")}, {"young"})
    'Zoë works with [a former name]: both are young.'
    """
    parts = [(at.start(), at.end(), part) for at in _WORD.finditer(text) for part in names.fold(at[0]).split()]
    folded = [part for _, _, part in parts]
    longest = max(map(len, whole), default=0)
    said, done, at = [], 0, 0
    while at < len(parts):
        start = parts[at][0]
        n = next((n for n in range(longest, 0, -1) if tuple(folded[at : at + n]) in whole), 0)
        n = n or int(folded[at] in alone and not text[start].islower())
        if n and start >= done:
            said += [text[done:start], _MASK]
        done = parts[at + n - 1][1] if n else done
        at += n or 1
    return "".join([*said, text[done:]])

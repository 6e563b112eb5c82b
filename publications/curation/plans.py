"""A decision that is not taken yet: what it would change, told before anything is written; and taking it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from django.contrib.auth.base_user import AbstractBaseUser

from publications.curation.subjects import Signed, record
from publications.curation.telling import log
from publications.curation.writing import Item, follows, write
from publications.models import Author, ChangeSet
from publications.turns import writing_turn


class CurationRefused(ValueError):
    """The decision cannot be taken; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record before and after. ``leads_to`` is the address its own address leads to afterwards, if any."""

    public_id: str
    name: str
    n_before: int
    n_after: int
    is_new: bool = False
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is left as it is, and why, in a sentence. ``item`` is the ledger's row id where it has one."""

    subject: str
    why: str
    item: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """``items`` are what would be written, ``refused`` what cannot be, ``warnings`` what a person should look at.

    ``works`` are row ids of the works whose by-lines change hands; ``again`` makes the same plan anew.
    """

    kind: ChangeSet.Kind
    items: tuple[Item, ...]
    sides: tuple[Side, ...] = ()
    works: tuple[int, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
    undoes: ChangeSet | None = None
    again: Callable[[], Plan] = field(compare=False, repr=False)

    @property
    def digest(self) -> str:
        """Names what a person was shown, so that a page can tell whether it is still what would be done."""
        said = json.dumps([(item.subject, item.before, item.after) for item in self.items], sort_keys=True)
        return blake2b(said.encode(), digest_size=16).hexdigest()

    @property
    def restorable(self) -> tuple[int, ...]:
        """Of an undo: the ledger's row ids of the items that can return; redirects follow by themselves."""
        return tuple(item.undoes for item in self.items if item.undoes and not follows(item.after))

    @property
    def effects(self) -> list[str]:
        """What would happen, in sentences."""
        told = []
        if self.works or self.refused:
            n, left = len(self.works), len(self.refused)
            told.append(f"{count(n, 'work moves', 'works move')}{f', {left} cannot' if left else ''}.")
        names = {side.public_id: side.name for side in self.sides}
        for side in self.sides:
            told.append(_told(side, names))
        return told + [refusal.why for refusal in self.refused] + list(self.warnings)


def carry_out(plan: Plan, *, reason: str, role: str, actor: AbstractBaseUser | None = None) -> ChangeSet:
    """Take the decision: one change set, written in one turn. ``role`` is public, ``actor`` is not.

    Raises CurationRefused when anything the plan rests on changed since it was made.
    """
    if not reason.strip():
        raise CurationRefused("Say why: the reason is what others go by.")
    if role not in ("operator", "moderator", "owner", "system"):
        raise CurationRefused(f"{role!r} is no role decisions are taken in.")
    with writing_turn() as cursor:
        if plan.again().items != plan.items:
            raise CurationRefused("The records changed meanwhile. Look at the effects again, please.")
        change = ChangeSet.objects.create(
            kind=plan.kind, reason=reason.strip(), role=role, actor=actor, undoes=plan.undoes
        )
        write(cursor, change, plan.items)
        log(change)
    return change


def count(n: int, one: str, many: str) -> str:
    """A number with its word.

    >>> count(1, "work", "works"), count(1200, "work", "works")
    ('1 work', '1,200 works')
    """
    return f"{n:,} {one if n == 1 else many}"


def _told(side: Side, names: dict[str, str]) -> str:
    has = f"{count(side.n_before, 'work', 'works')} and will have {side.n_after:,}"
    if side.is_new:
        return f"A new record, {side.name}, will have {count(side.n_after, 'work', 'works')}."
    if side.leads_to:
        there = names.get(side.leads_to) or side.leads_to
        return f"{side.name} has {has}; its address will lead to {there}."
    return f"{side.name} has {has}." if side.n_before != side.n_after else f"{side.name} keeps its works."


def sides(authors: Iterable[Author], lost: Collection[Signed], to: Author | None, items: Iterable[Item]) -> list[Side]:
    """Each record with its works before and after these by-lines go to ``to``."""
    leads = {item.subject: item.after["merged_into"] or "" for item in items if "merged_into" in item.after}
    told = []
    for author in authors:
        gone = len({byline.work for byline in lost if byline.author == author.public_id})
        gained = len({byline.work for byline in lost}) if to and author.pk == to.pk else 0
        told.append(
            Side(
                public_id=author.public_id,
                name=author.display_name,
                n_before=author.n_works,
                n_after=author.n_works - gone + gained,
                leads_to=leads.get(record(author.public_id), ""),
            )
        )
    return told

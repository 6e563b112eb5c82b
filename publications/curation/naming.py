"""What an author is called, and names that are kept for matching only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db.models import Case, F, When

from publications import names
from publications.called import is_among
from publications.curation.moving import standing
from publications.curation.plans import CurationRefused, Plan, count
from publications.curation.subjects import record
from publications.curation.writing import Item
from publications.models import Author, ChangeSet

_LONGEST = 200
WRITTEN = Case(When(printed="", then=F("name")), default=F("printed"))


def plan_rename(author: Author, name: str | None) -> Plan:
    """Call the author by ``name`` ("Ada Lovelace" or "Lovelace, Ada"); None = by what the works print again.

    Raises CurationRefused when that is no name, no news, or a name that is for matching only.
    """
    author = standing(author)
    chosen = None if name is None else _chosen(author, name)
    if chosen == author.chosen_name:
        raise CurationRefused(f"{author} is called so already.")
    if chosen is None and all(is_among(form, author.matching_only) for form in _forms(author)):
        raise CurationRefused("The works print only names that are for matching: show one of them again first.")
    called = names.full_name(*chosen) if chosen else "by what the works print"
    effect = f"{author} will be called {called}."
    again = partial(plan_rename, author, name)
    return _plan(ChangeSet.Kind.RENAME, author, {"chosen_name": chosen}, effect, again)


def plan_name_use(author: Author, name: str, *, matching_only: bool) -> Plan:
    """Use ``name``, a form on the author's works, for matching only (it is shown nowhere), or show it again.

    Raises CurationRefused when no work prints it, or when it is what the author is called.
    """
    author = standing(author)
    retired = _with(author, name) if matching_only else _without(author, name)
    n = sum(is_among(form, [name]) for form in author.authorships.values_list(WRITTEN, flat=True))
    where = count(n, "work", "works")
    effect = (
        f"That name will be shown nowhere: {where} will show what the author is called instead."
        if matching_only
        else f"{name} will be shown again, on {where}."
    )
    again = partial(plan_name_use, author, name, matching_only=matching_only)
    return _plan(ChangeSet.Kind.NAME_USE, author, {"matching_only": retired}, effect, again)


def _plan(kind: ChangeSet.Kind, author: Author, after: dict, effect: str, again: Callable[[], Plan]) -> Plan:
    address = author.public_id
    item = Item(
        subject=record(address),
        about=record(address),
        before={name: getattr(author, name) for name in after},
        after=after,
        author=address,
    )
    return Plan(kind=kind, items=(item,), warnings=(effect,), again=again)


def _chosen(author: Author, name: str) -> list[str]:
    name = " ".join(name.split())
    if not names.fold(name) or not name.isprintable() or len(name) > _LONGEST:
        raise CurationRefused(f"That is not a name: it needs letters, and at most {_LONGEST} of them.")
    if is_among(names.full_name(*names.split(name)), author.matching_only):
        raise CurationRefused("That name is for matching only: show it again first.")
    return list(names.split(name))


def _forms(author: Author) -> list[str]:
    return sorted(set(author.authorships.values_list(WRITTEN, flat=True)))


def _with(author: Author, name: str) -> list[str]:
    forms = _forms(author)
    alike = [form for form in forms if is_among(form, [name])]
    if not alike:
        raise CurationRefused("No work on this record prints that name.")
    if is_among(name, author.matching_only):
        raise CurationRefused("That name is for matching only already.")
    retired = [*author.matching_only, *alike]
    called = [author.display_name] if author.chosen_name else forms
    if all(is_among(form, retired) for form in called):
        raise CurationRefused("The author is called by that name: choose another name to be called by first.")
    return retired


def _without(author: Author, name: str) -> list[str]:
    left = [other for other in author.matching_only if not is_among(other, [name])]
    if len(left) == len(author.matching_only):
        raise CurationRefused("That name is shown already.")
    return left

"""One decision in the ledger as a moderator sees it: every item, where it went, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from publications.models import ChangeItem, ChangeSet, Work, WorkIdentifier

_AUTHOR = "author:"


@dataclass(frozen=True)
class Told:
    """``work`` is None for what changed on a record itself; ``what`` says it in words then."""

    item: ChangeItem
    work: Work | None
    what: str
    is_undone: bool


def by_key(key: UUID) -> ChangeSet | None:
    return ChangeSet.objects.select_related("undoes", "actor").prefetch_related("undone_by").filter(key=key).first()


def told(items: Iterable[ChangeItem]) -> list[Told]:
    items = list(items)
    rows = ChangeItem.objects.select_related("author", "left").filter(pk__in=[item.pk for item in items])
    undone = set(ChangeItem.objects.filter(undoes__in=items).values_list("undoes", flat=True))
    works = _works({item.about for item in items if not item.about.startswith(_AUTHOR)})
    return [Told(item, works.get(item.about), _what(item), item.pk in undone) for item in rows.order_by("position")]


def _works(keys: set[str]) -> dict[str, Work]:
    """The works the ledger calls by these keys: "arxiv:1905.11926", "work:8fhp76kea6z6"."""
    named = Q(pk=None)
    for key in keys:
        scheme, _, value = key.partition(":")
        if scheme != "work":
            named |= Q(scheme=scheme, value=value)
    found = {
        f"{known.scheme}:{known.value}": known.work
        for known in WorkIdentifier.objects.select_related("work").filter(named)
    }
    own: QuerySet[Work] = Work.objects.filter(public_id__in=[key.partition(":")[2] for key in keys])
    return found | {f"work:{work.public_id}": work for work in own}


def _what(item: ChangeItem) -> str:
    """What changed on a record, without the name it may be about."""
    if "merged_into" in item.after:
        return "leads to another record" if item.after["merged_into"] else "stands on its own again"
    if "exists" in item.after:
        return "begins here" if item.after["exists"] else "was made by mistake"
    said = {
        "chosen_name": "what the person is called",
        "matching_only": "names for matching only",
        "orcid": "ORCID iD",
        "hidden": "whether the page is public",
    }
    return ", ".join(said.get(field, field) for field in item.after)

"""What a change set says, by keys that a database built again has, too."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from publications import audit
from publications.models import ChangeItem, ChangeSet

_LOGGED_AS = "change_set"


def told_whole(changes: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
    """These change sets with all that ``told`` looks at."""
    items = ChangeItem.objects.select_related("author", "left", "undoes__change_set").order_by("position")
    return changes.select_related("undoes").prefetch_related(Prefetch("items", items))


def told(change: ChangeSet) -> dict:
    """The change set and its items as plain facts, without its actor."""
    return {
        "key": str(change.key),
        "kind": change.kind,
        "role": change.role,
        "reason": change.reason,
        "at": change.created_at.isoformat(),
        "undoes": str(change.undoes.key) if change.undoes else None,
        "items": [_item(item) for item in change.items.all()],
    }


def log(change: ChangeSet) -> None:
    """Into the audit log, once its items are written."""
    audit.add(_LOGGED_AS, str(change.key))


def _item(item: ChangeItem) -> dict:
    undone = item.undoes
    return {
        "subject": item.subject,
        "about": item.about,
        "author": item.author and item.author.public_id,
        "left": item.left and item.left.public_id,
        "before": item.before,
        "after": item.after,
        "undoes": [str(undone.change_set.key), undone.position] if undone else None,
    }


def _logged(keys: Collection[str]) -> dict[str, dict]:
    """What the audit log vouches for: also who decided, as a number that means nothing outside."""
    changes = told_whole(ChangeSet.objects.filter(key__in=keys))
    return {str(change.key): told(change) | {"actor": change.actor_id} for change in changes}


audit.register(_LOGGED_AS, _logged)

"""What people decide about claims goes into the audit log: transitions, opinions, suspensions, and what was read.

The log vouches for what was decided and why. Who did it stands in the event, which forgets deleted accounts.
"""

from __future__ import annotations

from collections.abc import Collection

from profiles.models import ClaimEvent
from publications import audit

_LOGGED_AS = "claim_event"


def add(event: ClaimEvent) -> None:
    """Last in the transaction: entries of the log wait for each other."""
    audit.add(_LOGGED_AS, str(event.pk))


def _logged(keys: Collection[str]) -> dict[str, dict]:
    return {str(event.pk): _said(event) for event in ClaimEvent.objects.filter(pk__in=keys)}


def _said(event: ClaimEvent) -> dict:
    return {
        "claim": event.claim_id,
        "kind": event.kind,
        "before": event.before,
        "after": event.after,
        "role": event.role,
        "reason": event.reason,
        "facts": event.facts,
        "at": event.created_at.isoformat(),
    }


audit.register(_LOGGED_AS, _logged)

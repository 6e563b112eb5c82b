"""A moderator alone may take a holder's rights away for three days, once, while two are found who decide."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from profiles.claims import chain, guards, telling, timing
from profiles.claims.guards import Move, MoveRefused
from profiles.claims.transitions import lock
from profiles.models import Claim, ClaimEvent, Profile, User

GUARDS = (guards.reason_is_given, guards.appeal_is_for_others, guards.no_conflict_of_interest)


def suspend(claim: Claim, *, by: User, reason: str, facts: dict | None = None) -> ClaimEvent:
    """The holder may do nothing in the record's name for 72 hours. Raises MoveRefused."""
    with transaction.atomic():
        step = _checked(claim, by, reason)
        if _profile(step).suspended_until:
            raise MoveRefused("The record was suspended before. Contest the link, so that two moderators decide.")
        return _write(step, timezone.now() + timing.SUSPENSION, facts)


def lift(claim: Claim, *, by: User, reason: str, facts: dict | None = None) -> ClaimEvent:
    """Any moderator may give the rights back before the time is over. Raises MoveRefused."""
    with transaction.atomic():
        step = _checked(claim, by, reason)
        until = _profile(step).suspended_until
        if not until or until < timezone.now():
            raise MoveRefused("The record is not suspended.")
        return _write(step, timezone.now(), facts)


def _checked(claim: Claim, by: User, reason: str) -> Move:
    locked = lock(claim)
    step = Move(locked, locked.state, ClaimEvent.Role.MODERATOR, by, reason.strip(), None)
    if not locked.is_holding:
        raise MoveRefused("Only an approved claim can be suspended.")
    for guard in GUARDS:
        guard(step)
    return step


def _profile(step: Move) -> Profile:
    return Profile.objects.get(claim=step.claim)


def _write(step: Move, until: datetime, facts: dict | None) -> ClaimEvent:
    """``suspended_until`` stays when its time is over: so nobody suspends twice."""
    Profile.objects.filter(claim=step.claim).update(suspended_until=until)
    event = ClaimEvent.objects.create(
        claim=step.claim,
        kind=ClaimEvent.Kind.SUSPENDED,
        before=step.claim.state,
        after=step.claim.state,
        role=step.role,
        actor=step.by,
        reason=step.reason,
        facts=(facts or {}) | {"until": until.isoformat(), "is_held": until > timezone.now()},
    )
    telling.tell(event)
    chain.add(event)
    return event

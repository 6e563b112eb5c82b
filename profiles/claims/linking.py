"""An operator who made sure whose record it is links an account to it, or takes that back."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from profiles.claims import chain
from profiles.claims.filing import begin
from profiles.claims.transitions import MoveRefused, move
from profiles.models import Claim, ClaimEvent, Profile, User
from publications.models import Author

_ROLE = ClaimEvent.Role.OPERATOR


def link(author: Author, user: User, *, reason: str = "An operator made sure whose record it is.") -> Profile:
    """From now on ``user`` holds ``author``'s record. An open claim of theirs on it is approved. Raises MoveRefused."""
    author = author.survivor()
    try:
        with transaction.atomic():
            waiting = Claim.objects.open().filter(user=user, author=author).first()
            claim = waiting or begin(author, user, _ROLE, reason=reason, name=user.name)
            move(claim, Claim.State.APPROVED, role=_ROLE, reason=reason)
            if not waiting:
                chain.add(claim.events.earliest("pk"))
    except IntegrityError:
        raise MoveRefused(f"The account {user.email} has an open claim on another record.") from None
    return claim.profile


def release(user: User, *, reason: str = "An operator took the link back.") -> bool:
    """The account holds no record any more; whether it held one."""
    claim = Claim.objects.holding().filter(user=user).first()
    if claim:
        move(claim, Claim.State.RELEASED, role=_ROLE, reason=reason)
    return claim is not None

"""Private evidence is opened through a door that writes down who opened what, and when."""

from __future__ import annotations

from django.db import transaction

from profiles.claims import chain
from profiles.models import ClaimEvent, Evidence, User

# What identifies people beyond their work: mail addresses, and papers.
PRIVATE = frozenset({Evidence.Kind.PRINTED_ADDRESS, Evidence.Kind.INSTITUTIONAL_EMAIL, Evidence.Kind.DOCUMENTS})


def log(evidence: Evidence, moderator: User) -> ClaimEvent:
    """This moderator reads this evidence now."""
    claim = evidence.claim
    with transaction.atomic():
        event = ClaimEvent.objects.create(
            claim=claim,
            kind=ClaimEvent.Kind.READ,
            before=claim.state,
            after=claim.state,
            role=ClaimEvent.Role.MODERATOR,
            actor=moderator,
            facts={"evidence": evidence.pk, "kind": evidence.kind},
        )
        chain.add(event)
    return event

"""The level of a held record is what its evidence carries, at most what its approval allows."""

from __future__ import annotations

from django.db.models.functions import Coalesce, Now

from profiles import scoring
from profiles.claims import levels, proofs, telling
from profiles.models import Claim, ClaimEvent, Evidence, Profile, User


def keep_level(claim: Claim) -> None:
    """Write the level the evidence carries now, with an event when it is another one. Part of a transaction."""
    profile = Profile.objects.select_related("author__merged_into", "user").filter(claim=claim).first()
    if profile is None:
        return
    scoring.make_due(profile.author.survivor())  # evidence counts by itself, too
    level = min(claim.level, levels.carried(proofs.of(claim)))
    if level == profile.level:
        return
    matched_since = None if level < levels.MATCHED else Coalesce("matched_since", Now())
    Profile.objects.filter(pk=profile.pk).update(level=level, level_since=Now(), matched_since=matched_since)
    event = ClaimEvent.objects.create(
        claim=claim,
        kind=ClaimEvent.Kind.LEVEL,
        before=claim.state,
        after=claim.state,
        role=ClaimEvent.Role.SYSTEM,
        reason=f"The evidence carries L{level} now; it was L{profile.level}.",
        facts={"level": level, "before": profile.level},
    )
    telling.tell(event)
    if level < levels.MATCHED:
        end_vouches(profile.user)


def end_vouches(voucher: User) -> None:
    """What this account vouched for counts no more; whoever rested on it is looked at again."""
    given = Evidence.objects.filter(voucher=voucher, state=Evidence.State.HOLDS)
    claims = list(Claim.objects.filter(evidence__in=given).distinct())
    note = "Who vouched is not linked to a record at L3 any more."
    given.update(state=Evidence.State.VOID, note=note, due_at=None)
    for claim in claims:
        keep_level(claim)

"""What a moderator can decide about one claim, in which of its states, and what it opens and closes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from profiles.claims import timing
from profiles.models import Claim, Profile

State = Claim.State


@dataclass(frozen=True)
class Act:
    """``to`` is the state asked for; None where the state stays. ``key`` does it on the keyboard."""

    name: str
    label: str
    key: str
    origins: tuple[str, ...]
    to: str | None = None
    effects: tuple[str, ...] = ()

    @property
    def has_level(self) -> bool:
        return self.name in ("approve", "raise")


ACTS = {
    act.name: act
    for act in (
        Act(
            "ask",
            "Ask for evidence",
            "e",
            (State.SUBMITTED,),
            State.NEEDS_EVIDENCE,
            (
                f"The claim goes back to the claimant, who has {timing.EVIDENCE_DAYS} days. It then ends by itself.",
                "Nothing changes on the page.",
            ),
        ),
        Act("approve", "Approve", "a", Claim.OPEN, State.APPROVED),
        Act(
            "reject",
            "Decline",
            "x",
            Claim.OPEN,
            State.REJECTED,
            (
                f"The claim ends. The claimant may appeal once within {timing.APPEAL_DAYS} days, to other moderators.",
                "Nothing changes on the page.",
            ),
        ),
        Act("raise", "Let the level rise", "a", (State.APPROVED,), State.APPROVED),
        Act(
            "contest",
            "Contest the link",
            "c",
            (State.APPROVED,),
            State.CONTESTED,
            (
                "The holder may do nothing in the record’s name until two moderators have decided. Conversations stay.",
                "The page, its level and its score stay as they are.",
            ),
        ),
        Act(
            "keep",
            "Keep the link",
            "a",
            (State.CONTESTED,),
            State.APPROVED,
            ("The holder may act in the record’s name again, at once.",),
        ),
        Act(
            "revoke",
            "Revoke the link",
            "x",
            (State.CONTESTED,),
            State.REVOKED,
            (
                "The page is unclaimed again and says so. The text its holder wrote is hidden.",
                "Vouches the holder gave count no more; levels that rested on them are looked at again.",
                "Invitations that wait are taken back or returned, conversations are frozen with a neutral note.",
                f"The claimant may appeal once within {timing.APPEAL_DAYS} days, to other moderators.",
            ),
        ),
        Act(
            "suspend",
            "Suspend for 72 hours",
            "s",
            Claim.HOLDING,
            None,
            ("The holder may do nothing in the record’s name for 72 hours. This can be done once.",),
        ),
        Act(
            "lift",
            "End the suspension",
            "l",
            Claim.HOLDING,
            None,
            ("The holder may act in the record’s name again, unless the link is contested.",),
        ),
    )
}


def open_to(claim: Claim, profile: Profile | None) -> list[Act]:
    """What the state of the claim leaves to be decided; who may decide it is asked when it is."""
    until = profile.suspended_until if profile else None
    left_out = {"lift"} if not until or until < timezone.now() else set()
    if until:
        left_out.add("suspend")
    return [act for act in ACTS.values() if claim.state in act.origins and act.name not in left_out]

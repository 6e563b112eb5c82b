"""What a claimant is told: where the claim stands, what happens next, and what would help."""

from __future__ import annotations

from django.conf import settings

from profiles import mailing
from profiles.claims import timing
from profiles.models import Claim, ClaimEvent

State = Claim.State
TITLES = {
    State.SUBMITTED: "A moderator will look at your claim",
    State.NEEDS_EVIDENCE: "We need something more from you",
    State.APPROVED: "This record is yours",
    State.REJECTED: "Your claim was declined",
    State.CONTESTED: "Somebody contests this link",
    State.REVOKED: "The link to this record was taken back",
    State.WITHDRAWN: "You withdrew this claim",
    State.EXPIRED: "This claim ended without evidence",
    State.RELEASED: "You gave this record back",
}
NEXT = {
    State.SUBMITTED: "A moderator who is neither your co-author nor your colleague compares what you brought with the "
    "record, and then approves, asks for more, or declines with a reason. You get a mail at each change.",
    State.NEEDS_EVIDENCE: "Bring what is asked for and send the claim back to the moderators. Without it, the claim "
    "ends by itself; nothing is held against you, and you can claim again.",
    State.APPROVED: "The page says that the record is linked to an account. Your e-mail address is shown to nobody.",
    State.REJECTED: "You can appeal once. People who took no part in the decision look at it again.",
    State.CONTESTED: "Nothing can be changed on the page until two moderators have decided. You are not accused of "
    "anything: they look at what both sides brought.",
    State.REVOKED: "The record is unclaimed again. You can appeal once; people who took no part decide.",
    State.WITHDRAWN: "You can claim the record again whenever you like.",
    State.EXPIRED: "You can claim the record again whenever you have something that shows it is you.",
    State.RELEASED: "The record is unclaimed again, as it was before.",
}


# A moderator's hold and its end change no state.
HELD = (
    "Your link to this record is suspended",
    "For at most three days nothing can be changed in the record's name, while moderators look at it. You are not "
    "accused of anything. If nothing else is decided, it ends by itself.",
)
HELD_NO_MORE = ("Your link to this record is no longer suspended", NEXT[State.APPROVED])


def place_in_queue(claim: Claim) -> int | None:
    """1 = decided next; None when it waits for no moderator."""
    if claim.state != State.SUBMITTED:
        return None
    return Claim.objects.filter(state=State.SUBMITTED, due_at__lt=claim.due_at).exclude(pk=claim.pk).count() + 1


def history(claim: Claim) -> list[ClaimEvent]:
    """What happened, newest first, as the claimant may know it."""
    return list(claim.events.filter(kind__in=ClaimEvent.TOLD).order_by("-pk"))


def tell(event: ClaimEvent) -> None:
    """One mail about a change, after the commit. What claimants did themselves they know."""
    claim = event.claim
    if event.role == ClaimEvent.Role.CLAIMANT or claim.user is None:
        return
    title, next_ = TITLES[claim.state], NEXT[claim.state]
    if event.kind == ClaimEvent.Kind.SUSPENDED:
        title, next_ = HELD if event.facts["is_held"] else HELD_NO_MORE
    context = {
        "name": claim.author.survivor().display_name,
        "title": title,
        "reason": event.reason,
        "next": next_,
        "address": settings.SITE_URL + claim.get_absolute_url(),
        "days": timing.EVIDENCE_DAYS if claim.state == State.NEEDS_EVIDENCE else None,
    }
    mailing.send("claim_changed", claim.user, context, once=f"claim event {event.pk}")

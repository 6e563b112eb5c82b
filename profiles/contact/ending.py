"""What becomes of somebody's contacts when a record is no longer theirs, in the transaction that takes it away."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from profiles.claims.effects import when_let_go
from profiles.contact import noticing
from profiles.models import Conversation, Invitation, Participant, Profile, User

State = Invitation.State


def leave(user: User) -> None:
    """Before an account goes: what waits is taken back; conversations that nobody else is in go with it."""
    waiting = user.invitations_sent.waiting()
    touched = list(waiting.values_list("recipient", flat=True))
    waiting.update(state=State.CANCELLED, answered_at=Now())
    others = Participant.objects.filter(conversation=OuterRef("pk"), user__isnull=False).exclude(user=user)
    Conversation.objects.visible_to(user).exclude(Exists(others)).delete()
    noticing.recount(*touched)


@when_let_go
def end_contacts(profile: Profile) -> None:
    """Invitations that wait are taken back or go back to who sent them, unread by whom they no longer concern;
    conversations held for the record are closed for both, without a word about why."""
    waiting = Invitation.objects.waiting()
    touched = set(waiting.filter(sender=profile.user).values_list("recipient", flat=True))
    waiting.filter(sender=profile.user).update(state=State.CANCELLED, answered_at=Now())
    waiting.filter(recipient=profile.user).update(state=State.RETURNED, answered_at=Now(), recipient=None)
    held = Participant.objects.filter(user=profile.user, author=profile.author)
    open_ones = Conversation.objects.filter(pk__in=held.values("conversation"), frozen_at=None)
    touched.update(Participant.objects.filter(conversation__in=open_ones).values_list("user", flat=True))
    open_ones.update(frozen_at=Now())
    noticing.recount(profile.user_id, *touched)
    noticing.forget_unsent(profile.user)

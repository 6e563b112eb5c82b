from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from .proposal import MOST_LETTERS, new_token


class WhoMayWrite(models.TextChoices):
    """Who may send the holder of a record an invitation."""

    NOBODY = "nobody", "nobody"
    LINKED = "linked", "authors whose record is linked to their account"
    COAUTHORS = "coauthors", "co-authors whose record is linked to their account"
    EVERYONE = "everyone", "everybody with a confirmed account"


class Purpose(models.TextChoices):
    COLLABORATE = "collaborate", "to work together"
    QUESTION = "question", "to ask about a work"
    REVIEW = "review", "to review or comment on something"
    DATA = "data", "to ask for data or code"


class InvitationQuerySet(models.QuerySet):
    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=Invitation.State.WAITING)

    def received_by(self, user: models.Model) -> InvitationQuerySet:
        """What this person is shown: nothing from whom they blocked, nothing that was taken back."""
        return self.filter(recipient=user, is_silent=False, state__in=Invitation.SHOWN)

    def visible_to(self, user: models.Model) -> InvitationQuerySet:
        return self.filter(sender=user) | self.received_by(user)


class Invitation(models.Model):
    """One row = one person asks the holder of a record for a conversation. Nobody but the two sees it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for an answer"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        CANCELLED = "cancelled", "taken back"
        RETURNED = "returned", "returned: the record is no longer linked to that account"

    SHOWN = (State.WAITING, State.ACCEPTED, State.DECLINED)

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations_sent")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="invitations_received"
    )
    author = models.ForeignKey("publications.Author", models.PROTECT, related_name="+", help_text="who was written to")
    spoke_for = models.ForeignKey(
        "publications.Author", models.PROTECT, null=True, blank=True, related_name="+", help_text="the sender’s record"
    )
    purpose = models.CharField(max_length=11, choices=Purpose.choices)
    text = models.CharField(max_length=MOST_LETTERS)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING, db_default=State.WAITING)
    is_silent = models.BooleanField(default=False, db_default=False, help_text="from somebody blocked: never shown")
    created_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "declined", "cancelled", "returned"]),
                name="invitation_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["collaborate", "question", "review", "data"]),
                name="invitation_purpose_is_known",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="invitation_says_something"),
            models.CheckConstraint(
                condition=Q(recipient=None) | ~Q(recipient=models.F("sender")), name="nobody_invites_themselves"
            ),
            models.UniqueConstraint(
                fields=["sender", "recipient"], condition=Q(state="waiting"), name="one_invitation_waits_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.created_at:%d %b %Y})"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.token])


class Block(models.Model):
    """One row = one person does not want to hear of another, nor of whoever holds that one's record later."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks", db_index=False)
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey("publications.Author", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "blocked"], name="somebody_is_blocked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} blocks {self.blocked_id}"


class ContactReport(models.Model):
    """One row = what somebody reported of an invitation or a conversation: all of it that moderators see."""

    proposal = models.OneToOneField("Proposal", models.CASCADE, primary_key=True, related_name="contact")
    accused = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(help_text="the reported words, as they were")

    def __str__(self) -> str:
        return f"report {self.proposal_id}"

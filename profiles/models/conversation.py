from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse

from .invitation import Purpose
from .proposal import new_token


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> ConversationQuerySet:
        return self.filter(Exists(Participant.objects.filter(conversation=OuterRef("pk"), user=user)))


class Conversation(models.Model):
    """One row = two people write to each other because one accepted the other's invitation."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    purpose = models.CharField(max_length=11, choices=Purpose.choices)
    started_at = models.DateTimeField(db_default=Now())
    frozen_at = models.DateTimeField(null=True, blank=True, help_text="a record is no longer linked: nobody writes")

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.started_at:%d %b %Y})"

    def get_absolute_url(self) -> str:
        return reverse("conversation", args=[self.token])


class ParticipantQuerySet(models.QuerySet):
    def with_news(self) -> ParticipantQuerySet:
        """Sides that have not seen all: a message of the other, that their invitation was accepted, that it is over."""
        written = Message.objects.filter(conversation=OuterRef("conversation"), sent_at__gt=OuterRef("seen_at"))
        unread = Exists(written.exclude(participant=OuterRef("pk")))
        began, ended = Q(conversation__started_at__gt=F("seen_at")), Q(conversation__frozen_at__gt=F("seen_at"))
        return self.filter(began | ended | unread)


class Participant(models.Model):
    """One row = one side of a conversation. The side stays when the account goes: the other keeps their copy."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    author = models.ForeignKey(
        "publications.Author", models.PROTECT, null=True, blank=True, related_name="+", help_text="the record held then"
    )
    seen_at = models.DateTimeField(db_default=Now(), help_text="what came later is unread")

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="somebody_takes_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"


class Message(models.Model):
    """One row = what one side wrote, plain text."""

    MOST_LETTERS = 4000

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="messages")
    text = models.CharField(max_length=MOST_LETTERS)
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]
        indexes = [
            # The messages of a conversation, and whether any are unread.
            models.Index(fields=["conversation", "sent_at"], name="message_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.text[:40]}"

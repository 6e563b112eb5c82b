"""Conversations: who reads and writes in them, and what is new."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Now

from profiles.contact import naming, noticing
from profiles.models import Conversation, Message, Participant, Profile, User

_FROZEN = "This conversation is closed. What was written stays here; nobody can add to it."
_LEFT = "The other person has left, so nobody would read what you write."
_UNSETTLED = "Your claim of the record is being looked at. You can write again once that is settled."


class CannotWrite(ValueError):
    """The message is a sentence for people."""


def of(user: User) -> QuerySet[Conversation]:
    """The person's conversations, the latest first, each with ``has_new`` and ``last_at``."""
    written = Message.objects.filter(conversation=OuterRef("pk")).order_by("-sent_at")
    news = Participant.objects.with_news().filter(conversation=OuterRef("pk"), user=user)
    found = Conversation.objects.visible_to(user)
    found = found.annotate(has_new=Exists(news), last_at=Subquery(written.values("sent_at")[:1]))
    return found.prefetch_related(Prefetch("participants", naming.with_sides(Participant.objects))).order_by(
        "-last_at", "-pk"
    )


def partner(conversation: Conversation, user: User) -> Participant:
    """The other side; ``conversation`` as ``of`` brings it."""
    return next(each for each in conversation.participants.all() if each.user_id != user.pk)


def see(conversation: Conversation, user: User) -> None:
    """The person has read all of it; the number on their account is the new one."""
    with transaction.atomic():
        conversation.participants.filter(user=user).update(seen_at=Now())
        noticing.recount(user.pk)
    user.refresh_from_db(fields=["n_waiting"])


def why_not(conversation: Conversation, user: User) -> str:
    """Why this person cannot write here now; empty when they can."""
    sides = list(conversation.participants.select_related("author"))
    mine = next(each for each in sides if each.user_id == user.pk)
    if conversation.frozen_at:
        return _FROZEN
    if any(each.user_id is None for each in sides):
        return _LEFT
    if mine.author and not Profile.objects.in_force().filter(user=user, author=mine.author).exists():
        return _UNSETTLED
    return ""


def say(conversation: Conversation, user: User, text: str) -> Message:
    """Raises CannotWrite."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        problem = why_not(locked, user)
        if problem:
            raise CannotWrite(problem)
        mine = locked.participants.get(user=user)
        made = Message.objects.create(conversation=locked, participant=mine, text=text)
        noticing.recount(*locked.participants.exclude(pk=mine.pk).values_list("user", flat=True))
    return made

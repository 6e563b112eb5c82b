"""An invitation, and what its two people may do with it.

Blocking is silent: the invitation of somebody blocked waits for ever, as far as they can see.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from profiles.contact import noticing, rules
from profiles.models import Block, Conversation, Invitation, Message, Participant, Profile, User
from publications.models import Author

State = Invitation.State


class TooLate(ValueError):
    """The invitation is no longer what it was; the message is a sentence for people."""


def invite(sender: User, author: Author, *, purpose: str, text: str) -> Invitation:
    """Ask the holder of this record for a conversation. Raises rules.Refused."""
    with transaction.atomic():
        # Requests of one person at the same time are counted one after the other.
        noticing.lock(sender.pk, *Profile.objects.of(author.pk).values_list("user", flat=True))
        held, own = rules.check(sender, author)
        made = Invitation.objects.create(
            sender=sender,
            recipient=held.user,
            author=author,
            spoke_for=own.author if own else None,
            purpose=purpose,
            text=text,
            is_silent=rules.is_blocked(sender, own, by=held.user),
        )
        noticing.recount(held.user_id)
    return made


def accept(invitation: Invitation, user: User) -> Conversation:
    """The recipient opens the conversation; its first message is the invitation. Raises TooLate."""
    with transaction.atomic():
        locked = _waiting(invitation, recipient=user)
        own = rules.standing(user)
        if own is None or own.author.survivor() != locked.author.survivor():
            raise TooLate("Your claim of this record is being looked at. You can accept once that is settled.")
        _answered(locked, State.ACCEPTED)
        made = Conversation.objects.create(purpose=locked.purpose)
        asked = Participant.objects.create(conversation=made, user=locked.sender, author=locked.spoke_for)
        Participant.objects.create(conversation=made, user=user, author=own.author)
        Message.objects.create(conversation=made, participant=asked, text=locked.text, sent_at=locked.created_at)
        # Who asked hears that it was accepted: the conversation itself is new to them.
        Participant.objects.filter(pk=asked.pk).update(seen_at=locked.created_at)
        noticing.recount(user.pk, locked.sender_id)
    return made


def decline(invitation: Invitation, user: User) -> None:
    """Raises TooLate."""
    with transaction.atomic():
        _answered(_waiting(invitation, recipient=user), State.DECLINED)
        noticing.recount(user.pk)


def take_back(invitation: Invitation, user: User) -> None:
    """The sender, before it is answered. Raises TooLate."""
    with transaction.atomic():
        _answered(_waiting(invitation, sender=user), State.CANCELLED)
        noticing.recount(invitation.recipient_id)


def block(user: User, blocked: User, author: Author | None) -> None:
    """From now on ``user`` hears nothing more of the account, nor of who holds its record; nobody tells them.

    What waits between the two is shown to ``user`` no longer; nobody can go on with their conversations.
    """
    with transaction.atomic():
        Block.objects.get_or_create(user=user, blocked=blocked, defaults={"author": author})
        user.invitations_received.waiting().filter(sender=blocked).update(is_silent=True)
        shared = Conversation.objects.visible_to(user).filter(participants__user=blocked, frozen_at=None)
        for conversation in shared:
            Conversation.objects.filter(pk=conversation.pk).update(frozen_at=Now())
            conversation.participants.update(seen_at=Now())  # nobody is told
        noticing.recount(user.pk, blocked.pk)


def unblock(user: User, block: str) -> None:
    """``block``: the row's number as an address or a form says it."""
    if block.isascii() and block.isdecimal():
        user.blocks.filter(pk=int(block)).delete()


def _waiting(invitation: Invitation, **who: User) -> Invitation:
    found = Invitation.objects.waiting().filter(pk=invitation.pk, **who)
    locked = found.select_for_update(of=("self",)).select_related("author__merged_into", "sender").first()
    if locked is None:
        raise TooLate("This invitation is no longer waiting.")
    return locked


def _answered(invitation: Invitation, state: str) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(state=state, answered_at=Now())

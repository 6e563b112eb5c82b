"""What people are called to each other: by the record they hold, never by e-mail address."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from profiles.models import Invitation, Participant, Profile, User
from publications.models import Author

GONE = "somebody who left"


class Side(NamedTuple):
    """``url`` is empty where there is no page to go to."""

    name: str
    url: str = ""


def with_senders(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    held = Profile.objects.filter(user=OuterRef("sender"), author=OuterRef("spoke_for"))
    named = invitations.select_related("author__merged_into", "spoke_for__merged_into", "sender")
    return named.annotate(still_holds=Exists(held))


def sender(invitation: Invitation) -> Side:
    """``invitation`` as ``with_senders`` brings it."""
    return _side(invitation.sender, invitation.spoke_for, invitation.still_holds)


def with_sides(participants: QuerySet[Participant]) -> QuerySet[Participant]:
    held = Profile.objects.filter(user=OuterRef("user"), author=OuterRef("author"))
    return participants.select_related("user", "author__merged_into").annotate(still_holds=Exists(held))


def side(participant: Participant) -> Side:
    """``participant`` as ``with_sides`` brings it."""
    return _side(participant.user, participant.author, participant.still_holds)


def _side(user: User | None, author: Author | None, still_holds: bool) -> Side:
    if user is None:
        return Side(GONE)
    if author is None:
        return Side(user.name or "somebody without a record")
    if not still_holds:
        return Side("an account that is no longer linked to its record")
    record = author.survivor()
    return Side(str(record), "" if record.hidden_at else record.get_absolute_url())

"""What somebody reports of an invitation or a conversation: moderators see the reported words and nothing else."""

from __future__ import annotations

from django.db import transaction

from profiles import proposals
from profiles.models import ContactReport, Invitation, Message, Participant, Proposal

_KIND = Proposal.Kind.CONTACT


def report_invitation(invitation: Invitation, *, why: str) -> Proposal:
    """By who received it."""
    about = invitation.spoke_for or invitation.author
    return _report(about, invitation.sender, f"{invitation.get_purpose_display()}: {invitation.text}", why)


def report_message(message: Message, mine: Participant, *, why: str) -> Proposal:
    """By the other side of the conversation."""
    about = message.participant.author or mine.author
    return _report(about, message.participant.user, message.text, why)


def _report(about: object, accused: object, text: str, why: str) -> Proposal:
    with transaction.atomic():
        made = proposals.propose(_KIND, author=about, text=why)
        ContactReport.objects.create(proposal=made, accused=accused, text=text)
    return made

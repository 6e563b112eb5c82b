"""Who may invite whom, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from graph.collaboration import MOST_AUTHORS
from profiles.models import Block, Conversation, Invitation, Profile, Proposal, User
from profiles.models.invitation import WhoMayWrite
from publications.models import Author, Authorship

A_DAY = {0: 1, 2: 2, 3: 5, 4: 10}  # invitations, by verification level; 0: no record is linked to the account
PAUSE = timedelta(days=90)  # before the same person is asked again, and after a report that was upheld
_DECLINES, _DECLINES_IN = 5, timedelta(days=30)  # who is declined that often may send one a day

_STATUS = {
    "author_unclaimed": 409,
    "own_record": 409,
    "connected": 409,
    "waiting": 409,
    "not_open": 403,
    "needs_record": 403,
    "needs_tie": 403,
    "needs_email": 403,
    "suspended": 403,
    "too_many": 429,
}


class Refused(ValueError):
    """The message is a sentence for people; ``code`` for programs; ``until`` is when it may be tried again."""

    def __init__(self, code: str, sentence: str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.code, self.until = code, until

    @property
    def status(self) -> int:
        return _STATUS[self.code]


def standing(user: User) -> Profile | None:
    """The record this account may speak for now."""
    return Profile.objects.in_force().filter(user=user).select_related("author__merged_into").first()


def check(sender: User, author: Author) -> tuple[Profile, Profile | None]:
    """Whom an invitation would go to, and the record the sender speaks for. Raises Refused."""
    held = Profile.objects.of(author.pk).select_related("user").first()
    if held is None:
        raise Refused("author_unclaimed", "Messages open once the author has claimed this record.")
    if held.user_id == sender.pk:
        raise Refused("own_record", "This record is yours.")
    if not sender.emailaddress_set.filter(verified=True).exists():
        raise Refused("needs_email", "Confirm your e-mail address first.")
    own = standing(sender)
    _is_open(held, own, author)
    _is_in_good_standing(sender)
    _is_not_too_soon(sender, held.user, author)
    _is_within_the_day(sender, own.level if own else 0)
    return held, own


def is_blocked(sender: User, own: Profile | None, by: User) -> bool:
    """Also whoever holds the record now that a blocked account held."""
    where = Q(blocked=sender)
    if own:
        where |= Q(author__in=Author.objects.one_with(own.author.survivor()).values("pk"))
    return Block.objects.filter(where, user=by).exists()


def _is_open(held: Profile, own: Profile | None, author: Author) -> None:
    who = held.who_may_write
    if who == WhoMayWrite.NOBODY or not Profile.objects.in_force().filter(pk=held.pk).exists():
        raise Refused("not_open", f"{author} takes no invitations here at present.")
    if who in (WhoMayWrite.LINKED, WhoMayWrite.COAUTHORS) and own is None:
        raise Refused("needs_record", f"{author} takes invitations from authors who have claimed their own record.")
    if who == WhoMayWrite.COAUTHORS and not _wrote_together(own.author.survivor(), author):
        raise Refused("needs_tie", f"{author} takes invitations from co-authors.")


def _wrote_together(one: Author, other: Author) -> bool:
    beside = Authorship.objects.filter(author=other).values("work")
    return one.authorships.filter(work__in=beside, work__n_authors__lte=MOST_AUTHORS).exists()


def _is_in_good_standing(sender: User) -> None:
    upheld = Proposal.objects.filter(contact__accused=sender, state=Proposal.State.ACCEPTED)
    last = upheld.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if last and last + PAUSE > timezone.now():
        until = last + PAUSE
        sentence = f"A moderator upheld a report about you. You can send invitations again on {_day(until)}."
        raise Refused("suspended", sentence, until)


def _is_not_too_soon(sender: User, to: User, author: Author) -> None:
    open_ones = Conversation.objects.visible_to(sender).filter(participants__user=to, frozen_at=None)
    if open_ones.exists():
        raise Refused("connected", f"You and {author} are in a conversation already.")
    records = Author.objects.one_with(author).values("pk")
    asked = sender.invitations_sent.exclude(state=Invitation.State.RETURNED)  # nobody answered for the record
    asked = asked.filter(Q(recipient=to) | Q(author__in=records))
    last = asked.order_by("-created_at").values_list("created_at", flat=True).first()
    if last and last + PAUSE > timezone.now():
        until = last + PAUSE
        raise Refused("too_many", f"You invited {author} on {_day(last)}. You can do so again on {_day(until)}.", until)
    if sender.invitations_sent.waiting().filter(recipient=to).exists():
        raise Refused("waiting", f"Your invitation to {author} still waits for an answer.")


def _is_within_the_day(sender: User, level: int) -> None:
    now, sent = timezone.now(), sender.invitations_sent.order_by("-created_at")
    declined = sent.filter(state=Invitation.State.DECLINED, answered_at__gt=now - _DECLINES_IN).count()
    most = 1 if declined >= _DECLINES else A_DAY[level]
    last = sent.values_list("created_at", flat=True)[most - 1 : most]
    until = last[0] + timedelta(days=1) if last else now
    if until > now:
        each = "1 invitation" if most == 1 else f"{most} invitations"
        sentence = f"You can send {each} a day. The next one goes after {until:%H:%M} UTC on {_day(until)}."
        raise Refused("too_many", sentence, until)


def _day(when: datetime) -> str:
    return f"{when:%-d %B %Y}"

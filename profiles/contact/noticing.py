"""What is new for somebody: the number in the header, and a mail at most once a day that tells numbers only.

The number is counted anew in the transaction of each change, never added to, so it cannot drift; reading it costs
nothing, because it stands on the account.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from profiles import mailing, unsubscribing
from profiles.models import Invitation, Mail, Message, Participant, User

MAIL = "contact"
_A_DAY, _READ_FIRST = timedelta(days=1), timedelta(minutes=10)  # who is here anyway needs no mail
_RUN_SECONDS, _AT_ONCE = 30, 200
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def lock(*users: int | None) -> None:
    """These accounts are this transaction’s until it ends. Always in one order: no two wait for each other."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=filter(None, users)).order_by("pk").values("pk"))


def recount(*users: int | None) -> None:
    """Invitations that wait for these accounts, and their conversations with something unread."""
    lock(*users)
    invited = Invitation.objects.waiting().filter(recipient=OuterRef("pk"), is_silent=False)
    talking = Participant.objects.with_news().filter(user=OuterRef("pk"))
    User.objects.filter(pk__in=filter(None, users)).update(
        n_waiting=_number(invited, "recipient") + _number(talking, "user")
    )


def _number(rows: QuerySet, of: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n")), 0)


def send_due() -> int:
    """Write the mails about what has waited for a while and no mail told of yet; how many."""
    until, sent = monotonic() + _RUN_SECONDS, 0
    for pk in _due().values_list("pk", flat=True)[:_AT_ONCE]:
        if monotonic() > until:
            break
        with transaction.atomic():
            user = _due().filter(pk=pk).select_for_update(skip_locked=True, no_key=True).first()
            if user:
                _tell(user)
                sent += 1
    return sent


def end_mails(user: User) -> None:
    """No such mail any more, not even the one that is about to leave."""
    User.objects.filter(pk=user.pk).update(hears_of_contact=False)
    forget_unsent(user)


def forget_unsent(user: User) -> None:
    Mail.objects.filter(user=user, name=MAIL, claimed_at=None, sent_at=None).delete()


def _due() -> QuerySet[User]:
    """Accounts for whom something came since the last mail, a while ago; no mail within a day of another."""
    told = Coalesce(OuterRef("told_of_contact_at"), Value(_NEVER))
    while_ago = Now() - _READ_FIRST
    invited = Invitation.objects.waiting().filter(
        recipient=OuterRef("pk"), is_silent=False, created_at__gt=told, created_at__lt=while_ago
    )
    talking = Participant.objects.with_news().filter(user=OuterRef("pk"))
    began = talking.filter(conversation__started_at__gt=told, conversation__started_at__lt=while_ago)
    ended = talking.filter(conversation__frozen_at__gt=told, conversation__frozen_at__lt=while_ago)
    written = Message.objects.exclude(participant__user=OuterRef("pk")).filter(
        conversation__participants__user=OuterRef("pk"),
        conversation__participants__seen_at__lt=F("sent_at"),
        sent_at__gt=told,
        sent_at__lt=while_ago,
    )
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return User.objects.filter(
        Exists(invited) | Exists(began) | Exists(ended) | Exists(written),
        Q(told_of_contact_at=None) | Q(told_of_contact_at__lte=Now() - _A_DAY),
        Exists(confirmed),
        n_waiting__gt=0,
        hears_of_contact=True,
        is_active=True,
    )


def _tell(user: User) -> None:
    end_it = unsubscribing.address("messages", user)
    context = {"n": user.n_waiting, "messages": settings.SITE_URL + reverse("messages"), "unsubscribe": end_it}
    mailing.send(MAIL, user, context, unsubscribe=end_it)
    User.objects.filter(pk=user.pk).update(told_of_contact_at=Now())

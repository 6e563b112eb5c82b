"""A new e-mail address can be taken back from the old one: for 72 hours, without signing in.

Whoever took over an account would first move it to a mailbox of their own. The mail to the old address carries a link
that moves it back and leaves nothing of what was added meanwhile.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from profiles import mailing, sessions
from profiles.claims import orcid_check
from profiles.models import Mail, User

UNDO_FOR = timedelta(hours=72)
_SALT = "profiles.address_changes"


class CannotUndo(ValueError):
    """The message is a sentence for people."""


def undo_link(user: User, old: str) -> str:
    """The address of the page that gives the account back to the ``old`` address."""
    return settings.SITE_URL + reverse("undo_address", args=[signing.dumps([user.pk, old], salt=_SALT)])


def find(token: str) -> tuple[User, str]:
    """The account and its old address. Raises CannotUndo when the link is wrong, too old, or was used."""
    try:
        pk, old = signing.loads(token, salt=_SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        raise CannotUndo("This link does not work any more: it was for 72 hours.") from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise CannotUndo("The account is gone.")
    if user.email == old:
        raise CannotUndo("The account has this address already.")
    if EmailAddress.objects.filter(email__iexact=old, verified=True).exclude(user=user).exists():
        raise CannotUndo("Another account has confirmed this address since.")
    return user, old


def undo(token: str) -> User:
    """Give the account back: the old address, no password, nobody signed in, nothing that was added meanwhile."""
    with transaction.atomic():
        user, old = find(token)
        user = User.objects.select_for_update().get(pk=user.pk)
        for never_confirmed in User.objects.filter(email__iexact=old).exclude(pk=user.pk):
            never_confirmed.delete()
        user.emailaddress_set.all().delete()
        user.emailaddress_set.create(email=old, verified=True, primary=True)
        user.email = old
        user.set_unusable_password()
        user.save(update_fields=["email", "password"])
        since = Now() - UNDO_FOR
        Authenticator.objects.filter(user=user, created_at__gt=since).delete()
        SocialAccount.objects.filter(user=user, date_joined__gt=since).delete()
        orcid_check.ask_again(user)
        Mail.objects.filter(user=user, sent_at=None).delete()
        sessions.end_all(user)
        mailing.send("address_undone", user)
    return user

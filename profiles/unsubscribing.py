"""Addresses in mails that end the coming of more: they work for whoever has the mail, signed in or not, for ever."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from profiles.models import User


def address(kind: str, user: User) -> str:
    """``kind``: news or messages."""
    return settings.SITE_URL + reverse("end_mails", args=[kind, _signer(kind).sign(user.pk)])


def whose(kind: str, token: str) -> User | None:
    try:
        return User.objects.filter(pk=_signer(kind).unsign(token)).first()
    except BadSignature:
        return None


def _signer(kind: str) -> Signer:
    return Signer(salt=f"end of mails: {kind}", sep=".")

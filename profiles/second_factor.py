"""A second factor beside the password: who has one, who must, and what waits until they do."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from profiles.models import Profile, User

_FIRST_LEVEL = 3  # of verification, from which on an account is worth stealing


class SecondFactor(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """Secrets of apps are worth nothing to who reads a back-up without the site's secret key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text).decode()

    def build_totp_svg(self, url: str) -> str:
        """To stand within a page."""
        return super().build_totp_svg(url).partition("?>")[2]

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"Key {Authenticator.objects.filter(user=user, type=type).count() + 1}"


def is_set_up(user: User) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def is_asked_of(user: User) -> bool:
    """Moderators, and who holds a record at level 3 or more."""
    return user.has_perm("profiles.moderate") or Profile.objects.filter(user=user, level__gte=_FIRST_LEVEL).exists()


def needed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What whoever must have a second factor may do only once it is set up. Signed in is checked before."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and is_asked_of(request.user) and not is_set_up(request.user):
            return render(request, "mfa/needed.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"second factor:" + key.encode()).digest())) for key in keys])

"""How django-allauth does things here where its own way would not do."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from profiles import limits, mailing
from profiles.models import User

_KNOWN = "known"  # a cookie: somebody signed in to one account with this browser before
_KNOWN_FOR = 400 * 24 * 3600  # seconds; browsers keep none longer


class Accounts(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The mail is due once the change it tells about is committed, and is worded in our own files."""
        name = template_prefix.rpartition("/")[2].removesuffix("_signup")
        said = {key: value for key, value in context.items() if isinstance(value, str)}
        if when := context.get("timestamp"):
            said["when"] = f"{when:%-d %B %Y, %H:%M} UTC"
        mailing.send(name, email, said)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(limits.plain(super().get_client_ip(request)))

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        mark = _of_browser(request, user.email) or get_random_string(22)
        cookie = {"max_age": _KNOWN_FOR, "secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(_KNOWN, _signer(user.email).sign(mark), **cookie)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Wrong passwords are counted apart for browsers that were signed in to the account before, so that nobody can
        lock the owner out by guessing."""
        email = credentials.get("email", "")
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{_of_browser(request, email)}"


def _of_browser(request: HttpRequest, email: str) -> str:
    """The mark of a browser that was signed in to this account before, else nothing."""
    try:
        return _signer(email).unsign(request.COOKIES.get(_KNOWN, ""))
    except signing.BadSignature:
        return ""


def _signer(email: str) -> signing.Signer:
    return signing.Signer(salt=f"{_KNOWN}:{email.lower()}")

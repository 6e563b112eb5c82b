"""How django-allauth does things here where its own way would not do."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from profiles import address_changes, limits, mailing, sessions
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

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """A new address ends the sessions elsewhere, and the old one is told how to take it back."""
        context = dict(context or {})
        if template_prefix == "account/email/email_changed":
            here = self.request.session.session_key if self.request.user == user else None
            sessions.end_all(user, but=here)
            context["undo"] = address_changes.undo_link(user, context["from_email"])
        super().send_notification_mail(template_prefix, user, context, email)

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


def forget_unconfirmed(email: str) -> None:
    """Let go of an account of this address that nobody ever confirmed, so that it keeps the owner of the address from
    nothing. One that may do more than others was made by an operator, and stays."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    waiting = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    unused = User.objects.filter(email__iexact=email, last_login=None, is_staff=False, is_superuser=False, groups=None)
    unused.filter(Exists(waiting), ~Exists(confirmed)).delete()


def _of_browser(request: HttpRequest, email: str) -> str:
    """The mark of a browser that was signed in to this account before, else nothing."""
    try:
        return _signer(email).unsign(request.COOKIES.get(_KNOWN, ""))
    except signing.BadSignature:
        return ""


def _signer(email: str) -> signing.Signer:
    return signing.Signer(salt=f"{_KNOWN}:{email.lower()}")

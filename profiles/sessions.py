"""Where an account is signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from profiles.models import User


def end_others(request: HttpRequest) -> None:
    """Sign the account out everywhere but here."""
    end_all(request.user, but=request.session.session_key)


def end_all(user: User, *, but: str | None = None) -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()

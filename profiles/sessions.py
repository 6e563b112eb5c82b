"""Where an account is signed in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from profiles.models import User

# Chrome says it is Safari too, and Edge and Opera that they are Chrome: the first that is found.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac": "macOS"}
_SYSTEMS |= {"Linux": "Linux"}


class Session(NamedTuple):
    browser: str
    ip: str
    since: datetime
    here: bool


def of(request: HttpRequest) -> list[Session]:
    """Where the account of this request is signed in, the longest first."""
    here = request.session.session_key
    listed = sorted(UserSession.objects.purge_and_list(request.user), key=lambda session: session.created_at)
    return [Session(browser(each.user_agent), each.ip, each.created_at, each.session_key == here) for each in listed]


def end_others(request: HttpRequest) -> None:
    """Sign the account out everywhere but here."""
    end_all(request.user, but=request.session.session_key)


def end_all(user: User, *, but: str | None = None) -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def browser(user_agent: str) -> str:
    """A browser in words its owner knows.

    >>> browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36")
    'Chrome on Linux'
    >>> browser("curl/8.5"), browser("")
    ('curl', 'A browser that gives no name')
    """
    name = next((name for sign, name in _BROWSERS.items() if f"{sign}/" in user_agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    if not name:
        own = re.match(r"[\w .-]{1,40}", user_agent)
        return own[0].strip() if own else "A browser that gives no name"
    return f"{name} on {system}" if system else name

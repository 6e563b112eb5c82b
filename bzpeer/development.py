"""Where no mail server is set up, mails become files; these pages show them. On one's own machine only."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from functools import wraps
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 100
_BETWEEN = b"\n" + b"-" * 79 + b"\n"  # as Django's file backend separates the mails of one file


@dataclass(frozen=True)
class Shown:
    """A mail as it left: ``headers`` are pairs."""

    key: str
    subject: str
    to: str
    at: datetime
    headers: list[tuple[str, str]]
    text: str
    html: str


def development_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Not there at all unless DEBUG is on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(never_cache(guarded))


@development_only
def mails(request: HttpRequest) -> HttpResponse:
    files = sorted(settings.MAILS.glob("*.log"), reverse=True)[:MOST]
    return render(request, "bzpeer/mails.html", {"mails": [_read(file) for file in files]})


@development_only
def mail(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "bzpeer/mail.html", {"mail": _named(key)})


@development_only
@csp_update({"style-src": "'unsafe-inline'"})  # a mail carries its own style
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(_named(key).html)


def _named(key: str) -> Shown:
    file = settings.MAILS / f"{key}.log"  # a slug holds neither dot nor slash
    if not file.is_file():
        raise Http404
    return _read(file)


def _read(file: Path) -> Shown:
    """The mail in this file: one is written at a time."""
    message = email.message_from_bytes(file.read_bytes().partition(_BETWEEN)[0], policy=default)
    return Shown(
        key=file.stem,
        subject=str(message["subject"]),
        to=str(message["to"]),
        at=message["date"].datetime,
        headers=[(name, str(value)) for name, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""

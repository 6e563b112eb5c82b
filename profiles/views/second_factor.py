"""Setting up a second factor ends the sessions that were begun without one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from profiles import second_factor, sessions


@login_required
def add_app(request: HttpRequest) -> HttpResponse:
    return _first(request, activate_totp)


@login_required
def add_key(request: HttpRequest) -> HttpResponse:
    return _first(request, add_webauthn)


def _first(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    before = second_factor.is_set_up(request.user)
    response = view(request)
    if request.method == "POST" and not before and second_factor.is_set_up(request.user):
        sessions.end_others(request)
    return response

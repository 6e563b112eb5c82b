"""Follow and stop following. Who had to sign in first finds the same question again, as a page with one button."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from profiles import follows
from profiles.models import User
from profiles.views.records import record_at
from publications.models import Author


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    return _answer(request, public_id, follows.follow, "You follow {} now.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unfollow(request: HttpRequest, public_id: str) -> HttpResponse:
    return _answer(request, public_id, follows.unfollow, "You no longer follow {}.")


def _answer(request: HttpRequest, public_id: str, change: Callable[[User, Author], None], done: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    context = {"author": record} | follows.followed(record, request.user.pk)
    if request.method != "POST":
        return render(request, "profiles/follow.html", context)
    try:
        change(request.user, record)
    except follows.TooManyFollows as problem:
        return render(request, "profiles/follow.html", context | {"problem": problem}, status=429)
    messages.success(request, done.format(record))
    return redirect(record)

"""Follow, stop following, and the people one follows.

Who presses the button before signing in is sent to sign in first; a signed cookie of this browser keeps that it was
pressed, for half an hour, so that following needs no second press. An address alone changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import follows
from profiles.models import Follow, Frequency, User
from profiles.views.records import record_at
from publications.models import Author
from publications.paging import page_of

_PRESSED = "follow"  # the cookie: whom this browser wanted to follow
_KEPT = 1800  # seconds
_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request, public_id)
    pressed = request.get_signed_cookie(_PRESSED, "", max_age=_KEPT) == public_id
    answer = _answer(request, public_id, follows.follow, "You follow {} now.", pressed=pressed)
    if pressed:
        answer.delete_cookie(_PRESSED, path=request.path)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unfollow(request: HttpRequest, public_id: str) -> HttpResponse:
    return _answer(request, public_id, follows.unfollow, "You no longer follow {}.")


def _sign_in_first(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    messages.info(request, f"Sign in, and you follow {record}.")
    answer = redirect_to_login(request.path)
    kept = {"max_age": _KEPT, "path": request.path, "httponly": True, "samesite": "Lax", "secure": request.is_secure()}
    answer.set_signed_cookie(_PRESSED, public_id, **kept)
    return answer


def _answer(
    request: HttpRequest,
    public_id: str,
    change: Callable[[User, Author], None],
    done: str,
    *,
    pressed: bool = False,
) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    context = {"author": record} | follows.followed(record, request.user.pk)
    if request.method != "POST" and not pressed:
        return render(request, "profiles/follow.html", context)
    try:
        change(request.user, record)
    except (follows.TooManyFollows, follows.OwnRecord) as problem:
        status = 429 if isinstance(problem, follows.TooManyFollows) else 409
        return render(request, "profiles/follow.html", context | {"problem": problem}, status=status)
    messages.success(request, done.format(record))
    return redirect(record)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """Whom one follows and how often news come by mail; the form of one page is saved as a whole."""
    page, ignored = page_of(follows.of(request.user), request.GET.get("page"), size=_PAGE)
    if request.method == "POST":
        _save(request.user, request.POST, page)
        messages.success(request, "Saved.")
        return redirect(request.get_full_path())
    context = {"page": page, "ignored": ignored, "frequencies": Frequency.choices}
    return render(request, "profiles/following.html", context)


def _save(user: User, said: QueryDict, shown: Iterable[Follow]) -> None:
    """What is not among the choices is left as it was."""
    if said.get("others", user.digests) in set(Frequency.values) - {user.digests}:
        follows.hear_of_others(user, said["others"])
        user.digests = said["others"]
    for each in shown:
        author = each.author.survivor()
        frequency = said.get(f"of-{author.public_id}", each.frequency) or None
        if said.get("stop") == author.public_id:
            follows.unfollow(user, author)
        elif frequency != each.frequency and frequency in (None, *Frequency.values):
            follows.hear_of(user, author, frequency)

"""One page from which everything about one's account is reached, and what can be done with all of it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from allauth.account.views import email
from allauth.core import ratelimit
from allauth.socialaccount.views import connections
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import address_changes, leaving, limits, orcid, own_data, second_factor, sessions
from profiles.claims import orcid_check
from profiles.models import Claim, Profile

# What could take an account from its owner waits for the second factor, where one is asked for.
address = second_factor.needed(email)


@second_factor.needed
def linked(request: HttpRequest) -> HttpResponse:
    """The linked ORCID iD; pressing the button unlinks it, and what rested on it is checked again."""
    answer = connections(request)
    if request.method == "POST" and request.user.is_authenticated:
        orcid_check.ask_again(request.user)
    return answer


def _sensitive(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For whoever typed the password, or showed the second factor, within the last minutes."""
    guarded = login_required(second_factor.needed(reauthentication_required(view)))
    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    context = {
        "profile": _profile(request),
        "claim": Claim.objects.open().filter(user=request.user).select_related("author").first(),
        "orcid": orcid.of(request.user),
        "orcid_registered": orcid.registered(),
        "second_factor": second_factor.is_set_up(request.user),
        "sessions": UserSession.objects.filter(user=request.user).count(),
    }
    return render(request, "account/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in; pressing the button signs it out everywhere else."""
    if request.method == "POST":
        sessions.end_others(request)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("signed_in")
    return render(request, "account/signed_in.html", {"sessions": sessions.of(request)})


@_sensitive
def data(request: HttpRequest) -> HttpResponse:
    """What is kept about the account; pressing the button downloads all of it."""
    if request.method != "POST":
        return render(request, "account/data.html")
    if not limits.allows(request, "download"):
        return ratelimit.respond_429(request)
    name = f"bzpeer-{timezone.now():%Y-%m-%d}.zip"
    answer = HttpResponse(own_data.pack(request.user), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@_sensitive
def delete(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; pressing the button deletes the account."""
    if request.method != "POST":
        return render(request, "account/delete.html", {"profile": _profile(request)})
    leaving.delete(request.user)
    logout(request)
    messages.success(request, "Your account is deleted.")
    return redirect("home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_address(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the mail that was sent to the old address; they need not be signed in."""
    try:
        if request.method != "POST":
            return render(request, "account/undo_address.html", {"old": address_changes.find(token)[1]})
        address_changes.undo(token)
    except address_changes.CannotUndo as problem:
        return render(request, "account/undo_address.html", {"problem": problem}, status=410)
    messages.success(request, "The account is yours again. Choose a new password: we send a link to your address.")
    return redirect("account_reset_password")


def _profile(request: HttpRequest) -> Profile | None:
    return Profile.objects.select_related("author").filter(user=request.user).first()

"""The way to ORCID and back, where this site is registered there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import limits, orcid
from profiles.orcid_sign_in import OrcidEndpoints


def _if_registered(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not orcid.registered():
            raise Http404
        return view(request)

    return never_cache(guarded)


@_if_registered
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """A page with one button; pressing it leads to ORCID."""
    if request.method == "POST" and not limits.allows(request, "orcid"):
        return ratelimit.respond_429(request)
    return _SIGN_IN(request)


@_if_registered
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    return _CALLBACK(request)


@never_cache
@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    """Who came from ORCID with an iD that no account is linked to."""
    proven = orcid.proven(request.session)
    if not proven:
        return redirect("account_login")
    return render(request, "socialaccount/unknown.html", {"proven": proven})


_SIGN_IN = OAuth2LoginView.adapter_view(OrcidEndpoints)
_CALLBACK = OAuth2CallbackView.adapter_view(OrcidEndpoints)

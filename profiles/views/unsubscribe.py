"""The end of mails that come again and again, for whoever has one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from profiles import digests, unsubscribing
from profiles.contact import noticing
from publications.views.missing import missing

_ENDS = {"news": digests.end, "messages": noticing.end_mails}


@csrf_exempt  # mail programs press the button for people, without a cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_mails(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """An address alone changes nothing: mail scanners follow links."""
    user = unsubscribing.whose(kind, token)
    if user is None or kind not in _ENDS:
        return missing(request, "This address is not one of ours. Copy it from the mail as a whole.")
    if request.method == "POST":
        _ENDS[kind](user)
    return render(request, "profiles/end_mails.html", {"kind": kind, "is_ended": request.method == "POST"})

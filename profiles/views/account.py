"""One page from which everything about one's account is reached."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from profiles import orcid, second_factor
from profiles.models import Profile


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    context = {
        "profile": Profile.objects.select_related("author").filter(user=request.user).first(),
        "orcid": orcid.of(request.user),
        "orcid_registered": orcid.registered(),
        "second_factor": second_factor.is_set_up(request.user),
        "sessions": UserSession.objects.filter(user=request.user).count(),
    }
    return render(request, "account/account.html", context)

"""Who may write to one, what comes by mail, and whom one has blocked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.contact import inviting
from profiles.contact.forms import SettingsForm
from profiles.models import Profile


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_settings(request: HttpRequest) -> HttpResponse:
    held = Profile.objects.filter(user=request.user).first()
    form = SettingsForm(request.POST or None, user=request.user, held=held)
    if request.method == "POST":
        if "unblock" in request.POST:
            inviting.unblock(request.user, request.POST["unblock"])
            return redirect("contact_settings")
        if form.is_valid():
            form.save()
            messages.success(request, "Saved.")
            return redirect("contact_settings")
    blocks = request.user.blocks.select_related("author__merged_into", "blocked").order_by("-created_at")
    context = {"form": form, "held": held, "blocks": blocks}
    return render(request, "profiles/contact/settings.html", context)

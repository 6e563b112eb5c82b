"""Write to the holder of a record, and answer who wrote. Objects of others do not exist for anybody else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import limits
from profiles.contact import inviting, naming, reporting, rules
from profiles.contact.forms import InvitationForm, ReportForm
from profiles.models import Invitation
from profiles.views.records import record_at
from publications.views.missing import missing

NOTHING = "There is nothing at this address."
TOO_FAST = "That was a lot within an hour. What you wrote is still here: please send it later."


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    form, status, refusal = InvitationForm(), 200, None
    try:
        rules.check(request.user, record)
    except rules.Refused as refused:
        refusal, status = refused, refused.status
    if request.method == "POST":
        form, status = InvitationForm(request.POST), 400
        if form.is_valid():
            try:
                return redirect(inviting.invite(request.user, record, **form.cleaned_data))
            except rules.Refused as refused:
                refusal, status = refused, refused.status
    context = {"author": record, "form": form, "refusal": refusal, "own": rules.standing(request.user)}
    return render(request, "profiles/contact/invite.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """One invitation, for its two people: who received it answers, who sent it may take it back."""
    found = naming.with_senders(Invitation.objects.visible_to(request.user)).filter(token=token).first()
    if found is None:
        return missing(request, NOTHING)
    if request.method != "POST":
        is_mine = found.sender_id == request.user.pk
        context = {"invitation": found, "is_mine": is_mine, "sender": naming.sender(found)}
        return render(request, "profiles/contact/invitation.html", context)
    answers = [answer for name, answer in _ANSWERS.items() if name in request.POST]
    try:
        return answers[0](request, found) if answers else redirect(found)
    except inviting.TooLate as problem:
        messages.warning(request, str(problem))
    return redirect("messages")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = naming.with_senders(Invitation.objects.received_by(request.user)).filter(token=token).first()
    if found is None:
        return missing(request, NOTHING)
    return report_form(request, found.text, found.get_absolute_url(), reporting.report_invitation, found)


def report_form(
    request: HttpRequest, words: str, back: str, report: Callable[..., object], *about: object
) -> HttpResponse:
    form, status = ReportForm(), 200
    if request.method == "POST":
        form, status = ReportForm(request.POST), 400
        if form.is_valid():
            if limits.allows(request, "report"):
                return redirect(report(*about, why=form.cleaned_data["text"]))
            form.add_error(None, TOO_FAST)
            status = 429
    return render(request, "profiles/contact/report.html", {"form": form, "words": words, "back": back}, status=status)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    return redirect(inviting.accept(found, request.user))


def _decline(request: HttpRequest, found: Invitation) -> HttpResponse:
    inviting.decline(found, request.user)
    messages.success(request, "Declined.")
    return redirect("messages")


def _take_back(request: HttpRequest, found: Invitation) -> HttpResponse:
    inviting.take_back(found, request.user)
    messages.success(request, "Taken back.")
    return redirect("messages")


def _block(request: HttpRequest, found: Invitation) -> HttpResponse:
    if found.recipient_id == request.user.pk:
        inviting.block(request.user, found.sender, found.spoke_for)
        messages.success(request, "You hear nothing more of them. Nobody tells them.")
    return redirect("messages")


_ANSWERS = {"accept": _accept, "decline": _decline, "take_back": _take_back, "block": _block}

"""Bring a proof for a claim, vouch for a co-author, or say that a mail was none of one's own asking."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import limits, orcid
from profiles.claim_forms import BringForm, CodeForm
from profiles.claims import addresses, bringing, codes, home_pages, vouching
from profiles.claims.bringing import EvidenceRefused
from profiles.claims.codes import CodeRefused
from profiles.models import Claim, Evidence
from profiles.models.evidence import masked
from publications.views.missing import missing

_TOO_MANY = "That was a lot within an hour. Please go on later."


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """One way to bring a proof: what it takes, and the code where one was mailed."""
    claim = Claim.objects.visible_to(request.user).select_related("author__merged_into", "user").filter(token=token)
    claim = claim.first()
    way = claim and next((way for way in bringing.open_ways(claim) if way.kind == kind), None)
    if way is None:
        return missing(request, "There is nothing to bring at this address.")
    waiting = [each for each in claim.evidence.filter(kind=kind).order_by("-pk") if each.awaits_code][:1]
    form, code_form = BringForm(kind=kind, choices=_choices(claim, kind)), CodeForm()
    status = 200
    if request.method == "POST":
        entering = "code" in request.POST and waiting
        sent = CodeForm(request.POST) if entering else BringForm(request.POST, kind=kind, choices=_choices(claim, kind))
        if sent.is_valid() and _done(request, claim, kind, sent, waiting):
            return redirect(request.path if not entering and _is_mailed(kind) else claim)
        form, code_form, status = (form, sent, 400) if entering else (sent, code_form, 400)
    context = {
        "claim": claim,
        "author": claim.author.survivor(),
        "way": way,
        "form": form,
        "code_form": code_form,
        "waiting": waiting[0] if waiting else None,
        "back_link": home_pages.back_link(claim) if kind == Evidence.Kind.HOME_PAGE else "",
        "own_id": orcid.of(request.user) if kind == Evidence.Kind.ORCID else "",
        "hours": codes.HOURS,
    }
    return render(request, "profiles/claims/evidence.html", context, status=status)


def _is_mailed(kind: str) -> bool:
    return kind in (Evidence.Kind.PRINTED_ADDRESS, Evidence.Kind.INSTITUTIONAL_EMAIL)


def _done(request: HttpRequest, claim: Claim, kind: str, sent: BringForm | CodeForm, waiting: list[Evidence]) -> bool:
    if not limits.allows(request, "claim"):
        sent.add_error(None, _TOO_MANY)
        return False
    try:
        if isinstance(sent, CodeForm):
            bringing.enter_code(waiting[0], sent.cleaned_data["code"])
        else:
            bringing.bring(claim, kind, sent.cleaned_data.get("subject", ""))
    except (EvidenceRefused, CodeRefused) as refusal:
        sent.add_error(None, str(refusal))
        return False
    return True


def _choices(claim: Claim, kind: str) -> list[tuple[str, str]]:
    if kind == Evidence.Kind.PRINTED_ADDRESS:
        found = addresses.printed(claim.author.survivor())
        return [(str(each.pk), f"{masked(each.email)}, printed on “{each.work}”") for each in found]
    if kind == Evidence.Kind.VOUCH:
        return [(each.author.public_id, str(each.author)) for each in vouching.who_may(claim)]
    return []


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def vouches(request: HttpRequest) -> HttpResponse:
    """Whom one was asked to vouch for; yes or no to one of them."""
    asked = vouching.asked_of(request.user)
    if request.method == "POST":
        number = request.POST.get("vouch", "")
        found = asked.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
        if found and limits.allows(request, "claim"):
            said = vouching.answer(found, request.user, yes=request.POST.get("answer") == "yes")
            messages.info(request, "Thank you. It is kept." if said else "You cannot vouch for this claim any more.")
        return redirect("vouches")
    return render(request, "profiles/claims/vouches.html", {"asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever reads the mail, without an account: looking changes nothing, pressing the button does."""
    found = codes.of_token(token)
    if found is None:
        return missing(request, "There is nothing at this address.")
    if request.method == "POST":
        bringing.not_me(found)
        return render(request, "profiles/claims/not_me.html", {"done": True})
    return render(request, "profiles/claims/not_me.html", {"author": found.claim.author.survivor()})

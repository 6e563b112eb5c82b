"""Claim a record, and see what becomes of it. A claim is its claimant's business: to others it does not exist."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import limits, picking
from profiles.claim_forms import AnswerForm, AppealForm, ClaimForm
from profiles.claims import bringing, filing, sampling, telling, timing
from profiles.claims.filing import FilingRefused
from profiles.claims.transitions import MoveRefused, move, possible
from profiles.models import Claim, ClaimEvent
from profiles.views.records import record_at
from publications import namesakes
from publications.models import Author
from publications.views.missing import missing

_TOO_MANY = "That was a lot within an hour. What you wrote is still here: please send it later."


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """The questions, or why this account cannot claim this record now."""
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    try:
        filing.check(record, request.user)
    except FilingRefused as refusal:
        return _refused(request, record, refusal)
    asked = sampling.ask(record, request.user)
    form = ClaimForm(request.POST or None, asked=asked, initial={"name": request.user.name})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if not limits.allows(request, "claim"):
                form.add_error(None, _TOO_MANY)
                status = 429
            else:
                return _file(request, record, form, asked)
    context = {"author": record, "form": form, "pick": asked, "ticked": picking.ticked(request.POST, "works")}
    context["working_days"] = timing.WORKING_DAYS
    return render(request, "profiles/claims/claim.html", context, status=status)


def _file(request: HttpRequest, record: Author, form: ClaimForm, asked: sampling.Asked) -> HttpResponse:
    said = form.cleaned_data
    answers = asked.answers(said["works"])
    try:
        return redirect(
            filing.file(record, request.user, name=said["name"], statement=said["statement"], answers=answers)
        )
    except FilingRefused as refusal:
        return _refused(request, record, refusal)


def _refused(request: HttpRequest, record: Author, refusal: FilingRefused) -> HttpResponse:
    """Never a dead end: what to do instead stands on the page."""
    if request.method == "POST" and refusal.code == "claim_open" and refusal.claim.author == record:
        return redirect(refusal.claim)  # pressed twice
    context = {"author": record, "refusal": refusal}
    if refusal.code == "mostly_others":
        context["others"] = namesakes.of(record)
    if refusal.code == "holds_another":
        context["held"] = request.user.profile.author.survivor()
    response = render(request, "profiles/claims/refused.html", context, status=refusal.status)
    if refusal.status == 429:
        response.headers["Retry-After"] = str(24 * 3600)
    return response


@never_cache
@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Everything this account claimed, newest first."""
    mine = Claim.objects.visible_to(request.user).select_related("author__merged_into").order_by("-pk")
    return render(request, "profiles/claims/list.html", {"claims": mine})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_status(request: HttpRequest, token: str) -> HttpResponse:
    found = Claim.objects.visible_to(request.user).select_related("author__merged_into").filter(token=token).first()
    if found is None:
        return missing(request, "There is no claim at this address.")
    form, status = None, 200
    if request.method == "POST":
        form, answer = _act(request, found)
        if answer:
            return answer
        status = 400
    return render(request, "profiles/claims/status.html", _standing(found) | {"form": form}, status=status)


_ACTS = {
    "withdraw": (Claim.State.WITHDRAWN, None),
    "release": (Claim.State.RELEASED, None),
    "answer": (Claim.State.SUBMITTED, AnswerForm),
    "appeal": (Claim.State.SUBMITTED, AppealForm),
}


def _act(request: HttpRequest, found: Claim) -> tuple[AnswerForm | AppealForm | None, HttpResponse | None]:
    """Do what the pressed button says; a form that has to be put right comes back."""
    to, form_class = _ACTS.get(request.POST.get("act", ""), (None, None))
    if to is None:
        return None, redirect(found)
    form = form_class(request.POST) if form_class else None
    if form and not form.is_valid():
        return form, None
    if not limits.allows(request, "claim"):
        messages.warning(request, _TOO_MANY)
        return form, None if form else redirect(found)
    said = form.cleaned_data["text"] if form else ""
    try:
        move(found, to, role=ClaimEvent.Role.CLAIMANT, by=request.user, reason=said)
    except MoveRefused as refusal:
        messages.warning(request, str(refusal))
    return None, redirect(found)


def _standing(found: Claim) -> dict:
    return {
        "claim": found,
        "author": found.author.survivor(),
        "title": telling.TITLES[found.state],
        "next": telling.NEXT[found.state],
        "place": telling.place_in_queue(found),
        "history": telling.history(found),
        "evidence": found.evidence.order_by("pk"),
        "ways": bringing.open_ways(found),
        "possible": possible(found, ClaimEvent.Role.CLAIMANT),
        "answer_form": AnswerForm(),
        "appeal_form": AppealForm(),
        "working_days": timing.WORKING_DAYS,
        "appeal_days": timing.APPEAL_DAYS,
    }

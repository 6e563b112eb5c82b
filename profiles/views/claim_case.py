"""One case of claims: the record beside its claimants, evidence opened through a logged door, and the decision."""

from __future__ import annotations

from functools import partial

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.claim_desk import acts, case, deciding, looking, reading, reasons
from profiles.claim_desk.acts import Act
from profiles.models import Claim, ClaimEvent, Evidence
from profiles.moderation import moderators_only
from profiles.views.curate import confirm, decision
from profiles.views.records import record_at
from publications.models import Author
from publications.views.missing import missing

log = structlog.get_logger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def desk_claim_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """The address says which claim is decided and how, the page what would follow; a press does it."""
    record, claims, past, refused = _case(request, public_id)
    if refused:
        return refused
    claim, act = _chosen(request, [*claims, *past])
    said = reasons.for_act(act.name) if act else {}
    form = decision(request, said)
    form.fields["reason"].help_text = "The claimant reads it. It names nobody else and tells nobody else’s evidence."
    answer, status, problem = None, 200, ""
    if act:
        answer, status, problem = confirm(request, form, partial(_decide, request, claim, act))
    elif request.method == "POST":
        status, problem = 400, "Say first what is to be decided about which claim."
    if answer:
        return answer
    if problem:
        claims, past = case.claims_on(record)
        claim, act = _chosen(request, [*claims, *past])
    if act and act not in acts.open_to(claim, getattr(claim, "profile", None)):
        act = None
    context = {
        "author": record,
        "case": case.of(record, claims, past, request.user),
        "claim": claim,
        "act": act,
        "form": form,
        "problem": problem,
        "reasons": said,
        "shown": deciding.digest(record),
        "private": reading.PRIVATE,
    }
    if act:
        context["called"] = case.called(claim)
        context["nth"] = claims.index(claim) + 1
        level = _level(request)
        context["effects"] = deciding.foresee(claim, act, by=request.user, level=level)
        context["levels"] = deciding.level_choices(claim) if act.has_level else []
        context["level"] = level or max(context["levels"], default=None)
    return render(request, "profiles/desk/claims/case.html", context, status=status)


def _case(request: HttpRequest, public_id: str) -> tuple[Author | None, list[Claim], list[Claim], HttpResponse | None]:
    """The record, its claims now and before, or the answer of who may not see them."""
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return None, [], [], record
    claims, past = case.claims_on(record)
    if not claims and not past:
        return record, [], [], missing(request, "Nobody claims this record.")
    if why := deciding.conflict(request.user, claims or past):
        log.warning("conflict_of_interest", record=record.public_id, moderator=request.user.pk, why=why)
        context = {"author": record, "why": why}
        return record, [], [], render(request, "profiles/desk/claims/conflict.html", context, status=403)
    return record, claims, past, None


def _chosen(request: HttpRequest, claims: list[Claim]) -> tuple[Claim | None, Act | None]:
    """Which claim the address is about, and what is to be decided about it: both or neither."""
    claim = next((one for one in claims if one.token == request.GET.get("claim")), None)
    act = acts.ACTS.get(request.GET.get("do", ""))
    return (claim, act) if claim and act else (None, None)


def _level(request: HttpRequest) -> int | None:
    level = request.GET.get("level", "")
    return int(level) if level in ("2", "3", "4") else None


def _decide(request: HttpRequest, claim: Claim, act: Act, *, reason: str, shown: str) -> HttpResponse:
    event = deciding.decide(
        claim,
        act,
        by=request.user,
        reason=reason,
        shown=shown,
        level=_level(request),
        template=request.GET.get("say", ""),
    )
    if event.kind == ClaimEvent.Kind.OPINION:
        messages.success(request, "Your opinion is kept. Another moderator decides now, without seeing it.")
    else:
        messages.success(request, f"Done: {act.label.lower()}. The claimant is told.")
    return redirect("desk_claim_case", claim.author.survivor().public_id)


@never_cache
@require_POST
@moderators_only
def desk_claim_look(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that one looks at a case, or no longer."""
    record, _, _, refused = _case(request, public_id)
    if refused:
        return refused
    if "end" in request.POST:
        looking.end(record, request.user)
    else:
        look = looking.begin(record, request.user)
        if look.moderator != request.user:
            messages.warning(request, f"{look.moderator} looks at it until {look.until:%H:%M}.")
    return redirect("desk_claim_case", record.public_id)


@never_cache
@require_POST
@moderators_only
def desk_claim_evidence(request: HttpRequest, public_id: str, evidence: int) -> HttpResponse:
    """Private evidence is opened by a press, and each time is written down."""
    record, claims, past, refused = _case(request, public_id)
    if refused:
        return refused
    found = Evidence.objects.select_related("claim").filter(pk=evidence, claim__in=[*claims, *past]).first()
    if found is None:
        return missing(request, "There is no such evidence in this case.")
    read = reading.log(found, request.user)
    return render(request, "profiles/desk/claims/evidence.html", {"author": record, "evidence": found, "read": read})

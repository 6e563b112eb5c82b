"""The moderators' desk: what waits, and one case at a time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import comparing, moderation, operations
from profiles.models import Proposal
from profiles.moderation import REASONS, moderators_only
from profiles.operations import OPERATIONS, Operation, Preview
from profiles.proposal_forms import author_named
from profiles.views.curate import asking, confirm, decision
from publications.paging import page_of
from publications.views.missing import missing

Kind = Proposal.Kind
_AGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}


@never_cache
@require_safe
@moderators_only
def desk(request: HttpRequest) -> HttpResponse:
    kind, age = request.GET.get("kind", ""), request.GET.get("older", "")
    kind = kind if kind in Kind.values else ""
    page, ignored = page_of(moderation.queue(kind, _AGES.get(age)), request.GET.get("page"))
    waiting = moderation.waiting_by_kind()
    context = {
        "page": page,
        "ignored": ignored,
        "kinds": [(value, label, waiting[value]) for value, label in Kind.choices if value in waiting],
        "n_waiting": sum(waiting.values()),
        "kind": kind,
        "ages": _AGES,
        "age": age if age in _AGES else "",
    }
    return render(request, "profiles/desk/queue.html", context)


@never_cache
@require_safe
@moderators_only
def desk_find(request: HttpRequest) -> HttpResponse:
    """To what can be done to a record, by whatever names it."""
    record = author_named(request.GET.get("record", "").strip())
    if record is None:
        return missing(request, "There is no record at this address here.")
    return redirect("desk_record", record.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def desk_case(request: HttpRequest, case: str) -> HttpResponse:
    """Everybody who asks for one thing, the records, and what accepting would do."""
    rows = list(moderation.case(case))
    if not rows:
        return missing(request, "There is no case at this address.")
    first = rows[0]
    record = first.author and first.author.survivor()
    chosen, asked = _operation(first, request.GET) if record else (None, request.GET)
    preview = chosen.preview(record, asked) if chosen else Preview()
    form = decision(request)
    answer, status, problem = confirm(request, form, partial(_decide, request, case, preview))
    if answer:
        return answer
    if problem:
        rows = list(moderation.case(case))
    context = {"case": case, "rows": rows, "first": first, "author": record, "form": form, "problem": problem}
    context |= {"open": [row for row in rows if row.state == Proposal.State.OPEN], "reasons": REASONS}
    if chosen:
        context |= asking(request, chosen, record, asked, preview)
    elif record:
        context["columns"] = comparing.columns([record])
    return render(request, "profiles/desk/case.html", context, status=status)


def _decide(request: HttpRequest, case: str, preview: Preview, *, reason: str, shown: str) -> HttpResponse:
    accept = "accept" in request.POST
    carry_out = list
    if preview.plans:
        carry_out = partial(operations.carry_out, preview, shown=shown, reason=reason, actor=request.user)
    made = moderation.decide(case, accept=accept, reason=reason, moderator=request.user, carry_out=carry_out)
    messages.success(request, "Accepted." if accept else "Declined.")
    return redirect("desk_change", made[-1].key) if made else redirect("desk")


def _operation(proposal: Proposal, asked: QueryDict) -> tuple[Operation | None, QueryDict]:
    """What accepting would do, and its parameters: those in the address, else those that were proposed."""
    said = proposal.parameters
    own = QueryDict(mutable=True)
    own.setlist("works", said.get("works", []))
    own.setlist("with", said.get("with", []))
    own["name"] = said.get("name", "")
    own["page"] = "1"
    own["work"] = next(iter(said.get("works", [])), said.get("identifier", ""))
    name = {
        Kind.MERGE: "merge",
        Kind.SPLIT: "split",
        Kind.NOT_MINE: "move" if asked.get("to") else "not-theirs",
        Kind.MISSING_WORK: "attach",
        Kind.WRONG_NAME: "rename",
        Kind.HIDE: "hide",
    }.get(proposal.kind)
    chosen = OPERATIONS.get(name)
    if chosen and any(key in asked for key in (*chosen.asks, "into")):
        return chosen, asked
    return chosen, own

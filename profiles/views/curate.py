"""Moderators change a record: choose, see what would happen, confirm with a reason, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import changes, comparing, operations, parts, picking
from profiles.claims.guards import ConflictOfInterest, MoveRefused
from profiles.models import Proposal
from profiles.moderation import REASONS, AlreadyDecided, moderators_only
from profiles.operations import OPERATIONS, Operation, Preview
from profiles.views.proposals import MOST_NAMESAKES
from profiles.views.records import record_at
from publications import namesakes
from publications.curation import CurationRefused, plan_undo
from publications.glance import at_a_glance
from publications.models import Author, Work
from publications.paging import page_of
from publications.views.missing import missing


class Decision(forms.Form):
    """Why, and the effects that were shown."""

    reason = forms.CharField(
        max_length=1000,
        label="Why?",
        help_text="It stands in the record’s public history, and who reported it reads it: no private facts.",
        widget=forms.Textarea(attrs={"class": "field-input", "rows": 3}),
    )
    shown = forms.CharField(required=False)  # the page names the effects it shows


def decision(request: HttpRequest, reasons: Mapping[str, str] = REASONS) -> Decision:
    """The form, bound when something was sent; a reason from the list stands in it to begin with."""
    if request.method == "POST":
        return Decision(request.POST)
    return Decision(initial={"reason": reasons.get(request.GET.get("say", ""), "")})


def confirm(
    request: HttpRequest, form: Decision, act: Callable[..., HttpResponse]
) -> tuple[HttpResponse | None, int, str]:
    """Act on what was sent: (answer, status of the page shown instead of one, what stood in the way)."""
    if request.method != "POST":
        return None, 200, ""
    if not form.is_valid():
        return None, 400, ""
    try:
        return act(**form.cleaned_data), 302, ""
    except ConflictOfInterest as refused:
        return None, 403, str(refused)
    except (AlreadyDecided, CurationRefused, MoveRefused) as refused:
        return None, 409, str(refused)


@never_cache
@require_safe
@moderators_only
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """What can be done to a record, and what waits about it."""
    found = record_at(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    context = {
        "author": found,
        "operations": OPERATIONS.values(),
        "columns": comparing.columns([found]),
        "namesakes": at_a_glance(namesakes.alike(found)[:MOST_NAMESAKES]),
        "proposals": Proposal.objects.open().about(found).order_by("created_at")[:20],
    }
    return render(request, "profiles/desk/record.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def operation(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """The address says what is to be done, the page what would happen; a press does it."""
    found = record_at(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    if name not in OPERATIONS:
        raise Http404("There is no such operation.")
    chosen = OPERATIONS[name]
    preview = chosen.preview(found, request.GET)
    form = decision(request)
    done = "Done. It stands in the public history, and can be undone here."
    answer, status, problem = confirm(request, form, partial(_carry_out, request, preview, done))
    if answer:
        return answer
    context = {"author": found, "form": form, "problem": problem, "reasons": REASONS}
    context |= asking(request, chosen, found, request.GET, preview)
    return render(request, "profiles/desk/operation.html", context, status=status)


def asking(request: HttpRequest, chosen: Operation, record: Author, asked: object, preview: Preview) -> dict:
    """What the page of an operation shows: its question with what was answered so far, the records, the effects."""
    ticked = picking.ticked(asked, "works")
    context = {"operation": chosen, "asked": asked, "preview": preview, "ticked": ticked}
    records = [record]
    if chosen.name == "merge":
        records = operations.merging(record, asked)
        context["into"] = asked.get("into") or operations.survivor_of(records).public_id
        context["namesakes"] = at_a_glance(
            [one for one in namesakes.alike(record)[:MOST_NAMESAKES] if one not in records]
        )
    if chosen.name in ("move", "not-theirs", "split"):
        named = Work.objects.filter(public_id__in=ticked)
        context["pick"] = picking.works_of(record, request.GET.get("q", ""), ticked=named)
    if chosen.name == "split":
        context["parts"] = parts.of(record)[:20]
        context["chosen_parts"] = set(asked.getlist("part"))
    compared = comparing.columns(records)
    context |= {"columns": compared, "matches": comparing.matches(compared) if len(records) > 1 else []}
    return context


def _carry_out(request: HttpRequest, preview: Preview, done: str, **said: str) -> HttpResponse:
    made = operations.carry_out(preview, actor=request.user, **said)
    messages.success(request, done)
    return redirect("desk_change", made[-1].key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """One decision with all it changed; ticked items, or all of them, are undone with a reason."""
    found = changes.by_key(key)
    if found is None:
        return missing(request, "There is no change at this address.")
    chosen = [int(pk) for pk in request.GET.getlist("item") if pk.isdecimal() and len(pk) < 19]
    preview = operations.preview(lambda: [plan_undo(found, items=chosen or None)])
    form = decision(request)
    answer, status, problem = confirm(request, form, partial(_carry_out, request, preview, "It is undone."))
    if answer:
        return answer
    page, _ = page_of(found.items.order_by("position"), request.GET.get("page"), size=picking.MOST_SHOWN)
    context = {
        "change": found,
        "items": changes.told(page),
        "page": page,
        "preview": preview,
        "chosen": set(chosen),
        "form": form,
        "problem": problem,
    }
    return render(request, "profiles/desk/change.html", context, status=status)

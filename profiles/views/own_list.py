"""The holder of a record brings their own list of works: checked first, brought in when they say yes."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles import holding, own_lists
from profiles.models import ListedWork
from profiles.own_entries import ListRefused
from profiles.own_list_form import OwnListForm
from profiles.views.records import record_at
from publications import batches
from publications.models import Author, ImportBatch
from publications.paging import page_of
from publications.views.live import live_response
from publications.views.missing import missing

_PAGE = 100
_NOTHING = "There is nothing at this address."


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _held(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    form, status = OwnListForm(), 200
    if request.method == "POST":
        form, status = OwnListForm(request.POST, request.FILES), 400
        if form.is_valid():
            try:
                batch = own_lists.check(record, request.user, form.content, name=form.called)
                return redirect("own_list_checked", record.public_id, batch.pk)
            except ListRefused as refusal:
                form.add_error(None, str(refusal))
                status = 429 if isinstance(refusal, own_lists.TooManyLists) else 400
    lists = _lists(request, record).exclude(state=ImportBatch.State.CANCELLED).order_by("-pk")[:10]
    return render(
        request, "profiles/own_list/form.html", {"author": record, "form": form, "lists": lists}, status=status
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_list_checked(request: HttpRequest, public_id: str, batch: int) -> HttpResponse:
    """What each entry would bring, and the button that says yes; later what came of it."""
    record = _held(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    found = _lists(request, record).filter(pk=batch).first()
    if found is None:
        return missing(request, _NOTHING)
    if request.method == "POST":
        try:
            own_lists.discard(found) if "discard" in request.POST else own_lists.confirm(found)
        except ListRefused as refusal:
            messages.warning(request, str(refusal))
        return redirect("own_list", public_id) if "discard" in request.POST else redirect(request.path)
    counts = Counter(found.listed_works.values_list("outcome", flat=True))
    page, _ = page_of(
        found.listed_works.select_related("work").order_by("line"),
        request.GET.get("page"),
        count=counts.total(),
        size=_PAGE,
    )
    context = {
        "author": record,
        "batch": found,
        "live": batches.live(found),
        "page": page,
        "counts": [(outcome.label, counts[outcome]) for outcome in ListedWork.Outcome if counts[outcome]],
        "n_to_do": sum(counts[outcome] for outcome in ListedWork.TO_DO),
    }
    return render(request, "profiles/own_list/checked.html", context)


@login_required
@require_safe
def own_list_live(request: HttpRequest, public_id: str, batch: int) -> HttpResponse:
    record = _held(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    found = _lists(request, record).filter(pk=batch).first()
    return live_response(request, found) if found else missing(request, _NOTHING)


def _held(request: HttpRequest, public_id: str) -> Author | HttpResponse:
    """The record, when this person holds it; to others the address does not exist."""
    record = record_at(request, public_id)
    if isinstance(record, Author) and not holding.holds(request.user, record):
        return missing(request, _NOTHING)
    return record


def _lists(request: HttpRequest, record: Author) -> object:
    return ImportBatch.objects.filter(actor=request.user, author__in=[record, *record.merged_from.all()])

"""The holder of a record writes its page: words, links, works that stand first, names, photo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import holding, operations, own_page, picking
from profiles.operations import OPERATIONS
from profiles.own_page_form import OwnPageForm
from profiles.views.records import record_at
from publications import bibliography
from publications.curation import CurationRefused
from publications.models import Author, Work
from publications.views.missing import missing

_NAMING = ("rename", "name-use")
_BECAUSE = "Chosen by the person, who holds the record."
View = Callable[..., HttpResponse]


def by_holder(view: View) -> View:
    """For who holds the record of the address, in force; the view gets the record. For others there is nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, **more: object) -> HttpResponse:
        record = record_at(request, public_id)
        if isinstance(record, HttpResponse):
            return record
        if not holding.holds(request.user, record):
            return missing(request, "There is nothing at this address.")
        return view(request, record, **more)

    return never_cache(login_required(require_http_methods(["GET", "HEAD", "POST"])(guarded)))


@by_holder
def edit_author(request: HttpRequest, record: Author) -> HttpResponse:
    places = bibliography.of(record).places()
    sent = request.POST if request.method == "POST" else None
    form = OwnPageForm(sent, said=own_page.of(request.user), places=places)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect(record)
    return render(
        request, "profiles/own_page/edit.html", {"author": record, "form": form}, status=400 if form.errors else 200
    )


@by_holder
def edit_featured(request: HttpRequest, record: Author) -> HttpResponse:
    """The works that stand first, to be put in order; below them the others, to be found by words of the title."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            _feature(request, record)
            return redirect(request.get_full_path())
        except own_page.OwnPageRefused as refused:
            problem, status = str(refused), 409
    featured = own_page.featured_works(record, own_page.of(request.user).featured)
    pick = picking.works_of(record, request.GET.get("q", ""))
    context = {"author": record, "featured": featured, "pick": pick, "problem": problem}
    return render(request, "profiles/own_page/featured.html", context, status=status)


def _feature(request: HttpRequest, record: Author) -> None:
    sent = {name: request.POST[name].replace("\0", "") for name in ("add", "remove", "up") if name in request.POST}
    if "add" in sent:
        work = Work.objects.filter(public_id=sent["add"]).first()
        if work is None:
            raise own_page.OwnPageRefused("We do not have that work.")
        own_page.feature(request.user, record, work)
    elif "remove" in sent:
        own_page.unfeature(request.user, sent["remove"])
    elif "up" in sent:
        own_page.move_up(request.user, sent["up"])


@by_holder
def edit_names(request: HttpRequest, record: Author) -> HttpResponse:
    """What to be called, and names to be kept for matching only: the address says which, the page what would happen."""
    name = next((each for each in _NAMING if any(request.GET.get(key) for key in OPERATIONS[each].asks)), _NAMING[0])
    chosen, problem = OPERATIONS[name], ""
    preview = chosen.preview(record, request.GET)
    if request.method == "POST":
        try:
            shown = request.POST.get("shown", "")
            operations.carry_out(preview, shown=shown, reason=_BECAUSE, actor=request.user, role="owner")
            messages.success(request, "Done. It can be changed again whenever you like.")
            return redirect("edit_names", record.public_id)
        except CurationRefused as refused:
            problem = str(refused)
    forms = bibliography.of(record).names()
    context = {"author": record, "names": forms, "preview": preview, "problem": problem, "operation": chosen}
    return render(request, "profiles/own_page/names.html", context, status=409 if problem else 200)

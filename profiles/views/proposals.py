"""Anybody may say that something is wrong, without an account, and look up what came of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import limits, picking, proposals
from profiles.models import Proposal
from profiles.proposal_forms import FORMS, Report, author_named
from profiles.views.records import record_at
from publications import namesakes
from publications.glance import at_a_glance
from publications.models import Author, Work
from publications.views.missing import missing

Kind = Proposal.Kind
OF_AUTHOR = (Kind.SPLIT, Kind.NOT_MINE, Kind.MISSING_WORK, Kind.WRONG_NAME, Kind.WRONG_FACT, Kind.HIDE, Kind.OTHER)
OF_WORK = (Kind.WRONG_FACT, Kind.OTHER)
_TOLD = ("fact", "identifier")  # what a link to the form may have filled in
_NAMES = 60  # of a by-line, to choose from
MOST_NAMESAKES = 12
_TOO_MANY = (
    "Ten reports came from your address within an hour, and that is as many as we take. "
    "What you wrote is still here: please send it later."
)


@require_http_methods(["GET", "HEAD", "POST"])
def report_author(request: HttpRequest, public_id: str) -> HttpResponse:
    """What could be wrong, as links; with ``?kind=``, the questions for that."""
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    kind = request.GET.get("kind", "")
    if kind not in OF_AUTHOR:
        return render(request, "profiles/proposals/choose.html", {"author": record})
    context = {"author": record, "ticked": picking.ticked(request.GET, "work")}
    return _answer(request, FORMS[kind], record, "profiles/proposals/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_work(request: HttpRequest, public_id: str) -> HttpResponse:
    work = Work.objects.filter(public_id=public_id).first()
    if work is None:
        return missing(request, "There is no work at this address.")
    kind = request.GET.get("kind", "")
    if kind not in OF_WORK:
        names = (
            work.authorships.select_related("author")
            .filter(author__hidden_at=None)
            .exclude(author=None)
            .order_by("position")
        )
        return render(request, "profiles/proposals/choose.html", {"work": work, "names": names[:_NAMES]})
    return _answer(request, FORMS[kind], work, "profiles/proposals/report.html", {"work": work})


@require_http_methods(["GET", "HEAD", "POST"])
def propose_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """The record beside those named by ``?with=``, or beside its namesakes: are they one person?"""
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    asked = [author_named(text) for text in request.GET.getlist("with")[:10]]
    others = list(dict.fromkeys(other for other in asked if other and other != record))
    context = {
        "author": record,
        "glances": at_a_glance([record, *(others or namesakes.alike(record)[:MOST_NAMESAKES])]),
        "ticked": {other.public_id for other in others} if len(others) == 1 else set(),
    }
    return _answer(request, FORMS[Kind.MERGE], record, "profiles/proposals/merge.html", context)


def _answer(
    request: HttpRequest, kind: type[Report], record: Author | Work, template: str, context: dict
) -> HttpResponse:
    """The form, or what was said in it, kept; then the page where the answer will stand."""
    if request.method != "POST":
        form, status = kind(record=record, initial={name: request.GET.get(name) for name in _TOLD}), 200
    else:
        form, status = kind(request.POST, record=record), 400
        if form.is_valid():
            if limits.allows(request, "report"):
                about = {"author": record} if isinstance(record, Author) else {"work": record}
                return redirect(proposals.propose(form.kind, **about, **form.said()))
            form.add_error(None, _TOO_MANY)
            status = 429
        context["ticked"] = picking.ticked(request.POST, "works", "others")
    context |= {"form": form, "kind": Kind(form.kind)}
    if "works" in form.fields:
        named = Work.objects.filter(public_id__in=context["ticked"])
        context["pick"] = picking.works_of(record, request.GET.get("q", ""), ticked=named)
    return render(request, template, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """What came of it, for whoever has the address; pressing the button takes it back."""
    found = Proposal.objects.select_related("author__merged_into", "work").filter(token=token).first()
    if found is None:
        return missing(request, "There is no report at this address.")
    if request.method == "POST":
        proposals.withdraw(found)
        return redirect(found)
    others = Author.objects.visible().filter(public_id__in=found.parameters.get("with", ()))
    works = Work.objects.filter(public_id__in=found.parameters.get("works", ()))
    context = {"proposal": found, "others": others, "works": works}
    return render(request, "profiles/proposals/status.html", context)

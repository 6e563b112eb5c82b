"""One box for everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from publications import listing, lookup, paging
from publications import search as finding
from publications.glance import at_a_glance
from publications.views.missing import missing

_FEW = 5


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = finding.cleaned(request.GET.get("q", ""))
    sentence, status = finding.refusal(text)
    if sentence:
        return _page(request, text[: finding.MOST], status=status, sentence=sentence)
    if not text:
        return _page(request, text)
    try:
        identifier = lookup.read(text)
    except ValueError as problem:
        return missing(request, str(problem), search_text=text)
    if identifier:
        return _lead_to(request, identifier, text)
    if request.GET.get("in") == "works":
        return _works(request, text)
    return _everything(request, text)


def _page(request: HttpRequest, text: str, *, status: int = 200, **found: object) -> HttpResponse:
    context = {"search_text": text, "hide_search": True} | found
    return render(request, "publications/search.html", context, status=status)


def _lead_to(request: HttpRequest, identifier: lookup.Identifier, text: str) -> HttpResponse:
    """Straight to the record; to a list where sources print one identifier on several works."""
    records = lookup.records(identifier)
    if not records:
        return missing(request, f"We do not have {identifier.value}.", search_text=text, elsewhere=identifier.url)
    if len(records) == 1:
        return redirect(records[0])
    items = listing.items((work.pk, None, "") for work in records)
    return _page(request, text, n_works=len(records), items=items, identifier=identifier)


def _works(request: HttpRequest, text: str) -> HttpResponse:
    """All works with these words in the title, page by page."""
    page, ignored = paging.page_of(finding.works(text), request.GET.get("page"))
    items = listing.items((work.pk, None, "") for work in page)
    found = {"n_works": page.paginator.count, "items": items, "page": page, "ignored": ignored, "only_works": True}
    return _page(request, text, **found)


def _everything(request: HttpRequest, text: str) -> HttpResponse:
    people, works = finding.People.matching(text), finding.works(text)
    n_people, n_called = people.counts()
    page, ignored = paging.page_of(people.all, request.GET.get("page"), count=n_people)
    return _page(
        request,
        text,
        n_people=n_people,
        n_called=n_called,
        people=at_a_glance(page or people.close()),
        page=page,
        ignored=ignored,
        n_works=works.count(),
        items=listing.items((work.pk, None, "") for work in works[:_FEW]),
        topics=finding.topics(text)[:_FEW],
        institutions=finding.institutions(text)[:_FEW],
    )

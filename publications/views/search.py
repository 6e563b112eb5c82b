"""One box for everything."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from publications import asking, feeds, listing, lookup, paging, search_people, search_works
from publications import search as finding
from publications.browsing import Choice
from publications.glance import at_a_glance
from publications.models import Author, Work
from publications.narrowing import Narrowing
from publications.suggesting import suggest
from publications.views.missing import missing

_FEW, _SEVERAL = 5, 10
_KINDS = {"": "Everything", "people": "People", "works": "Works"}


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
    return {"works": _works, "people": _people}.get(request.GET.get("in", ""), _everything)(request, text)


@require_safe
@cache_control(public=True, max_age=60)
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the box offers while one types: the same for everybody, so anybody between may keep it for a minute."""
    return JsonResponse({"suggestions": suggest(request.GET.get("q", ""))})


def _page(request: HttpRequest, text: str, *, status: int = 200, name: str = "search", **found: object) -> HttpResponse:
    kind = name.removeprefix("search").strip("_")
    kinds = [Choice(label, _address_of(text, value), is_current=value == kind) for value, label in _KINDS.items()]
    context = {"search_text": text, "hide_search": True, "kinds": kinds} | found
    return render(request, f"publications/{name}.html", context, status=status)


def _lead_to(request: HttpRequest, identifier: lookup.Identifier, text: str) -> HttpResponse:
    """Straight to the record; to a list where sources print one identifier on several."""
    records = lookup.records(identifier)
    if not records:
        return missing(request, f"We do not have {identifier.value}.", search_text=text, elsewhere=identifier.url)
    if len(records) == 1:
        return redirect(records[0])
    people = at_a_glance([record for record in records if isinstance(record, Author)])
    items = listing.items((record.pk, None, "") for record in records if isinstance(record, Work))
    return _page(request, text, name="search_identifier", people=people, items=items, identifier=identifier)


def _everything(request: HttpRequest, text: str) -> HttpResponse:
    people, wanted = search_people.People.matching(text), asking.read(text)
    n_people, n_called = people.counts()
    works = search_works.find(wanted)
    return _page(
        request,
        text,
        n_people=n_people,
        n_called=n_called,
        people=at_a_glance(people.all[:_SEVERAL] if n_people else people.close()),
        works=works,
        items=search_works.items(works.candidates[:_FEW], wanted.words),
        topics=finding.topics(text)[:_FEW],
        institutions=finding.institutions(text)[:_FEW],
        ignored=paging.UNNUMBERED if request.GET.get("page", "1") != "1" else "",
    )


def _works(request: HttpRequest, text: str) -> HttpResponse:
    """All works with these words, best first, page by page, and what they can be narrowed by."""
    wanted = asking.read(text)
    chosen, narrowing = search_works.chosen(_narrowing(request, search_works.FACETS, text, "works"))
    works = search_works.find(wanted, chosen)
    portion = paging.ranked_portion(works.candidates, lambda found: found.key, request.GET)
    return _page(
        request,
        text,
        name="search_works",
        works=works,
        portion=portion,
        items=search_works.items(portion.rows, wanted.words),
        chips=narrowing.chips(search_works.FACETS),
        facets=search_works.facets(works, narrowing),
        feeds=feeds.links("search_feed", query=narrowing.query()),
        ignored=[*narrowing.ignored, portion.ignored],
    )


def _people(request: HttpRequest, text: str) -> HttpResponse:
    """Everybody of that name, page by page, and what tells them apart."""
    chosen, narrowing = search_people.chosen(_narrowing(request, search_people.FACETS, text, "people"))
    people = search_people.People.matching(text, chosen)
    n_people, n_called = people.counts()
    portion = paging.portion(people.all, search_people.ORDER, request.GET)
    return _page(
        request,
        text,
        name="search_people",
        n_people=n_people,
        n_called=n_called,
        portion=portion,
        people=at_a_glance(portion.rows if n_people or chosen else people.close()),
        chips=narrowing.chips(search_people.FACETS),
        facets=people.facets(narrowing) if n_people > 1 else [],
        counted=search_people.COUNTED,
        counted_works=search_people.COUNTED_WORKS,
        ignored=[*narrowing.ignored, portion.ignored],
    )


def _narrowing(request: HttpRequest, names: dict[str, str], text: str, kind: str) -> Narrowing:
    return Narrowing.read(request.GET, names, **{"q": text, "in": kind})


def _address_of(text: str, kind: str) -> str:
    return "?" + urlencode({"q": text} | ({"in": kind} if kind else {}))

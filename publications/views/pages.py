"""The pages that are about the site rather than about a record."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, names, overview, reference
from publications.models import Author, ImportBatch, Institution, Source, Topic, Work
from publications.views.missing import missing


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "hide_search": True,
        "n_works": Work.objects.count(),
        "n_people": Author.objects.visible().with_works().count(),
        "example": reference.author(),
        "topics": Topic.objects.annotate(n=Count("work_topics")).filter(n__gt=0).order_by("-n", "code")[:10],
        "institutions": _largest_institutions(),
        "items": listing.items((pk, None, "") for pk in overview.newest(Work.objects.all())[:6]),
    }
    return render(request, "publications/home.html", context)


def _largest_institutions() -> QuerySet[Institution]:
    """By the number of works signed from there."""
    n_works = Count("affiliations__authorship__work", distinct=True)
    return Institution.objects.annotate(n=n_works).filter(n__gt=0).order_by("-n", "name")[:8]


@require_safe
def about_sources(request: HttpRequest) -> HttpResponse:
    sources = Source.objects.annotate(n=Count("records"), last=Max("records__batch__finished_at"))
    context = {
        "sources": sources.filter(n__gt=0).order_by("-n", "name"),
        "batches": ImportBatch.objects.order_by("-started_at")[:10],
    }
    return render(request, "publications/about_sources.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read every record; lists without end and what only people do are not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /search/",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /reports/",
        "Disallow: /desk/",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 of addresses that lead nowhere: the readable words of the address are what to search for."""
    words = [names.fold(part) for part in request.path.split("/")]
    sentence = str(exception) if exception.args and request.resolver_match else ""
    return missing(request, sentence or "There is no page at this address.", search_text=max(words, key=len)[:100])

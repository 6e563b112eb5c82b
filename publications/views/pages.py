"""The pages that are about the site rather than about a record."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, names, overview, reference, summaries
from publications.models import ImportBatch, IndexedWork, Source, WorkRecord
from publications.sources import INVENTED
from publications.views.missing import missing


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = IndexedWork.objects.order_by("-dated", "-work").values_list("work", flat=True)[:6]
    context = {
        "hide_search": True,
        "summary": summaries.of(),
        "invented": Source.objects.filter(key=INVENTED).first(),
        "example": reference.author(),
        "topics": overview.largest_topics(),
        "institutions": overview.largest_institutions(),
        "items": listing.items((pk, None, "") for pk in newest),
    }
    return render(request, "publications/home.html", context)


@require_safe
def about_sources(request: HttpRequest) -> HttpResponse:
    describing = Source.objects.filter(Exists(WorkRecord.objects.filter(source=OuterRef("pk"))))
    done = ImportBatch.objects.filter(state=ImportBatch.State.DONE, format=OuterRef("key"))
    last = done.order_by("-finished_at").values("finished_at")[:1]
    context = {
        "sources": describing.annotate(n=F("summary__n_works"), last=Subquery(last)).order_by("-n", "name"),
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
        "Disallow: /messages/",
        "Disallow: /following/",
        "Disallow: /mails/",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 of addresses that lead nowhere: the readable words of the address are what to search for."""
    words = [names.fold(part) for part in request.path.split("/")]
    sentence = str(exception) if exception.args and request.resolver_match else ""
    return missing(request, sentence or "There is no page at this address.", search_text=max(words, key=len)[:100])

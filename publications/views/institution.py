"""The page of one organisation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, overview, paging, summaries
from publications.models import Institution
from publications.views.missing import missing


@require_safe
def institution(request: HttpRequest, public_id: str) -> HttpResponse:
    place = Institution.objects.filter(public_id=public_id).first()
    if place is None:
        return missing(request, "There is no institution at this address.")
    summary = summaries.of(institution=place)
    works = overview.newest(overview.signed_from(place))
    page, ignored = paging.page_of(works, request.GET.get("page"), count=summary.n_works)
    context = {
        "institution": place,
        "summary": summary,
        "years": overview.years(summary),
        "people": overview.people(summary),
        "topics": overview.topics(summary),
        "page": page,
        "ignored": ignored,
        "items": listing.items((pk, None, "") for pk in page),
    }
    return render(request, "publications/institution.html", context)

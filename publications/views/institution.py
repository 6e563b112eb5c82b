"""The page of one organisation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import feeds, overview, summaries
from publications.models import Institution
from publications.views.missing import missing


@require_safe
def institution(request: HttpRequest, public_id: str) -> HttpResponse:
    place = Institution.objects.filter(public_id=public_id).first()
    if place is None:
        return missing(request, "There is no institution at this address.")
    summary = summaries.of(institution=place)
    context = overview.page(place.name, summary, overview.signed_from(place), request.GET)
    context |= {"institution": place, "feeds": feeds.links("institution_feed", public_id)}
    return render(request, "publications/institution.html", context)

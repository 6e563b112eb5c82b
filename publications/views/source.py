"""The page of one place that publishes or lists works."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import feeds, overview, summaries
from publications.models import ImportBatch, Source
from publications.views.missing import missing


@require_safe
def source(request: HttpRequest, key: str) -> HttpResponse:
    place = Source.objects.filter(key=key).first()
    if place is None:
        return missing(request, "There is no source at this address.", search_text=key.replace("-", " ")[:100])
    summary = summaries.of(source=place)
    works, appeared_there = overview.of_source(place)
    context = {"source": place, "appeared_there": appeared_there, "last_import": _last_import(place)}
    context["feeds"] = feeds.links("source_feed", key)
    return render(request, "publications/source.html", context | overview.page(place.name, summary, works, request.GET))


def _last_import(place: Source) -> object:
    """When a file of the source was last brought in to the end; each format is that of one source."""
    done = ImportBatch.objects.filter(format=place.key, state=ImportBatch.State.DONE)
    return done.aggregate(on=Max("finished_at"))["on"]

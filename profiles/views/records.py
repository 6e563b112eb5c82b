"""From an address to the record that answers it, for the pages beside the author page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from publications.models import Author
from publications.views.missing import missing


def record_at(request: HttpRequest, public_id: str) -> Author | HttpResponse:
    """The record, or the answer of an address without one: 404, 410 when hidden, 301 to where it was merged."""
    record = Author.objects.select_related("trust", "merged_into").filter(public_id=public_id).first()
    if record is None:
        return missing(request, "There is no author record at this address.")
    survivor = record.survivor()
    if survivor.hidden_at:
        return render(request, "profiles/author_hidden.html", {"record": survivor}, status=410)
    if record != survivor:
        there = reverse(
            request.resolver_match.url_name, kwargs=request.resolver_match.kwargs | {"public_id": survivor.public_id}
        )
        return HttpResponsePermanentRedirect(there, preserve_request=request.method == "POST")
    return record

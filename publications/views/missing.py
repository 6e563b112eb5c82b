"""What an address without a record says: plainly what is not here, and a search box to go on from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render


def missing(request: HttpRequest, sentence: str, *, search_text: str = "", elsewhere: str = "") -> HttpResponse:
    """A 404 with a sentence for people; ``elsewhere`` is an address outside where the thing may be."""
    context = {"sentence": sentence, "search_text": search_text, "elsewhere": elsewhere, "hide_search": True}
    return render(request, "publications/missing.html", context, status=404)


def moved(request: HttpRequest, url: str) -> HttpResponse:
    """To the canonical address, for good; the question in the address comes along."""
    question = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{question}" if question else url)

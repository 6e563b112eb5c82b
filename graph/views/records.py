"""From an address to the author it is about, for the pages of the graph."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from publications.models import Author
from publications.views.missing import missing, moved

HIDDEN = "This page was hidden at the person's request."


def author_with_slice(public_id: str) -> Author | None:
    return Author.objects.select_related("slice", "merged_into").filter(public_id=public_id).first()


def author_at(request: HttpRequest, public_id: str) -> Author | HttpResponse:
    """The author, or the page that answers instead: 404, 410 when hidden, 301 to where the record was merged."""
    author = author_with_slice(public_id)
    if author is None:
        return missing(request, "There is no author record at this address.")
    survivor = author.survivor()
    if survivor.hidden_at:
        return render(request, "graph/hidden.html", {"sentence": HIDDEN}, status=410)
    if survivor != author:
        here = request.resolver_match
        return moved(request, reverse(here.url_name, kwargs=here.kwargs | {"public_id": survivor.public_id}))
    return author

"""An author's co-authors over the years, and people who might become some."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from graph import candidates, timeline
from graph.views.records import author_at


@require_safe
def over_time(request: HttpRequest, public_id: str) -> HttpResponse:
    author = author_at(request, public_id)
    if isinstance(author, HttpResponse):
        return author
    order = request.GET.get("order", "works")
    if order not in timeline.ORDERS:
        order = "works"
    context = {"author": author, "order": order, "orders": timeline.ORDERS.items()}
    return render(request, "graph/timeline.html", context | {"found": timeline.timeline(author, order)})


@require_safe
def might_work_together(request: HttpRequest, public_id: str) -> HttpResponse:
    author = author_at(request, public_id)
    if isinstance(author, HttpResponse):
        return author
    found = candidates.candidates(author)
    return render(request, "graph/candidates.html", {"author": author, "found": found, "most": candidates.MOST})

"""How people are connected, and what they have in common."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from graph import comparison, conflicts, paths
from graph.people import Asked, asked
from graph.views.records import author_at
from publications import listing

_LISTED = 10


@require_safe
def connection(request: HttpRequest) -> HttpResponse:
    """Two people, each named by an id, an address, an ORCID iD or a name; the paths once it is clear who is meant."""
    start, end = asked(request.GET.get("from", "")), asked(request.GET.get("to", ""))
    context: dict = {
        "boxes": [
            ("from", "From", start, _choose("from", {"to": end.told})),
            ("to", "To", end, _choose("to", {"from": start.told})),
        ]
    }
    if start.author and start.author == end.author:
        context["sentence"] = "These are one person. Choose two."
    elif start.author and end.author:
        found = paths.between(start.author, end.author)
        context |= {"one": start.author, "other": end.author, "found": found, "steps": paths.MOST_STEPS}
    return render(request, "graph/connection.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to five people by ids apart by commas; one more can be named in a box."""
    ids = list(filter(None, request.GET.get("ids", "").split(",")))
    added = asked(request.GET.get("add", ""))
    named = [asked(id) for id in dict.fromkeys(ids[: comparison.MOST + 1])]
    people = list(dict.fromkeys(person.author for person in [*named, added] if person.author))
    known = ",".join(person.public_id for person in people)
    context: dict = {
        "people": people,
        "ids": known,
        "box": ("add", "Add somebody", Asked("") if added.author else added, _choose("add", {"ids": known})),
        "unknown": [person.text for person in named if not person.author],
        "is_full": len(people) >= comparison.MOST,
    }
    if not comparison.LEAST <= len(people) <= comparison.MOST:
        # A page that has only begun to ask is no error; an address that names too few or too many is.
        is_asking = not ids or bool(added.text)
        context["sentence"] = f"Give {comparison.LEAST} to {comparison.MOST} authors."
        return render(request, "graph/compare.html", context, status=200 if is_asking else 400)
    found = comparison.compare(people)
    context |= {"found": found, "items": listing.items((id, None, "") for id in found.together[:_LISTED])}
    return render(request, "graph/compare.html", context)


def _choose(name: str, others: dict[str, str]) -> str:
    """The beginning of an address in which the box ``name`` holds the id that is put behind it."""
    return f"?{urlencode({key: value for key, value in others.items() if value})}&{name}="


@require_safe
def conflict_list(request: HttpRequest, public_id: str) -> HttpResponse:
    context = _conflicts(request, public_id)
    return context if isinstance(context, HttpResponse) else render(request, "graph/conflicts.html", context)


@require_safe
def conflict_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    context = _conflicts(request, public_id)
    if isinstance(context, HttpResponse):
        return context
    name = f"bzpeer-{public_id}-co-authors-{timezone.now():%Y-%m-%d}.csv"
    return HttpResponse(
        conflicts.as_csv(context["rows"], settings.SITE_URL),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _conflicts(request: HttpRequest, public_id: str) -> dict | HttpResponse:
    """What both ways to show the list need. A number of months that makes no sense is said, and the usual one taken."""
    author = author_at(request, public_id)
    if isinstance(author, HttpResponse):
        return author
    months, ignored = conflicts.months(request.GET.get("months", ""))
    after = conflicts.since(timezone.now().date(), months)
    with_large = request.GET.get("large") == "1"
    rows = conflicts.conflicts(author, after=after, with_large=with_large)
    return {
        "author": author,
        "months": months,
        "ignored": ignored,
        "after": after,
        "with_large": with_large,
        "rows": rows,
        "most_authors": conflicts.MOST_AUTHORS,
    }

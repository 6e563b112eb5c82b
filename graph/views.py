"""The slice as JSON, as the panel of a profile page, and on a page of its own."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_POST, require_safe

from graph import slices
from graph.showing import as_json
from publications.models import Author
from publications.views.missing import missing, moved

HIDDEN = "This page was hidden at the person's request."
_RETRY_SECONDS = "2"


@require_safe
@conditional_page
def slice_json(request: HttpRequest, public_id: str) -> HttpResponse:
    author = _author(public_id)
    if author is None:
        return JsonResponse({"detail": "There is no author record at this address."}, status=404)
    if author.merged_into:
        return moved(request, reverse("slice_json", args=[author.merged_into.public_id]))
    if author.hidden_at:
        return JsonResponse({"detail": HIDDEN}, status=410)
    shown = slices.want(author)
    response = JsonResponse(as_json(author, shown))
    if shown.is_unfinished:
        response.status_code = 200 if shown.document else 202
        response.headers["Retry-After"] = _RETRY_SECONDS
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def slice_panel(request: HttpRequest, public_id: str) -> HttpResponse:
    """The panel of the profile page alone, for the script that waits for it."""
    return _page(request, public_id, "slice_panel", "graph/_panel.html")


@require_safe
def explorer(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, public_id, "explorer", "graph/explorer.html")


@require_POST
def slice_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try again to build a slice that could not be built."""
    author = _author(public_id)
    if author is None or author.hidden_at or author.merged_into:
        return missing(request, "There is no author record at this address.")
    slices.again(author)
    return redirect(f"{author.get_absolute_url()}#graph")


def _page(request: HttpRequest, public_id: str, name: str, template: str) -> HttpResponse:
    author = _author(public_id)
    if author is None:
        return missing(request, "There is no author record at this address.")
    if author.merged_into:
        return moved(request, reverse(name, args=[author.merged_into.public_id]))
    if author.hidden_at:
        return render(request, "graph/hidden.html", {"sentence": HIDDEN}, status=410)
    return render(request, template, {"author": author, "slice": slices.want(author)})


def _author(public_id: str) -> Author | None:
    return Author.objects.select_related("slice", "merged_into").filter(public_id=public_id).first()

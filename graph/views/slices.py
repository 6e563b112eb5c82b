"""The slice as JSON, as the panel of a profile page, on a page of its own, and as files."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_POST, require_safe

from graph import exports, slices
from graph.showing import as_json
from graph.views.records import HIDDEN, author_at, author_with_slice
from publications.views.missing import missing, moved

_RETRY_SECONDS = "2"


@require_safe
@conditional_page
def slice_json(request: HttpRequest, public_id: str) -> HttpResponse:
    author = author_with_slice(public_id)
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
    return _page(request, public_id, "graph/_panel.html")


@require_safe
def explorer(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, public_id, "graph/explorer.html")


@require_POST
def slice_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try again to build a slice that could not be built."""
    author = author_with_slice(public_id)
    if author is None or author.hidden_at or author.merged_into:
        return missing(request, "There is no author record at this address.")
    slices.again(author)
    return redirect(f"{author.get_absolute_url()}#graph")


@require_safe
def slice_file(request: HttpRequest, public_id: str, format: str) -> HttpResponse:
    """The slice as a file for another program, once there is one."""
    if format not in exports.FORMATS:
        return missing(request, f"The graph comes as {', '.join(exports.FORMATS)}.")
    author = author_at(request, public_id)
    if isinstance(author, HttpResponse):
        return author
    document = slices.want(author).document
    if document is None:
        return missing(request, "There is no graph of this author yet. Look again in a few seconds.")
    media_type, make = exports.FORMATS[format]
    name = f"bzpeer-{author.public_id}-{timezone.now():%Y-%m-%d}.{format}"
    return HttpResponse(
        make(document), content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(request: HttpRequest, public_id: str, template: str) -> HttpResponse:
    author = author_at(request, public_id)
    if isinstance(author, HttpResponse):
        return author
    return render(request, template, {"author": author, "slice": slices.want(author), "formats": exports.FORMATS})

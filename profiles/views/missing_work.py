"""Why is a paper missing? What somebody pasted is looked for, and the page says where it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import whereabouts
from publications.models import Author
from publications.search import MOST
from publications.views.missing import missing


@require_safe
def missing_work(request: HttpRequest, public_id: str) -> HttpResponse:
    author = Author.objects.visible().filter(public_id=public_id).first()
    if author is None:
        return missing(request, "There is no author record at this address.")
    text = request.GET.get("q", "").replace("\0", "").strip()[: MOST + 1]
    context = {"author": author, "text": text}
    try:
        context["places"] = whereabouts.places(text, author) if text else []
    except whereabouts.NotUnderstood as problem:
        context["problem"] = str(problem)
    if text and not context.get("places"):
        context["last_update"] = whereabouts.last_update()
    return render(request, "profiles/missing_work.html", context)

"""The page of one subject."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from publications.models import Topic


@require_safe
def topic(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    return render(request, "publications/topic.html", {"topic": get_object_or_404(Topic, scheme=scheme, code=code)})

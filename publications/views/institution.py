"""The page of one organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from publications.models import Institution


@require_safe
def institution(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Institution, public_id=public_id)
    return render(request, "publications/institution.html", {"institution": found})

"""One work as a file for reference managers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from publications.citations import FORMATS, csl
from publications.models import Work
from publications.views.missing import missing


@require_safe
def cite(request: HttpRequest, public_id: str, suffix: str) -> HttpResponse:
    work = Work.objects.select_related("source").filter(public_id=public_id).first()
    if work is None:
        return missing(request, "There is no work at this address.")
    form, item = FORMATS[suffix], csl.item(work, work.authorships.order_by("position"))
    response = HttpResponse(form.write([item]), content_type=f"{form.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{item["id"]}.{suffix}"'
    return response

"""A record's trust as files, and how it came to be what it is."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles import own_page, scoring
from profiles.views.records import record_at
from publications.models import Author


@require_safe
def trust_json(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    return JsonResponse(_document(record), json_dumps_params={"ensure_ascii": False})


@require_safe
def trust_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trust-{record.public_id}.csv"'
    rows = _document(record)["components"]
    table = csv.DictWriter(response, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
    return response


@require_safe
def trust_history(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    trust = scoring.current(record)
    own = own_page.seen(record, request.user)
    changes = record.trust_changes.none() if own.hides_number else record.trust_changes.order_by("-created_at", "-pk")
    context = {"author": record, "trust": trust, "changes": changes, "own": own}
    return render(request, "profiles/trust_history.html", context)


def _document(record: Author) -> dict:
    return scoring.current(record).as_document(hides_number=own_page.hides_number(record))

"""A record's trust as files, and how it came to be what it is."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles import scoring
from profiles.views.records import record_at


@require_safe
def trust_json(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    return JsonResponse(scoring.current(record).as_document(), json_dumps_params={"ensure_ascii": False})


@require_safe
def trust_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trust-{record.public_id}.csv"'
    rows = scoring.current(record).as_document()["components"]
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
    changes = record.trust_changes.order_by("-created_at", "-pk")
    return render(request, "profiles/trust_history.html", {"author": record, "trust": trust, "changes": changes})

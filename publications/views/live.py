"""How far an import is, for a page that keeps itself up to date."""

from __future__ import annotations

import json
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from publications import batches
from publications.models import ImportBatch


def live_response(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The batch as JSON; 304 while nothing has changed."""
    said = json.dumps(batches.live(batch), ensure_ascii=False).encode()
    etag = f'"{blake2b(said, digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(said, content_type="application/json")
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    return response

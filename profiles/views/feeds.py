"""The works of one author as a feed, for anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from profiles.views.records import record_at
from publications import feeds
from publications.views.feeds import feed_response


@require_safe
def author_feed(request: HttpRequest, public_id: str, format_: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    feed = feeds.of_works(
        format_,
        feeds.newest(feeds.signed_by(record)),
        title=f"New works by {record}",
        page=record.get_absolute_url(),
        address=request.path,
        changed_at=record.works_changed_at,
    )
    return feed_response(request, feed)

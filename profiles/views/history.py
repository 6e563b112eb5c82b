"""The public log of a record, as a page and as a feed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from profiles import history as ledger
from profiles.views.records import record_at
from publications.feeds import Atom
from publications.models import Author
from publications.paging import page_of
from publications.views.feeds import feed_response

_IN_A_FEED = 50


@require_safe
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    page, ignored = page_of(ledger.of(record), request.GET.get("page"))
    context = {"author": record, "page": page, "entries": ledger.entries(page), "ignored": ignored}
    return render(request, "profiles/history.html", context)


@require_safe
def history_atom(request: HttpRequest, public_id: str) -> HttpResponse:
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    return feed_response(request, _feed(record, ledger.entries(ledger.of(record)[:_IN_A_FEED])))


def _feed(record: Author, entries: list[ledger.Entry]) -> Atom:
    """Entries keep their ids for ever; an entry whose decision was undone is an update of the same entry."""
    page = settings.SITE_URL + reverse("history", args=[record.public_id])
    feed = Atom(
        title=f"Decisions about the record of {record}",
        link=page,
        description="",
        language="en-GB",
        author_name="BZPEER",
        feed_url=settings.SITE_URL + reverse("history_atom", args=[record.public_id]),
        feed_guid=page,
        changed_at=max((entry.changed_at for entry in entries), default=record.created_at),
    )
    for entry in entries:
        undone = ["Undone since."] if entry.is_undone else ["Partly undone since."] if entry.undone_at else []
        feed.add_item(
            title=entry.title,
            link=f"{page}#change-{entry.key}",
            description=escape(" ".join([*(f"{effect}." for effect in entry.effects), entry.reason, *undone])),
            author_name=entry.role,
            unique_id=f"urn:uuid:{entry.key}",
            pubdate=entry.at,
            updateddate=entry.changed_at,
        )
    return feed

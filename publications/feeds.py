"""The newest works of a list as a feed: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1. No account is needed to read one.

An entry's id is the address of the work without its words, so it stays when the title is put right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import IO, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape

from publications import indexing, listing
from publications.citations.csl import RETRACTED
from publications.models import Author, IndexedWork

MOST = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Dated(SyndicationFeed):
    """A feed says when it changed last, not when it was asked for: else an empty one would change all the time."""

    def latest_post_date(self) -> datetime:
        return self.feed["changed_at"]


class Atom(Dated, Atom1Feed):
    name = "Atom"


class Rss(Dated, Rss201rev2Feed):
    name = "RSS"


class Json(Dated):
    """https://www.jsonfeed.org/version/1.1/"""

    name = "JSON Feed"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[str], encoding: str) -> None:
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        json.dump(told, outfile, ensure_ascii=False, indent=1)

    def _item(self, item: dict) -> dict:
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["description"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}] if item["author_name"] else [],
            "tags": item["categories"],
        }


FORMATS = {"atom": Atom, "rss": Rss, "json": Json}


class Link(NamedTuple):
    name: str
    media_type: str
    url: str


def links(route: str, *args: str, query: str = "") -> list[Link]:
    """One for each format, for a page to name; ``query`` begins with a question mark."""
    return [
        Link(kind.name, kind.content_type.partition(";")[0], reverse(route, args=[*args, format_]) + query)
        for format_, kind in FORMATS.items()
    ]


def signed_by(author: Author) -> QuerySet[IndexedWork]:
    return IndexedWork.objects.filter(work__in=author.authorships.values("work"))


def newest(works: QuerySet[IndexedWork]) -> list[int]:
    """Ids of the works a feed shows, latest first."""
    return list(works.order_by("-dated", "-work_id").values_list("work_id", flat=True)[:MOST])


def of_works(
    format_: str, work_ids: Iterable[int], *, title: str, page: str, address: str, changed_at: datetime | None = None
) -> Dated:
    """The works in this order as a feed about the ``page``, served at ``address``; both are paths.

    ``changed_at``: when which works these are changed last, where that is known.
    """
    items = listing.items((pk, None, "") for pk in work_ids)
    feed = FORMATS[format_](
        title=_clean(title),
        link=settings.SITE_URL + page,
        description="Works as their sources describe them, the latest first.",
        language="en-GB",
        feed_url=settings.SITE_URL + address,
        feed_guid=settings.SITE_URL + page,
        changed_at=max([changed_at or _EPOCH, *(item.work.changed_at for item in items)]),
    )
    for item in items:
        feed.add_item(**_entry(item))
    return feed


def _entry(item: listing.Item) -> dict:
    work = item.work
    day = work.latest_on or work.first_posted_on
    facts = [work.get_type_display(), str(work.year or ""), work.source.name if work.source else ""]
    abstract = escape(indexing.plain(work.abstract, work.abstract_html))
    return {
        "title": _clean(RETRACTED * work.is_retracted + work.title_text),
        "link": settings.SITE_URL + work.get_absolute_url(),
        "unique_id": settings.SITE_URL + reverse("work_short", args=[work.public_id]),
        "description": _clean(f"<p>{escape(' · '.join(filter(None, facts)))}</p>{abstract and f'<p>{abstract}</p>'}"),
        "author_name": _clean(_people(item)),
        "categories": [_clean(topic.name) for topic in item.topics],
        "pubdate": datetime.combine(day, time(), UTC) if day else work.added_at,
        "updateddate": work.changed_at,
    }


def _people(item: listing.Item) -> str:
    named = [signed.name for signed in item.byline]
    if item.unnamed:
        named.insert(-1, f"{item.unnamed:,} more")
    return ", ".join(named)


def _clean(text: str) -> str:
    """Without the signs that no XML can hold."""
    return _NO_XML.sub("", text)

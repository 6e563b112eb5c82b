"""Lists of works as feeds. A feed is answered with 304 when the reader has it as it is."""

from __future__ import annotations

from hashlib import blake2b

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from publications import asking, feeds, overview, search_works
from publications import search as finding
from publications.models import IndexedWork, Institution, Source, Topic
from publications.narrowing import Narrowing
from publications.views.missing import missing

_CHANGED = F("summary__works_changed_at")  # stamped with every change of the works or who signed them


def feed_response(request: HttpRequest, feed: feeds.Dated) -> HttpResponse:
    body = feed.writeString("utf-8")
    changed_at = int(feed.latest_post_date().timestamp())
    etag = quote_etag(blake2b(body.encode(), digest_size=12).hexdigest())
    response = HttpResponse(body, content_type=feed.content_type)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed_at)
    return get_conditional_response(request, etag, changed_at, response)


@require_safe
def topic_feed(request: HttpRequest, scheme: str, code: str, format_: str) -> HttpResponse:
    subject = Topic.objects.annotate(changed_at=_CHANGED).filter(scheme=scheme, code=code).first()
    if subject is None:
        return missing(request, f"We have no topic {code[:60]}.", search_text=code[:60])
    works = overview.about(subject, narrower=subject.narrower.exists())
    return _of_subject(request, format_, subject, works, f"New works in {subject.name}")


@require_safe
def institution_feed(request: HttpRequest, public_id: str, format_: str) -> HttpResponse:
    place = Institution.objects.annotate(changed_at=_CHANGED).filter(public_id=public_id).first()
    if place is None:
        return missing(request, "There is no institution at this address.")
    return _of_subject(request, format_, place, overview.signed_from(place), f"New works from {place.name}")


@require_safe
def source_feed(request: HttpRequest, key: str, format_: str) -> HttpResponse:
    place = Source.objects.annotate(changed_at=_CHANGED).filter(key=key).first()
    if place is None:
        return missing(request, "There is no source at this address.", search_text=key.replace("-", " ")[:100])
    works, _ = overview.of_source(place)
    return _of_subject(request, format_, place, works, f"New works at {place.name}")


def _of_subject(
    request: HttpRequest,
    format_: str,
    subject: Topic | Institution | Source,
    works: QuerySet[IndexedWork],
    title: str,
) -> HttpResponse:
    about = {"title": title, "page": subject.get_absolute_url(), "address": request.path}
    return feed_response(request, feeds.of_works(format_, feeds.newest(works), changed_at=subject.changed_at, **about))


@require_safe
def search_feed(request: HttpRequest, format_: str) -> HttpResponse:
    """The newest works with these words, narrowed as the page of the search is."""
    text = finding.cleaned(request.GET.get("q", ""))
    sentence, _ = finding.refusal(text)
    if sentence or not text:
        return missing(request, sentence or "A feed of a search needs words to search for.", search_text=text[:100])
    asked = Narrowing.read(request.GET, search_works.FACETS, **{"q": text, "in": "works"})
    chosen, narrowing = search_works.chosen(asked)
    if narrowing.ignored:
        return missing(request, narrowing.ignored[0], search_text=text)
    found = sorted(
        search_works.find(asking.read(text), chosen).candidates, key=lambda one: (one.dated, one.work_id), reverse=True
    )
    page = reverse("search") + narrowing.query()
    address = request.path + narrowing.query()
    newest = [one.work_id for one in found[: feeds.MOST]]
    return feed_response(
        request, feeds.of_works(format_, newest, title=f"New works with {text}", page=page, address=address)
    )

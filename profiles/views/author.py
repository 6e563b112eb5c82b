"""The page of one author, and the addresses that lead to it."""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from graph import slices
from graph.collaboration import asked
from profiles import own_page, scoring
from profiles.follows import followed
from profiles.holding import with_holder
from publications import bibliography, browsing, feeds, listing, namesakes
from publications.identifiers import orcid
from publications.metadata import author_metadata
from publications.models import Author, Authorship
from publications.paging import page_of
from publications.plots import bars
from publications.views.missing import missing, moved

_OPENALEX = re.compile(r"(?:https?:/+(?:www\.)?openalex\.org/)?(?:authors/)?(A\d{1,15})/?", re.IGNORECASE)


@require_safe
def author(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    records = with_holder(Author.objects.select_related("trust", "slice", "merged_into"))
    record = records.filter(public_id=public_id).first()
    if record is None:
        return missing(request, "There is no author record at this address.", search_text=slug.replace("-", " "))
    survivor = record.survivor()
    if survivor.hidden_at:
        return render(request, "profiles/author_hidden.html", {"record": survivor}, status=410)
    if record != survivor or slug != record.slug:
        return moved(request, survivor.get_absolute_url())
    question = browsing.read(request.GET)
    works = bibliography.of(record, words=question.words)
    answer = browsing.answer(question, works)
    about = _about(record, works) | followed(record, request.user.pk)
    about |= _own(record, works, request) | {"feeds": feeds.links("author_feed", record.public_id)}
    response = render(request, "profiles/author.html", about | _published(answer, request.GET.get("page")))
    if about["own"].is_unlisted:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _own(record: Author, works: bibliography.Bibliography, request: HttpRequest) -> dict:
    """What the holder, if there is one, says and keeps off; what it says of the institution goes before the works."""
    own = own_page.seen(record, request.user) if record.holder else own_page.OwnPage()
    chosen = [place for place in works.places() if place.public_id == own.affiliation]
    about = {"own": own, "featured": own_page.featured_works(record, own.featured)}
    return about | ({"present_places": chosen, "places_said_by": "the author"} if chosen else {})


def _about(record: Author, works: bibliography.Bibliography) -> dict:
    """What stands above and beside the works, whatever the reader asks of them."""
    places = works.places()
    return {
        "author": record,
        "canonical": settings.SITE_URL + record.get_absolute_url(),
        "metadata": author_metadata(record, works),
        "trust": scoring.current(record),
        "slice": slices.want(record),
        "works": works,
        "n_retracted": sum(n for _, _, n in works.count("status")),
        "topics": works.count("topic"),
        "fields": works.fields()[:3],
        "collaborators": [
            (works.people[public_id], shared)
            for public_id, _, shared in works.count("coauthor")
            if shared >= asked(record.n_works)
        ],
        "asked": asked(record.n_works),
        "places": places,
        "present_places": [place for place in places if place.years and place.years[-1] == record.last_year],
        "other_names": [name for name in works.names() if name != record.display_name],
        "years": bars(works.years()),
        "namesakes": namesakes.of(record),
    }


def _published(answer: browsing.Answer, number: str | None) -> dict:
    """The page of works that was asked for. Raises Http404 when the list has no such page."""
    page, ignored = page_of(answer.entries, number, size=browsing.PAGE)
    signed = [(entry.work_id, entry.position, entry.name) for entry in page]
    return {
        "answer": answer,
        "ignored": [*answer.ignored, *filter(None, [ignored])],
        "page": page,
        "items": listing.items(signed),
    }


@require_safe
def by_orcid(request: HttpRequest, text: str) -> HttpResponse:
    try:
        known = orcid(text)
    except ValueError as problem:
        return missing(request, str(problem))
    return _lead_to(request, Author.objects.filter(orcid=known), f"No record here carries the ORCID iD {known}.")


@require_safe
def by_openalex(request: HttpRequest, text: str) -> HttpResponse:
    found = _OPENALEX.fullmatch(text)
    if not found:
        return missing(request, "That is not an OpenAlex author id: it looks like A5023888391.")
    known = found[1].upper()
    signed = Authorship.objects.filter(source_author=f"openalex:{known}").values("author")
    return _lead_to(request, Author.objects.filter(pk__in=signed), f"No record here carries the OpenAlex id {known}.")


def _lead_to(request: HttpRequest, records: object, sentence: str) -> HttpResponse:
    """To the record, for now: whose identifier it is may be corrected."""
    record = records.select_related("merged_into").order_by(F("merged_into").asc(nulls_first=True), "pk").first()
    return redirect(record.survivor()) if record else missing(request, sentence)

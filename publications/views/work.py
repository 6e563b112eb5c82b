"""The page of one work, and the addresses that lead to it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from publications import identifiers, references
from publications.citations import FORMATS, csl, line
from publications.metadata import citation_tags, work_metadata
from publications.models import Affiliation, Authorship, CitationCount, Topic, Work, WorkRecord, WorkTopic, WorkVersion
from publications.views.missing import missing, moved
from publications.wording import why

FOLDED_BYLINE = 50


@require_safe
def work(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    found = _described().filter(public_id=public_id).first()
    if found is None:
        return missing(request, "There is no work at this address.", search_text=slug.replace("-", " "))
    if slug != found.slug:
        return moved(request, found.get_absolute_url())
    byline = list(_byline(found, whole=request.GET.get("authors") == "all"))
    for signed in byline:
        signed.why = why(signed.basis, signed.reason)
    for row in found.count_rows:
        row["on"] = row["on"] and date.fromisoformat(row["on"])
    context = {
        "work": found,
        "canonical": settings.SITE_URL + found.get_absolute_url(),
        "byline": byline,
        "places": _numbered(byline),
        "unnamed": found.n_authors - len(byline),
        "identifiers": [(known, identifiers.url(known.scheme, known.value)) for known in found.identifiers.all()],
        "citation": line.line(csl.item(found, byline), n_authors=found.n_authors),
        "formats": FORMATS,
        "topics": [Topic(**row) for row in found.topic_rows],
        "references": references.of(found),
        "citing": references.citing(found),
        "metadata": work_metadata(found, byline, [row["name"] for row in found.topic_rows]),
        "citation_tags": citation_tags(found, byline),
    }
    return render(request, "publications/work.html", context)


def _described() -> QuerySet[Work]:
    topic = JSONObject(scheme="topic__scheme", code="topic__code", name="topic__name")
    topics = WorkTopic.objects.filter(work=OuterRef("pk")).order_by("position").values(json=topic)
    count = JSONObject(source="source__name", count="count", on="counted_on")
    counts = CitationCount.objects.filter(work=OuterRef("pk")).order_by("-count", "source").values(json=count)
    return (
        Work.objects.select_related("source", "said_by")
        .annotate(topic_rows=ArraySubquery(topics), count_rows=ArraySubquery(counts))
        .prefetch_related(
            "identifiers",
            Prefetch("versions", WorkVersion.objects.select_related("source").order_by("posted_on", "label", "venue")),
            Prefetch("records", WorkRecord.objects.select_related("source").order_by("source__rank", "key")),
        )
    )


def _byline(found: Work, *, whole: bool) -> QuerySet[Authorship]:
    """The names in their order, with where each signed from; the first of them unless all are asked for."""
    place = JSONObject(public_id="institution__public_id", name="institution__name")
    places = Affiliation.objects.filter(authorship=OuterRef("pk")).order_by("position").values(json=place)
    names = found.authorships.select_related("author").order_by("position").annotate(places=ArraySubquery(places))
    return names if whole else names[:FOLDED_BYLINE]


def _numbered(byline: list[Authorship]) -> list[dict]:
    """The places the names signed from, each once, numbered in the order they come: what stands beside a name."""
    first: dict[str, dict] = {}
    for place in (place for signed in byline for place in signed.places):
        known = first.setdefault(place["public_id"], place)
        place["number"] = known.setdefault("number", len(first))
    return list(first.values())


@require_safe
def by_arxiv(request: HttpRequest, text: str) -> HttpResponse:
    known = identifiers.arxiv_id(text.rstrip("/"))
    if known is None:
        return missing(request, "That is not an arXiv id: it looks like 2101.00001.")
    return _lead_to(request, "arxiv", known, f"We do not have arXiv:{known}.")


@require_safe
def by_doi(request: HttpRequest, text: str) -> HttpResponse:
    known = identifiers.doi(text.rstrip("/"))
    if known is None:
        return missing(request, "That is not a DOI: it looks like 10.1234/abc.")
    return _lead_to(request, "doi", known, f"We do not have {known}.")


def _lead_to(request: HttpRequest, scheme: str, value: str, sentence: str) -> HttpResponse:
    """To the work, for now: which work an identifier names may be corrected."""
    found = Work.objects.filter(identifiers__scheme=scheme, identifiers__value=value).order_by("pk").first()
    return redirect(found) if found else missing(request, sentence, elsewhere=identifiers.url(scheme, value))

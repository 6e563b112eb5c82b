"""What stands on the page of a topic, an institution or a source, read from its summary."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import QueryDict

from publications import listing, paging
from publications.models import Affiliation, Author, IndexedWork, Institution, Source, Summary, Topic, Work, WorkRecord
from publications.plots import Bar, bars


def page(name: str, summary: Summary, works: QuerySet[IndexedWork], address: QueryDict) -> dict:
    """What the template of any such page shows: the subject's name, what its works add up to, and the newest."""
    portion = newest(works, address)
    return {
        "name": name,
        "summary": summary,
        "years": years(summary),
        "people": people(summary),
        "topics": topics(summary),
        "portion": portion,
        "items": listing.items((row.work_id, None, "") for row in portion.rows),
    }


def years(summary: Summary) -> list[Bar]:
    """Works in each year from the first to the last, drawn."""
    known = {int(year): n for year, n in summary.years.items()}
    return bars({year: known.get(year, 0) for year in range(min(known), max(known) + 1)} if known else {})


def people(summary: Summary, limit: int = 12) -> list[Author]:
    """Those with most works; ``n`` counts works. Whoever was hidden or merged since the count is left out."""
    found = Author.objects.visible().in_bulk([pk for pk, _ in summary.people])
    return _counted(found, summary.people)[:limit]


def topics(summary: Summary, limit: int = 8) -> list[Topic]:
    """Those of most of the works; ``n`` counts works."""
    return _counted(Topic.objects.in_bulk([pk for pk, _ in summary.topics]), summary.topics)[:limit]


def _counted(found: dict[int, Author | Topic], tally: list[list[int]]) -> list:
    for pk, n in tally:
        if pk in found:
            found[pk].n = n
    return [found[pk] for pk, _ in tally if pk in found]


def largest_topics(limit: int = 10) -> QuerySet[Topic]:
    """Topics themselves, not the fields they belong to."""
    return Topic.objects.filter(level=Topic.Level.TOPIC).with_counts().order_by("-n", "code")[:limit]


def largest_institutions(limit: int = 8) -> QuerySet[Institution]:
    """By the number of works signed from there."""
    n_works = F("summary__n_works")
    return Institution.objects.annotate(n=n_works).filter(n__gt=0).order_by("-n", "name")[:limit]


def about(topic: Topic, narrower: bool) -> QuerySet[IndexedWork]:
    """The works about a topic; with ``narrower``, about whatever belongs to it as well."""
    if narrower:
        return IndexedWork.objects.filter(topics__overlap=[topic.pk, *topic.below()])
    return IndexedWork.objects.filter(topics__contains=[topic.pk])


def signed_from(place: Institution) -> QuerySet[IndexedWork]:
    signed = Affiliation.objects.filter(institution=place).values("authorship__work")
    return IndexedWork.objects.filter(work__in=signed)


def of_source(source: Source) -> tuple[QuerySet[IndexedWork], bool]:
    """The works that appeared there, and True; when none did, those it describes, and False."""
    if Work.objects.filter(source=source).exists():
        return IndexedWork.objects.filter(work__source=source), True
    described = WorkRecord.objects.filter(work=OuterRef("work"), source=source)
    return IndexedWork.objects.filter(Exists(described)), False


def newest(works: QuerySet[IndexedWork], address: QueryDict) -> paging.Portion:
    """The page of works that an address asks for, latest first, those without a date last."""
    return paging.portion(works.only("work_id", "dated"), ["-dated", "-work_id"], address)

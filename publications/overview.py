"""What a set of works adds up to: its years, its people, its topics. For pages about a topic or an institution."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet, Window

from publications.models import Author, Topic, Work


def years(works: QuerySet[Work]) -> tuple[int, dict[int, int]]:
    """(number of works, works in each year from the first to the last)."""
    rows = dict(works.order_by().values_list("year").annotate(n=Count("pk")))
    known = [year for year in rows if year]
    span = range(min(known), max(known) + 1) if known else ()
    return sum(rows.values()), {year: rows.get(year, 0) for year in span}


def newest(works: QuerySet[Work]) -> QuerySet[Work, int]:
    """Ids of the works, latest first, those without a date last."""
    return works.order_by(F("latest_on").desc(nulls_last=True), "pk").values_list("pk", flat=True)


def people(signed: Q, limit: int = 12) -> tuple[int, list[Author]]:
    """(how many people, those with most works first) among authors whose ``authorships`` are so; ``n`` counts works."""
    leading = (
        Author.objects.visible()
        .filter(signed)
        .annotate(n=Count("authorships__work", distinct=True))
        .annotate(in_all=Window(Count("pk")))
        .order_by("-n", "sort_name", "pk")[:limit]
    )
    return (leading[0].in_all if leading else 0), list(leading)


def topics(about: Q, limit: int = 8) -> QuerySet[Topic]:
    """Topics whose ``work_topics`` are so, those with most works first; ``n`` counts works."""
    return (
        Topic.objects.filter(about).annotate(n=Count("work_topics__work", distinct=True)).order_by("-n", "code")[:limit]
    )

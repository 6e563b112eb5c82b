"""What a work cites, and which works here cite it: one statement each, both bounded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window

from publications import identifiers
from publications.models import Reference, Work, WorkIdentifier

MOST_CITING = 20
MOST_ELSEWHERE = 200  # references without a page here that are named one by one

# The works a reference means: those that carry its identifier. The first, where a DOI stands on several.
_LISTED = """
select r.id, r.scheme, r.value, s.name as listed_by, w.id as here, w.public_id, w.title_text, w.title_html, w.year,
       w.type, w.is_retracted
from publications_reference r join publications_source s on s.id = r.source_id
left join lateral (
  select work_id from publications_workidentifier i where i.scheme = r.scheme and i.value = r.value
  order by work_id limit 1
) meant on true
left join publications_work w on w.id = meant.work_id
where r.work_id = %s order by r.position, r.id
"""
_OF_WORK = ("public_id", "title_text", "title_html", "year", "type", "is_retracted")


@dataclass(frozen=True)
class References:
    """The list of the source that names most. ``here`` are works with a page, ``elsewhere`` (identifier as shown,
    address) of the others; ``unnamed`` more of these are left out."""

    listed_by: str
    n: int
    here: list[Work]
    elsewhere: list[tuple[str, str]]
    unnamed: int


def of(work: Work) -> References | None:
    """What the work cites, or None when no source says."""
    rows = list(Reference.objects.raw(_LISTED, [work.pk]))
    if not rows:
        return None
    [(listed_by, n)] = Counter(row.listed_by for row in rows).most_common(1)
    listed = [row for row in rows if row.listed_by == listed_by]
    here = {row.here: Work(**{field: getattr(row, field) for field in _OF_WORK}) for row in listed if row.here}
    elsewhere = [(str(_named(row)), identifiers.url(row.scheme, row.value)) for row in listed if not row.here]
    unnamed = max(len(elsewhere) - MOST_ELSEWHERE, 0)
    return References(listed_by, n, list(here.values()), elsewhere[:MOST_ELSEWHERE], unnamed)


def _named(row: Reference) -> WorkIdentifier:
    return WorkIdentifier(scheme=row.scheme, value=row.value)


def citing(work: Work) -> QuerySet[Work]:
    """The newest works here that list this one among their references; ``in_all`` counts them all."""
    known = [Q(scheme=known.scheme, value=known.value) for known in work.identifiers.all()]
    if not known:
        return Work.objects.none()
    either = known[0]
    for other in known[1:]:
        either |= other
    works = Work.objects.filter(pk__in=Reference.objects.filter(either).values("work")).exclude(pk=work.pk)
    newest = works.annotate(in_all=Window(Count("pk"))).order_by(F("latest_on").desc(nulls_last=True), "-pk")
    return newest.only(*_OF_WORK)[:MOST_CITING]

"""Works somebody can tick in a form."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import QueryDict

from publications.models import Author, Authorship, Work

MOST_SHOWN = 150  # below the number of fields a form may send


@dataclass(frozen=True)
class Pick:
    """The works to tick: the newest of those with these words in the title, how many there are, and the words."""

    works: list[Work]
    total: int
    words: str

    @property
    def left_out(self) -> int:
        return self.total - len(self.works)


def works_of(record: Author, words: str = "", *, ticked: QuerySet[Work] | None = None) -> Pick:
    """Works of the record to choose from; ``ticked`` ones are never left out."""
    words = " ".join(words.replace("\0", " ").split())[:200]
    all_works = Work.objects.filter(pk__in=Authorship.objects.filter(author=record).values("work"))
    found = all_works
    for word in words.split():
        found = found.filter(title_text__icontains=word)
    shown = found.select_related("source").order_by(F("year").desc(nulls_last=True), "sort_title", "pk")
    works = list(shown[:MOST_SHOWN])
    if ticked is not None:
        known = {work.pk for work in works}
        works = [work for work in all_works.filter(pk__in=ticked) if work.pk not in known] + works
    return Pick(works[:MOST_SHOWN], max(found.count(), len(works)), words)


def ticked(sent: QueryDict, *names: str) -> set[str]:
    """Public ids that stand ticked in what was sent under these names."""
    return {each.replace("\0", "") for name in names for each in sent.getlist(name)[: MOST_SHOWN * 2]}

"""What a list shows of each work: by-line, identifiers and topics of one page of works, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONObject

from publications import identifiers
from publications.models import Author, Authorship, Topic, Work, WorkIdentifier, WorkTopic

WHOLE_BYLINE = 10
FIRST_OF_MANY = 3
# Bytes of HTML for the works of one list, so that a page of fifty stays below 150 kB whatever they hold. When they
# are used up, abstracts (formulas make some ten times as long) are a link to the work's page.
ROOM = 112_000
_ENTRY, _LINK = 350, 45  # bytes of mark-up


@dataclass(frozen=True, slots=True)
class Signature:
    """A name in a by-line; ``url`` is empty where there is no page to go to."""

    position: int
    name: str
    url: str
    is_subject: bool = False


@dataclass(slots=True)
class Item:
    """One work in a list. ``unnamed`` authors are left out before the last one; ``place`` is the subject's part.
    ``topics`` are one for each name: two classifications may use the same."""

    work: Work
    byline: list[Signature]
    unnamed: int
    place: str
    topics: list[Topic]
    identifiers: list[tuple[str, str, str]]
    shows_abstract: bool = True

    @property
    def posted_earlier(self) -> int | None:
        """The year first posted where it is not the year shown."""
        posted = self.work.first_posted_on
        return posted.year if posted and self.work.year and posted.year != self.work.year else None


def items(signed: Iterable[tuple[int, int | None, str]]) -> list[Item]:
    """The works of a list, in its order: (work id, position of the list's subject, name as written) each.

    A list about nobody in particular says None for the position.
    """
    signed = list(signed)
    found = {work.pk: work for work in _works([work_id for work_id, _, _ in signed])}
    listed = [_item(found[work_id], position, name) for work_id, position, name in signed]
    room = ROOM - sum(_size(item) for item in listed)
    for item in listed:
        room -= len((item.work.abstract_html or item.work.abstract).encode())
        item.shows_abstract = room >= 0
    return listed


def _works(ids: list[int]) -> QuerySet[Work]:
    mine = {"work": OuterRef("pk")}
    signature = JSONObject(
        position="position",
        name="name",
        id="author__public_id",
        called="author__display_name",
        gone="author__hidden_at",
    )
    bylines = Authorship.objects.order_by("position")
    # Bounds on the position keep this an index probe where a work has five thousand authors.
    opening = Case(When(n_authors__lte=WHOLE_BYLINE, then=Value(WHOLE_BYLINE)), default=Value(FIRST_OF_MANY))
    topic = JSONObject(scheme="topic__scheme", code="topic__code", name="topic__name")
    return (
        Work.objects.filter(pk__in=ids)
        .select_related("source")
        .annotate(opening=opening)
        .annotate(
            first_authors=ArraySubquery(
                bylines.filter(**mine, position__lte=OuterRef("opening")).values(json=signature)
            ),
            last_author=ArraySubquery(bylines.filter(**mine, position=OuterRef("n_authors")).values(json=signature)),
            topic_rows=ArraySubquery(WorkTopic.objects.filter(**mine).order_by("position").values(json=topic)),
            identifier_rows=ArraySubquery(
                WorkIdentifier.objects.filter(**mine)
                .order_by("scheme", "value")
                .values(json=JSONObject(scheme="scheme", value="value"))
            ),
        )
    )


def _item(work: Work, position: int | None, name: str) -> Item:
    named = {row["position"]: _signature(row) for row in [*work.first_authors, *work.last_author]}
    if position:
        named[position] = Signature(position, name, "", is_subject=True)
    return Item(
        work=work,
        byline=[named[at] for at in sorted(named)],
        unnamed=work.n_authors - len(named),
        place=place(position, work.n_authors) if position else "",
        topics=list({row["name"]: Topic(**row) for row in reversed(work.topic_rows)}.values())[::-1],
        identifiers=[_identifier(row) for row in work.identifier_rows],
    )


def _size(item: Item) -> int:
    """About how many bytes the entry takes without its abstract."""
    links = [signed.url + signed.name for signed in item.byline] + [topic.name + topic.code for topic in item.topics]
    title = 2 * len((item.work.title_html or item.work.title_text).encode())
    return _ENTRY + title + sum(_LINK + len(link.encode()) for link in links)


def _signature(row: dict) -> Signature:
    has_page = row["id"] and not row["gone"]
    return Signature(row["position"], row["name"], _address(row["id"], row["called"]) if has_page else "")


@lru_cache(maxsize=1 << 14)
def _address(public_id: str, display_name: str) -> str:
    """The same people stand on most works of a list, and making an address is a quarter of the work for a list."""
    return Author(public_id=public_id, display_name=display_name).get_absolute_url()


def _identifier(row: dict) -> tuple[str, str, str]:
    """(scheme as shown, value, address)."""
    return (
        WorkIdentifier.Scheme(row["scheme"]).label,
        row["value"],
        identifiers.url(row["scheme"], row["value"]),
    )


def place(position: int, of: int) -> str:
    """A position in a by-line in words.

    >>> [place(*at) for at in ((1, 1), (1, 8), (8, 8), (3, 8), (22, 5154))]
    ['only author', 'first author', 'last author', '3rd of 8', '22nd of 5,154']
    """
    if of == 1:
        return "only author"
    if position == 1:
        return "first author"
    if position == of:
        return "last author"
    ending = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position:,}{ending} of {of:,}"

"""What a list shows of each work: by-line, identifiers and topics of one page of works, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.query import RawQuerySet

from publications import identifiers
from publications.models import Source, Topic, Work, WorkIdentifier
from publications.models.author import address

WHOLE_BYLINE = 10
FIRST_OF_MANY = 3
# Bytes of HTML for the works of one list, so that a page of fifty stays below 150 kB whatever they hold. When they
# are used up, abstracts (formulas make some ten times as long) are a link to the work's page.
ROOM = 108_000
_ENTRY, _LINK = 400, 45  # bytes of mark-up

# Written out, because making this statement anew took longer than running it. Bounds on the position keep the by-line
# a probe of its index where a work has five thousand authors.
_SIGNED = """
  select json_agg(json_build_array(a.position, a.name, p.public_id, p.display_name) order by a.position)
  from publications_authorship a left join publications_author p on p.id = a.author_id and p.hidden_at is null
  where a.work_id = w.id"""
_WORKS = f"""
select w.*,
  (select json_build_object('id', s.id, 'key', s.key, 'name', s.name) from publications_source s
   where s.id = w.source_id) as source_row,
  ({_SIGNED} and a.position <= case when w.n_authors <= %(whole)s then %(whole)s else %(first)s end) as first_authors,
  ({_SIGNED} and a.position = w.n_authors) as last_author,
  (select json_agg(json_build_array(t.scheme, t.code, t.name) order by x.position)
   from publications_worktopic x join publications_topic t on t.id = x.topic_id where x.work_id = w.id) as topic_rows,
  (select json_agg(json_build_array(i.scheme, i.value) order by i.scheme, i.value)
   from publications_workidentifier i where i.work_id = w.id) as identifier_rows
from publications_work w where w.id = any(%(ids)s)
"""


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
    marked_title: str = ""  # safe HTML, as the excerpt: of a work that was searched for
    excerpt: str = ""

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


def _works(ids: list[int]) -> RawQuerySet[Work]:
    return Work.objects.raw(_WORKS, {"ids": ids, "whole": WHOLE_BYLINE, "first": FIRST_OF_MANY})


def _item(work: Work, position: int | None, name: str) -> Item:
    work.source = Source(**work.source_row) if work.source_row else None
    named = {row[0]: _signature(*row) for row in [*(work.first_authors or ()), *(work.last_author or ())]}
    if position:
        named[position] = Signature(position, name, "", is_subject=True)
    return Item(
        work=work,
        byline=[named[at] for at in sorted(named)],
        unnamed=work.n_authors - len(named),
        place=place(position, work.n_authors) if position else "",
        topics=_topics(work.topic_rows or ()),
        identifiers=[_identifier(*row) for row in work.identifier_rows or ()],
    )


def _size(item: Item) -> int:
    """About how many bytes the entry takes without its abstract."""
    links = [signed.url + signed.name for signed in item.byline] + [topic.name + topic.code for topic in item.topics]
    title = 2 * len((item.work.title_html or item.work.title_text).encode())
    return _ENTRY + title + sum(_LINK + len(link.encode()) for link in links)


def _signature(position: int, name: str, public_id: str | None, called: str | None) -> Signature:
    return Signature(position, name, address(public_id, called) if public_id else "")


def _topics(rows: Iterable[list[str]]) -> list[Topic]:
    first = {name: (scheme, code) for scheme, code, name in reversed(rows)}
    return [Topic(scheme=scheme, code=code, name=name) for name, (scheme, code) in reversed(first.items())]


def _identifier(scheme: str, value: str) -> tuple[str, str, str]:
    """(scheme as shown, value, address)."""
    return WorkIdentifier.Scheme(scheme).label, value, identifiers.url(scheme, value)


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

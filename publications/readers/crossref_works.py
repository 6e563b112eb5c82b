"""Crossref works: pages of its API, its yearly dump, or one work a line. Pure.

Fields as in https://api.crossref.org/swagger-ui/ ("Work"). Abstracts stay in JATS, as publishers deposit them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b

import msgspec

from publications import identifiers, names
from publications.readers import bounds, json_works
from publications.readers.bounds import Unreadable
from publications.records import AffiliationRecord, AuthorRecord, BadLine, Record

MARK = re.compile(rb'"(?:message-type|is-referenced-by-count|reference-count)"\s*:')

_TYPES = {
    **dict.fromkeys(("journal-article", "peer-review"), "article"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book", "proceedings"), "book"),
    **dict.fromkeys(("book-chapter", "book-section", "book-part", "reference-entry"), "book-chapter"),
    **{name: name for name in ("proceedings-article", "dissertation", "dataset", "report")},
    "posted-content": "preprint",
}
_SAME_WORK = ("has-preprint", "is-preprint-of")


class _Date(msgspec.Struct):
    parts: list[list[int | None]] = msgspec.field(name="date-parts", default_factory=list)


class _Id(msgspec.Struct):
    id: str | list[str] | None = None
    type: str | None = msgspec.field(name="id-type", default=None)


class _Place(msgspec.Struct):
    name: str | None = None
    id: list[_Id] | None = None


class _Author(msgspec.Struct):
    given: str | None = None
    family: str | None = None
    name: str | None = None
    suffix: str | None = None
    orcid: str | None = msgspec.field(name="ORCID", default=None)
    affiliation: list[_Place] | None = None


class _Reference(msgspec.Struct):
    doi: str | None = msgspec.field(name="DOI", default=None)


class _Update(msgspec.Struct):
    doi: str | None = msgspec.field(name="DOI", default=None)
    type: str | None = None
    updated: _Date | None = None


class _Indexed(msgspec.Struct):
    time: str | None = msgspec.field(name="date-time", default=None)


class _Work(msgspec.Struct, rename={"container": "container-title", "cited_by": "is-referenced-by-count"}):
    doi: str = msgspec.field(name="DOI")
    title: list[str] | None = None
    abstract: str | None = None
    type: str | None = None
    container: list[str] | None = None
    issn: list[str] | None = msgspec.field(name="ISSN", default=None)
    author: list[_Author] | None = None
    issued: _Date | None = None
    posted: _Date | None = None
    online: _Date | None = msgspec.field(name="published-online", default=None)
    in_print: _Date | None = msgspec.field(name="published-print", default=None)
    language: str | None = None
    cited_by: int | None = None
    indexed: _Indexed | None = None
    reference: list[_Reference] | None = None
    relation: dict[str, list[_Id]] | None = None
    update_to: list[_Update] | None = msgspec.field(name="update-to", default=None)
    updated_by: list[_Update] | None = msgspec.field(name="updated-by", default=None)


_decode = msgspec.json.Decoder(_Work).decode


def read(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[Record | BadLine]:
    """Typed records in the order of the file; a work that is no record becomes a BadLine that says why."""
    return bounds.records(json_works.items(lines), _record)


def _record(number: int, text: bytes) -> Record:
    work = json_works.decoded(_decode, text, "a work as Crossref describes one")
    key = identifiers.doi(work.doi)
    if key is None:
        raise Unreadable(f"“{work.doi[:60]}” is not a DOI.")
    days = [day for day in map(_day, (work.posted, work.online, work.in_print, work.issued)) if day]
    cited_by = bounds.count(work.cited_by)
    taken_back = next((update for update in work.updated_by or () if update.type == "retraction"), None)
    notice = identifiers.doi(taken_back.doi or "") if taken_back else None
    return Record(
        line=number,
        source="crossref",
        key=key,
        type=_TYPES.get(work.type or "", "other"),
        title=bounds.title(next(iter(work.title or ()), "")),
        abstract=bounds.abstract(work.abstract),
        year=_year(work),
        first_posted_on=min(days, default=None),
        latest_on=max(days, default=None),
        venue=bounds.phrase(next(iter(work.container or ()), ""), bounds.MAX_VENUE, "The name of a venue"),
        identifiers=tuple(_identifiers(key, work)),
        authors=bounds.authors(map(_author, work.author or ())),
        is_retracted=taken_back is not None,
        retracted_on=_day(taken_back.updated) if taken_back else None,
        digest=blake2b(text, digest_size=16).digest(),
        issn=next(filter(None, map(bounds.issn, work.issn or ())), ""),
        language=bounds.language(work.language),
        references=_references(work.reference or []),
        cited_by=cited_by,
        cited_by_on=bounds.day(work.indexed.time)
        if work.indexed and work.indexed.time and cited_by is not None
        else None,
        retraction_url=identifiers.url("doi", notice) if notice else "",
        retracts=tuple(_retracts(work.update_to or [])),
    )


def _numbers(when: _Date | None) -> list[int]:
    """Year, month and day as far as they are known."""
    parts = when.parts[0] if when and when.parts else []
    return [part for part in parts[:3] if part]


def _year(work: _Work) -> int | None:
    return next((bounds.year(found[0]) for when in (work.issued, work.posted) if (found := _numbers(when))), None)


def _day(when: _Date | None) -> date | None:
    """A day only where a day is given."""
    numbers = _numbers(when)
    if len(numbers) < 3:
        return None
    try:
        day = date(*numbers)
    except (ValueError, OverflowError):
        raise Unreadable(f"“{'-'.join(map(str, numbers))[:60]}” is not a date.") from None
    bounds.year(day.year)
    return day


def _identifiers(key: str, work: _Work) -> Iterator[tuple[str, str]]:
    """The DOI, and the arXiv id that it or its preprint goes by."""
    yield "doi", key
    related = [other.id for kind in _SAME_WORK for other in (work.relation or {}).get(kind, ())]
    arxiv = bounds.only_arxiv_id([key, *(id for id in related if isinstance(id, str))])
    if arxiv:
        yield "arxiv", arxiv


def _author(author: _Author) -> AuthorRecord | None:
    places = tuple(filter(None, map(_affiliation, author.affiliation or ())))
    if author.name and not author.family:
        return bounds.author("", author.name, affiliations=places)
    if author.family and not author.given:
        name = bounds.phrase(author.family, bounds.MAX_NAME, "A name")
        return bounds.author(*names.split(name), orcid=author.orcid, affiliations=places)
    return bounds.author(author.given, author.family, author.suffix, orcid=author.orcid, affiliations=places)


def _affiliation(place: _Place) -> AffiliationRecord | None:
    ids = [known.id for known in place.id or () if known.type == "ROR" and isinstance(known.id, str)]
    return bounds.affiliation(place.name, ids[0] if ids else "")


def _references(references: list[_Reference]) -> tuple[tuple[str, str], ...]:
    if len(references) > bounds.MAX_REFERENCES:
        raise Unreadable(f"More than {bounds.MAX_REFERENCES:,} references stand on this work.")
    dois = dict.fromkeys(identifiers.doi(reference.doi or "") for reference in references)
    return tuple(("doi", doi) for doi in dois if doi)


def _retracts(updates: list[_Update]) -> Iterator[tuple[str, date | None]]:
    for update in updates:
        if update.type == "retraction" and (doi := identifiers.doi(update.doi or "")):
            yield doi, _day(update.updated)

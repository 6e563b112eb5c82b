"""OpenAlex works: JSON lines as in its snapshot, or pages of its API. Pure.

Fields as in https://docs.openalex.org/api-entities/works/work-object. The name on a work is the one printed there
(``raw_author_name``), not the one OpenAlex chose for the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import msgspec

from publications import identifiers, names
from publications.readers import bounds, json_works
from publications.readers.bounds import Unreadable
from publications.records import AffiliationRecord, AuthorRecord, BadLine, Record, TopicRecord, VersionRecord
from publications.sources import teller

MARK = re.compile(rb'"id"\s*:\s*"https://openalex\.org/W|"meta"\s*:\s*\{[^}]*"db_response_time_ms"')

MAX_WORDS = 50_000  # positions of an abstract

# Stand-ins that OpenAlex puts where it has removed a work, or a person at their own wish.
_DELETED_WORK = "W4285719527"
_NOBODY = frozenset({"A9999999999", "A5317838346"})

_TYPES = {
    **dict.fromkeys(("article", "review", "editorial", "letter", "erratum", "retraction"), "article"),
    **dict.fromkeys(("book-chapter", "reference-entry"), "book-chapter"),
    **{name: name for name in ("preprint", "book", "dissertation", "dataset", "report")},
}
_LABELS = {"submittedVersion": "submitted", "acceptedVersion": "accepted", "publishedVersion": "published"}
_KEY = re.compile(r"(?:https?://openalex\.org/)?([WATIS]\d{1,15}|(?:subfields|fields|domains)/\d{1,9})", re.IGNORECASE)
_WORK = re.compile(r"https://openalex\.org/(W\d{1,15})", re.ASCII)
_PMID = re.compile(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{1,9})/?", re.ASCII)
_MARKS_BEHIND_NAMES = re.compile(r"[\s\d*†‡§¶,]+$")


class _Named(msgspec.Struct):
    id: str | int | None = None
    display_name: str | None = None


class _Topic(_Named):
    subfield: _Named | None = None
    field: _Named | None = None
    domain: _Named | None = None


class _Author(_Named):
    orcid: str | None = None


class _Institution(_Named):
    ror: str | None = None
    country_code: str | None = None


class _Authorship(msgspec.Struct):
    author: _Author | None = None
    raw_author_name: str | None = None
    institutions: list[_Institution] | None = None


class _Source(_Named):
    issn_l: str | None = None
    type: str | None = None


class _Location(msgspec.Struct):
    source: _Source | None = None
    landing_page_url: str | None = None
    version: str | None = None


class _Ids(msgspec.Struct):
    pmid: str | None = None


class _Work(msgspec.Struct):
    id: str
    title: str | None = None
    display_name: str | None = None
    doi: str | None = None
    ids: _Ids | None = None
    type: str | None = None
    publication_year: int | None = None
    publication_date: str | None = None
    updated_date: str | None = None
    language: str | None = None
    is_retracted: bool | None = None
    cited_by_count: int | None = None
    authorships: list[_Authorship] | None = None
    primary_location: _Location | None = None
    locations: list[_Location] | None = None
    topics: list[_Topic] | None = None
    referenced_works: list[str] | None = None
    abstract_inverted_index: dict[str, list[int]] | None = None


_decode = msgspec.json.Decoder(_Work).decode


def read(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[Record | BadLine]:
    """Typed records in the order of the file; a work that is no record becomes a BadLine that says why."""
    return bounds.records(json_works.items(lines), _record)


def _record(number: int, text: bytes) -> Record:
    work = json_works.decoded(_decode, text, "a work as OpenAlex describes one")
    key = _key(work.id)
    if not key.startswith("W"):
        raise Unreadable(f"“{work.id[:60]}” is not the id of a work.")
    if key == _DELETED_WORK:
        raise Unreadable("OpenAlex has deleted this work.")
    published = bounds.day(work.publication_date) if work.publication_date else None
    cited_by = bounds.count(work.cited_by_count)
    locations = [place for place in (work.primary_location, *(work.locations or ())) if place]
    source = (locations[0].source if locations else None) or _Source()
    return Record(
        line=number,
        source=teller("openalex", "openalex", key),
        key=key,
        type=_type(work.type, source),
        title=bounds.title(work.title or work.display_name),
        abstract=_abstract(work.abstract_inverted_index or {}),
        year=bounds.year(work.publication_year),
        first_posted_on=published,
        latest_on=published,
        venue=_venue(source),
        identifiers=tuple(_identifiers(key, work, locations)),
        topics=tuple(topic for named in work.topics or () if (topic := _topic(named))),
        authors=bounds.authors(map(_author, work.authorships or ())),
        versions=tuple(_versions(locations)),
        is_retracted=bool(work.is_retracted),
        digest=blake2b(text, digest_size=16).digest(),
        venue_type=(source.type or "")[:40],
        issn=bounds.issn(source.issn_l),
        language=bounds.language(work.language),
        references=_references(work.referenced_works or []),
        cited_by=cited_by,
        cited_by_on=bounds.day(work.updated_date) if work.updated_date and cited_by is not None else None,
    )


def _key(address: str | int | None) -> str:
    """ "W2741809807" from its address; of a subfield, field or domain "subfields/1707". Empty when it is none."""
    found = _KEY.fullmatch(address) if isinstance(address, str) else None
    return found[1] if found and "/" in found[1] else found[1].upper() if found else ""


def _type(type: str | None, source: _Source) -> str:
    if type == "article" and source.type == "conference":
        return "proceedings-article"
    return _TYPES.get(type or "", "other")


def _venue(source: _Source) -> str:
    """arXiv is one source whoever speaks of it."""
    venue = bounds.phrase(source.display_name, bounds.MAX_VENUE, "The name of a venue")
    return "arXiv" if venue.startswith("arXiv (") else venue


def _identifiers(key: str, work: _Work, locations: list[_Location]) -> Iterator[tuple[str, str]]:
    yield "openalex", key
    doi = identifiers.doi(work.doi or "")
    if doi:
        yield "doi", doi
    pmid = _PMID.fullmatch((work.ids.pmid if work.ids else None) or "")
    if pmid:
        yield "pmid", pmid[1]
    arxiv = bounds.only_arxiv_id([doi or "", *(place.landing_page_url or "" for place in locations)])
    if arxiv:
        yield "arxiv", arxiv


def _abstract(index: dict[str, list[int]]) -> str:
    """The words of the inverted index in order: {"show": [1], "We": [0]} is "We show"."""
    last = max(map(max, filter(None, index.values())), default=-1)
    first = min(map(min, filter(None, index.values())), default=0)
    if first < 0 or last >= MAX_WORDS:
        raise Unreadable(f"The abstract has words outside the first {MAX_WORDS:,}.")
    words = [""] * (last + 1)
    for word, places in index.items():
        for place in places:
            words[place] = word
    return bounds.abstract(" ".join(words))


def _author(authorship: _Authorship) -> AuthorRecord | None:
    person = authorship.author or _Author()
    written = _MARKS_BEHIND_NAMES.sub("", (authorship.raw_author_name or "")[: bounds.MAX_NAME * 4])
    name = bounds.phrase(written or person.display_name, bounds.MAX_NAME, "A name")
    key = _key(person.id)
    known = f"openalex:{key}" if key.startswith("A") and key not in _NOBODY else ""
    places = tuple(filter(None, map(_affiliation, authorship.institutions or ())))
    return bounds.author(*names.split(name), orcid=person.orcid, source_author=known, affiliations=places)


def _affiliation(place: _Institution) -> AffiliationRecord | None:
    return bounds.affiliation(place.display_name, place.ror, place.country_code)


def _topic(topic: _Topic) -> TopicRecord | None:
    if not (key := _key(topic.id)).startswith("T"):
        return None
    group = _topic_name(topic.field) if topic.field else ""
    above: TopicRecord | None = None
    for level, subject in (("domain", topic.domain), ("field", topic.field), ("subfield", topic.subfield)):
        if subject and (code := _key(subject.id)):
            field = "" if level == "domain" else group
            above = TopicRecord("openalex", code, _topic_name(subject), field, level, above)
    return TopicRecord("openalex", key, _topic_name(topic), group, "topic", above)


def _topic_name(topic: _Named) -> str:
    return bounds.phrase(topic.display_name, bounds.MAX_NAME, "A topic")


def _versions(locations: list[_Location]) -> Iterator[VersionRecord]:
    """Where copies of the work are, each once."""
    found: dict[tuple[str, str], VersionRecord] = {}
    for place in locations:
        if label := _LABELS.get(place.version or ""):
            venue = _venue(place.source or _Source())
            url = place.landing_page_url or ""
            url = url if url.startswith(("https://", "http://")) and len(url) <= 500 else ""
            found.setdefault((label, venue), VersionRecord(label, venue=venue, url=bounds.line(url, 500, "An address")))
    return iter(found.values())


def _references(addresses: list[str]) -> tuple[tuple[str, str], ...]:
    if len(addresses) > bounds.MAX_REFERENCES:
        raise Unreadable(f"More than {bounds.MAX_REFERENCES:,} references stand on this work.")
    keys = dict.fromkeys(found[1] for found in map(_WORK.fullmatch, addresses) if found)
    return tuple(("openalex", key) for key in keys if key != _DELETED_WORK)

"""What a reader hands to the import: one typed record a work, or the line it could not read. Pure.

Texts are as the source wrote them. Every reader yields these and nothing else, so the engine knows one shape.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class AffiliationRecord(Struct, frozen=True):
    name: str
    ror: str = ""
    country: str = ""


class AuthorRecord(Struct, frozen=True):
    """One name on the work, in the order printed."""

    given: str
    family: str
    suffix: str = ""
    orcid: str = ""
    source_author: str = ""
    affiliations: tuple[AffiliationRecord, ...] = ()


class TopicRecord(Struct, frozen=True):
    """``broader`` is the subject it belongs to, of the next ``level``; ``group`` is the name of its field."""

    scheme: str
    code: str
    name: str = ""
    group: str = ""
    level: str = "topic"
    broader: TopicRecord | None = None


class VersionRecord(Struct, frozen=True):
    """One version; ``venue`` and ``url`` tell copies of one label ("submitted") in two repositories apart."""

    label: str
    posted_on: date | None = None
    venue: str = ""
    url: str = ""


class Record(Struct, frozen=True):
    """One work as one source describes it.

    ``line`` is where it stood in the file, from 1. It grows from item to item, so it also tells how far a file has been
    read; where several works stand on one line, they are counted on from it. ``references`` are the works this one
    cites, as (scheme, value); ``retracts`` the works it takes back, as (DOI, day).
    """

    line: int
    source: str
    key: str
    type: str
    title: str
    abstract: str = ""
    year: int | None = None
    first_posted_on: date | None = None
    latest_on: date | None = None
    venue: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    topics: tuple[TopicRecord, ...] = ()
    authors: tuple[AuthorRecord, ...] = ()
    versions: tuple[VersionRecord, ...] = ()
    is_retracted: bool = False
    retracted_on: date | None = None
    digest: bytes = b""
    venue_type: str = ""
    issn: str = ""
    language: str = ""
    references: tuple[tuple[str, str], ...] = ()
    cited_by: int | None = None
    cited_by_on: date | None = None
    retraction_url: str = ""
    retracts: tuple[tuple[str, date | None], ...] = ()


class BadLine(Struct, frozen=True):
    """A line that is no record: kept with a sentence that says why."""

    line: int
    reason: str
    excerpt: str = ""

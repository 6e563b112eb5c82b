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
    scheme: str
    code: str
    name: str = ""
    group: str = ""


class VersionRecord(Struct, frozen=True):
    label: str
    posted_on: date | None = None


class Record(Struct, frozen=True):
    """One work as one source describes it. ``line`` is where it stood in the file, from 1."""

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


class BadLine(Struct, frozen=True):
    """A line that is no record: kept with a sentence that says why."""

    line: int
    reason: str
    excerpt: str = ""

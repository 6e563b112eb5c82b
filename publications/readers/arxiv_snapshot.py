"""arXiv's metadata snapshot: one JSON object a line. Pure.

Fields as in https://www.kaggle.com/datasets/Cornell-University/arxiv. A paper withdrawn on arXiv is no retraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import blake2b

import msgspec

from publications import identifiers
from publications.mathtext import plain
from publications.records import AffiliationRecord, AuthorRecord, BadLine, Record, TopicRecord, VersionRecord
from publications.sources import teller
from publications.streams import excerpt

MARKS = (b'"id"', b'"title"', b'"categories"')  # what the first line of a snapshot has

MAX_AUTHORS = 20_000
MAX_NAME = 200  # characters; longer ones do not fit an index and are lists of people gone wrong
MAX_AFFILIATION = 400
MAX_DOI = 300
MAX_TITLE = 5_000
MAX_ABSTRACT = 100_000
YEARS = range(1980, 2101)  # arXiv began in 1991 and took in older papers with their own dates

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_RFC_822 = re.compile(r"\w{3}, (\d{1,2}) (\w{3}) (\d{4}) [\d:]+ \w+", re.ASCII)
_CATEGORY = re.compile(r"[a-z][a-z-]{1,19}(?:\.[A-Za-z-]{2,20})?")
_VERSION = re.compile(r"v[1-9]\d{0,3}")
# Inside a JSON string a quotation mark is escaped, so these bytes are always the name of a field.
_FIELD = re.compile(rb'"(id|title|abstract|categories|doi|versions|update_date|authors|authors_parsed)"\s*:')
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# Invisible, and forbidden in feeds. Hardly any line has one, and looking for what stands before it is slow.
_CONTROL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u00(?:0[1-8ef]|1[0-9ab]|7f)", re.IGNORECASE)
_MAYBE_CONTROL = re.compile(rb"\\u00[017]")
_TEX = re.compile(r"[\\{}$~]")


class _Version(msgspec.Struct):
    version: str
    created: str


class _Paper(msgspec.Struct):
    id: str
    title: str
    abstract: str | None = None
    categories: str | None = None
    doi: str | None = None
    versions: list[_Version] | None = None
    update_date: str | None = None
    authors: str | None = None
    authors_parsed: list[list[str]] | None = None


_decode = msgspec.json.Decoder(_Paper).decode


class _Unreadable(ValueError):
    """Why a line is no record, as a sentence."""


def read(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[Record | BadLine]:
    """Typed records in the order of the file; a line that is no record becomes a BadLine that says why."""
    for item in lines:
        if isinstance(item, BadLine):
            yield item
            continue
        number, line = item
        try:
            yield _record(number, line)
        except _Unreadable as why:
            yield BadLine(number, str(why), excerpt(line))


def _record(number: int, line: bytes) -> Record:
    paper = _paper(line)
    key = identifiers.arxiv_id(paper.id)
    if key is None:
        raise _Unreadable(f"“{paper.id[:60]}” is not an arXiv id.")
    title = " ".join(paper.title.split())
    if not title:
        raise _Unreadable("The title is empty.")
    if len(title) > MAX_TITLE or len(paper.abstract or "") > MAX_ABSTRACT:
        what, limit = ("title", MAX_TITLE) if len(title) > MAX_TITLE else ("abstract", MAX_ABSTRACT)
        raise _Unreadable(f"The {what} is longer than {limit:,} characters: “{title[:60]}…”.")
    versions = tuple(_version(version) for version in paper.versions or ())
    dates = [version.posted_on for version in versions] or ([_day(paper.update_date)] if paper.update_date else [])
    latest = max(dates, default=None)
    return Record(
        line=number,
        source=teller("arxiv", "arxiv", key),
        key=key,
        type="preprint",
        title=title,
        abstract=_paragraphs(paper.abstract or ""),
        year=latest.year if latest else None,
        first_posted_on=min(dates, default=None),
        latest_on=latest,
        venue="Invented works" if identifiers.is_invented("arxiv", key) else "arXiv",
        identifiers=(("arxiv", key), *_dois(paper.doi or "")),
        topics=_topics(paper.categories or ""),
        authors=_authors(paper),
        versions=versions,
        digest=blake2b(line, digest_size=16).digest(),
    )


def _paper(line: bytes) -> _Paper:
    """The needed fields, checked for type; everything JSON allows and a database does not is refused here."""
    fields = _FIELD.findall(line)
    if len(fields) != len(set(fields)):
        twice = next(field for field in fields if fields.count(field) > 1)
        raise _Unreadable(f"The field “{twice.decode()}” stands there twice.")
    if b"\\u0000" in line and _NUL.search(line):
        raise _Unreadable("The text contains a NUL character.")
    try:
        return _decode(_CONTROL.sub(rb"\1", line) if _MAYBE_CONTROL.search(line) else line)
    except msgspec.ValidationError as error:
        raise _Unreadable(f"This is not a paper as arXiv describes one: {_lower_first(str(error))}.") from error
    except RecursionError as error:
        raise _Unreadable("This is nested too deeply to be a paper.") from error
    except ValueError as error:  # malformed JSON, bytes that are not UTF-8, lone surrogates
        raise _Unreadable(f"This is not valid JSON in UTF-8: {_lower_first(str(error))}.") from error


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if not text.startswith("JSON") else text


def _paragraphs(abstract: str) -> str:
    """One line a paragraph; arXiv begins a paragraph by an indented line and breaks lines anywhere else."""
    if "\n" not in (text := abstract.strip()):
        return " ".join(text.split())
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=[ \t])", text) if part.strip())


def _version(version: _Version) -> VersionRecord:
    if not _VERSION.fullmatch(version.version):
        raise _Unreadable(f"“{version.version[:60]}” is not a version.")
    return VersionRecord(version.version, _day(version.created))


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> date:
    """From "2007-04-02" or "Mon, 2 Apr 2007 19:18:42 GMT"."""
    try:
        if _ISO.fullmatch(text):
            day = date.fromisoformat(text)
        else:
            number, month, year = _RFC_822.fullmatch(text).groups()
            day = date(int(year), _MONTHS.index(month.lower()) + 1, int(number))
    except (ValueError, AttributeError):
        raise _Unreadable(f"“{text[:60]}” is not a date.") from None
    if day.year not in YEARS:
        raise _Unreadable(f"A paper of {day.year} cannot be on arXiv.")
    return day


def _dois(text: str) -> Iterator[tuple[str, str]]:
    """Several may stand apart by spaces or semicolons; what is no DOI is a remark and left out."""
    for part in dict.fromkeys(re.split(r";?\s+", text.strip())):
        found = identifiers.doi(part)
        if found and len(found) <= MAX_DOI:
            yield "doi", found


@lru_cache(maxsize=1 << 13)
def _topics(categories: str) -> tuple[TopicRecord, ...]:
    codes = dict.fromkeys(categories.split())
    for code in codes:
        if not _CATEGORY.fullmatch(code):
            raise _Unreadable(f"“{code[:60]}” is not an arXiv category.")
    return tuple(TopicRecord("arxiv", code) for code in codes)


def _authors(paper: _Paper) -> tuple[AuthorRecord, ...]:
    rows = paper.authors_parsed or _split_names(paper.authors or "")
    if len(rows) > MAX_AUTHORS:
        raise _Unreadable(f"More than {MAX_AUTHORS:,} authors stand on this paper.")
    return tuple(author for row in rows if (author := _author(row)))


def _author(row: list[str]) -> AuthorRecord | None:
    """One row of arXiv's: family, given, suffix, affiliations. Groups have a family name only; empty rows are noise."""
    family, given, suffix, *places = map(_name, row if len(row) >= 3 else (*row, "", "", "")[:3])
    if not (family or given):
        return None
    if max(len(family), len(given), len(suffix)) > MAX_NAME:
        raise _Unreadable(f"A name is longer than {MAX_NAME} characters: “{(family or given)[:60]}…”.")
    return AuthorRecord(given, family, suffix, affiliations=_affiliations(places) if places else ())


@lru_cache(maxsize=1 << 16)
def _name(text: str) -> str:
    return plain(text) if _TEX.search(text) else " ".join(text.split())


def _affiliations(places: list[str]) -> tuple[AffiliationRecord, ...]:
    named = dict.fromkeys(filter(None, places))
    for place in named:
        if len(place) > MAX_AFFILIATION:
            raise _Unreadable(f"An affiliation is longer than {MAX_AFFILIATION} characters: “{place[:60]}…”.")
    return tuple(AffiliationRecord(place) for place in named)


_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\band\b)\s*")
_ASIDE = re.compile(r"\([^()]*\)")
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv)\.?", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:collaboration|consortium|group|team|network|project)\b", re.IGNORECASE)
_PARTICLES = frozenset({"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "ter", "zu"})


def _split_names(authors: str) -> list[list[str]]:
    """Rows from "Jane van der Berg (MIT), John Smith, Jr. and the CERN Collaboration" when nobody has parsed them.

    >>> _split_names("Jane van der Berg (MIT), John Smith, Jr. and ATLAS Collaboration")
    [['van der Berg', 'Jane', ''], ['Smith', 'John', 'Jr.'], ['ATLAS Collaboration', '', '']]
    """
    while authors != (authors := _ASIDE.sub(" ", authors)):
        pass
    rows: list[list[str]] = []
    for name in filter(None, _BETWEEN_NAMES.split(authors)):
        words = name.split()
        if rows and _SUFFIX.fullmatch(name):
            rows[-1][2] = name
        elif _GROUP.search(name) or len(words) == 1:
            rows.append([name.removeprefix("the "), "", ""])
        else:
            begin = next((n for n, word in enumerate(words[1:-1], 1) if word in _PARTICLES), len(words) - 1)
            rows.append([" ".join(words[begin:]), " ".join(words[:begin]), ""])
    return rows

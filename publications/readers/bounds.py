"""What every reader holds to: texts and numbers a database takes, of a length and size that are plausible. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TypeVar

from publications import identifiers
from publications.mathtext import plain
from publications.records import AffiliationRecord, AuthorRecord, BadLine, Record
from publications.streams import excerpt

MAX_AUTHORS = 20_000
MAX_REFERENCES = 20_000
MAX_NAME = 200  # characters; longer ones do not fit an index and are lists of people gone wrong
MAX_AFFILIATION = 400
MAX_VENUE = 500
MAX_TITLE = 5_000
MAX_ABSTRACT = 100_000  # the longest abstracts are a tenth of it; beyond, somebody put the whole text there
YEARS = range(1400, 2101)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # invisible, and forbidden in XML and so in feeds
_MARKED_UP = re.compile(r"[\\{}$~<&]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]", re.ASCII)

Raw = TypeVar("Raw")


class Unreadable(ValueError):
    """Why an item is no record, as a sentence for people."""


def records(
    items: Iterable[tuple[int, Raw] | BadLine],
    make: Callable[[int, Raw], Record | None],
    text: Callable[[Raw], bytes] = bytes,
) -> Iterator[Record | BadLine]:
    """Each item's record, or the BadLine that says why it is none; ``make`` leaves out an item by None.

    ``text`` is what an excerpt of an unreadable item shows.
    """
    for item in items:
        if isinstance(item, BadLine):
            yield item
            continue
        number, raw = item
        try:
            made = make(number, raw)
        except Unreadable as why:
            made = BadLine(number, str(why), excerpt(text(raw)))
        if made:
            yield made


def line(text: str | None, limit: int, what: str) -> str:
    """The text on one line without control characters. Unreadable when it is longer than ``limit`` characters.

    >>> line(" On\\x07 \\n things ", 20, "The title")
    'On things'
    """
    if not text:
        return ""
    # Nothing that is kept in a cache may be long, so what is mostly blank is refused with what is too long.
    if len(text) <= 4 * limit:
        is_tidy = text.isprintable() and "  " not in text and text == text.strip()
        short = text if is_tidy else " ".join(_CONTROL.sub("", text).split())
        if len(short) <= limit:
            return short
    raise Unreadable(f"{what} is longer than {limit:,} characters: “{text[:60].strip()}…”.")


def title(text: str | None) -> str:
    """The title as written; a work without one cannot be listed."""
    if not (written := line(text, MAX_TITLE, "The title")):
        raise Unreadable("The title is empty.")
    return written


def abstract(text: str | None) -> str:
    return line(text, MAX_ABSTRACT, "The abstract")


@lru_cache(maxsize=1 << 14)
def phrase(text: str | None, limit: int, what: str) -> str:
    """A short text in plain letters: names, venues. TeX and mark-up are decoded."""
    written = line(text, limit, what)
    return line(plain(written), limit, what) if _MARKED_UP.search(written) else written


def author(
    given: str | None,
    family: str | None,
    suffix: str | None = "",
    *,
    orcid: str | None = "",
    source_author: str = "",
    affiliations: Iterable[AffiliationRecord] = (),
) -> AuthorRecord | None:
    """One name on a work, or None when nothing is written there. A group has a family name only."""
    parts = [phrase(part, MAX_NAME, "A name") for part in (given, family, suffix)]
    if not (parts[0] or parts[1]):
        return None
    return AuthorRecord(*parts, _orcid((orcid or "")[:60]), source_author, tuple(affiliations))


def authors(named: Iterable[AuthorRecord | None]) -> tuple[AuthorRecord, ...]:
    """Those of them who have a name, in order."""
    found = tuple(filter(None, named))
    if len(found) > MAX_AUTHORS:
        raise Unreadable(f"More than {MAX_AUTHORS:,} authors stand on this work.")
    return found


def affiliation(name: str | None, ror: str | None = "", country: str | None = "") -> AffiliationRecord | None:
    """Where a name signs from, or None when the place has no name. A wrong ROR id is left out."""
    if not (place := phrase(name, MAX_AFFILIATION, "An affiliation")):
        return None
    return AffiliationRecord(place, _ror((ror or "")[:60]), country if _is_country(country) else "")


@lru_cache(maxsize=1 << 14)
def _ror(text: str) -> str:
    return identifiers.ror(text) or ""


def _is_country(code: str | None) -> bool:
    return bool(code) and len(code) == 2 and code.isascii() and code.isupper()


@lru_cache(maxsize=1 << 14)
def _orcid(text: str) -> str:
    try:
        return identifiers.orcid(text)
    except ValueError:
        return ""


def year(number: int | None) -> int | None:
    """Unreadable when nobody can have published then."""
    if number is not None and number not in YEARS:
        raise Unreadable(f"No work can be of the year {str(number)[:20]}.")
    return number


def day(text: str) -> date:
    """The day that an ISO date or time begins with: "2020-05-17T10:11:12"."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(f"“{text[:60]}” is not a date.") from None
    year(found.year)
    return found


def language(code: str | None) -> str:
    """ISO 639 in two or three letters, or nothing: "en" from "en-GB"."""
    found = (code or "").partition("-")[0].lower()
    return found if _LANGUAGE.fullmatch(found) else ""


def issn(text: str | None) -> str:
    return text if text and _ISSN.fullmatch(text) else ""


def count(number: int | None) -> int | None:
    """How often a work is cited, in what a database column holds."""
    if number is not None and not 0 <= number < 1 << 31:
        raise Unreadable(f"A work cannot be cited {str(number)[:20]} times.")
    return number


def only_arxiv_id(texts: Iterable[str]) -> str | None:
    """The arXiv id among addresses and DOIs. Two different ones mean two works put together: then it is neither."""
    found = {key for text in texts if (key := _arxiv_id(text))}
    return found.pop() if len(found) == 1 else None


_ARXIV_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.48550/arxiv\.", re.IGNORECASE)


def _arxiv_id(text: str) -> str | None:
    return identifiers.arxiv_id(_ARXIV_DOI.sub("", text[:200], count=1))

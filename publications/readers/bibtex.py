"""BibTeX and BibLaTeX: an author's own list. Pure.

Whoever keeps such a file chose its citation keys for themselves, so they say nothing to others: a record's key is an
identifier of the work, else its fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import blake2b

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from publications import identifiers, names
from publications.fingerprints import fingerprint
from publications.mathtext import plain
from publications.readers import bounds
from publications.readers.bibtex_entries import BEGIN, Entry, File
from publications.records import AuthorRecord, BadLine, Record

MARK = BEGIN

_TYPES = {
    **dict.fromkeys(("inproceedings", "conference"), "proceedings-article"),
    **dict.fromkeys(("book", "mvbook", "booklet", "collection", "proceedings", "manual"), "book"),
    **dict.fromkeys(("incollection", "inbook", "inreference", "suppbook"), "book-chapter"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "dissertation"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **{name: name for name in ("article", "dataset")},
}
_VENUES = ("journaltitle", "journal", "booktitle", "institution", "school", "organization", "publisher")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ON_ARXIV = re.compile(r"(?:arxiv|corr)\b", re.IGNORECASE)
_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}", re.ASCII)


def read(lines: Iterable[tuple[int, bytes] | BadLine], *, untitled: bool = False) -> Iterator[Record | BadLine]:
    """Typed records in the order of the file; an entry that cannot be read becomes a BadLine that says why.

    With ``untitled``, an entry that only gives an identifier is a record without a title: it may name a known work.
    """
    return bounds.records(File(lines).entries(), partial(_record, untitled=untitled), lambda entry: entry.raw)


def _record(number: int, entry: Entry, *, untitled: bool) -> Record:
    said = entry.fields
    written = next(filter(None, map(said.get, _VENUES)), "")
    arxiv = _arxiv(said, written)
    doi = next(filter(None, map(identifiers.doi, (said.get("doi", "").replace("\\", ""), said.get("url", "")))), None)
    known = tuple((scheme, value) for scheme, value in (("arxiv", arxiv), ("doi", doi)) if value)
    named = ": ".join(filter(None, (said.get("title"), said.get("subtitle"))))
    title = "" if untitled and known and not named else bounds.title(named)
    year = _YEAR.search(f"{said.get('year', '')} {said.get('date', '')}"[:200])
    day = bounds.day(said["date"]) if _DAY.fullmatch(said.get("date", "")) else None
    on_arxiv = bool(arxiv) and (not written or bool(_ON_ARXIV.match(written)))
    authors = bounds.authors(map(_author, split_multiple_persons_names(said.get("author", ""))))
    own_key = fingerprint(plain(title), (author.family for author in authors)) + (year[0] if year else "")
    return Record(
        line=number,
        source="bibtex",
        key=":".join(known[0]) if known else own_key,
        type="preprint" if on_arxiv else _TYPES.get(entry.type, "other"),
        title=title,
        abstract=bounds.abstract(said.get("abstract")),
        year=int(year[0]) if year else None,
        first_posted_on=day,
        latest_on=day,
        venue="arXiv" if on_arxiv else bounds.phrase(written, bounds.MAX_VENUE, "The name of a venue"),
        identifiers=known,
        authors=authors,
        digest=blake2b(repr((entry.type, sorted(said.items()))).encode(), digest_size=16).digest(),
        issn=bounds.issn(said.get("issn")),
    )


def _arxiv(said: dict[str, str], venue: str) -> str | None:
    """From ``eprint``, an address, "arXiv preprint arXiv:1905.09747" or CoRR's "abs/1905.09747"."""
    archive = said.get("archiveprefix") or said.get("eprinttype") or "arxiv"
    eprint = said.get("eprint", "") if archive.lower() == "arxiv" else ""
    in_venue = _ARXIV_ID.search(f"{venue} {said.get('volume', '')}"[:500]) if _ON_ARXIV.match(venue) else None
    places = (eprint, said.get("doi", ""), said.get("url", ""), in_venue[0] if in_venue else "")
    return bounds.only_arxiv_id(places)


def _author(written: str) -> AuthorRecord | None:
    """Split first, decoded after: a group in braces stays whole, and "and others" names nobody."""
    if written.lower() in ("others", "et al", "et al."):
        return None
    name, number = names.numbered(bounds.line(written, bounds.MAX_NAME * 2, "A name"))
    parts = parse_single_name_into_parts(name, strict=False)
    given, family = " ".join(parts.first), " ".join(parts.von + parts.last)
    known = f"dblp:{plain(name)} {number}" if number else ""
    if not given and "{" not in family:
        return bounds.author(*names.split(family), source_author=known)
    return bounds.author(given, family, " ".join(parts.jr), source_author=known)

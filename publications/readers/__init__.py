"""One reader a format: each turns numbered lines into typed records, and what it cannot read into bad lines. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from publications.readers import arxiv_snapshot, bibtex, crossref_works, dblp, openalex_works
from publications.records import BadLine, Record

Item = tuple[int, bytes] | BadLine

FORMATS: dict[str, Callable[[Iterable[Item]], Iterator[Record | BadLine]]] = {
    "arxiv": arxiv_snapshot.read,
    "bibtex": bibtex.read,
    "crossref": crossref_works.read,
    "dblp": dblp.read,
    "openalex": openalex_works.read,
}

LOOK = 64 << 10  # bytes at the beginning that tell the format


class UnknownFormat(ValueError):
    """No reader knows this; the message is a sentence for people."""


def opened(lines: Iterable[Item]) -> tuple[str, Iterator[Item]]:
    """The format of a file, told by its first lines, and all its lines."""
    lines = iter(lines)
    seen: list[Item] = []
    head = bytearray()
    for item in lines:
        seen.append(item)
        head += b"" if isinstance(item, BadLine) else item[1] + b"\n"
        if len(head) > LOOK:
            break
    return detect(bytes(head)), chain(seen, lines)


def detect(head: bytes) -> str:
    """The format a file is in, told by its first line or more of its beginning.

    >>> detect(b'{"id": "0704.0001", "title": "A", "authors_parsed": [], "categories": "cs.LG"}')
    'arxiv'
    >>> detect(b'{"id": "https://openalex.org/W2741809807", "doi": null}')
    'openalex'
    >>> detect(b'{"status": "ok", "message-type": "work-list", "message": {"items": []}}')
    'crossref'
    >>> detect(b'<?xml version="1.0"?><!DOCTYPE dblp SYSTEM "dblp.dtd">'), detect(b"% mine\\n@Article{key,")
    ('dblp', 'bibtex')
    """
    begin, look = head.lstrip()[:1], head[:LOOK]
    if begin in (b"{", b"["):
        if openalex_works.MARK.search(look):
            return "openalex"
        if crossref_works.MARK.search(look):
            return "crossref"
        if begin == b"{" and all(key in head for key in arxiv_snapshot.MARKS):
            return "arxiv"
    elif begin == b"<" and dblp.MARK.search(look):
        return "dblp"
    elif bibtex.MARK.search(look):
        return "bibtex"
    raise UnknownFormat(f"This file is in none of the known formats ({', '.join(sorted(FORMATS))}).")


def read(format: str, lines: Iterable[Item], *, start_after: int = 0) -> Iterator[Record | BadLine]:
    """Read numbered lines in a format of ``FORMATS``; UnknownFormat lists them when there is no such one.

    ``start_after`` leaves out what stands up to that line. The lines must begin at the beginning all the same: most
    formats cannot be entered in the middle.
    """
    if format not in FORMATS:
        raise UnknownFormat(f"There is no format {format!r}; known are {', '.join(sorted(FORMATS))}.")
    return (item for item in FORMATS[format](lines) if item.line > start_after)

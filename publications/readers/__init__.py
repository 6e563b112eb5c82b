"""One reader a format: each turns numbered lines into typed records, and what it cannot read into bad lines. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from publications.readers import arxiv_snapshot
from publications.records import BadLine, Record

Item = tuple[int, bytes] | BadLine

FORMATS: dict[str, Callable[[Iterable[Item]], Iterator[Record | BadLine]]] = {"arxiv": arxiv_snapshot.read}


class UnknownFormat(ValueError):
    """No reader knows this; the message is a sentence for people."""


def detect(first_line: bytes) -> str:
    """The format a file is in, told by its first line.

    >>> detect(b'{"id": "0704.0001", "title": "A", "authors_parsed": [], "categories": "cs.LG"}')
    'arxiv'
    """
    if first_line.lstrip().startswith(b"{") and all(key in first_line for key in arxiv_snapshot.MARKS):
        return "arxiv"
    raise UnknownFormat(f"This file is in none of the known formats ({', '.join(sorted(FORMATS))}).")


def read(format: str, lines: Iterable[Item]) -> Iterator[Record | BadLine]:
    """Read numbered lines in a format of ``FORMATS``; UnknownFormat lists them when there is no such one."""
    if format not in FORMATS:
        raise UnknownFormat(f"There is no format {format!r}; known are {', '.join(sorted(FORMATS))}.")
    return FORMATS[format](lines)

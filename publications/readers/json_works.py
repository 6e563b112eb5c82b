"""Works out of JSON, whatever way a file lays them out: one a line, a page of them on a line, or one document. Pure.

A page is what an API answers: ``{"results": […]}`` (OpenAlex), ``{"message": {"items": […]}}`` or a dump's
``{"items": […]}`` (Crossref); a plain list of works is one, too. One document may stand on many lines and be 64 MB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

import msgspec

from publications.readers.bounds import Unreadable
from publications.records import BadLine
from publications.streams import excerpt

MAX_DOCUMENT = 64 << 20  # bytes

_PAGE = re.compile(rb'\s*\{\s*"(?:meta|results|group_by|status|message[a-z-]*|items)"\s*:')
_LIST = re.compile(rb"\s*\[")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

Work = TypeVar("Work")


class _Message(msgspec.Struct):
    items: list[msgspec.Raw] | None = None


class _Page(msgspec.Struct):
    results: list[msgspec.Raw] | None = None
    items: list[msgspec.Raw] | None = None
    message: msgspec.Raw = msgspec.Raw(b"")


_page = msgspec.json.Decoder(_Page).decode
_message = msgspec.json.Decoder(_Message).decode
_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


def items(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[tuple[int, bytes] | BadLine]:
    """The JSON text of each work with a number that grows: its line, counted on where one line holds several."""
    last = 0
    for item in _texts(lines):
        if isinstance(item, BadLine):
            yield item
            continue
        number, text = item
        try:
            works = _works(text)
        except (ValueError, RecursionError) as why:
            yield BadLine(number, _sentence(why, "a page of works"), excerpt(text))
            continue
        seen = at = 0
        for work in works:
            at = text.index(work, at)
            number += text.count(b"\n", seen, at)
            seen, at = at, at + len(bytes(work))
            last = max(number, last + 1)
            yield last, bytes(work)


def decoded(decode: Callable[[bytes], Work], text: bytes, what: str) -> Work:
    """The needed fields, checked for type; everything JSON allows and a database does not is refused here."""
    if b"\\u0000" in text and _NUL.search(text):
        raise Unreadable("The text contains a NUL character.")
    try:
        return decode(text)
    except (ValueError, RecursionError) as error:  # lone surrogates and bytes that are not UTF-8 among them
        raise Unreadable(_sentence(error, what)) from error


def _texts(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[tuple[int, bytes] | BadLine]:
    """Each line by itself, or all of them as one when the first only begins a document."""
    lines, opening = iter(lines), True
    for item in lines:
        if opening and not isinstance(item, BadLine) and item[1].rstrip()[-1:] in (b"{", b"[", b","):
            yield _document(chain([item], lines))
            return
        opening = opening and isinstance(item, BadLine)
        yield item


def _document(lines: Iterable[tuple[int, bytes] | BadLine]) -> tuple[int, bytes] | BadLine:
    """All lines as one text that has its line ends where the file has them, blank lines included."""
    text, first, last = bytearray(), 0, 0
    for item in lines:
        if isinstance(item, BadLine):
            return item
        number, line = item
        first = first or number
        gap = number - (last or number)
        if len(text) + gap + len(line) > MAX_DOCUMENT:
            return BadLine(first, "This document is larger than 64 MB: write one work a line.", excerpt(text))
        text += b"\n" * gap + line
        last = number
    return first, bytes(text)


def _works(text: bytes) -> list[bytes] | list[msgspec.Raw]:
    if _LIST.match(text):
        return _list(text)
    if not _PAGE.match(text):
        return [text]
    page = _page(text)
    if bytes(page.message):
        works = _message(page.message).items
        return [page.message] if works is None else works
    return page.results or page.items or []


def _sentence(error: Exception, what: str) -> str:
    if isinstance(error, msgspec.ValidationError):
        return f"This is not {what}: {_lower_first(str(error))}."
    if isinstance(error, RecursionError):
        return f"This is nested too deeply to be {what}."
    return f"This is not valid JSON in UTF-8: {_lower_first(str(error))}."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if not text.startswith("JSON") else text

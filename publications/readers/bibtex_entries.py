"""The entries of a BibTeX file: strings replaced, what stands in their ``crossref`` inherited. Pure.

Each block is parsed by itself (by ``bibtexparser``), so a broken one is named and breaks no other.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import bibtexparser
from bibtexparser.model import DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as ParsedEntry

from publications.readers.bounds import Unreadable
from publications.records import BadLine
from publications.streams import excerpt

# Whoever imports the file is told of its broken entries; the log need not be.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

BEGIN = re.compile(rb"^[ \t]*@\w{1,30}[ \t]*[{(]", re.MULTILINE)

MAX_FILE = 64 << 20  # bytes
MAX_ENTRY = 1 << 20
MAX_STRINGS = 10_000
MAX_STRING = 10_000  # characters; strings are made of strings, and so could grow without end

_INHERITED = ("year", "date", "booktitle", "publisher")
_CROSSREF = re.compile(rb"crossref\s*=\s*[{\"]?\s*([^\s{}\",]{1,200})", re.IGNORECASE)
_KEY = re.compile(rb"\s*@\w+\s*[{(]\s*([^\s,]{1,200})")
_DELIMITER = re.compile(r'(?<!\\)[{}"#]')


class Entry(NamedTuple):
    """``raw`` is the whole block, as it stands in the file."""

    type: str
    fields: dict[str, str]
    raw: bytes


class File:
    """The blocks of a file, what its ``@string`` says so far, and the entries that others inherit from."""

    def __init__(self, lines: Iterable[tuple[int, bytes] | BadLine]) -> None:
        self.blocks = list(_blocks(lines))
        self.strings: dict[str, str] = {}
        self.parents: dict[bytes, bytes] = {}
        self.inherited: dict[bytes, dict[str, str]] = {}
        raws = [block[1] for block in self.blocks if not isinstance(block, BadLine)]
        wanted = {key.lower() for raw in raws for key in _CROSSREF.findall(raw)}
        if wanted:
            self.parents = {
                key[1].lower(): raw for raw in raws if (key := _KEY.match(raw)) and key[1].lower() in wanted
            }

    def entries(self) -> Iterator[tuple[int, Entry] | BadLine]:
        """Each entry with a number that grows: the line it begins on, counted on where one line holds several."""
        last = 0
        for block in self.blocks:
            for found in [block] if isinstance(block, BadLine) else self._parsed(*block):
                if isinstance(found, BadLine):
                    last = max(found.line, last + 1)
                    yield BadLine(last, found.reason, found.excerpt)
                else:
                    last, entry = max(found[0], last + 1), found[1]
                    yield last, entry._replace(fields=self._inherited(entry.fields) | entry.fields)

    def _parsed(self, number: int, raw: bytes) -> Iterator[tuple[int, Entry] | BadLine]:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            yield BadLine(number, "This entry is not in UTF-8: save the file as UTF-8.", excerpt(raw))
            return
        if "\0" in text:
            yield BadLine(number, "The text contains a NUL character.", excerpt(raw))
            return
        for block in bibtexparser.parse_string(text, parse_stack=[]).blocks:
            try:
                if isinstance(block, ParsingFailedBlock) and not raw.lstrip().lower().startswith(b"@comment"):
                    yield BadLine(number, _why(block), excerpt(raw))
                elif isinstance(block, String):
                    self._define(block)
                elif isinstance(block, ParsedEntry):
                    yield number, self._entry(block, raw)
            except Unreadable as why:
                yield BadLine(number, str(why), excerpt(raw))

    def _define(self, string: String) -> None:
        if len(self.strings) >= MAX_STRINGS:
            raise Unreadable(f"More than {MAX_STRINGS:,} strings are defined in this file.")
        value = self._value(string.value)
        if len(value) > MAX_STRING:
            raise Unreadable(f"The value of this string is longer than {MAX_STRING:,} characters.")
        self.strings[string.key.lower()] = value

    def _entry(self, entry: ParsedEntry, raw: bytes) -> Entry:
        fields: dict[str, str] = {}
        size = 0
        for field in entry.fields:
            fields[field.key.lower()] = value = self._value(field.value)
            size += len(value)
            if size > MAX_ENTRY:
                raise Unreadable("This entry grows beyond 1 MB by the strings it names.")
        return Entry(entry.entry_type.lower(), fields, raw)

    def _inherited(self, fields: dict[str, str]) -> dict[str, str]:
        """What an entry has from the one its ``crossref`` names: a paper from its proceedings. One step only."""
        key = fields.get("crossref", "").strip().lower().encode()
        if key and key not in self.inherited:
            found = next(self._parsed(0, self.parents.get(key, b"")), None)
            said = found[1].fields if isinstance(found, tuple) else {}
            title = {"booktitle": said["title"]} if "title" in said else {}
            self.inherited[key] = title | {name: said[name] for name in _INHERITED if name in said}
        return self.inherited.get(key, {})

    def _value(self, source: str) -> str:
        """What is written: braces and quotation marks taken off, ``#`` joined, names of strings replaced."""
        pieces = [
            piece[1:-1] if piece[:1] in ("{", '"') else self.strings.get(piece.lower(), piece)
            for piece in map(str.strip, _pieces(source))
        ]
        if sum(map(len, pieces)) > MAX_ENTRY:
            raise Unreadable("This entry grows beyond 1 MB by the strings it names.")
        return "".join(pieces)


def _blocks(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[tuple[int, bytes] | BadLine]:
    """A block begins with a line that begins with ``@name{``, whatever is open before; text in front is a comment."""
    begins, held, size = 0, bytearray(), 0
    for item in lines:
        number, line = (item.line, b"") if isinstance(item, BadLine) else item
        size += len(line)
        starts = BEGIN.match(line)
        if held and (starts or isinstance(item, BadLine) or size > MAX_FILE):
            yield _block(begins, held)
            held = bytearray()
        if isinstance(item, BadLine):
            yield item
        elif size > MAX_FILE:
            yield BadLine(
                number, "The file is larger than 64 MB; from here on it is not read: split it.", excerpt(line)
            )
            return
        elif starts:
            begins, held = number, bytearray(line)
        elif held:
            held += b"\n" + line
    if held:
        yield _block(begins, held)


def _block(begins: int, held: bytearray) -> tuple[int, bytes] | BadLine:
    if len(held) > MAX_ENTRY:
        return BadLine(begins, "This entry is longer than 1 MB: a closing brace may be missing.", excerpt(held))
    return begins, bytes(held)


def _pieces(source: str) -> Iterator[str]:
    """The parts of ``"one" # two # {three}``."""
    depth, quoted, begin = 0, False, 0
    for mark in _DELIMITER.finditer(source):
        if mark[0] == '"':
            quoted ^= depth == 0
        elif mark[0] != "#":
            depth += 1 if mark[0] == "{" else -1
        elif not (depth or quoted):
            yield source[begin : mark.start()]
            begin = mark.end()
    yield source[begin:]


def _why(block: ParsingFailedBlock) -> str:
    if isinstance(block, DuplicateFieldKeyBlock):
        return f"The field “{min(block.duplicate_keys)[:60]}” stands there twice."
    reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
    if "end of file" in reason:
        return "This entry does not end: a closing brace or quotation mark is missing."
    return f"This entry is broken: {reason[:1].lower()}{reason[1:200].rstrip('.')}."

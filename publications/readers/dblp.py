"""dblp's XML: the whole dump, or what its pages of people and venues export. Pure.

Fields as in https://dblp.org/xml/docu/dblpxml.pdf. Each record is cut out by its tags and parsed by itself, so memory
stays small, one broken record breaks no other, and no document type is ever read: named letters (``&uuml;``) come from
HTML's table, and any other entity is refused, whatever the file declares it to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from html.entities import name2codepoint
from typing import NamedTuple
from xml.parsers import expat

from publications import identifiers, names
from publications.readers import bounds
from publications.readers.bounds import Unreadable
from publications.records import AuthorRecord, BadLine, Record

MARK = re.compile(rb"<(?:!DOCTYPE\s+)?dblp|<bht\b")

MAX_RECORD = 4 << 20  # bytes; the longest byline has a few thousand names

# Where a document type is named and not read, a parser reports named letters instead of failing over them.
_UNREAD = b'<!DOCTYPE dblp SYSTEM "dblp.dtd">'

_TYPES = {
    "article": "article",
    "inproceedings": "proceedings-article",
    "proceedings": "book",
    "book": "book",
    "incollection": "book-chapter",
    "phdthesis": "dissertation",
    "mastersthesis": "dissertation",
    "data": "dataset",
}
_EDGE = re.compile(rf"<(/?)(?:{'|'.join(_TYPES)})(?=[\s>/])".encode())
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]{1,20})[\"']")
_MARK_UP = ("i", "sub", "sup", "tt")
_VENUES = ("journal", "booktitle", "school", "publisher")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_PERSON = re.compile(r"[\w/-]{1,40}", re.ASCII)


class _Field(NamedTuple):
    """One element of a record: ``<author orcid="…">Ada Lovelace</author>``."""

    name: str
    attributes: dict[str, str]
    texts: list[str]

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()


def read(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[Record | BadLine]:
    """Typed records in the order of the file; a record that cannot be read becomes a BadLine that says why."""
    return bounds.records(_cut(lines), _record)


def _cut(lines: Iterable[tuple[int, bytes] | BadLine]) -> Iterator[tuple[int, bytes] | BadLine]:
    """Each record's XML with a number that grows: the line it begins on, counted on where one line holds several."""
    encoding, begins = b"utf-8", 0
    held: bytearray | None = None  # the record begun and not yet ended
    for item in lines:
        if isinstance(item, BadLine):
            yield item
            begins, held = item.line, None
            continue
        number, line = item
        if not begins and (named := _ENCODING.search(line)):
            encoding = named[1].lower()
        at = 0
        for edge in _EDGE.finditer(line):
            if not edge[1]:
                if held is not None:
                    yield begins, _in_utf_8(encoding, held + line[at : edge.start()])
                begins, held, at = max(number, begins + 1), bytearray(), edge.start()
            elif held is not None:
                yield begins, _in_utf_8(encoding, held + line[at : edge.end()] + b">")
                held = None
        if held is not None:
            held += line[at : at + MAX_RECORD + 1 - len(held)] + b"\n"
    if held is not None:
        yield begins, _in_utf_8(encoding, held)


def _in_utf_8(encoding: bytes, xml: bytearray) -> bytes:
    return xml.decode("latin-1").encode() if encoding == b"iso-8859-1" else bytes(xml)


def _record(number: int, xml: bytes) -> Record:
    kind, *fields = _parsed(xml)
    said: dict[str, str] = {}
    for field in fields:
        said.setdefault(field.name, field.text)
    key = bounds.line(kind.attributes.get("key"), bounds.MAX_NAME, "The key")
    if not key:
        raise Unreadable("This record has no key.")
    corr = said.get("journal") == "CoRR"
    links = [field.text for field in fields if field.name == "ee"]
    return Record(
        line=number,
        source="dblp",
        key=key,
        type="preprint" if corr or "informal" in kind.attributes.get("publtype", "") else _TYPES[kind.name],
        title=bounds.title(_without_stop(said.get("title", ""))),
        year=bounds.year(int(said["year"])) if _YEAR.fullmatch(said.get("year", "")) else None,
        venue="arXiv" if corr else _venue(said),
        identifiers=tuple(_identifiers(links, said.get("volume", "").removeprefix("abs/") if corr else "")),
        authors=bounds.authors(_author(field) for field in fields if field.name == "author"),
        digest=blake2b(xml, digest_size=16).digest(),
    )


def _parsed(xml: bytes) -> list[_Field]:
    """The record's own element and those inside it; mark-up of titles stays in their text."""
    if len(xml) > MAX_RECORD:
        raise Unreadable("This record is longer than 4 MB.")
    fields: list[_Field] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth <= 2:
            fields.append(_Field(name, attributes, []))
        elif name in _MARK_UP:
            fields[-1].texts.append(f"<{name}>")

    def end(name: str) -> None:
        nonlocal depth
        if depth > 2 and name in _MARK_UP:
            fields[-1].texts.append(f"</{name}>")
        depth -= 1

    def entity(name: str, is_parameter: bool) -> None:
        if name not in name2codepoint:
            raise Unreadable(f"“&{name[:60]};” is not the name of a letter.")
        fields[-1].texts.append(chr(name2codepoint[name]))

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.SkippedEntityHandler = start, end, entity
    parser.CharacterDataHandler = lambda text: fields[-1].texts.append(text)
    try:
        parser.Parse(_UNREAD, False)
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Unreadable(f"This is not well-formed XML: {expat.ErrorString(error.code)}.") from None
    return fields


def _without_stop(title: str) -> str:
    """dblp ends every title with a full stop of its own."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _venue(said: dict[str, str]) -> str:
    venue = next(filter(None, map(said.get, _VENUES)), "")
    return bounds.phrase(venue, bounds.MAX_VENUE, "The name of a venue")


def _identifiers(links: list[str], arxiv: str) -> Iterator[tuple[str, str]]:
    for doi in dict.fromkeys(map(identifiers.doi, links)):
        if doi:
            yield "doi", doi
    if known := bounds.only_arxiv_id([arxiv, *links]):
        yield "arxiv", known


def _author(field: _Field) -> AuthorRecord | None:
    """dblp numbers namesakes it has told apart: "Wei Wang 0001" is a person, "Wei Wang" may be many."""
    written = bounds.phrase(field.text, bounds.MAX_NAME, "A name")
    name, number = names.numbered(written)
    person = field.attributes.get("pid", "")
    known = person if _PERSON.fullmatch(person) else written if number else ""
    orcid = field.attributes.get("orcid")
    return bounds.author(*names.split(name), orcid=orcid, source_author=f"dblp:{known}" if known else "")

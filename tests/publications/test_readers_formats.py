"""What holds for every format: it is told by its beginning, and nothing in a file can break or poison an import."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import readers, streams
from publications.records import BadLine, Record
from publications.sources import INVENTED, SOURCES

SAMPLES = Path(__file__).parent / "samples"
FORMATS = {
    "arxiv-odd.jsonl": "arxiv",
    "crossref-page.json": "crossref",
    "dblp.xml": "dblp",
    "openalex-page.json": "openalex",
    "openalex-works.jsonl": "openalex",
    "own-list.bib": "bibtex",
}
CONTENTS = [(format, (SAMPLES / name).read_bytes()) for name, format in FORMATS.items()]
POISON = re.compile("[\0\ud800-\udfff]")


def numbered(content):
    return [(n, line) for n, line in enumerate(content.split(b"\n"), 1) if line.strip()]


@pytest.mark.parametrize(("name", "format"), FORMATS.items())
def test_the_beginning_of_a_file_tells_its_format_and_no_line_is_lost(name, format):
    lines = list(streams.lines(SAMPLES / name))
    told, all_lines = readers.opened(iter(lines))
    assert (told, list(all_lines)) == (format, lines)


@pytest.mark.parametrize(
    "head", [b"", b"Dear all,", b"{}", b"[1, 2]", b"<html><body>", b'{"DOI": 1}', b"me@example.org {", b"PMID- 123"]
)
def test_other_files_are_refused_with_the_formats_that_are_known(head):
    with pytest.raises(readers.UnknownFormat, match="arxiv, bibtex, crossref, dblp, openalex"):
        readers.detect(head)


def test_unreadable_lines_at_the_beginning_hide_no_format():
    lines = [BadLine(1, "This line is longer than 16 MB."), (2, b"@misc{a, title={A}}")]
    told, all_lines = readers.opened(lines)
    assert (told, list(all_lines)) == ("bibtex", lines)


def test_every_format_has_a_source_that_is_described():
    without_a_format = {INVENTED, "own-list"}
    assert set(readers.FORMATS) == set(SOURCES) - without_a_format
    assert all(source["name"] and source["role"] for source in SOURCES.values())


@pytest.mark.parametrize(("name", "format"), FORMATS.items())
def test_reading_on_from_any_line_gives_what_an_unbroken_reading_gives(name, format):
    lines = list(streams.lines(SAMPLES / name))
    unbroken = list(readers.read(format, lines))
    numbers = [item.line for item in unbroken]
    assert numbers == sorted(set(numbers))
    for number in numbers:
        rest = list(readers.read(format, lines, start_after=number))
        assert rest == [item for item in unbroken if item.line > number]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, msgspec.Struct):
        yield from texts([getattr(value, name) for name in value.__struct_fields__])


changes = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["put", "cut", "insert"]), st.binary(min_size=1, max_size=4)), max_size=4
)
hostile = st.sampled_from([b"\\u0000", b"\\ud800", b"\0", b"&#0;", b"{", b"}", b'"', b"\n", b"&x;", b"]]>", b"\xff"])


@given(st.sampled_from(CONTENTS), changes, st.lists(st.tuples(st.floats(0, 1), hostile), max_size=3))
@settings(max_examples=400)
def test_no_change_of_bytes_breaks_a_reader_or_gets_poison_past_it(sample, changes, inserts):
    format, content = sample
    data = bytearray(content)
    for where, kind, piece in [*changes, *((where, "insert", piece) for where, piece in inserts)]:
        at = int(where * len(data))
        data[at : at if kind == "insert" else at + len(piece)] = b"" if kind == "cut" else piece
    last = 0
    for item in readers.read(format, numbered(bytes(data))):
        assert isinstance(item, Record | BadLine)
        assert item.line > last or format == "arxiv"
        last = item.line
        assert not any(POISON.search(text) for text in texts(item))
        if isinstance(item, Record):
            assert item.title
            assert item.year is None or 1400 <= item.year <= 2100

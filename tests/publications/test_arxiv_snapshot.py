"""The reader of arXiv's metadata snapshot: what it makes of good, odd and broken lines."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications import readers, streams
from publications.readers import arxiv_snapshot
from publications.records import BadLine, Record

ROOT = Path(__file__).resolve().parents[2]
ODD = Path(__file__).parent / "samples" / "arxiv-odd.jsonl"
PAPER = {"id": "0704.0001", "title": "A title", "categories": "cs.LG", "authors_parsed": [["Smith", "Jane", ""]]}


def read_one(line):
    (item,) = arxiv_snapshot.read([(7, line)])
    return item


def read_with(**fields):
    return read_one(json.dumps(PAPER | fields).encode())


@pytest.fixture(scope="module")
def odd():
    return list(arxiv_snapshot.read(streams.lines(ODD)))


def test_every_bundled_work_is_read():
    records = list(arxiv_snapshot.read(streams.lines(ROOT / "reference" / "reference-works.jsonl")))
    assert len(records) == 44
    assert all(isinstance(r, Record) and r.year and r.authors and r.topics and len(r.digest) == 16 for r in records)


def test_a_record_has_the_dates_of_its_first_and_latest_version(odd):
    assert (odd[0].first_posted_on, odd[0].latest_on, odd[0].year) == (date(2007, 4, 2), date(2012, 7, 24), 2012)
    assert [version.label for version in odd[0].versions] == ["v1", "v2"]


def test_titles_are_one_line_and_abstracts_keep_their_paragraphs(odd):
    assert odd[0].title == "A title over two lines"
    assert odd[0].abstract == "First paragraph broken anywhere.\n\nSecond paragraph."


def test_every_doi_that_is_one_is_kept(odd):
    assert odd[0].identifiers == (("arxiv", "0704.0001"), ("doi", "10.1007/978-1"), ("doi", "10.1145/2.ccc"))


def test_names_and_places_lose_their_tex_and_empty_rows_are_left_out(odd):
    person, group = odd[0].authors
    assert (person.given, person.family, person.suffix) == ("Oscar", "Castañeda", "Jr.")
    assert [place.name for place in person.affiliations] == ["Université de Genève", "MIT"]
    assert (group.given, group.family) == ("", "ATLAS Collaboration")


def test_names_nobody_parsed_are_parsed(odd):
    assert [(a.given, a.family, a.suffix) for a in odd[1].authors] == [
        ("Jane", "van der Berg", ""),
        ("John", "Smith", "Jr."),
        ("", "ATLAS Collaboration", ""),
    ]
    assert odd[1].year == 2009


def test_a_withdrawn_paper_is_not_retracted(odd):
    assert odd[2].is_retracted is False


def test_topics_keep_their_order(odd):
    assert [topic.code for topic in odd[0].topics] == ["hep-ph", "cs.LG"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[]", "not a paper"),
        (b"nonsense", "not valid JSON"),
        (b'{"id": "0704.0001"', "not valid JSON"),
        (b'{"id": "0704.0001"}', "title"),
        (b'{"id": 704.0001, "title": "x"}', "id"),
        (b'{"id": "0704.0001", "title": "x", "z": NaN}', "not valid JSON"),
        (b'{"id": "0704.0001", "title": "a \\u0000 b"}', "NUL"),
        (b'{"id": "0704.0001", "title": "a \0 b"}', "not valid JSON"),
        (b'{"id": "0704.0001", "title": "\\ud800"}', "not valid JSON"),
        (b'{"id": "0704.0001", "title": "\xff"}', "not valid JSON"),
        (b'{"id": "0704.0001", "title": "x", "title": "y"}', "twice"),
        pytest.param(b'{"id": "0704.0001", "title": "x", "z": ' + b"[" * 100_000, "nested", id="nested"),
    ],
)
def test_a_line_that_is_no_paper_says_why(line, reason):
    bad = read_one(line)
    assert isinstance(bad, BadLine)
    assert bad.line == 7
    assert reason in bad.reason
    assert bad.reason.endswith(".")
    assert bad.excerpt == line.decode(errors="replace").replace("\0", "\ufffd")[: 64 << 10]
    assert "\0" not in bad.excerpt


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "12"}, "“12” is not an arXiv id."),
        ({"title": " \n "}, "The title is empty."),
        ({"title": "x" * 6_000}, "The title is longer than 5,000 characters"),
        ({"abstract": "x" * 10_000_000}, "The abstract is longer than 100,000 characters"),
        ({"versions": [{"version": "v1", "created": "2007-13-41"}]}, "“2007-13-41” is not a date."),
        ({"versions": [{"version": "v1", "created": "10000000000000000000-01-01"}]}, "is not a date."),
        ({"versions": [{"version": "v1", "created": "1066-10-14"}]}, "A paper of 1066 cannot be on arXiv."),
        ({"versions": [{"version": "first", "created": "2007-01-01"}]}, "“first” is not a version."),
        ({"categories": "<script>"}, "“<script>” is not an arXiv category."),
        ({"authors_parsed": [["x" * 300, "", ""]]}, "A name is longer than 200 characters"),
        ({"authors_parsed": [["x", "", "", "y" * 500]]}, "An affiliation is longer than 400 characters"),
        ({"authors_parsed": [["x"]] * 20_001}, "More than 20,000 authors"),
    ],
)
def test_a_paper_with_an_impossible_field_says_which(fields, reason):
    bad = read_with(**fields)
    assert isinstance(bad, BadLine)
    assert reason in bad.reason


def test_a_backslash_before_u0000_is_only_a_backslash():
    assert read_with(title="a \\u0000 b").title == "a \\u0000 b"


def test_control_characters_are_left_out():
    assert read_with(title="a \x07bell\x1f and \\u0007").title == "a bell and \\u0007"


def test_bad_lines_of_the_stream_are_handed_on():
    bad = BadLine(3, "This line is longer than 16 MB.")
    assert list(arxiv_snapshot.read([bad])) == [bad]


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=3))
def test_whatever_happens_to_a_line_the_others_are_read(at, noise):
    line = json.dumps(PAPER).encode()
    at %= len(line)
    items = list(arxiv_snapshot.read([(1, line[:at] + noise + line[at + 1 :]), (2, line)]))
    assert len(items) == 2
    assert isinstance(items[1], Record)


def test_the_format_is_told_by_the_first_line():
    assert readers.detect(json.dumps(PAPER).encode()) == "arxiv"
    with pytest.raises(readers.UnknownFormat, match=r"known formats \(arxiv, "):
        readers.detect(b"Dear all,")
    with pytest.raises(readers.UnknownFormat, match="no format 'marc'"):
        readers.read("marc", [])

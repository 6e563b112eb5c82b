"""The reader of dblp's XML: entities, namesakes, broken records and bombs."""

from pathlib import Path

import pytest

from publications import streams
from publications.readers import dblp
from publications.records import BadLine

SAMPLE = Path(__file__).parent / "samples" / "dblp.xml"


def read_text(text, encoding="utf-8"):
    return list(dblp.read([(n, line.encode(encoding)) for n, line in enumerate(text.split("\n"), 1)]))


def read_record(inside):
    (item,) = read_text(f'<dblp><article key="k">{inside}</article></dblp>')
    return item


@pytest.fixture(scope="module")
def items():
    return list(dblp.read(streams.lines(SAMPLE)))


def test_every_record_that_is_a_work_is_read_with_the_line_it_begins_on(items):
    assert [(item.line, getattr(item, "key", "broken"), getattr(item, "type", "")) for item in items] == [
        (4, "journals/inv/BergWM20", "article"),
        (16, "journals/corr/abs-1905-09747", "preprint"),
        (23, "conf/inv/Nobody18", "proceedings-article"),
        (28, "conf/inv/2018", "book"),
        (33, "phd/Inventor17", "dissertation"),
        (42, "broken", ""),
        (45, "broken", ""),
        (48, "broken", ""),
    ]


def test_named_letters_are_resolved_and_mark_up_is_kept(items):
    assert items[0].title == "Learning H<sub>2</sub>O & <i>other</i> things"
    assert (items[0].authors[2].given, items[0].authors[2].family) == ("Jörg", "Müller")
    assert items[1].title == "Why do things ..."


def test_a_namesake_that_dblp_has_told_apart_keeps_the_number_and_loses_it_from_the_name(items):
    numbered, plain = items[0].authors[1], items[1].authors[0]
    assert (numbered.given, numbered.family, numbered.source_author) == ("Wei", "Wang", "dblp:Wei Wang 0001")
    assert (plain.given, plain.family, plain.source_author) == ("Wei", "Wang", "")
    assert items[0].authors[0].orcid == "0000-0002-1825-0097"


def test_a_person_page_names_people_by_their_id():
    (item,) = read_text(
        '<dblpperson name="A"><r><article key="k"><author pid="65/9612-3">Wei Wang 0003</author><title>T.</title>'
        "</article></r></dblpperson>"
    )
    assert item.authors[0].source_author == "dblp:65/9612-3"


def test_links_become_identifiers_and_corr_is_arxiv(items):
    assert items[0].identifiers == (("doi", "10.5555/inv.1234"),)
    assert (items[1].identifiers, items[1].venue) == ((("arxiv", "1905.09747"),), "arXiv")
    assert [item.venue for item in items[2:5]] == ["INV", "Invented Press", "Northern University"]


def test_editors_are_no_authors_and_a_year_in_two_digits_is_none(items):
    assert items[2].authors == items[3].authors == ()
    assert items[4].year is None


def test_broken_records_are_named_and_break_no_other(items):
    assert "mismatched tag" in items[5].reason
    assert "&invented;" in items[6].reason
    assert items[7].reason == "The title is empty."
    cut = read_text('<dblp><article key="a"><title>Cut<article key="b"><title>Whole</title></article>\n<book key="c">')
    assert [type(item) is BadLine for item in cut] == [True, False, True]
    assert [item.line for item in cut] == [1, 2, 3]


def test_the_declared_encoding_is_obeyed():
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<article key="k"><title>Größe</title></article>'
    (item,) = read_text(xml, "latin-1")
    assert item.title == "Größe"
    (item,) = read_text(xml.partition("\n")[2], "latin-1")
    assert "not well-formed" in item.reason


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">',
        '<!ENTITY lol2 SYSTEM "file:///etc/hostname">',
        '<!ENTITY % lol SYSTEM "http://127.0.0.1/evil.dtd">%lol;',
    ],
)
@pytest.mark.parametrize("inside", ["<title>&lol2;</title>", "<title>A</title><author>&lol2;</author>"])
def test_entities_that_a_file_declares_are_never_resolved(declared, inside):
    items = read_text(f'<!DOCTYPE dblp [{declared}]>\n<dblp><article key="k">{inside}</article></dblp>')
    assert [item.reason for item in items] == ["“&lol2;” is not the name of a letter."]


def test_a_document_type_inside_a_record_is_refused():
    assert "not well-formed" in read_record('<!DOCTYPE x [<!ENTITY a "a">]><title>&a;</title>').reason


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<title>A&#0;B</title>", "not well-formed"),
        ("<title>A&#xD800;B</title>", "not well-formed"),
        (f"<title>{'x' * 6000}</title>", "title is longer"),
        (f"<title>A</title><note>{'x' * (5 << 20)}</note>", "longer than 4 MB"),
        ("<title>A</title><year>0999</year>", "year 999"),
        (f"<title>A</title><author>{'x' * 300}</author>", "name is longer"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_no_database_should_hold_is_refused(inside, reason):
    assert reason in read_record(inside).reason


def test_five_thousand_authors_and_deep_nesting_are_read():
    people = "".join(f"<author>Ada Lovelace {n:04}</author>" for n in range(5154))
    assert len(read_record(f"<title>A</title>{people}").authors) == 5154
    assert read_record(f"<title>{'<i>' * 20_000}A{'</i>' * 20_000}</title>").reason.startswith("The title is longer")

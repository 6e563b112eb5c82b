"""The reader of OpenAlex works: lines, pages and documents, and what it makes of odd ones."""

import json
from datetime import date
from pathlib import Path

import pytest

from publications import streams
from publications.readers import json_works, openalex_works
from publications.records import AffiliationRecord, BadLine, TopicRecord, VersionRecord

SAMPLES = Path(__file__).parent / "samples"
WORK = {"id": "https://openalex.org/W900000001", "title": "A title", "type": "article", "publication_year": 2020}


def read_one(line):
    (item,) = openalex_works.read([(7, line)])
    return item


def read_with(**fields):
    return read_one(json.dumps(WORK | fields).encode())


@pytest.fixture(scope="module")
def works():
    return list(openalex_works.read(streams.lines(SAMPLES / "openalex-works.jsonl")))


def test_a_work_is_known_by_every_identifier_it_has(works):
    assert works[0].identifiers == (
        ("openalex", "W900000001"),
        ("doi", "10.5555/inv.2020.17"),
        ("pmid", "31234567"),
        ("arxiv", "1905.09747"),
    )
    assert (works[0].source, works[0].key, works[0].line) == ("openalex", "W900000001", 1)


def test_the_abstract_is_put_together_from_its_inverted_index(works):
    assert works[0].abstract == "We show the things that the shallow can show."


def test_names_are_those_on_the_work_and_people_those_openalex_means(works):
    first, second, third = works[0].authors
    assert (first.given, first.family, first.orcid) == ("Laurens", "van der Berg", "0000-0002-1825-0097")
    assert first.source_author == "openalex:A5900000001"
    assert first.affiliations == (
        AffiliationRecord("Northern University", "https://ror.org/047s2c258", "NO"),
        AffiliationRecord("Institute of Invented Things", "", "DE"),  # its ROR id fails the check
    )
    assert (second.given, second.family, second.source_author) == ("Wei", "Wang", "")  # nobody's record
    assert (third.given, third.family, third.orcid) == ("Jörg", "Müller", "")  # a wrong ORCID iD


def test_a_group_a_name_without_spaces_and_one_from_right_to_left_are_names(works):
    assert [(author.given, author.family) for author in works[2].authors] == [
        ("محمد", "الأحمد"),
        ("", "The Invented Survey Collaboration"),
        ("伟", "王"),
        ("J. A.", "Smith"),
    ]
    assert works[2].title == "علم البيانات والشبكات"


def test_topics_have_their_four_levels(works):
    field = "Computer Science"
    domain = TopicRecord("openalex", "domains/3", "Physical Sciences", "", "domain")
    above = TopicRecord("openalex", "fields/17", field, field, "field", domain)
    above = TopicRecord("openalex", "subfields/1702", "Artificial Intelligence", field, "subfield", above)
    topic = TopicRecord("openalex", "T10320", "Neural Networks and Applications", field, "topic", above)
    assert works[0].topics == (topic,)


def test_locations_are_versions_and_the_first_is_the_venue(works):
    assert works[0].versions == (
        VersionRecord(
            "published", None, "Proceedings of the Invented Conference", "https://doi.org/10.5555/inv.2020.17"
        ),
        VersionRecord("submitted", None, "arXiv", "http://arxiv.org/abs/1905.09747"),
    )
    assert (works[0].type, works[0].venue, works[0].issn) == (
        "proceedings-article",
        "Proceedings of the Invented Conference",
        "1234-567X",
    )


def test_references_citations_and_retraction_are_read(works):
    assert works[0].references == (("openalex", "W900000101"), ("openalex", "W900000102"))  # not the deleted work
    assert (works[0].cited_by, works[0].cited_by_on) == (12, date(2024, 3, 2))
    assert [work.is_retracted for work in works] == [False, True, False]
    assert (works[1].authors, works[1].abstract, works[2].year) == ((), "", None)


def test_each_odd_work_is_named_with_its_line_and_a_reason():
    read = list(openalex_works.read(streams.lines(SAMPLES / "openalex-odd.jsonl")))
    assert all(isinstance(item, BadLine) and item.excerpt for item in read)
    reasons = [
        "title is empty",
        "NUL",
        "surrogate",
        "year",
        "words",
        "not the id of a work",
        "deleted",
        "int",
        "trunca",
    ]
    assert [item.line for item in read] == list(range(1, len(reasons) + 1))
    for item, reason in zip(read, reasons, strict=True):
        assert reason in item.reason


def test_a_page_is_read_on_one_line_and_on_many():
    page = SAMPLES / "openalex-page.json"
    spread = list(openalex_works.read(streams.lines(page)))
    on_one_line = json.dumps(json.loads(page.read_text())).encode()
    packed = list(openalex_works.read([(1, on_one_line), (2, on_one_line)]))
    assert [item.line for item in spread] == [10, 322, 431]
    assert [item.line for item in packed] == [1, 2, 3, 4, 5, 6]  # numbers grow, so that an import can be taken up
    assert [item.title for item in packed[:2]] == [item.title for item in spread[:2]]
    assert isinstance(spread[2], BadLine)
    assert isinstance(packed[5], BadLine)


def test_a_line_of_a_document_keeps_its_number_behind_blank_lines():
    lines = [(1, b"["), (5, json.dumps(WORK).encode() + b","), (9, json.dumps(WORK).encode()), (10, b"]")]
    assert [item.line for item in openalex_works.read(lines)] == [5, 9]


def test_a_document_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(json_works, "MAX_DOCUMENT", 1000)
    lines = [(1, b"["), *((n, json.dumps(WORK).encode() + b",") for n in range(2, 20)), (20, b"]")]
    (refused,) = openalex_works.read(lines)
    assert "64 MB" in refused.reason


@pytest.mark.parametrize("page", [b'{"meta": {"count": 0}, "results": []}', b"[]", b'{"results": null}'])
def test_an_empty_page_is_no_work_and_no_mistake(page):
    assert list(openalex_works.read([(1, page)])) == []


def test_five_thousand_authors_are_read_and_more_than_the_limit_refused():
    one = {
        "author": {"id": "https://openalex.org/A1", "display_name": "Ada Lovelace"},
        "raw_author_name": "A. Lovelace",
    }
    assert len(read_with(authorships=[one] * 5154).authors) == 5154
    assert "authors" in read_with(authorships=[one] * 20_001).reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"abstract_inverted_index": {"x" * 10_000_000: [0]}}, "abstract is longer"),
        ({"abstract_inverted_index": {"x": [-1]}}, "words"),
        ({"title": "x" * 6000}, "title is longer"),
        ({"publication_date": "2020-02-31"}, "not a date"),
        ({"publication_date": "0001-01-01"}, "year 1"),
        ({"cited_by_count": 10**12}, "cited"),
        ({"authorships": [{"raw_author_name": "x" * 300}]}, "name is longer"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_no_database_should_hold_is_refused(fields, reason):
    assert reason in read_with(**fields).reason


def test_two_arxiv_ids_on_one_work_are_none():
    places = [{"landing_page_url": f"https://arxiv.org/abs/1905.0974{n}"} for n in range(2)]
    assert read_with(locations=places).identifiers == (("openalex", "W900000001"),)


def test_deep_nesting_is_refused_with_a_sentence():
    nested = b'{"id": "https://openalex.org/W1", "title": "x", "concepts": ' + b"[" * 100_000
    assert "nested too deeply" in read_one(nested + b"]" * 100_000 + b"}").reason

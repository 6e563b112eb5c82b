"""The reader of Crossref works."""

import json
from datetime import date
from pathlib import Path

import pytest

from publications import streams
from publications.readers import crossref_works
from publications.records import AffiliationRecord, BadLine

PAGE = Path(__file__).parent / "samples" / "crossref-page.json"
WORK = {"DOI": "10.5555/inv.1", "title": ["A title"], "type": "journal-article"}


def read_with(**fields):
    (item,) = crossref_works.read([(7, json.dumps(WORK | fields).encode())])
    return item


@pytest.fixture(scope="module")
def works():
    return list(crossref_works.read(streams.lines(PAGE)))


def test_an_article_is_read_with_its_people_and_places(works):
    article = works[0]
    assert (article.key, article.type, article.venue, article.issn) == (
        "10.5555/inv.1234",
        "article",
        "Journal of Inventions",
        "1234-567X",
    )
    assert [(a.given, a.family, a.suffix) for a in article.authors] == [
        ("Laurens", "van der Berg", ""),
        ("Martin L.", "King", "Jr."),
        ("", "The Invented Survey Collaboration", ""),
        ("伟", "王", ""),
    ]
    assert article.authors[0].orcid == "0000-0002-1825-0097"
    assert article.authors[0].affiliations == (AffiliationRecord("Northern University", "https://ror.org/047s2c258"),)


def test_title_and_abstract_keep_their_mark_up(works):
    assert works[0].title == "On the <i>invention</i> of things &amp; people"
    assert works[0].abstract.startswith("<jats:title>Abstract</jats:title><jats:p>We invent <jats:italic>")


def test_its_preprint_is_the_same_work(works):
    assert works[0].identifiers == (("doi", "10.5555/inv.1234"), ("arxiv", "1905.09747"))


def test_only_full_dates_are_days(works):
    assert (works[0].first_posted_on, works[0].latest_on, works[0].year) == (date(2020, 11, 1), date(2020, 11, 1), 2020)
    assert (works[2].first_posted_on, works[2].year) == (None, None)
    assert (read_with(issued={"date-parts": [[2020, 5]]}).latest_on, read_with().year) == (None, None)


def test_references_and_citations_are_read(works):
    assert works[0].references == (("doi", "10.5555/inv.1"), ("doi", "10.5555/inv.2"))
    assert (works[0].cited_by, works[0].cited_by_on) == (7, date(2024, 1, 5))


def test_a_retraction_stands_on_the_work_and_on_its_notice(works):
    article, notice = works[:2]
    assert (article.is_retracted, article.retracted_on) == (True, date(2022, 5, 4))
    assert article.retraction_url == "https://doi.org/10.5555/inv.retraction.1"
    assert notice.retracts == (("10.5555/inv.1234", date(2022, 5, 4)),)  # and not what it only corrects
    assert not notice.is_retracted


def test_a_work_without_a_title_is_named(works):
    assert isinstance(works[3], BadLine)
    assert works[3].reason == "The title is empty."


def test_a_single_answer_and_a_dump_are_read():
    answer = json.dumps({"status": "ok", "message-type": "work", "message": WORK}).encode()
    dump = json.dumps({"items": [WORK, WORK]}).encode()
    assert [item.line for item in crossref_works.read([(1, answer), (2, dump)])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"DOI": "none"}, "not a DOI"),
        ({"title": "A title"}, "not a work as Crossref"),
        ({"issued": {"date-parts": [[2020, 13, 1]]}}, "not a date"),
        ({"issued": {"date-parts": [[20200, 1, 1]]}}, "not a date"),
        ({"issued": {"date-parts": [[-5]]}}, "year -5"),
        ({"abstract": "x" * 10_000_000}, "abstract is longer"),
        ({"author": [{"family": "x" * 300}]}, "name is longer"),
        ({"reference": [{}] * 20_001}, "references"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_no_database_should_hold_is_refused(fields, reason):
    assert reason in read_with(**fields).reason

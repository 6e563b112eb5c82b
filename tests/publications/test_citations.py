"""What sources say beside the by-line, from the file to the row: citations, copies, retractions, levels of topics."""

import json

import pytest

from publications.importing import import_file
from publications.models import Author, CitationCount, Institution, Reference, Retraction, Source, Topic, Work
from tests.publications.corpus import file, line, row_versions

pytestmark = pytest.mark.django_db

OPENALEX = {
    "id": "https://openalex.org/W900000001",
    "doi": "https://doi.org/10.5555/inv.2020.17",
    "title": "On the depth of shallow things",
    "type": "article",
    "language": "en",
    "publication_year": 2020,
    "publication_date": "2020-05-17",
    "updated_date": "2024-03-02T10:11:12.123456",
    "cited_by_count": 12,
    "is_retracted": False,
    "referenced_works": ["https://openalex.org/W900000101", "https://openalex.org/W900000102"],
    "authorships": [
        {
            "author": {"id": "https://openalex.org/A5900000001", "display_name": "Ada Lovelace"},
            "raw_author_name": "Ada Lovelace",
            "institutions": [
                {
                    "id": "https://openalex.org/I1",
                    "display_name": "University of Maryland",
                    "ror": "https://ror.org/047s2c258",
                    "country_code": "US",
                }
            ],
        }
    ],
    "primary_location": {
        "landing_page_url": "https://doi.org/10.5555/inv.2020.17",
        "version": "publishedVersion",
        "source": {"display_name": "Journal of Invented Things", "issn_l": "1234-567X", "type": "journal"},
    },
    "locations": [
        {
            "landing_page_url": f"https://example.org/{name}",
            "version": "submittedVersion",
            "source": {"display_name": name, "type": "repository"},
        }
        for name in ("HAL", "Zenodo")
    ],
    "topics": [
        {
            "id": "https://openalex.org/T10320",
            "display_name": "Neural Networks and Applications",
            "subfield": {"id": "https://openalex.org/subfields/1702", "display_name": "Artificial Intelligence"},
            "field": {"id": "https://openalex.org/fields/17", "display_name": "Computer Science"},
            "domain": {"id": "https://openalex.org/domains/3", "display_name": "Physical Sciences"},
        }
    ],
}
ARTICLE = {
    "DOI": "10.5555/inv.2020.17",
    "title": ["On the depth of shallow things"],
    "type": "journal-article",
    "issued": {"date-parts": [[2020, 5, 17]]},
    "author": [{"given": "Ada", "family": "Lovelace"}],
    "is-referenced-by-count": 9,
    "indexed": {"date-time": "2024-04-01T00:00:00Z"},
    "reference": [{"key": "1", "DOI": "10.5555/CITED"}, {"key": "2", "unstructured": "A book"}],
}
NOTICE = {
    "DOI": "10.5555/notice",
    "title": ["Retraction: On the depth of shallow things"],
    "type": "journal-article",
    "reference-count": 0,
    "issued": {"date-parts": [[2021, 2, 3]]},
    "update-to": [{"DOI": "10.5555/inv.2020.17", "type": "retraction", "updated": {"date-parts": [[2021, 2, 3]]}}],
}


def bring(*works):
    return import_file(file(*(work if isinstance(work, str) else json.dumps(work) for work in works)))


def the_work():
    return Work.objects.get(identifiers__value="10.5555/inv.2020.17")


def test_what_openalex_says_of_a_work_is_kept():
    bring(OPENALEX)
    work = the_work()
    assert list(work.references.order_by("position").values_list("position", "scheme", "value")) == [
        (1, "openalex", "W900000101"),
        (2, "openalex", "W900000102"),
    ]
    counted = work.citation_counts.get()
    assert (counted.source.key, counted.count, counted.counted_on.isoformat()) == ("openalex", 12, "2024-03-02")
    assert (work.language, work.source.issn, work.source.venue_type) == ("en", "1234-567X", "journal")
    assert list(work.versions.order_by("label", "venue").values_list("label", "venue", "url")) == [
        ("published", "Journal of Invented Things", "https://doi.org/10.5555/inv.2020.17"),
        ("submitted", "HAL", "https://example.org/HAL"),
        ("submitted", "Zenodo", "https://example.org/Zenodo"),
    ]


def test_a_topic_leads_to_its_subfield_field_and_domain():
    bring(OPENALEX)
    topic = Topic.objects.get(code="T10320")
    levels = []
    while topic:
        levels.append((topic.level, topic.name, topic.group))
        topic = topic.broader
    assert levels == [
        ("topic", "Neural Networks and Applications", "Computer Science"),
        ("subfield", "Artificial Intelligence", "Computer Science"),
        ("field", "Computer Science", "Computer Science"),
        ("domain", "Physical Sciences", ""),
    ]


def test_a_topic_known_by_its_name_alone_finds_its_place_later():
    Topic.objects.create(scheme="openalex", code="T10320", name="Neural Networks and Applications")
    bring(OPENALEX)
    assert Topic.objects.get(code="T10320").broader.code == "subfields/1702"


@pytest.mark.django_db(transaction=True)
def test_the_same_again_writes_no_row_and_a_change_only_what_changed():
    bring(OPENALEX)
    before = row_versions()
    assert bring(OPENALEX).n_unchanged == 1
    assert row_versions() == before
    bring(OPENALEX | {"updated_date": "2024-03-09", "cited_by_count": 13})
    after = row_versions()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"workrecord", "citationcount", "author"}  # the author is stamped
    assert (CitationCount.objects.get().count, CitationCount.objects.get().counted_on.day) == (13, 9)


def test_a_list_of_references_and_of_copies_is_replaced_by_the_next():
    bring(OPENALEX)
    shorter = OPENALEX | {
        "referenced_works": ["https://openalex.org/W900000103", "https://openalex.org/W900000102"],
        "locations": OPENALEX["locations"][:1],
    }
    bring(shorter)
    assert list(Reference.objects.order_by("position").values_list("position", "value")) == [
        (1, "W900000103"),
        (2, "W900000102"),
    ]
    assert sorted(the_work().versions.values_list("venue", flat=True)) == ["HAL", "Journal of Invented Things"]
    bring(OPENALEX | {"referenced_works": [], "title": "On the depth of shallow things, again"})
    assert not Reference.objects.exists()


def test_two_sources_keep_their_own_references_and_counts():
    bring(OPENALEX)
    bring(ARTICLE)
    work = the_work()
    assert sorted(work.references.values_list("source__key", "scheme", "value")) == [
        ("crossref", "doi", "10.5555/cited"),
        ("openalex", "openalex", "W900000101"),
        ("openalex", "openalex", "W900000102"),
    ]
    assert sorted(work.citation_counts.values_list("source__key", "count")) == [("crossref", 9), ("openalex", 12)]
    bring(ARTICLE | {"reference": []})
    assert work.references.count() == 2


@pytest.mark.parametrize("order", [(ARTICLE, NOTICE), (NOTICE, ARTICLE)], ids=["article first", "notice first"])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_notice_marks_the_work_it_takes_back_whichever_comes_first(order, at_once):
    for part in [order] if at_once else [order[:1], order[1:]]:
        bring(*part)
    work = the_work()
    assert (work.is_retracted, work.retracted_on.isoformat()) == (True, "2021-02-03")
    assert work.retraction_url == "https://doi.org/10.5555/notice"
    assert not Work.objects.get(identifiers__value="10.5555/notice").is_retracted


@pytest.mark.django_db(transaction=True)
def test_a_notice_is_news_for_the_authors_of_the_work():
    bring(ARTICLE)
    before = Author.objects.get().works_changed_at
    bring(NOTICE)
    assert Author.objects.get().works_changed_at > before


def test_a_source_that_does_not_know_of_a_retraction_cannot_hide_it():
    preprint = line("2001.00001", "On the depth of shallow things", ["Ada Lovelace"], doi="10.5555/inv.2020.17")
    bring(preprint)
    bring(OPENALEX | {"is_retracted": True})
    assert (the_work().said_by.key, the_work().is_retracted) == ("arxiv", True)
    bring(preprint.replace("We show", "We still show"))
    assert the_work().is_retracted
    bring(OPENALEX)
    assert not the_work().is_retracted
    assert not Retraction.objects.exists()


def test_a_notice_that_is_put_right_no_longer_marks_the_work():
    bring(ARTICLE, NOTICE)
    bring(NOTICE | {"update-to": [], "title": ["Correction: On the depth of shallow things"]})
    work = the_work()
    assert (work.is_retracted, work.retracted_on, work.retraction_url) == (False, None, "")


def test_an_institution_known_by_its_name_stays_apart_from_one_with_an_identifier():
    bring(line("2001.00001", "Elsewhere", [("Grace", "Hopper", "University of Maryland")]))
    bring(OPENALEX)
    assert sorted(Institution.objects.values_list("name", "ror", "country")) == [
        ("University of Maryland", "", ""),
        ("University of Maryland", "https://ror.org/047s2c258", "US"),
    ]


def test_a_country_is_learnt_when_it_is_first_told():
    silent = json.loads(json.dumps(OPENALEX))
    silent["authorships"][0]["institutions"][0]["country_code"] = None
    bring(silent)
    bring(OPENALEX)
    assert Institution.objects.get().country == "US"


def test_long_names_of_venues_are_told_apart():
    where = "Proceedings of the Twenty-Seventh International Conference on the Theory and Practice of Things"
    for number, what in enumerate(("Demonstrations", "Posters")):
        venue = {"source": {"display_name": f"{where}: {what}"}}
        bring(
            OPENALEX
            | {
                "id": f"https://openalex.org/W{number}",
                "doi": None,
                "title": f"A work number {number} of the many",
                "primary_location": venue,
                "locations": [],
            }
        )
    assert sorted(Source.objects.filter(role="venue").values_list("name", flat=True)) == [
        f"{where}: Demonstrations",
        f"{where}: Posters",
    ]

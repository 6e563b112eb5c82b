"""What is read from the public record of an ORCID iD, whatever ORCID answers."""

import pytest

from profiles import orcid
from tests.orcid_server import ADA, OrcidServer

CROSSREF = {"source-client-id": {"path": "0000-0001-9884-1913"}, "source-name": {"value": "Crossref"}}
ADA_HERSELF = {"source-orcid": {"path": ADA}, "source-name": {"value": "Ada Lovelace"}}
WIZARD = {
    "source-client-id": {"path": "0000-0002-3054-1567"},
    "source-name": {"value": "Crossref Metadata Search"},
    "assertion-origin-orcid": {"path": ADA},
}


def summary(source=CROSSREF, ids=(("doi", "https://doi.org/10.1109/TIT.2020.1", "self"),), year="2020", title="Notes"):
    return {
        "source": source,
        "title": {"title": {"value": title}, "subtitle": None},
        "external-ids": {
            "external-id": [
                {"external-id-type": kind, "external-id-value": value, "external-id-relationship": relation}
                for kind, value, relation in ids
            ]
        },
        "publication-date": {"year": {"value": year}, "month": None} if year else None,
    }


def listed(*summaries):
    return {"group": [{"work-summary": list(summaries)}]}


@pytest.fixture
def server(settings):
    made = OrcidServer()
    settings.ORCID_API_URL = made.url
    yield made
    made.stop()


def test_a_work_says_who_added_it_and_whether_that_was_the_person(server):
    server.works = listed(summary(), summary(ADA_HERSELF), summary(WIZARD))
    by_crossref, by_ada, by_wizard = orcid.works(ADA)
    assert by_crossref == orcid.ListedByOrcid("Notes", 2020, {"doi": ["10.1109/tit.2020.1"]}, "Crossref", True)
    assert (by_ada.by_others, by_ada.source) == (False, "Ada Lovelace")
    assert not by_wizard.by_others, "an organisation that acts for the person says nothing of its own"


def test_identifiers_are_read_as_everywhere_and_those_of_something_else_left_out(server):
    ids = [
        ("arxiv", "arXiv:1905.09747v2", "self"),
        ("doi", "10.48550/arXiv.1905.09747", "version-of"),
        ("issn", "1234-5678", "part-of"),
        ("doi", "10.1/container", "part-of"),
        ("pmid", " 123 ", "self"),
        ("doi", "nonsense", "self"),
    ]
    server.works = listed(summary(ids=ids, year=None))
    (work,) = orcid.works(ADA)
    assert work.identifiers == {"arxiv": ["1905.09747"], "pmid": ["123"]}
    assert work.year is None


def test_nulls_where_orcid_leaves_something_out_are_no_error(server):
    server.works = listed({"source": None, "title": None, "external-ids": None, "publication-date": None})
    assert orcid.works(ADA) == [orcid.ListedByOrcid("", None, {}, "", False)]
    server.works = {"group": []}
    assert orcid.works(ADA) == []


@pytest.mark.parametrize(
    "answer",
    [
        (500, "text/html", b"Oh"),
        (404, "application/json", b"{}"),
        (302, "text/html", b""),
        (200, "application/json", b"{"),
        (200, "application/json", b"[]"),
        (200, "application/json", b'{"group": 7}'),
        (200, "application/json", b'{"group": [{"work-summary": [7]}]}'),
        (200, "application/json", b"\xff"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence_and_may_be_tried_again(server, answer):
    server.works = lambda: answer
    with pytest.raises(orcid.Unavailable, match="ORCID"):
        orcid.works(ADA)


def test_an_endless_answer_ends(server, monkeypatch):
    monkeypatch.setattr(orcid, "_MOST_BYTES", 1000)
    server.works = lambda: (200, "application/json", b" " * 200_000)
    with pytest.raises(orcid.Unavailable, match="too long"):
        orcid.works(ADA)


def test_nobody_is_asked_about_what_is_no_id(server):
    with pytest.raises(ValueError, match="not a valid ORCID iD"):
        orcid.works("../../evil")


def test_orcid_is_away(server):
    server.stop()
    with pytest.raises(orcid.Unavailable, match="could not be reached"):
        orcid.works(ADA)

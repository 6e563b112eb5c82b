"""What the search box offers while somebody types, as it is asked for."""

import pytest
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publications import indexing, suggesting
from publications.models import Author, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


def offered(client, text):
    indexing.catch_up()
    response = client.get("/search/suggestions/", {"q": text})
    assert response.status_code == 200
    return [(found["kind"], found["label"]) for found in response.json()["suggestions"]]


@pytest.fixture
def corpus():
    world.work(
        "Deep networks that forget", ["Tom Goldstein"], topics=["cs.LG"], institutions={"Tom Goldstein": "Maryland"}
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gold", [("person", "Tom Goldstein")]),
        ("tom go", [("person", "Tom Goldstein")]),
        ("goldstein, t", [("person", "Tom Goldstein")]),
        ("deep net", [("work", "Deep networks that forget")]),
        ("networks", [("work", "Deep networks that forget")]),
        ("cs.lg", [("topic", "cs.LG (cs.LG)")]),
        ("mary", [("institution", "Maryland")]),
    ],
)
def test_a_beginning_is_enough(client, corpus, typed, found):
    assert offered(client, typed) == found


def test_namesakes_are_told_apart(client, corpus):
    found = client.get("/search/suggestions/?q=goldst").json()["suggestions"][0]
    assert found["detail"] == "Maryland · 1 work · 2020"
    world.work("Another", ["Chen Zhu"], topics=["cs.LG"])
    placeless = client.get("/search/suggestions/?q=chen+zhu").json()["suggestions"][0]
    assert placeless["detail"] == "cs.LG · 1 work · 2020"


def test_an_identifier_is_offered_with_its_record(client, corpus):
    WorkIdentifier.objects.create(work=world.work("Found", ["Some Body"]), scheme="doi", value="10.1234/abc")
    assert offered(client, "https://doi.org/10.1234/ABC") == [("work", "Found")]


def test_hidden_and_merged_people_are_not_offered(client, corpus):
    kept = world.author("Ada Kept")
    world.work("A work", ["Ada Hidden", "Ada Merged", kept])
    Author.objects.filter(display_name="Ada Hidden").update(hidden_at=now())
    Author.objects.filter(display_name="Ada Merged").update(merged_into=kept)
    assert offered(client, "ada") == [("person", "Ada Kept")]


def test_everybody_is_told_the_same_and_no_cookie_is_set(client, corpus):
    response = client.get("/search/suggestions/?q=gold")
    assert "public" in response.headers["Cache-Control"]
    assert "max-age=60" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize(
    "text", ["", "a", "\0", "x" * 5000, "0000-0002-1825-0098", "\ud800", "% _", "(.*", "'&|!:*<->"]
)
def test_nothing_is_offered_for_what_is_no_beginning(client, corpus, text):
    assert offered(client, text.encode("utf-8", "replace").decode()) == []


ODD = st.text(max_size=60) | st.text(
    alphabet="ab'\"\\%_&|!:*<>-()[]{}?+.^$ \t\u202e\u0647\u738b\u00fc0123/", max_size=40
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD, kind=st.sampled_from(["", "works", "people"]))
def test_no_text_is_a_server_error(client, text, kind):
    asked = {"q": text.encode("utf-8", "replace").decode()}
    assert client.get("/search/suggestions/", asked).status_code == 200
    assert client.get("/search/", {**asked, "in": kind}).status_code < 500


def test_a_work_is_suggested_however_old(client, monkeypatch):
    monkeypatch.setattr("publications.suggesting._AMONG_NEWEST", suggesting._AMONG_NEWEST.replace("3000", "2"))
    for year in (2001, 2010, 2011, 2012):
        world.work(f"Rarities of {year}", ["Some Body"], year=year)
    world.work("Other things", ["Some Body"], year=2020)
    told = [label for _, label in offered(client, "rarit")]
    assert told == ["Rarities of 2012", "Rarities of 2011", "Rarities of 2010"]

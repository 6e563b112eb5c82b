"""A reader looks for somebody or something through the one box."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from publications.models import Author, Institution, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


def looked_up(client, text, **more):
    return client.get("/search/", {"q": text, **more})


def names(response):
    return [glance.author.display_name for glance in response.context["people"]]


@pytest.fixture
def corpus():
    world.work("Deep networks that forget", ["Ana Müller", "Chen Zhu"], topics=["cs.LG"])
    world.work("Shallow networks", ["Tom Goldstein", "Ana Müller"], institutions={"Tom Goldstein": "Maryland"})


@pytest.mark.parametrize("text", ["Tom Goldstein", "Goldstein, Tom", "goldstein tom", "T Goldstein", "gold", "TOM"])
def test_a_person_is_found_by_any_words_of_the_name_in_any_order(client, corpus, text):
    assert names(looked_up(client, text)) == ["Tom Goldstein"]


@pytest.mark.parametrize("written", ["Müller", "Muller", "Mueller"])
@pytest.mark.parametrize("typed", ["müller", "muller", "mueller"])
def test_an_umlaut_is_found_however_it_is_written(client, written, typed):
    world.work("A work", [f"Ana {written}"])
    assert names(looked_up(client, f"ana {typed}")) == [f"Ana {written}"]


def test_a_slip_of_the_keyboard_still_leads_to_the_person(client, corpus):
    response = looked_up(client, "Goldstien")
    assert names(response) == ["Tom Goldstein"]
    assert "Nobody here has that name. These come close:" in response.content.decode()


def test_a_person_in_the_list_is_told_apart_by_place_topics_years_and_company(client, corpus):
    page = looked_up(client, "Goldstein").content.decode()
    assert "Maryland" in page
    assert "Ana Müller" in page
    assert "1</span> work" in page
    assert "2020" in page


def test_namesakes_are_counted_and_said_to_be_apart(client):
    for _ in range(3):
        apart = Author.objects.create(
            public_id=f"zhu{_}", display_name="Chen Zhu", sort_name="zhu, chen", search_name="chen zhu chen"
        )
        world.work("A work", [apart])
    world.work("Another", ["Zhu Chen", "Chen Zhuang"])
    response = looked_up(client, "Chen Zhu")
    assert "3 people called Chen Zhu. They are shown apart because nothing proves they are one person." in (
        response.content.decode()
    )
    assert names(response)[:3] == ["Chen Zhu"] * 3
    assert len(names(response)) == 5
    assert looked_up(client, "Zhu, Chen").context["n_called"] == 3


def test_hidden_and_merged_people_are_not_found(client):
    kept = world.author("Ada Kept")
    world.work("A work", ["Ada Hidden", "Ada Merged", kept])
    Author.objects.filter(display_name="Ada Hidden").update(hidden_at=now(), orcid="0000-0002-1825-0097")
    Author.objects.filter(display_name="Ada Merged").update(merged_into=kept)
    assert names(looked_up(client, "Ada")) == ["Ada Kept"]
    assert looked_up(client, "0000-0002-1825-0097").status_code == 404


@pytest.mark.parametrize("text", ["networks", "SHALLOW networks"])
def test_works_are_found_by_words_of_the_title(client, corpus, text):
    assert "Shallow networks" in looked_up(client, text).content.decode()


def test_the_very_title_comes_first(client):
    for title in ("Networks of networks", "On networks", "Networks"):
        world.work(title, ["Some Body"])
    found = [item.work.title_text for item in looked_up(client, "networks").context["items"]]
    assert found == ["Networks", "Networks of networks", "On networks"]


def test_many_works_are_listed_page_by_page(client):
    for number in range(27):
        world.work(f"Networks {number}", ["Some Body"])
    first = looked_up(client, "networks")
    assert "All 27 works" in first.content.decode()
    last = looked_up(client, "networks", **{"in": "works", "page": 2})
    assert len(last.context["items"]) == 2
    assert "Page 2 of 2" in last.content.decode()


def test_topics_and_institutions_are_found_by_name(client, corpus):
    assert "/topics/arxiv/cs.LG/" in looked_up(client, "cs.lg").content.decode()
    place = Institution.objects.get()
    assert place.get_absolute_url() in looked_up(client, "mary").content.decode()


@pytest.mark.parametrize(
    "text", ["2101.00001", "arXiv:2101.00001v2", "https://arxiv.org/abs/2101.00001", "10.1234/ABC", "doi:10.1234/abc"]
)
def test_an_identifier_leads_straight_to_its_work(client, text):
    work = world.work("Found", ["Some Body"])
    WorkIdentifier.objects.create(work=work, scheme="arxiv", value="2101.00001")
    WorkIdentifier.objects.create(work=work, scheme="doi", value="10.1234/abc")
    assert looked_up(client, text).headers["Location"] == work.get_absolute_url()


@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000000218250097"])
def test_an_orcid_leads_straight_to_its_person(client, text):
    person = world.author("Josiah Carberry", orcid="0000-0002-1825-0097")
    assert looked_up(client, text).headers["Location"] == person.get_absolute_url()


def test_a_ror_id_leads_straight_to_its_institution(client):
    ror = "https://ror.org/047s2c258"
    place = Institution.objects.create(public_id="place", name="Maryland", name_key=ror, ror=ror)
    assert looked_up(client, "ror.org/047s2c258").headers["Location"] == place.get_absolute_url()


def test_a_doi_printed_on_two_works_shows_both(client):
    for title in ("One", "Two"):
        WorkIdentifier.objects.create(work=world.work(title, ["Some Body"]), scheme="doi", value="10.1/x")
    assert "2 works with this identifier" not in looked_up(client, "10.1/x").content.decode()  # no DOI: four digits
    WorkIdentifier.objects.update(value="10.1234/x")
    assert "2 works with this identifier" in looked_up(client, "10.1234/x").content.decode()


def test_an_identifier_we_do_not_have_says_where_to_look(client):
    response = looked_up(client, "10.1234/abc")
    assert response.status_code == 404
    assert "We do not have 10.1234/abc." in response.content.decode()
    assert 'href="https://doi.org/10.1234/abc"' in response.content.decode()


def test_a_mistyped_orcid_is_named_as_such(client):
    response = looked_up(client, "0000-0002-1825-0098")
    assert response.status_code == 404
    assert "the check digit should be 7" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 200, "You can look for"),
        ("a", 200, "Type at least 2 characters."),
        ("!!!", 200, "Type at least 2 characters."),
        ("a\0b", 400, "signs in it that no name or title has"),
        pytest.param("x" * 10_000, 400, "Use at most 300 characters.", id="long"),
        ("zzzzqqqq", 200, "Nobody here has that name. Try the family name alone"),
        ("% _ \\ ' \" ( [ * + ?", 200, "Type at least 2 characters."),
        pytest.param("words " * 50, 200, "No work has all these words", id="many words"),
        ("O'Brien (.*", 200, "Nobody here has that name."),
    ],
)
def test_odd_input_gets_a_plain_sentence(client, corpus, text, status, sentence):
    response = looked_up(client, text)
    assert response.status_code == status
    assert sentence in response.content.decode()


@pytest.mark.parametrize(("number", "status"), [("1", 200), ("abc", 200), ("0", 404), ("2", 404), ("9" * 30, 404)])
def test_a_page_that_is_not_there_is_not_found(client, corpus, number, status):
    response = looked_up(client, "Goldstein", page=number)
    assert response.status_code == status
    assert ("Ignored page: it must be a whole number." in response.content.decode()) == (number == "abc")


def test_the_number_of_statements_does_not_grow_with_what_is_found(client, corpus):
    with CaptureQueriesContext(connection) as few:
        looked_up(client, "networks")
    for number in range(30):
        world.work(f"Networks {number}", [f"Networks {number}", "Ana Müller"], topics=["cs.LG"])
    with CaptureQueriesContext(connection) as many:
        looked_up(client, "networks")
    assert len(few) <= 10
    assert len(many) <= 10

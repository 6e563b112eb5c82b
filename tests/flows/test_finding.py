"""A reader looks for somebody or something through the one box."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from publications import indexing
from publications.models import Author, Authorship, Institution, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


def looked_up(client, text, **more):
    indexing.catch_up()
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


@pytest.mark.parametrize("text", ["Papadopoulou-Maes", "papadop maes", "Maes", "Papadopoulou"])
def test_a_long_name_with_many_vowels_is_found(client, text):
    world.work("A work", ["Eleonora Papadopoulou-Maes"])
    assert names(looked_up(client, text)) == ["Eleonora Papadopoulou-Maes"]


@pytest.mark.parametrize("written", ["Müller", "Muller", "Mueller"])
@pytest.mark.parametrize("typed", ["müller", "muller", "mueller"])
def test_an_umlaut_is_found_however_it_is_written(client, written, typed):
    world.work("A work", [f"Ana {written}"])
    assert names(looked_up(client, f"ana {typed}")) == [f"Ana {written}"]


def test_a_slip_of_the_keyboard_still_leads_to_the_person(client, corpus):
    response = looked_up(client, "Goldstien")
    assert names(response) == ["Tom Goldstein"]
    assert "Nobody here has that name. These come close:" in response.content.decode()


def test_a_slip_leads_there_in_the_list_of_people_too(client, corpus):
    response = looked_up(client, "Goldstien", **{"in": "people"})
    assert names(response) == ["Tom Goldstein"]
    narrowed = looked_up(client, "Goldstien", **{"in": "people", "year": "1990"})
    assert "Nobody of that name fits what was chosen." in narrowed.text


@pytest.mark.parametrize(("kind", "label"), [("", "Everything"), ("people", "People"), ("works", "Works")])
def test_what_to_look_for_can_be_changed(client, corpus, kind, label):
    page = looked_up(client, "networks", **{"in": kind})
    told = [(choice.label, choice.query) for choice in page.context["kinds"] if not choice.is_current]
    assert label not in dict(told)
    assert len(told) == 2
    for _, query in told:
        assert client.get("/search/" + query).context["search_text"] == "networks"


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
    assert "Shallow networks" in titles(looked_up(client, text))


def titles(response):
    return [item.work.title_text for item in response.context["items"]]


def test_the_very_title_comes_first(client):
    for title in ("Networks of networks and trees", "On networks of trees", "Networks"):
        world.work(title, ["Some Body"])
    world.work("Trees", ["Some Body"], abstract="Trees are networks.")
    assert titles(looked_up(client, "networks")) == [
        "Networks",
        "On networks of trees",
        "Networks of networks and trees",
        "Trees",
    ]


def test_works_are_found_by_words_of_the_abstract_which_are_marked(client):
    world.work("Trees", ["Some Body"], abstract="We study <b> Schrödinger bridges & more.")
    page = looked_up(client, "schrodinger bridge").content.decode()
    assert "We study &lt;b&gt; <mark>Schrödinger</mark> <mark>bridges</mark> &amp; more." in page


def test_a_title_with_a_formula_keeps_it_whole_when_its_words_are_marked(client):
    formula = "<math><mi>networks</mi></math>"
    world.work("networks of networks", ["Some Body"], title_html=f"{formula} of networks")
    page = looked_up(client, "networks").content.decode()
    assert f"{formula} of <mark>networks</mark>" in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"graph networks"', ["On graph networks"]),
        ('"graph networks" -on', ["On graph networks"]),
        ("networks -graph", ["Deep networks"]),
        ('networks -"graph"', ["Deep networks"]),
        ("network", ["Deep networks", "On graph networks", "Networks of a graph"]),
        ("graph network deep", []),
    ],
)
def test_phrases_and_words_left_out(client, text, found):
    for title in ("Deep networks", "On graph networks", "Networks of a graph"):
        world.work(title, ["Some Body"])
    assert sorted(titles(looked_up(client, text))) == sorted(found)


def test_many_works_are_listed_page_by_page(client):
    for number in range(27):
        world.work(f"Networks {number}", ["Some Body"])
    assert "All 27 works" in looked_up(client, "networks").content.decode()
    first = looked_up(client, "networks", **{"in": "works"})
    last = looked_up(client, "networks", **{"in": "works", "after": first.context["portion"].next})
    assert len(titles(first)) == 25
    assert len(titles(last)) == 2
    assert not {*titles(first)} & {*titles(last)}
    assert 'rel="prev"' in last.content.decode()
    assert titles(looked_up(client, "networks", **{"in": "works", "before": "end"}))[-2:] == titles(last)


def test_works_are_narrowed_by_what_they_have(client):
    world.work("Networks one", ["Some Body"], year=2019, topics=["cs.LG"])
    world.work("Networks two", ["Some Body"], year=2021, topics=["cs.LG", "cs.CV"], type="article")
    world.work("Networks three", ["Some Body"], year=2021)
    page = looked_up(client, "networks", **{"in": "works"})
    offered = {facet.name: {choice.label: choice.count for choice in facet.choices} for facet in page.context["facets"]}
    assert offered["year"] == {"2021": 2, "2019": 1}
    assert offered["topic"] == {"cs.LG": 2, "cs.CV": 1}
    assert offered["type"] == {"preprint": 2, "article": 1}
    assert offered["source"] == {"arXiv": 3}
    narrowed = looked_up(client, "networks", **{"in": "works", "topic": "arxiv:cs.LG", "year": "2021"})
    assert titles(narrowed) == ["Networks two"]
    assert "Topic: cs.LG" in narrowed.content.decode()
    for facet in page.context["facets"]:
        for choice in facet.choices:
            assert len(titles(client.get("/search/" + choice.query))) == choice.count


def test_a_common_word_is_looked_at_in_part_and_the_page_says_so(client, monkeypatch):
    for number in range(9):
        more = " and so on"[: 4 * (number % 3)]
        world.work(f"Networks {number}{more}", ["Some Body"], year=2019 - number)
    best = titles(looked_up(client, "networks", **{"in": "works"}))
    monkeypatch.setattr("publications.search_works.MOST", 3)
    page = looked_up(client, "networks", **{"in": "works"})
    assert titles(page) == best[:3]
    assert "listed are the 3 that rank best" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"year": "x"}, "Ignored filter: there is no year “x”."),
        ({"topic": "arxiv:none"}, "Ignored filter: there is no topic “arxiv:none”."),
        ({"source": "z"}, "Ignored filter: there is no source “z”."),
        ({"after": "nowhere"}, "Ignored place in the list: this is its beginning."),
        ({"page": "7"}, "Pages of this list have no numbers: this is its beginning."),
    ],
)
def test_what_an_address_asks_in_vain_is_left_out_and_said(client, corpus, wrong, sentence):
    page = looked_up(client, "networks", **{"in": "works"}, **wrong)
    assert sentence in page.content.decode()
    assert len(titles(page)) == 2


def test_people_of_one_name_are_narrowed_by_place_topic_company_and_year(client):
    for number, (place, topic, year) in enumerate([("Maryland", "cs.LG", 2010), ("Oslo", "cs.CV", 2020)]):
        person = Author.objects.create(
            public_id=f"zhu{number}", display_name="Chen Zhu", sort_name="zhu, chen", search_name="chen zhu chen"
        )
        friend = world.author(f"Friend{number} Near")
        world.work("A work", [person, friend], topics=[topic], year=year, institutions={"Chen Zhu": place})
    page = looked_up(client, "Chen Zhu", **{"in": "people"})
    offered = {facet.label: [choice.label for choice in facet.choices] for facet in page.context["facets"]}
    assert offered == {
        "Institution": ["Maryland", "Oslo"],
        "Topic": ["cs.CV", "cs.LG"],
        "Co-author": ["Friend0 Near", "Friend1 Near"],
        "Active in": ["2020", "2010"],
    }
    for facet in page.context["facets"]:
        for choice in facet.choices:
            assert len(names(client.get("/search/" + choice.query))) == choice.count == 1


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


@pytest.mark.parametrize("text", ["14/5580", "https://dblp.org/pid/14/5580.html", "dblp:14/5580"])
def test_a_dblp_id_leads_to_who_signed_with_it(client, text):
    work = world.work("Found", ["Tom Goldstein"])
    Authorship.objects.update(source_author="dblp:14/5580")
    assert looked_up(client, text).headers["Location"] == work.authorships.get().author.get_absolute_url()


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("Q42", "https://www.wikidata.org/wiki/Q42"),
        ("https://www.wikidata.org/entity/Q42", "https://www.wikidata.org/wiki/Q42"),
        ("https://openalex.org/W2741809807", "https://openalex.org/W2741809807"),
        ("A5023888391", "https://openalex.org/A5023888391"),
        ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "https://pubmed.ncbi.nlm.nih.gov/31452104"),
        ("https://ror.org/047s2c258", "https://ror.org/047s2c258"),
        ("arXiv:hep-th/9901001v2", "https://arxiv.org/abs/hep-th/9901001"),
        ("https://doi.org/10.1234/abc?x=1", "https://doi.org/10.1234/abc"),
    ],
)
def test_an_unknown_identifier_of_any_kind_leads_to_where_it_is_registered(client, text, elsewhere):
    response = looked_up(client, text)
    assert response.status_code == 404
    assert f'href="{elsewhere}"' in response.content.decode()


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


@pytest.mark.parametrize("number", ["abc", "0", "2", "9" * 30])
def test_an_old_number_of_a_page_leads_to_the_beginning(client, corpus, number):
    response = looked_up(client, "Goldstein", page=number)
    assert names(response) == ["Tom Goldstein"]
    assert "Pages of this list have no numbers: this is its beginning." in response.content.decode()


def test_the_number_of_statements_does_not_grow_with_what_is_found(client, corpus):
    indexing.catch_up()
    with CaptureQueriesContext(connection) as few:
        client.get("/search/", {"q": "networks"})
    for number in range(30):
        world.work(f"Networks {number}", [f"Networks {number}", "Ana Müller"], topics=["cs.LG"])
    indexing.catch_up()
    with CaptureQueriesContext(connection) as many:
        client.get("/search/", {"q": "networks"})
    assert len(few) <= 14
    assert len(many) <= 14

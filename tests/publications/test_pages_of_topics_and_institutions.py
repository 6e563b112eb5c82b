"""What works add up to: the page of a topic and the page of an institution."""

import pytest
from django.utils.timezone import now

from publications.models import Author, Institution, Topic
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    world.work("First", ["Ana Silva", "Bo Li"], year=2018, topics=["cs.LG", "stat.ML"])
    world.work("Second", ["Ana Silva"], year=2020, topics=["cs.LG"])
    world.work("Elsewhere", ["Cy Elsewhere"], year=2021, topics=["math.ST"])
    return Topic.objects.get(code="cs.LG")


def test_a_topic_shows_its_works_people_years_and_the_topics_beside_it(client, topic):
    response = client.get(topic.get_absolute_url())
    assert response.context["summary"].n_works == 2
    assert [item.work.title_text for item in response.context["items"]] == ["Second", "First"]
    assert [(person.display_name, person.n) for person in response.context["people"]] == [
        ("Ana Silva", 2),
        ("Bo Li", 1),
    ]
    assert [(bar.year, bar.n) for bar in response.context["years"]] == [(2018, 1), (2019, 0), (2020, 1)]
    assert [(other.code, other.n) for other in response.context["related"]] == [("stat.ML", 1)]


def test_the_drawing_of_the_years_has_a_table_beside_it(client, topic):
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<svg" in page
    assert '<tr><th scope="row">2019</th><td class="num">0</td></tr>' in page


def test_hidden_people_are_not_counted_and_their_names_lead_nowhere(client, topic):
    Author.objects.filter(display_name="Ana Silva").update(hidden_at=now())
    response = client.get(topic.get_absolute_url())
    assert response.context["summary"].n_people == 1
    page = response.content.decode()
    assert "Ana Silva" in page
    assert Author.objects.get(display_name="Ana Silva").public_id not in page


def test_an_institution_shows_what_was_signed_from_there(client):
    world.work("Here", ["Ana Silva", "Bo Li"], topics=["cs.LG"], institutions={"Ana Silva": "Maryland"})
    world.work("There", ["Bo Li"], institutions={"Bo Li": "Elsewhere"})
    response = client.get(Institution.objects.get(name="Maryland").get_absolute_url())
    assert response.context["summary"].n_works == 1
    assert [person.display_name for person in response.context["people"]] == ["Ana Silva"]
    assert [other.code for other in response.context["topics"]] == ["cs.LG"]


def test_a_work_signed_by_two_people_of_one_place_counts_once(client):
    both = {"Ana Silva": "Maryland", "Bo Li": "Maryland"}
    world.work("Together", list(both), year=2020, topics=["cs.LG"], institutions=both)
    response = client.get(Institution.objects.get().get_absolute_url())
    assert response.context["summary"].n_works == 1
    assert response.context["summary"].n_people == 2
    assert [bar.n for bar in response.context["years"]] == [1]
    assert [other.n for other in response.context["topics"]] == [1]


@pytest.mark.parametrize(
    "path", ["/topics/arxiv/cs.XX/", "/topics/x/y/z/", "/institutions/nobody/", "/institutions/%00/", "/topics/a/%00/"]
)
def test_what_is_not_here_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("number", "status"), [("1", 200), ("x", 200), ("0", 404), ("3", 404)])
def test_pages_of_works_end_where_the_works_end(client, topic, number, status):
    for nth in range(30):
        world.work(f"More {nth}", ["Ana Silva"], topics=["cs.LG"])
    response = client.get(topic.get_absolute_url(), {"page": number})
    assert response.status_code == status
    assert ("Ignored page" in response.content.decode()) == (number == "x")


def test_statements_do_not_grow_with_the_works(client, topic, django_assert_max_num_queries):
    for number in range(30):
        world.work(f"More {number}", ["Ana Silva", f"Person {number}"], topics=["cs.LG", "stat.ML"])
    world.count()
    with django_assert_max_num_queries(8):
        client.get(topic.get_absolute_url())

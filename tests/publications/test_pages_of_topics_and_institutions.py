"""What works add up to: the page of a topic and the page of an institution."""

import re
from html import unescape

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
    world.count()
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
    assert [(other.code, other.n) for other in response.context["topics"]] == [("stat.ML", 1)]


def test_the_drawing_of_the_years_has_a_table_beside_it(client, topic):
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<svg" in page
    assert '<tr><th scope="row">2019</th><td class="num">0</td></tr>' in page


def test_hidden_people_are_not_counted_and_their_names_lead_nowhere(client, topic):
    Author.objects.filter(display_name="Ana Silva").update(hidden_at=now())
    assert [person.display_name for person in client.get(topic.get_absolute_url()).context["people"]] == ["Bo Li"]
    world.count()
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


def test_works_are_read_on_from_where_a_page_ended(client, topic):
    for nth in range(30):
        world.work(f"More {nth}", ["Ana Silva"], topics=["cs.LG"])
    world.count()
    first = client.get(topic.get_absolute_url())
    [after] = re.findall(r'rel="next" href="([^"]*)#works"', first.content.decode())
    second = client.get(topic.get_absolute_url() + unescape(after))
    titles = [item.work.title_text for page in (first, second) for item in page.context["items"]]
    assert len(titles) == len(set(titles)) == 32
    assert titles[-1] == "First"
    assert 'rel="next"' not in second.content.decode()
    last = client.get(topic.get_absolute_url(), {"before": "end"})
    assert last.context["items"][-1].work.title_text == "First"


@pytest.mark.parametrize("question", [{"page": "3"}, {"after": "nowhere"}, {"before": "WyIyMDIwIl0"}])
def test_a_place_the_list_does_not_have_is_said_and_its_beginning_shown(client, topic, question):
    response = client.get(topic.get_absolute_url(), question)
    assert "this is its beginning." in response.content.decode()
    assert len(response.context["items"]) == 2


def test_statements_do_not_grow_with_the_works(client, topic, django_assert_max_num_queries):
    for number in range(30):
        world.work(f"More {number}", ["Ana Silva", f"Person {number}"], topics=["cs.LG", "stat.ML"])
    world.count()
    with django_assert_max_num_queries(8):
        client.get(topic.get_absolute_url())

"""Records that may be the same person point to each other."""

import re

import pytest

from publications import namesakes
from publications.models import Author
from tests import world

pytestmark = pytest.mark.django_db


def another(name, by=(), **fields):
    """One more record of this name, with one work."""
    person = world.author(f"{name} the {Author.objects.count()}")
    given, _, family = name.rpartition(" ")
    Author.objects.filter(pk=person.pk).update(
        display_name=name, sort_name=world.names.sort_name(given, family), **fields.pop("record", {})
    )
    person.refresh_from_db()
    world.work(f"By {person.pk}", by=[person, *by], **fields)
    person.refresh_from_db()
    return person


def box(client, person):
    html = client.get(person.get_absolute_url()).content.decode()
    found = re.search(r'<section id="namesakes".*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_name_of_one_record_says_nothing(client):
    assert box(client, another("Loet Leydesdorff")) == ""


def test_namesakes_are_shown_with_what_tells_them_apart(client):
    one = another("Chen Zhu", ["Tom Goldstein"], year=2020, topics=["cs.LG"])
    other = another("Chen Zhu", ["Xavier Gastine"], year=2009, topics=["physics.flu-dyn"])
    text = box(client, one)
    assert "1 more record is called Chen Zhu Is it the same person?" in text
    assert "1 work, 2009 · physics.flu-dyn · with Xavier Gastine" in text
    assert "Tom Goldstein" in box(client, other)


def test_where_a_namesake_signed_from_is_told(client):
    one = another("Chen Zhu")
    other = another("Chen Zhu")
    world.byline(world.work("Placed", by=[]), 1, "Chen Zhu", "Peking University", author=other, basis="alone")
    assert "Peking University" in box(client, one)


@pytest.mark.parametrize("name", ["T. Goldstein", "Thomas Goldstein", "Tom A. Goldstein", "T. A. Goldstein"])
def test_a_name_that_could_be_the_same_persons_is_offered(client, name):
    tom = another("Tom Goldstein")
    another(name)
    assert "1 more record has a name like Tom Goldstein Is it the same person? The works alone did not say so." in box(
        client, tom
    )


@pytest.mark.parametrize("name", ["Tim Goldstein", "Tom Goldsteiner", "Ada Goldstein"])
def test_another_name_is_not_offered(client, name):
    tom = another("Tom Goldstein")
    another(name)
    assert box(client, tom) == ""


def test_records_that_are_hidden_merged_or_empty_are_not_offered(client):
    one = another("Chen Zhu")
    another("Chen Zhu", record={"hidden_at": world.date(2020, 1, 1).isoformat() + "T00:00Z"})
    another("Chen Zhu", record={"merged_into": one})
    Author.objects.filter(pk=another("Chen Zhu").pk).update(n_works=0)
    assert namesakes.of(one).n == 0


def test_of_sixty_namesakes_the_fullest_are_shown_and_the_rest_counted(client, django_assert_num_queries):
    people = [another("Wei Wang") for _ in range(12)]
    another("W. Wang")
    world.work("One more", by=[people[7]])
    with django_assert_num_queries(1):
        found = namesakes.of(people[0])
    assert (found.called, found.alike, found.hidden) == (11, 1, 8)
    assert found.shown[0] == people[7]
    assert "8 more , 1 of them under a name like it" in box(client, people[0])

"""Co-authors over the years, and people who might become co-authors."""

import pytest
from django.urls import reverse

from graph import candidates, ties, timeline
from publications.models import Author
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db) -> dict[str, Author]:
    world.work("Early", ["Ada Byron", "Cy Young"], topics=["cs.LG"], year=2015)
    world.work("Later", ["Ada Byron", "Cy Young", "Bo Li"], topics=["cs.LG"], year=2018)
    world.work("Later too", ["Ada Byron", "Bo Li"], topics=["cs.LG"], year=2018)
    world.work("Beyond", ["Cy Young", "Di Wu"], topics=["cs.LG"], year=2019)
    world.work("Beyond again", ["Bo Li", "Di Wu"], topics=["cs.LG"], year=2020)
    world.work("Elsewhere", ["Cy Young", "Ed Far"], topics=["hep-ex"], year=2020)
    world.work("Long ago", ["Cy Young", "Flo Old"], topics=["cs.LG"], year=2012)
    world.work("A crowd", ["Ada Byron", *(f"Member {n}" for n in range(50))], topics=["cs.LG"], year=2018)
    world.work("Taken back", ["Ada Byron", "Gil Gone"], year=2018, is_retracted=True)
    ties.rebuild()
    return {name: world.author(name) for name in ("Ada Byron", "Bo Li", "Cy Young", "Di Wu", "Ed Far")}


def page(client, name, author, status=200, **query) -> str:
    answer = client.get(reverse(name, args=[author.public_id]), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_years_show_who_came_and_who_stayed(cast):
    found = timeline.timeline(cast["Ada Byron"])
    assert found.years == [2015, 2016, 2017, 2018]
    assert [(person.name, person.n_works, person.first, person.last) for person in found.people] == [
        ("Bo Li", 2, 2018, 2018),
        ("Cy Young", 2, 2015, 2018),
    ]
    cy = found.people[1]
    assert cy.cells == [(1, "dot dot-1 on"), (0, "from on"), (0, "from on"), (1, "dot dot-1 from")]
    assert (found.came, found.stayed) == ([1, 0, 0, 1], [0, 0, 0, 1])


@pytest.mark.parametrize(("order", "names"), [("works", "BC"), ("first", "CB"), ("last", "BC"), ("nonsense", "BC")])
def test_the_order_can_be_chosen(client, cast, order, names):
    told = page(client, "over_time", cast["Ada Byron"], order=order)
    places = sorted(names, key=lambda letter: told.index({"B": ">Bo Li<", "C": ">Cy Young<"}[letter]))
    assert "".join(places) == names


def test_more_co_authors_than_shown_are_counted(client):
    for n in range(45):
        world.work(f"W{n}", ["Ada Byron", f"Person {n:02}"])
    assert "Showing 40 of 45 co-authors" in page(client, "over_time", world.author("Ada Byron"))


def test_somebody_alone_has_nothing_to_draw(client):
    world.work("Alone", ["Em Kim"])
    assert "nothing to draw" in page(client, "over_time", world.author("Em Kim"))
    assert "Nobody comes near enough" in page(client, "might_work_together", world.author("Em Kim"))


def test_people_near_by_co_authors_and_topics_are_named_with_the_reason(client, cast):
    near = candidates.candidates(cast["Ada Byron"])
    assert [(person.name, sorted(person.via), person.topics, person.n_about) for person in near] == [
        ("Di Wu", ["Bo Li", "Cy Young"], ["cs.LG"], 2)
    ]
    told = page(client, "might_work_together", cast["Ada Byron"])
    assert "2 co-authors in common" in told
    assert "Ed Far" not in told, "another field is not near"
    assert "Flo Old" not in told, "who stopped long ago is not near"


def test_hidden_people_are_neither_near_nor_a_reason(client, cast):
    Author.objects.filter(pk=cast["Bo Li"].pk).update(hidden_at="2026-01-01T00:00Z")
    told = page(client, "might_work_together", cast["Ada Byron"])
    assert "Bo Li" not in told
    assert "Di Wu" in told
    assert "Bo Li" not in page(client, "over_time", cast["Ada Byron"])
    Author.objects.filter(pk=cast["Di Wu"].pk).update(hidden_at="2026-01-01T00:00Z")
    assert "Di Wu" not in page(client, "might_work_together", cast["Ada Byron"])
    page(client, "over_time", cast["Bo Li"], status=410)

"""The shortest chains of co-authors between two people."""

from itertools import pairwise

import pytest
from django.utils.timezone import now

from graph import paths, ties
from tests import world

pytestmark = pytest.mark.django_db


def chains(one, other):
    ties.rebuild()
    found = paths.between(world.author(one), world.author(other))
    return [[path[0].start.display_name, *(step.end.display_name for step in path)] for path in found.paths]


def chain_of(*names):
    for one, other in pairwise(names):
        world.work(f"{one} and {other}", [one, other])


def test_people_who_wrote_together_are_one_step_apart_and_the_step_names_their_works():
    for year in range(2015, 2020):
        world.work(f"Work of {year}", ["Ada Byron", "Bo Li"], year=year)
    assert chains("Ada Byron", "Bo Li") == [["Ada Byron", "Bo Li"]]
    (step,) = paths.between(world.author("Ada Byron"), world.author("Bo Li")).paths[0]
    assert [work.title_text for work in step.works] == ["Work of 2019", "Work of 2018", "Work of 2017"]
    assert (step.n_works, step.unnamed) == (5, 2)


def test_of_equally_short_ways_the_strong_ones_come_first_and_three_are_enough():
    for middle in ("Cy Young", "Di Wu", "Em Kim", "Fay Adler"):
        chain_of("Ada Byron", middle, "Bo Li")
    chain_of("Ada Byron", "Di Wu", "Bo Li")
    chain_of("Ada Byron", "Long Way", "Longer Way", "Bo Li")
    found = chains("Ada Byron", "Bo Li")
    assert found[0] == ["Ada Byron", "Di Wu", "Bo Li"]
    assert [len(chain) for chain in found] == [3, 3, 3]


def test_six_steps_are_found_and_seven_are_not():
    people = [f"Person {letter}" for letter in "ABCDEFGH"]
    chain_of(*people)
    assert chains(people[0], people[6]) == [people[:7]]
    assert chains(people[6], people[0]) == [people[6::-1]]
    assert chains(people[0], people[7]) == []
    assert paths.between(world.author(people[0]), world.author(people[7])).is_complete


def test_no_way_leads_through_hidden_people_or_large_collaborations():
    chain_of("Ada Byron", "Cy Young", "Bo Li")
    world.work("Many", ["Ada Byron", "Bo Li", *(f"Member {n}" for n in range(49))])
    hidden = world.author("Cy Young")
    hidden.hidden_at = now()
    hidden.save()
    assert chains("Ada Byron", "Bo Li") == []


def test_a_search_that_had_to_stop_does_not_claim_that_there_is_no_way(monkeypatch):
    chain_of("Ada Byron", "Cy Young", "Bo Li")
    world.author("Somebody Else")
    ties.rebuild()
    monkeypatch.setattr(paths, "BUDGET", -1)
    found = paths.between(world.author("Ada Byron"), world.author("Bo Li"))
    assert (found.paths, found.is_complete) == ([], False)

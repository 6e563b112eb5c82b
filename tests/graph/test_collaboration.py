"""Close collaborators: one definition in Python, in SQL for one author, and in SQL for many."""

import pytest
from django.db import connection
from django.utils.timezone import now

from graph.collaboration import CLOSE_COLLABORATOR_COUNTS, asked, close_collaborators
from tests import world

pytestmark = pytest.mark.django_db


def together(n, *names, **fields):
    for number in range(n):
        world.work(f"Work {number} of {names}", by=list(names), **fields)


def names_and_counts(name):
    return [(close.display_name, close.shared) for close in close_collaborators(world.author(name).pk)]


def test_close_collaborators_share_at_least_a_fifth_of_the_authors_works_and_three():
    together(4, "Ada Byron", "Cy Young")
    together(3, "Ada Byron", "Bo Li")
    together(2, "Ada Byron", "Di Wu")
    assert names_and_counts("Ada Byron") == [("Cy Young", 4), ("Bo Li", 3)]
    together(7, "Ada Byron")
    assert names_and_counts("Ada Byron") == [("Cy Young", 4)]  # 16 works ask for 4


def test_works_with_more_than_fifty_authors_make_nobody_close():
    together(3, "Ada Byron", *(f"Member {number}" for number in range(50)))
    assert names_and_counts("Ada Byron") == []


def test_a_name_that_stands_twice_on_a_work_counts_once():
    together(3, "Ada Byron", "Bo Li", "Bo Li")
    assert names_and_counts("Ada Byron") == [("Bo Li", 3)]


def test_hidden_and_merged_people_are_not_counted():
    together(3, "Ada Byron", "Bo Li", "Cy Young", "Di Wu")
    hidden, merged = world.author("Bo Li"), world.author("Cy Young")
    hidden.hidden_at, merged.merged_into = now(), world.author("Di Wu")
    hidden.save()
    merged.save()
    assert names_and_counts("Ada Byron") == [("Di Wu", 3)]


def test_many_authors_at_once_are_counted_as_each_alone():
    together(5, "Ada Byron", "Bo Li", "Cy Young")
    together(3, "Ada Byron", "Di Wu")
    together(20, "Bo Li")
    authors = [world.author(name).pk for name in ("Ada Byron", "Bo Li", "Cy Young", "Di Wu", "Alone")]
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_COLLABORATOR_COUNTS, {"authors": authors})
        counts = dict(cursor.fetchall())
    assert {pk: counts.get(pk, 0) for pk in authors} == {pk: len(close_collaborators(pk)) for pk in authors}
    assert sorted(counts.values()) == [1, 2, 2, 3]


def test_the_rule_is_the_same_in_sql():
    with connection.cursor() as cursor:
        cursor.execute("select n, least(8, greatest(3, (n + 4) / 5)) from generate_series(0, 300) n")
        assert all(in_sql == asked(n) for n, in_sql in cursor.fetchall())

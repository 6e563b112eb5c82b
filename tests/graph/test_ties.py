"""Ties counted from what changed are the ties that counting everything gives."""

import random
from contextlib import suppress

import pytest
from django.db.models.functions import Now

from graph import ties
from graph.models import CoauthorTie, TiesCounted
from publications import curation
from publications.importing import import_file
from publications.models import Author, Authorship, Work
from tests import world
from tests.publications import corpus

pytestmark = pytest.mark.django_db


def counted():
    rows = CoauthorTie.objects.values_list(
        "low__public_id", "high__public_id", "n_works", "weight", "first_year", "last_year"
    )
    return sorted((*sorted(row[:2]), *row[2:]) for row in rows)


def count_all_due():
    while ties.count_due(limit=3):
        pass


def test_a_tie_adds_up_newmans_weights_and_remembers_the_years():
    world.work("Two", ["Ada Byron", "Bo Li"], year=2019)
    world.work("Three", ["Ada Byron", "Bo Li", "Cy Young"], year=2022)
    count_all_due()
    tie = CoauthorTie.objects.get(n_works=2)
    assert {tie.low.display_name, tie.high.display_name} == {"Ada Byron", "Bo Li"}
    assert (float(tie.weight), tie.first_year, tie.last_year) == (1.5, 2019, 2022)
    assert CoauthorTie.objects.filter(n_works=1).count() == 2


def test_large_and_retracted_works_tie_nobody_and_a_name_that_stands_twice_counts_once():
    world.work("Many", [f"Member {n}" for n in range(51)])
    world.work("Gone", ["Ada Byron", "Bo Li"], is_retracted=True)
    world.work("Twice", ["Cy Young", "Cy Young", "Di Wu"])
    count_all_due()
    assert [tie.n_works for tie in CoauthorTie.objects.all()] == [1]


def test_nobody_is_counted_again_while_nothing_changes():
    world.work("Two", ["Ada Byron", "Bo Li"])
    count_all_due()
    assert ties.count_due() == 0
    Author.objects.filter(display_name="Bo Li").update(works_changed_at=Now())
    assert ties.count_due() == 1


NAMES = ["Ada Byron", "Bo Li", "Bo Li", "Cy Young", "Di Wu", "Em Kim", "Fay Adler", "Gus Weber"]


def lines(chosen, numbers):
    for number in numbers:
        people = chosen.sample(NAMES, chosen.randint(1, 5))
        dates = (f"{chosen.randint(2015, 2024)}-03-01",)
        yield corpus.line(f"2001.{number:05}", f"A study of the thing number {number}", people, dates=dates)


def something_changes(chosen):
    kind = chosen.choice(["import", "import", "move", "retract"])
    if kind == "import":  # some are new, some change their authors or their year
        import_file(corpus.file(*lines(chosen, chosen.sample(range(30), 4))))
    elif kind == "move":
        signed = chosen.choice(list(Authorship.objects.order_by("work__public_id", "position")))
        to = chosen.choice(list(Author.objects.visible().with_works().order_by("public_id")))
        with suppress(curation.CurationRefused):  # it may be theirs already, or they stand on the work
            curation.carry_out(curation.plan_move([signed], to=to), reason="A test.", role="operator")
    else:
        work = chosen.choice(list(Work.objects.order_by("public_id")))
        Work.objects.filter(pk=work.pk).update(is_retracted=not work.is_retracted)
        Author.objects.filter(authorships__work=work).update(works_changed_at=Now())


@pytest.mark.django_db(transaction=True)  # stamps are times of transactions
@pytest.mark.parametrize("seed", [1, 2])
def test_counting_what_is_due_after_random_changes_gives_what_counting_everything_gives(seed):
    chosen = random.Random(seed)
    import_file(corpus.file(*lines(chosen, range(20))))
    for _ in range(8):
        something_changes(chosen)
        count_all_due()
        assert not Author.objects.exclude(pk__in=TiesCounted.objects.values("author")).exists()
        by_and_by = counted()
        ties.rebuild()
        assert by_and_by == counted()

"""Facts counted in the database, and SQL and Python giving the same points for everybody."""

import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from profiles import scoring, trust
from profiles.models import Trust, TrustChange
from publications.models import Author, Authorship, Source
from tests import world

pytestmark = pytest.mark.django_db
ROLE = Source.Role


def scored(name):
    return scoring.current(Author.objects.get(display_name=name))


def changed(name):
    Author.objects.filter(display_name=name).update(works_changed_at=F("works_changed_at") + timedelta(seconds=1))


def test_one_preprint_makes_a_new_record():
    world.work("One", by=["Ada Lovelace"])
    ada = scored("Ada Lovelace")
    assert (ada.score, ada.band, ada.verification.code) == (7, "New", "L1")


def test_an_author_of_many_preprints_with_close_collaborators_is_emerging():
    for n in range(44):
        world.work(f"W{n}", by=["Tom Stone", *(f"Close {x}" for x in "ABCD" if n < 9)], year=2019 + n % 4)
    tom = scored("Tom Stone")
    assert tom.facts | {"level": 1} == tom.facts
    assert {k: tom.facts[k] for k in ("works", "complete", "years", "collaborators")} == {
        "works": 44,
        "complete": 44,
        "years": 4,
        "collaborators": 4,
    }
    assert (tom.score, tom.band) == (21, "Emerging")


def test_forty_deposits_of_ones_own_count_as_four():
    for n in range(40):
        world.work(f"D{n}", by=["Dora Post"], source=world.source("drop", ROLE.DEPOSIT), year=1980 + n)
    assert scored("Dora Post").score == 7


def test_retracted_works_do_not_count():
    world.work("Kept", by=["Rita Kay"], year=2000)
    world.work("Gone", by=["Rita Kay"], year=2010, is_retracted=True)
    facts = scored("Rita Kay").facts
    assert (facts["works"], facts["complete"], facts["years"]) == (1, 1, 1)


def test_a_description_without_abstract_or_year_is_not_complete():
    world.work("Full", by=["Cora Lee"])
    world.work("No abstract", by=["Cora Lee"], abstract="")
    world.work("No year", by=["Cora Lee"], year=None)
    facts = scored("Cora Lee").facts
    assert (facts["works"], facts["complete"]) == (3, 1)


def test_a_second_source_is_another_registrant_and_never_an_aggregator_or_the_same_one_again():
    publisher, index = world.source("press", ROLE.PUBLISHER), world.source("dois", ROLE.INDEX)
    twice, gathered, same = (world.work(t, by=["Sam Two"]) for t in ("Twice", "Gathered", "Same"))
    world.record(twice, publisher)
    world.record(gathered, world.source("gatherer", ROLE.AGGREGATOR))
    world.record(same, index, "10.48550/arXiv.2101.00001")
    assert scored("Sam Two").facts["second_source"] == 1


def test_years_without_works_count_at_most_as_much_as_years_with_one():
    world.work("First", by=["Gap Year"], year=1990)
    world.work("Last", by=["Gap Year"], year=2020)
    assert scored("Gap Year").facts["years"] == 4


def test_an_orcid_on_the_record_is_an_authority_link():
    world.work("One", by=[world.author("Iris Bell", orcid="0000-0002-1825-0097")])
    assert scored("Iris Bell").facts["authorities"] == 1


def test_a_name_at_two_positions_of_one_work_leaves_the_record_unresolved():
    wei = world.author("Wei Wang")
    for n in range(60):
        world.work(f"W{n}", by=[wei, wei] if n == 0 else [wei], year=1990 + n % 30)
    trust = scored("Wei Wang")
    assert (trust.level, trust.score) == (0, 14)
    assert sum(group.points for group in trust.groups) == 14


def test_two_orcids_on_the_works_leave_the_record_unresolved():
    for n, iri in enumerate(["0000-0002-1825-0097", "0000-0001-5109-3700"]):
        world.work(f"W{n}", by=["Hao Li"])
        Authorship.objects.filter(work__title=f"W{n}").update(orcid=iri)
    assert scored("Hao Li").level == 0


@pytest.mark.parametrize(("last", "level"), [(1970, 1), (1971, 0)])
def test_a_span_of_more_than_seventy_years_leaves_the_record_unresolved(last, level):
    world.work("First", by=["Old Name"], year=1900)
    world.work("Last", by=["Old Name"], year=last)
    assert scored("Old Name").level == level


def test_a_record_no_source_describes_is_unresolved():
    world.work("Lost", by=["No Where"]).records.all().delete()
    assert (scored("No Where").level, scored("No Where").score) == (0, 0)


def random_world(seed):
    dice = random.Random(seed)
    sources = [world.source(f"{role}-{n}", role) for role in ROLE.values if role != ROLE.VENUE for n in range(2)]
    people = [world.author(f"Person {n}", orcid="") for n in range(25)]
    for n in range(150):
        by = [people[int(25 * dice.random() ** 2)] for _ in range(dice.randint(1, 5))]
        made = world.work(
            f"W{n}",
            by=by if dice.random() < 0.03 else list(dict.fromkeys(by)),
            source=dice.choice(sources),
            year=dice.choice([None, *range(1990, 2025)]),
            abstract=dice.choice(["", "Text"]),
            is_retracted=dice.random() < 0.1,
        )
        for other in dice.sample(sources, dice.randint(0, 2)):
            if other != made.said_by:
                world.record(made, other)


def test_sql_over_the_corpus_agrees_with_the_formula_on_every_author():
    random_world(seed=7)
    assert scoring.rescore_due() == 25
    levels = set()
    for row in Trust.objects.all():
        expected = trust.score(trust.Facts(**row.facts))
        assert (row.points, row.score, row.level) == (expected.points, expected.total, expected.level)
        levels.add(row.level)
    assert levels == {0, 1}, "the world should have records of both kinds"


@pytest.mark.parametrize("component", trust.COMPONENTS, ids=lambda c: c.key)
@pytest.mark.parametrize("level", [2, 3])
def test_sql_agrees_with_the_formula_at_every_amount_that_matters(component, level):
    amounts = [level] if component.key == "level" else [0, *(n for s, _ in component.scale for n in (s - 1, s, s + 1))]
    columns = {"level": "%s::int as level", component.key: f"unnest(%s::int[]) as {component.key}"}
    with connection.cursor() as cursor:
        facts = f"select {', '.join(columns.values())}"
        values = [amounts] if component.key == "level" else [level, amounts]
        cursor.execute(f"select {scoring.points_sql(component)} from ({facts}) facts", values)
        in_sql = [row[0] for row in cursor.fetchall()]
    assert in_sql == [
        trust.score(trust.Facts(**{"level": level, component.key: n})).points[component.key] for n in amounts
    ]


def test_a_score_is_due_again_when_the_works_change_and_only_then():
    world.work("One", by=["Ada Lovelace"], year=2019)
    assert (scoring.rescore_due(), scoring.rescore_due()) == (1, 0)
    world.work("Two", by=["Ada Lovelace"], year=2020)
    assert scored("Ada Lovelace").facts["works"] == 1
    changed("Ada Lovelace")
    assert scored("Ada Lovelace").facts["works"] == 2


def test_history_is_written_only_when_a_component_moves():
    world.work("One", by=["Ada Lovelace"])
    scored("Ada Lovelace")
    changed("Ada Lovelace")
    scored("Ada Lovelace")
    assert [c.before for c in TrustChange.objects.all()] == [None]
    world.work("Two", by=["Ada Lovelace"])
    changed("Ada Lovelace")
    scored("Ada Lovelace")
    moved = TrustChange.objects.latest("pk")
    assert (moved.before, moved.score, moved.moves()) == (
        7,
        9,
        [("Public works", 1), ("Complete descriptions", 1)],
    )


def test_another_version_of_the_rules_is_written_to_history():
    world.work("One", by=["Ada Lovelace"])
    scored("Ada Lovelace")
    Trust.objects.update(version="trust-0.9")
    scored("Ada Lovelace")
    assert [c.version for c in TrustChange.objects.order_by("pk")] == ["trust-1.0", "trust-1.0"]
    assert Trust.objects.get().version == "trust-1.0"


def test_recomputing_what_is_right_finds_no_differences(capsys):
    random_world(seed=3)
    call_command("rescore")
    call_command("rescore", all=True)
    assert "0 differences" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_while_the_corpus_is_being_scored_a_page_shows_the_score_it_has():
    world.work("One", by=["Ada Lovelace"])
    before = scored("Ada Lovelace")
    world.work("Two", by=["Ada Lovelace"])
    changed("Ada Lovelace")
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [scoring.LOCK])
        assert scored("Ada Lovelace").read_at == before.read_at
        assert scoring.rescore_due() == 0  # rather than wait until the database loses patience
        with elsewhere.cursor() as cursor:  # a session that is closed lets go of its locks a moment later
            cursor.execute("select pg_advisory_unlock(%s)", [scoring.LOCK])
    finally:
        elsewhere.close()
    assert scored("Ada Lovelace").facts["works"] == 2

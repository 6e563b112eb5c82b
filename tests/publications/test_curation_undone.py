"""Two hundred decisions of every kind, taken at random and taken back: the corpus says what it said before."""

from __future__ import annotations

import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from publications import curation, reference
from publications.attribution import attribute
from publications.importing import import_file
from publications.models import Author, Authorship, ChangeSet, Work
from tests.content import content
from tests.publications.test_attribution import paper

pytestmark = pytest.mark.django_db

PEOPLE = """
Ada Wave|Ada B. Wave|Grace Hill|Grace M. Hill|Wei Wang|Wei Chen|Li Wei Wang|Tom Stone|Thomas Stone|T. Stone|
Anneliese Quint|Bartholomew Finch|Mary Oak|Mary-Ann Oak|José Prado|Jose Prado
""".replace("\n", "").split("|")


def some_works(dice: random.Random, n: int = 24) -> None:
    for number in range(n):
        names = dice.sample(PEOPLE, dice.randint(1, 4))
        paper(f"20{number:02}.1", names, topics=(dice.choice(["cs.CR", "hep-ex", "math.NT"]),))
    attribute()


def some(dice: random.Random, rows, least: int = 1) -> list:
    rows = list(rows)
    return dice.sample(rows, dice.randint(min(least, len(rows)), len(rows)))


def planned(dice: random.Random) -> curation.Plan:
    one, other = dice.sample(list(Author.objects.visible().with_works().order_by("public_id")), 2)
    hidden = Author.objects.exclude(hidden_at=None).order_by("public_id").first()
    bylines = list(one.authorships.order_by("work__title", "position"))
    names = [byline.written for byline in bylines]
    return dice.choice(
        [
            lambda: curation.plan_move(some(dice, bylines), to=other),
            lambda: curation.plan_merge(one, into=other),
            lambda: curation.plan_split(one, [some(dice, bylines)]),
            lambda: curation.plan_split(one, [bylines[:1], bylines[1:2]]),
            lambda: curation.plan_not_mine(some(dice, bylines)),
            lambda: curation.plan_attach(dice.choice(list(Work.objects.order_by("title"))), to=one),
            lambda: curation.plan_show(hidden) if hidden else curation.plan_hide(one),
            lambda: curation.plan_rename(one, dice.choice([*PEOPLE, None])),
            lambda: curation.plan_name_use(one, dice.choice(names), matching_only=True),
            lambda: curation.plan_name_use(one, dice.choice(names), matching_only=False),
        ]
    )()


def decisions(dice: random.Random, n: int) -> list:
    taken = []
    while len(taken) < n:
        try:
            plan = planned(dice)
        except curation.CurationRefused:
            continue
        taken.append(curation.carry_out(plan, reason="The dice say so.", role="operator"))
    return taken


def test_two_hundred_decisions_undone_leave_the_corpus_as_it_was():
    dice = random.Random(20261125)
    some_works(dice)
    before, addresses = content(), set(Author.objects.values_list("public_id", flat=True))
    taken = decisions(dice, 200)
    assert {change.kind for change in taken} == set(ChangeSet.Kind) - {ChangeSet.Kind.UNDO}
    assert not Author.objects.filter(merged_into__merged_into__isnull=False).exists()
    assert content() != before
    for n, change in enumerate(reversed(taken)):
        if n % 10 == 0 and change.items.count() > 1:
            curation.undo(change, items=[dice.choice(curation.plan_undo(change).restorable)], **WHY)
        if change.items.filter(undone_by=None).exists():
            curation.undo(change, **WHY)
    attribute()
    after = content()
    made = Author.objects.exclude(public_id__in=addresses)
    assert set(before) - set(after) == set()
    assert len(after) - len(before) == made.count()
    assert all(record.merged_into and record.merged_into.public_id in addresses for record in made)
    assert not Authorship.objects.exclude(decided_by=None).exists()


WHY = {"reason": "The dice were wrong.", "role": "operator"}


def authors() -> list[tuple]:
    """What a reader can tell of every record: the name and works of those that have any, where the others lead."""
    standing = Author.objects.exclude(n_works=0).values_list("public_id", "display_name", "search_name", "n_works")
    leading = Author.objects.filter(n_works=0).values_list("public_id", "merged_into__public_id")
    return sorted([*standing, *leading])


def signed() -> list[str]:
    return [row for row in content() if row.startswith("Authorship ")]


def test_a_database_built_again_from_the_files_and_the_ledger_says_the_same(tmp_path):
    dice = random.Random(7)
    reference.load()
    taken = decisions(dice, 12)
    curation.undo(taken[-1], **WHY)
    attribute(list(Authorship.objects.values_list("block", flat=True)))
    before = authors(), signed()
    file = tmp_path / "ledger.jsonl"
    call_command("ledger", "export", str(file), stdout=StringIO())
    with connection.cursor() as cursor:
        tables = ("work", "author", "changeset", "source", "auditentry")
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {', '.join(f'publications_{table}' for table in tables)} cascade")
    import_file(reference.WORKS)
    call_command("ledger", "apply", str(file), stdout=StringIO())
    attribute(list(Authorship.objects.values_list("block", flat=True)))
    assert (authors(), signed()) == before
    again = StringIO()
    call_command("ledger", "apply", str(file), stdout=again)
    assert "0 decisions are new" in again.getvalue()
    undone = [curation.undo(change, **WHY) for change in ChangeSet.objects.order_by("-pk") if is_open(change)]
    assert undone
    assert not Authorship.objects.exclude(decided_by=None).exists()


def is_open(change: ChangeSet) -> bool:
    return change.kind != ChangeSet.Kind.UNDO and change.items.filter(undone_by=None).exists()

"""The audit log: every decision is in it, and whoever changes one afterwards is found out."""

from __future__ import annotations

import re
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from publications import audit, curation
from publications.attribution import attribute
from publications.models import AuditEntry, ChangeSet
from tests.publications.test_attribution import author_of, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def decisions(db) -> list[ChangeSet]:
    """Three: a name is chosen, chosen otherwise, and the last is undone."""
    work = paper("2001.1", ["Ada Wave"])
    attribute()
    return some_decisions(author_of(work))


def some_decisions(author) -> list[ChangeSet]:
    why = {"reason": "She asked for it.", "role": "operator"}
    taken = [curation.carry_out(curation.plan_rename(author, name), **why) for name in ("A. Wave", "Ada W. Wave")]
    return [*taken, curation.undo(taken[-1], **why)]


def tampered(statement: str, *parameters: object) -> list[str]:
    """What the check says after somebody with all rights did this behind the log's back."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("set session_replication_role = origin")
    return list(audit.problems())


def test_every_decision_is_logged_in_order(decisions):
    assert list(AuditEntry.objects.order_by("position").values_list("position", "key")) == [
        (n, str(change.key)) for n, change in enumerate(decisions, 1)
    ]
    assert list(audit.problems()) == []
    assert AuditEntry.objects.filter(hash__contains="Wave").count() == 0


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update publications_changeset set reason = 'Because.' where pk = {first}", "decision of entry 1 was changed"),
        ("update publications_changeset set actor_id = null, role = 'owner' where pk = {last}", "entry 3 was changed"),
        ("delete from publications_changeitem where change_set_id = {last}", "decision of entry 3 was changed"),
        ("update publications_auditentry set at = now() + '1 day' where position = 2", "Entry 2 was changed"),
        ("update publications_auditentry set digest = repeat('0', 64) where position = 1", "Entry 1 was changed"),
        ("delete from publications_auditentry where position = 2", "Entry 2 is missing"),
        ("delete from publications_auditentry where position = 1", "Entry 1 is missing"),
    ],
)
def test_what_is_changed_afterwards_is_found(decisions, statement, told):
    ids = {"first": decisions[0].pk, "last": decisions[-1].pk}
    statement = re.sub(r"\bpk\b", "id", statement).format(**ids)
    assert any(told in problem for problem in tampered(statement)), list(audit.problems())


def test_a_log_cut_off_at_its_end_is_told_from_a_hash_noted_before(decisions):
    noted = StringIO()
    call_command("audit", stdout=noted)
    last = noted.getvalue().split()[-1]
    assert "whole: 3 entries" in noted.getvalue()
    call_command("audit", "--since", last, stdout=StringIO())
    assert tampered("delete from publications_auditentry where position = 3") == []
    with pytest.raises(CommandError, match="cut off or written anew"):
        call_command("audit", "--since", last, stdout=StringIO())


def test_entries_are_not_changed_or_deleted_by_anybody_with_usual_rights(decisions):
    for act in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(kind="x")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_decisions_taken_at_once_stand_one_after_the_other():
    works = [paper(f"2001.{n}", [f"{name} Wave"]) for n, name in enumerate(("Ada", "Ben", "Cleo", "Dora"), 1)]
    attribute()
    everybody = [author_of(work) for work in works]

    def decide(author):
        some_decisions(author)
        connection.close()

    threads = [threading.Thread(target=decide, args=[author]) for author in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.count() == ChangeSet.objects.count() == 12
    assert list(audit.problems()) == []


def test_decisions_taken_over_from_a_file_are_logged_too(decisions, tmp_path):
    file = tmp_path / "ledger.jsonl"
    call_command("ledger", "export", str(file), stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate publications_changeset, publications_auditentry cascade")
    call_command("ledger", "apply", str(file), stdout=StringIO())
    assert [entry.key for entry in AuditEntry.objects.order_by("position")] == [str(c.key) for c in decisions]
    assert list(audit.problems()) == []

"""A record is hidden at the person's request, and stays so whatever imports and attribution make of its by-lines."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from publications import curation
from publications.attribution import attribute
from publications.curation import CurationRefused, carry_out, plan_hide, plan_merge, plan_show, plan_split
from publications.models import Author, Authorship, Suppression
from tests.publications.test_attribution import paper

pytestmark = pytest.mark.django_db
WHY = {"reason": "At the person's request.", "role": "owner"}
NAME = "Quillon Featherby"


@pytest.fixture
def record():
    for number in range(3):
        paper(f"2001.0000{number}", [NAME, "Bo Tan", "Hua He"])
    attribute()
    return Author.objects.get(display_name=NAME)


def hide(author):
    return carry_out(plan_hide(author), **WHY)


def shown():
    return Author.objects.visible().with_works().filter(display_name=NAME)


def test_a_record_is_hidden_and_shown_again_by_decisions_in_the_ledger(record):
    change = hide(record)
    assert not shown().exists()
    assert record.suppressions.count() == 3
    with pytest.raises(CurationRefused, match="hidden already"):
        plan_hide(record)
    carry_out(plan_show(record), **WHY)
    assert shown().get() == record
    assert not Suppression.objects.exists()
    with pytest.raises(CurationRefused, match="not hidden"):
        plan_show(record)
    assert change.items.get().after["hidden"] == {
        f"arxiv:2001.0000{number}#{NAME}": f"arxiv:2001.0000{number}" for number in range(3)
    }


def test_an_undo_shows_it_again(record):
    curation.undo(hide(record), reason="A mistake.", role="moderator")
    assert shown().get() == record
    assert not Suppression.objects.exists()


def test_a_record_made_anew_for_the_same_by_lines_is_hidden(record):
    hide(record)
    # As if other evidence had made another record of them.
    Authorship.objects.filter(author=record).update(author=None)
    Author.objects.filter(pk=record.pk).update(public_id="0" * 12, n_works=0)
    attribute()
    made = Author.objects.with_works().get(display_name=NAME)
    assert made != record
    assert made.hidden_at
    assert set(Suppression.objects.values_list("author", flat=True)) == {made.pk}
    carry_out(plan_show(made), **WHY)
    attribute(list(Authorship.objects.values_list("block", flat=True)))
    assert shown().get() == made


def test_new_works_of_a_hidden_person_hide_nobody_else(record):
    hide(record)
    paper("2002.00001", [NAME, "Bo Tan", "Hua He"])
    paper("2002.00002", ["Zoe Other", "Bo Tan"])
    attribute()
    assert not shown().exists()
    assert {author.display_name for author in Author.objects.visible()} == {"Zoe Other", "Bo Tan", "Hua He"}


def test_whoever_carries_the_hidden_person_s_id_is_hidden(record):
    Author.objects.filter(pk=record.pk).update(orcid="0000-0002-1825-0097")
    hide(record)
    paper("2003.00001", ["Byname Quill"], orcid="0000-0002-1825-0097")
    attribute()
    assert not Author.objects.visible().filter(display_name="Byname Quill").exists()


def test_what_a_moderator_took_off_a_hidden_record_is_another_person_s(record):
    hide(record)
    carry_out(plan_split(record, [list(record.authorships.order_by("pk")[:1])]), reason="Another.", role="moderator")
    assert shown().get() != record


def test_a_hidden_record_is_not_merged_into_one_that_is_seen(record):
    paper("2004.00001", ["Penelope Ashgrove", "Far Away"])
    attribute()
    other = Author.objects.get(display_name="Penelope Ashgrove")
    hide(record)
    with pytest.raises(CurationRefused, match="hidden at the person’s request"):
        plan_merge(record, into=other)


def test_the_decision_holds_in_a_database_built_again(record, tmp_path):
    hide(record)
    exported = tmp_path / "ledger.jsonl"
    exported.write_text("\n".join(curation.export()) + "\n", encoding="utf-8")
    assert json.loads(exported.read_text())["kind"] == "hide"
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "truncate publications_work, publications_author, publications_changeset, publications_auditentry cascade"
        )
    paper("2000.00001", ["Bo Tan", NAME, "Hua He"])  # the record begins elsewhere now
    for number in range(3):
        paper(f"2001.0000{number}", [NAME, "Bo Tan", "Hua He"])
    attribute()
    assert shown().get().public_id != record.public_id
    assert curation.apply_file(exported) == 1
    assert not shown().exists()

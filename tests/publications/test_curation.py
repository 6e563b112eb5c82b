"""Decisions about records: told before they are taken, exact, standing through imports, undone item by item."""

from __future__ import annotations

import pytest

from publications import curation
from publications.attribution import attribute
from publications.models import Author, Authorship, ChangeSet
from tests.content import content
from tests.publications.test_attribution import author_of, paper

pytestmark = pytest.mark.django_db


def decide(plan, reason="The list of works says so."):
    return curation.carry_out(plan, reason=reason, role="operator")


def undo(change, **items):
    return curation.undo(change, reason="It was a mistake.", role="operator", **items)


def bylines(author):
    return list(author.authorships.order_by("work__title"))


@pytest.fixture
def waves(db):
    """Two records of Ada Wave, of three works each, and one of Grace Wave."""
    first = [paper(f"2001.{n}", ["Ada Wave", "Anneliese Quint"], topics=("cs.CR",)) for n in (1, 2, 3)]
    second = [paper(f"2002.{n}", ["Ada B. Wave", "Bartholomew Finch"], topics=("hep-ex",)) for n in (1, 2, 3)]
    other = paper("2003.1", ["Grace Wave", "Hua He"], topics=("cs.RO",))
    attribute()
    authors = author_of(first[0]), author_of(second[0]), author_of(other)
    if authors[0] == authors[1]:
        raise AssertionError("the two should be two records")
    return authors


def test_a_merge_is_told_taken_and_undone(waves):
    gone, into, _ = waves
    before = content()
    plan = curation.plan_merge(gone, into=into)
    assert plan.effects == [
        "3 works move.",
        "Ada Wave has 3 works and will have 0; its address will lead to Ada B. Wave.",
        "Ada B. Wave has 3 works and will have 6.",
    ]
    assert content() == before
    change = decide(plan)
    gone.refresh_from_db()
    into.refresh_from_db()
    assert (gone.merged_into, gone.n_works, into.n_works) == (into, 0, 6)
    undo(change)
    attribute()
    assert content() == before


def test_a_merge_holds_for_what_is_imported_later(waves):
    gone, into, _ = waves
    unlike = paper("2005.1", ["Ada C. Wave", "Bo Tan"], topics=("math.NT",))
    attribute()
    decide(curation.plan_merge(gone, into=into))
    decide(curation.plan_merge(author_of(unlike), into=into))
    later = paper("2101.1", ["Ada Wave", "Anneliese Quint"], topics=("cs.CR",))
    also = paper("2101.2", ["Ada C. Wave", "Bo Tan"], topics=("math.NT",))
    attribute()
    assert author_of(later) == author_of(also) == into


def test_merged_addresses_lead_on_in_one_hop(waves, client):
    first, second, third = waves
    decide(curation.plan_merge(first, into=second))
    change = decide(curation.plan_merge(second, into=third))
    first.refresh_from_db()
    assert first.merged_into == third
    third.refresh_from_db()
    assert client.get(f"/authors/{first.public_id}/", follow=True).redirect_chain == [(third.get_absolute_url(), 301)]
    undo(change)
    first.refresh_from_db()
    assert first.merged_into == second


def test_two_proven_orcid_ids_are_two_people(waves):
    gone, into, _ = waves
    Author.objects.filter(pk=gone.pk).update(orcid="0000-0002-1825-0097")
    Author.objects.filter(pk=into.pk).update(orcid="0000-0001-5109-3700")
    with pytest.raises(curation.CurationRefused, match="Two authenticated ORCID iDs"):
        curation.plan_merge(gone, into=into)


def test_two_positions_of_one_work_are_two_people(waves):
    gone, into, _ = waves
    paper("2004.1", ["Ada Wave", "Ada B. Wave", "Anneliese Quint", "Bartholomew Finch"], topics=("cs.CR", "hep-ex"))
    attribute()
    assert gone.authorships.count() == into.authorships.count() == 4
    with pytest.raises(curation.CurationRefused, match="does not sign a work twice"):
        curation.plan_merge(gone, into=into)


def test_what_was_proven_of_a_record_goes_along_and_comes_back(waves):
    gone, into, _ = waves
    Author.objects.filter(pk=gone.pk).update(orcid="0000-0002-1825-0097")
    change = decide(curation.plan_merge(gone, into=into))
    into.refresh_from_db()
    assert into.orcid == "0000-0002-1825-0097"
    undo(change)
    into.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.orcid, into.orcid) == ("0000-0002-1825-0097", "")


def test_a_split_holds_whatever_attribution_thinks(waves):
    whole, *_ = waves
    kept, *leaving = bylines(whole)
    plan = curation.plan_split(whole, [leaving])
    assert plan.effects[0] == "2 works move."
    decide(plan)
    made = author_of(leaving[0].work)
    assert made not in waves
    again = paper("2101.1", ["Ada Wave", "Anneliese Quint"], topics=("cs.CR",))
    attribute()
    attribute(list(Authorship.objects.values_list("block", flat=True)))
    assert author_of(kept.work) == whole
    assert author_of(leaving[0].work) == author_of(leaving[1].work) == made
    assert author_of(again) in (whole, made)


def test_a_split_that_is_undone_leads_back(waves, client):
    whole, *_ = waves
    before = content()
    leaving = bylines(whole)[1:]
    change = decide(curation.plan_split(whole, [leaving[:1], leaving[1:]]))
    made = [author_of(byline.work) for byline in leaving]
    undo(change)
    attribute()
    for record in made:
        record.refresh_from_db()
        assert record.merged_into == whole
    assert [row for row in content() if row not in before and not row.startswith("Author ")] == []
    assert set(before) <= set(content())


def test_not_mine_makes_a_record_of_its_own(waves):
    whole, *_ = waves
    taken = bylines(whole)[0]
    change = decide(curation.plan_not_mine([taken]))
    assert change.kind == ChangeSet.Kind.NOT_MINE
    attribute(list(Authorship.objects.values_list("block", flat=True)))
    assert author_of(taken.work).n_works == 1
    assert author_of(bylines(whole)[0].work) == whole
    with pytest.raises(curation.CurationRefused, match="every work"):
        curation.plan_not_mine(bylines(whole))


def test_some_move_and_some_cannot(waves):
    first, second, _ = waves
    paper("2004.1", ["Ada Wave", "Ada B. Wave", "Anneliese Quint", "Bartholomew Finch"], topics=("cs.CR", "hep-ex"))
    attribute()
    plan = curation.plan_move(bylines(first), to=second)
    assert plan.effects[0] == "3 works move, 1 cannot."
    assert "already stands at another position" in plan.refused[0].why
    decide(plan)
    first.refresh_from_db()
    assert (first.n_works, first.merged_into) == (1, None)


def test_a_plan_that_is_out_of_date_is_not_carried_out(waves):
    first, second, third = waves
    plan = curation.plan_move(bylines(first)[:1], to=second)
    decide(curation.plan_move(bylines(first)[:1], to=third))
    with pytest.raises(curation.CurationRefused, match="changed meanwhile"):
        decide(plan)


def test_a_missing_work_is_attached_by_the_name_that_fits(waves):
    first, second, third = waves
    work = bylines(second)[0].work
    decide(curation.plan_attach(work, to=first))
    assert author_of(work) == first
    with pytest.raises(curation.CurationRefused, match="already"):
        curation.plan_attach(work, to=first)
    with pytest.raises(curation.CurationRefused, match="No name"):
        curation.plan_attach(third.authorships.get().work, to=author_of(work, 2))


def test_single_items_are_undone(waves):
    gone, into, _ = waves
    change = decide(curation.plan_merge(gone, into=into))
    first, *_ = change.items.filter(subject__contains="#").order_by("position")
    undo(change, items=[first])
    gone.refresh_from_db()
    assert (gone.merged_into, gone.n_works) == (None, 1)
    with pytest.raises(curation.CurationRefused, match="already"):
        undo(change, items=[first])
    undo(change)
    gone.refresh_from_db()
    assert gone.n_works == 3
    assert Authorship.objects.exclude(decided_by=None).count() == 0


def test_later_decisions_are_undone_first(waves):
    first, second, third = waves
    moving = bylines(first)
    change = decide(curation.plan_move(moving[:2], to=second))
    later = decide(curation.plan_move(moving[:1], to=third))
    with pytest.raises(curation.CurationRefused, match=r"later decision about “2001.1”.* 1 of 2 items can be restored"):
        undo(change)
    undo(change, items=curation.plan_undo(change).restorable)
    assert author_of(moving[1].work) == first
    undo(later)
    assert author_of(moving[0].work) == second
    undo(change)
    assert author_of(moving[0].work) == first


def test_nothing_returns_to_a_record_that_was_merged_away_since(waves):
    first, second, third = waves
    change = decide(curation.plan_move(bylines(first)[:1], to=second))
    merge = decide(curation.plan_merge(first, into=third))
    with pytest.raises(curation.CurationRefused, match=r"merged into .* by a later decision"):
        undo(change)
    undo(merge)
    undo(change)
    assert first.authorships.count() == 3


def test_a_decision_in_a_file_that_the_evidence_came_to_by_itself_is_passed_over(waves, tmp_path):
    for byline, n in zip(bylines(waves[0])[:2], ("2001.00001", "2001.00002"), strict=True):
        byline.work.identifiers.update_or_create(scheme="arxiv", defaults={"value": n})
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_text(
        '{"kind": "move_authorship", "work": "arXiv:2001.00001", "name": "Ada Wave", "reason": "Hers.",'
        ' "to": {"work": "arXiv:2001.00002", "name": "Ada Wave"}}'
    )
    assert curation.apply_file(decisions) == 0
    assert not ChangeSet.objects.exists()

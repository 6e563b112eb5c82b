"""What others say of a held record, counted from real rows: nothing people make for themselves earns a point."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles import scoring
from profiles.models import ContactReport, Follow, Profile, Proposal, Trust
from publications.models import Author, Authorship, Source
from tests import people, world

pytestmark = pytest.mark.django_db
IRIS = "0000-0002-1825-0097"


@pytest.fixture
def tom(db) -> Profile:
    """The holder, at L3, of twenty works; four of them with Ada Wave, who signed from Maryland."""
    for n in range(20):
        world.work(f"W{n}", by=["Tom Stone", *(["Ada Wave"] if n < 4 else [])], institutions={"Ada Wave": "Maryland"})
    return people.holder(Author.objects.get(display_name="Tom Stone"), level=3)


def facts(profile: Profile) -> dict[str, int]:
    scoring.make_due(profile.author)
    return scoring.current(Author.objects.get(pk=profile.author_id)).facts


def ago(**time: int):
    return timezone.now() - timedelta(**time)


def follower(profile: Profile, name: str, *, level: int = 3, place: str = "", matched=31, followed=8) -> Profile:
    """A holder of a record of their own who follows ``profile``, so many days at L3 and so many days a follower."""
    world.work(f"By {name}", by=[name], institutions={name: place} if place else None)
    found = people.holder(Author.objects.get(display_name=name), level=level)
    if level > 2:
        Profile.objects.filter(pk=found.pk).update(matched_since=ago(days=matched))
    follow = Follow.objects.create(user=found.user, author=profile.author)
    Follow.objects.filter(pk=follow.pk).update(created_at=ago(days=followed))
    return found


def vouch(profile: Profile, voucher: Profile) -> None:
    proof = people.prove(profile.claim, "vouch", "weak", places=[voucher.pk])
    proof.voucher = voucher.user
    proof.save(update_fields=["voucher"])


def test_an_unclaimed_record_has_no_community(tom):
    ada = Author.objects.get(display_name="Ada Wave")
    assert {scoring.current(ada).facts[key] for key in ("confirmed", "vouches", "verified_followers", "months")} == {0}


def test_works_that_carry_the_proven_orcid_by_a_publishers_word_are_confirmed(tom):
    tom.claim.evidence.filter(kind="orcid").update(subject=IRIS)
    carrying = Authorship.objects.filter(author=tom.author, work__title__in=["W5", "W6", "W7"])
    carrying.update(orcid=IRIS)
    gatherer = world.source("gatherer", Source.Role.AGGREGATOR)
    carrying.get(work__title="W7").work.__class__.objects.filter(title="W7").update(said_by=gatherer)
    assert facts(tom)["confirmed"] == 2
    tom.claim.evidence.filter(kind="orcid").update(subject="0000-0001-5109-3700")
    assert facts(tom)["confirmed"] == 0


def test_a_co_author_who_vouches_confirms_the_works_they_share(tom):
    ada = people.holder(Author.objects.get(display_name="Ada Wave"), level=3)
    assert (facts(tom)["confirmed"], facts(tom)["vouches"]) == (0, 0)
    vouch(tom, ada)
    assert (facts(tom)["confirmed"], facts(tom)["vouches"]) == (4, 1)


def test_an_affiliation_counts_for_twelve_months(tom):
    proof = people.prove(tom.claim, "institutional_email", "anchor")
    proof.checked_at = ago(days=360)
    proof.save()
    assert facts(tom)["affiliation"] == 1
    proof.checked_at = ago(days=370)
    proof.save()
    assert facts(tom)["affiliation"] == 0


@pytest.mark.parametrize(("days", "months"), [(27, 0), (32, 1), (370, 12)])
def test_full_months_at_l3_count(tom, days, months):
    Profile.objects.filter(pk=tom.pk).update(matched_since=ago(days=days))
    assert facts(tom)["months"] == months


def test_an_upheld_report_begins_the_time_anew(tom):
    Profile.objects.filter(pk=tom.pk).update(matched_since=ago(days=370))
    said = {"kind": "other", "author": tom.author, "case": "c", "reason": "It was spam."}
    declined, upheld = (
        Proposal.objects.create(state=state, decided_at=ago(days=100), **said) for state in ("declined", "accepted")
    )
    ContactReport.objects.create(proposal=declined, accused=tom.user, text="Buy this.")
    assert facts(tom)["months"] == 12
    ContactReport.objects.create(proposal=upheld, accused=tom.user, text="Buy this.")
    assert facts(tom)["months"] == 3


def test_followers_at_l2_or_of_yesterday_do_not_count(tom):
    follower(tom, "Low Lee", level=2)
    follower(tom, "New Lee", matched=29)
    follower(tom, "Late Lee", followed=6)
    assert facts(tom)["verified_followers"] == 0
    follower(tom, "Long Lee", level=4)
    assert facts(tom)["verified_followers"] == 1


def test_five_followers_of_an_institution_and_five_without_one_count(tom):
    for n in range(7):
        follower(tom, f"Here {n}", place="One Place")
        follower(tom, f"Nowhere {n}")
    follower(tom, "There Lee", place="Another Place")
    assert facts(tom)["verified_followers"] == 11


def test_a_follower_one_vouched_for_does_not_count(tom):
    friend = follower(tom, "Ada Friend")
    vouch(friend, tom)
    assert facts(tom)["verified_followers"] == 0


def test_a_record_at_l3_is_scored_once_a_day(tom):
    scoring.rescore_due()
    assert scoring.rescore_due() == 0
    Trust.objects.update(read_at=ago(days=1, minutes=1))
    assert scoring.rescore_due() == 1

"""What one moderator may do alone, what takes two, and that every decision is logged."""

import pytest
from django.utils import timezone

from profiles import holding
from profiles.claims import suspending
from profiles.claims.transitions import MoveRefused
from profiles.models import ClaimEvent, Profile, RecordFlag
from publications import audit
from publications.models import AuditEntry
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
WHY = {"reason": "The iD is somebody else’s."}


@pytest.fixture
def tom(db):
    return world.work("Networks that see", ["Tom Goldstein", "Ana Silva"]).authorships.get(position=1).author


@pytest.fixture
def famous(tom):
    RecordFlag.objects.create(author=tom, kind="high_profile", note="Well known.")
    return tom


def test_one_moderator_suspends_once_for_three_days_and_any_gives_back(tom):
    profile, one = people.holder(tom), people.moderator()
    event = suspending.suspend(profile.claim, by=one, **WHY)
    assert not holding.holds(profile.user, tom)
    profile.refresh_from_db()
    assert 71 < (profile.suspended_until - timezone.now()).total_seconds() / 3600 <= 72
    assert (event.kind, event.reason) == ("suspended", WHY["reason"])
    suspending.lift(profile.claim, by=people.moderator(), reason="It is theirs after all.")
    assert ["is suspended" in mail.body for mail in delivered()[-2:]] == [True, False]
    assert holding.holds(profile.user, tom)
    for again in (one, people.moderator()):
        with pytest.raises(MoveRefused, match="suspended before"):
            suspending.suspend(profile.claim, by=again, **WHY)
    with pytest.raises(MoveRefused, match="not suspended"):
        suspending.lift(profile.claim, by=one, **WHY)


def test_nobody_suspends_without_reason_link_or_distance(tom):
    waiting = people.claim(tom)
    with pytest.raises(MoveRefused, match="Only an approved claim"):
        suspending.suspend(waiting, by=people.moderator(), **WHY)
    people.move(waiting, "withdrawn", waiting.user, role="claimant")
    profile = people.holder(tom)
    with pytest.raises(MoveRefused, match="Say why"):
        suspending.suspend(profile.claim, by=people.moderator(), reason=" ")
    coauthor = people.moderator()
    people.holder(world.author("Ana Silva"), coauthor)
    with pytest.raises(MoveRefused, match="wrote a work together"):
        suspending.suspend(profile.claim, by=coauthor, **WHY)


def test_a_well_known_record_is_declined_by_two_so_that_an_opinion_tells_nothing(famous):
    claim, one, other = people.claim(famous), people.moderator(), people.moderator()
    assert people.move(claim, "rejected", one).kind == "opinion"
    assert people.move(claim, "rejected", other).kind == "moved"
    assert claim.state == "rejected"


def test_who_gave_an_opinion_does_not_give_another(famous):
    claim, one = people.claim(famous), people.moderator()
    people.prove(claim, "orcid")
    people.move(claim, "rejected", one)
    with pytest.raises(MoveRefused, match="You have given your opinion"):
        people.move(claim, "approved", one)


def test_of_two_levels_the_lower_holds(famous):
    claim = people.claim(famous)
    people.prove(claim, "orcid")
    people.prove(claim, "printed_address")
    people.move(claim, "approved", people.moderator(), level=3)
    people.move(claim, "approved", people.moderator(), level=4)
    assert Profile.objects.get().level == 3


def test_every_decision_is_in_the_audit_log_and_outlives_its_account(tom):
    claim = people.claim(tom, name="Ann Other")
    people.move(claim, "rejected", people.moderator())
    linked = people.holder(tom).claim
    suspending.suspend(linked, by=people.moderator(), **WHY)
    logged = set(AuditEntry.objects.filter(kind="claim_event").values_list("key", flat=True))
    assert logged == {str(pk) for pk in ClaimEvent.objects.exclude(kind="level").values_list("pk", flat=True)}
    claim.user.delete()
    assert list(audit.problems()) == []

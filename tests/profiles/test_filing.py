"""Who may claim which record, and how often."""

import pytest
from django.db import IntegrityError, transaction

from profiles.claims.filing import FilingRefused
from profiles.models import Claim, RecordFlag
from tests import people, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(db):
    return world.work("Networks that see", ["Tom Goldstein", "Ana Silva"]).authorships.get(position=1).author


def refused(author, user=None, **said):
    with pytest.raises(FilingRefused) as caught:
        people.claim(author, user, **said)
    return caught.value


def test_a_claim_with_another_name_waits_for_evidence(tom):
    claim = people.claim(tom, name="Maria Rossi")
    assert claim.state == "needs_evidence"
    assert "signed with a name like “Maria Rossi”" in claim.events.last().reason
    assert people.claim(tom, name="T. Goldstein").state == "submitted"


def test_groups_hidden_records_and_the_dead_cannot_be_claimed(tom):
    assert refused(world.author("CERN", kind="group")).code == "not_a_person"
    RecordFlag.objects.create(author=tom, kind="memorial", note="1912-1954, obituary.")
    assert (refused(tom).code, refused(tom).status) == ("memorial", 409)
    ana = world.author("Ana Silva")
    type(tom).objects.filter(pk=ana.pk).update(hidden_at=ana.created_at)
    assert refused(world.author("Ana Silva")).status == 410


def test_an_account_without_a_confirmed_address_claims_nothing(tom):
    assert refused(tom, people.account(confirmed=False)).code == "email_unconfirmed"


def test_one_open_claim_an_account(tom):
    user = people.account()
    claim = people.claim(tom, user)
    again = refused(tom, user)
    assert (again.code, again.claim) == ("claim_open", claim)
    assert "Tom Goldstein" in str(refused(world.author("Ana Silva"), user))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(author=tom, user=user, due_at=claim.due_at)


def test_three_claims_in_thirty_days_and_five_refusals_for_ever(tom):
    user, moderator = people.account(), people.moderator()
    for n in range(5):
        if n == 3:
            assert refused(tom, user).code == "too_many"
            Claim.objects.update(created_at="2020-01-01T00:00Z")
        people.move(people.claim(tom, user), "rejected", moderator)
    Claim.objects.update(created_at="2020-01-01T00:00Z")
    assert refused(tom, user).code == "blocked"


def test_who_holds_a_record_claims_no_other_and_a_held_record_can_still_be_claimed(tom):
    user = people.account()
    people.holder(tom, user)
    assert refused(tom, user).code == "held"
    assert "propose to join" in str(refused(world.author("Ana Silva"), user))
    assert people.claim(tom).state == "submitted"


def test_a_claim_of_a_merged_record_goes_to_the_one_it_lives_on_in(tom):
    ana = world.author("Ana Silva")
    type(tom).objects.filter(pk=tom.pk).update(merged_into=ana)
    tom.refresh_from_db()
    assert people.claim(tom, name="Ana Silva").author == ana

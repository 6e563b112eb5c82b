"""What anybody may know about how claims are decided, and how long it took."""

from datetime import timedelta

import pytest
from django.db import connection

from profiles.claim_desk import turnaround
from tests import people, world

pytestmark = pytest.mark.django_db
PAGE = "/about/moderation/"


def claim_on(name):
    return people.claim(world.work(f"A work of {name}", [name]).authorships.get().author)


def shift(claim, *hours_ago):
    """The state changes of the claim happened so long ago."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for event, hours in zip(claim.events.filter(kind="moved").order_by("pk"), hours_ago, strict=True):
            statement = "update profiles_claimevent set created_at = now() - %s * interval '1 hour' where id = %s"
            cursor.execute(statement, [hours, event.pk])
        cursor.execute("set session_replication_role = origin")


def test_it_says_that_there_are_no_figures_yet(client):
    page = client.get(PAGE).text
    assert "No claim was decided in the last 90 days" in page
    assert "<table>" not in page.partition("<article")[2]


def test_few_decisions_make_no_figures_and_no_waiting_claim_is_told(client):
    claim_on("Ada Wave")
    before = client.get(PAGE).content
    claim_on("Bo Li")
    assert client.get(PAGE).content == before
    people.move(claim_on("Cy Own"), "rejected", people.moderator())
    page = client.get(PAGE).text
    assert "fewer than 5 claims were decided" in page
    assert "Declined" not in page


def test_half_and_nine_tenths_count_only_the_time_for_which_moderators_were_waited_for(client):
    mona = people.moderator()
    for n in range(4):
        claim = claim_on(f"Person Number{n}")
        people.move(claim, "approved" if n else "rejected", mona)
        shift(claim, 30, 10)
    asked = claim_on("Ada Wave")
    people.move(asked, "needs_evidence", mona)
    people.move(asked, "submitted", asked.user, role="claimant", reason="Here it is.")
    people.move(asked, "approved", mona)
    shift(asked, 500, 490, 100, 10)
    old = claim_on("Olga Long")
    people.move(old, "approved", mona)
    shift(old, 24 * 120, 24 * 100)
    people.move(claim_on("Still Waiting"), "needs_evidence", mona)
    found = turnaround.lately()
    assert (found.decided, found.approved, found.declined, found.median) == (5, 4, 1, timedelta(hours=20))
    assert found.ninth == timedelta(hours=20 + (100 - 20) * 0.6)
    page = client.get(PAGE).text
    assert "5 claims were decided" in page
    assert "waited for us for 20 hours or less, nine in ten for 2.8 days or less" in page

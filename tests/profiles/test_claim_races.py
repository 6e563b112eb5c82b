"""Fifty at once: one wins, the others hear why, and nothing is half done."""

import threading
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import pytest
from django.db import connection

from profiles.claims import bringing, codes
from profiles.claims.codes import CodeRefused
from profiles.claims.filing import FilingRefused
from profiles.claims.transitions import MoveRefused
from profiles.models import Claim, ClaimEvent, Evidence, EvidenceCode, Profile
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(*jobs):
    """Run all in threads with connections of their own, let go together; what each came to."""
    gate = threading.Barrier(len(jobs), timeout=60)

    def run(job):
        try:
            connection.ensure_connection()
            gate.wait()
            return job()
        except (MoveRefused, FilingRefused, CodeRefused) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_fifty_at_once_file_approve_and_try_a_code(transactional_db):
    tom = world.work("Networks that see", ["Tom Goldstein"]).authorships.get().author
    user = people.account()
    filed = at_once(*[lambda: people.claim(tom, user)] * MANY)
    assert sum(isinstance(each, Claim) for each in filed) == 1
    assert {each.code for each in filed if isinstance(each, FilingRefused)} <= {"claim_open", "busy"}
    assert (Claim.objects.count(), ClaimEvent.objects.count(), Evidence.objects.count()) == (1, 1, 1)

    evidence = bringing.bring(Claim.objects.get(), "institutional_email", "tom@umd.edu")
    code = delivered()[-1].body.split("once:")[1].split("\n")[2]
    entered = at_once(*[lambda: codes.enter(evidence, code)] * MANY)
    assert entered.count(None) == 1
    codes.send(evidence)
    tried = at_once(*[lambda: codes.enter(evidence, "AAAAAAAA")] * MANY)
    assert sum("left" in str(each) for each in tried) == 4
    assert None not in tried
    assert EvidenceCode.objects.latest("pk").tries == 5

    moderators = [people.moderator() for _ in range(4)]
    claims = [Claim.objects.get(), people.claim(tom)]
    decided = at_once(
        *[lambda n=n: people.move(copy(claims[n % 2]), "approved", moderators[n % 4]) for n in range(MANY)]
    )
    approved = [each for each in decided if isinstance(each, ClaimEvent) and each.kind == "moved"]
    assert len(approved) == 1
    assert Claim.objects.holding().count() == Profile.objects.count() == 1
    assert all(str(each) for each in decided if isinstance(each, MoveRefused))

"""What may become of a claim, by whom, and that nothing else may."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from profiles import holding, scoring
from profiles.claims import keeping, linking, transitions
from profiles.claims.transitions import RULES, MoveRefused
from profiles.models import Claim, ClaimEvent, Evidence, Profile, RecordFlag
from tests import people, world

pytestmark = pytest.mark.django_db
State, Role = Claim.State, ClaimEvent.Role


@pytest.fixture
def tom(db):
    return world.work("Networks that see", ["Tom Goldstein", "Ana Silva"]).authorships.get(position=1).author


@pytest.fixture
def ana(tom):
    return world.author("Ana Silva")


def level(author):
    return scoring.current(type(author).objects.get(pk=author.pk)).level


def test_an_approved_claim_makes_a_holder_and_a_level(tom):
    claim = people.claim(tom)
    assert (claim.state, level(tom)) == ("submitted", 1)
    people.move(claim, "approved", people.moderator(), reason="The works fit.")
    profile = Profile.objects.get()
    assert (profile.user, profile.author, profile.level, level(tom)) == (claim.user, tom, 2, 2)
    assert [event.reason for event in claim.events.order_by("pk")] == ["", "The works fit."]


def test_revoking_takes_two_who_do_not_know_of_each_other_and_leaves_nothing(tom):
    profile = people.holder(tom, level=3)
    claim, one, other = profile.claim, people.moderator(), people.moderator()
    people.move(claim, "contested", one, reason="Somebody else brought a better proof.")
    assert not holding.holds(profile.user, tom)
    assert people.move(claim, "revoked", one).kind == "opinion"
    with pytest.raises(MoveRefused, match="Another moderator decides now"):
        people.move(claim, "revoked", one)
    assert claim.state == "contested"
    assert people.move(claim, "approved", other).kind == "opinion"  # of another mind: a third decides
    assert people.move(claim, "revoked", people.moderator()).kind == "moved"
    assert (claim.state, Profile.objects.count(), level(tom)) == ("revoked", 0, 1)


def test_an_approved_claim_cannot_be_revoked_without_a_contest(tom):
    claim = people.holder(tom).claim
    for role in Role.values:
        with pytest.raises(MoveRefused):
            people.move(claim, "revoked", people.moderator(), role=role)


def test_several_may_claim_a_record_and_one_holds_it(tom):
    first, second = people.claim(tom), people.claim(tom)
    people.move(second, "approved", people.moderator())
    with pytest.raises(MoveRefused, match="held already"):
        people.move(first, "approved", people.moderator())
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=first.pk).update(state="approved", level=2)


def test_an_account_holds_one_record(tom, ana):
    user = people.account()
    people.holder(tom, user)
    with pytest.raises(MoveRefused, match="holds the record of Tom Goldstein already"):
        linking.link(ana, user)


def test_a_famous_record_is_not_held_by_a_weak_proof_and_takes_two(tom):
    RecordFlag.objects.create(author=tom, kind="high_profile", note="Well known.")
    claim, one, other = people.claim(tom), people.moderator(), people.moderator()
    people.prove(claim, "institutional_email", "anchor")
    with pytest.raises(MoveRefused, match="L3 or above only"):
        people.move(claim, "approved", one)
    people.prove(claim, "orcid")
    with pytest.raises(MoveRefused, match="L3 or above only"):
        people.move(claim, "approved", one, level=2)
    assert people.move(claim, "approved", one).kind == "opinion"
    people.move(claim, "approved", other)
    assert Profile.objects.get().level == 4


def test_evidence_that_ends_takes_the_level_along(tom):
    profile = people.holder(tom, level=4)
    profile.claim.evidence.filter(kind="orcid").update(state="expired")
    with transaction.atomic():
        keeping.keep_level(profile.claim)
    profile.refresh_from_db()
    assert (profile.level, level(tom)) == (2, 2)
    assert profile.claim.events.last().reason == "The evidence carries L2 now; it was L4."


def test_more_evidence_raises_to_l3_by_itself_and_to_l4_by_a_moderator(tom):
    profile = people.holder(tom)
    people.prove(profile.claim, "orcid")
    people.prove(profile.claim, "printed_address")
    with transaction.atomic():
        keeping.keep_level(profile.claim)
    profile.refresh_from_db()
    assert profile.level == 3
    people.move(profile.claim, "approved", people.moderator())
    profile.refresh_from_db()
    assert profile.level == 4


def test_a_machine_approves_only_by_an_orcid_id_on_the_record_that_nobody_else_asks_for(tom):
    claim = people.claim(tom)
    for proof in (lambda: None, lambda: people.prove(claim, "orcid"), lambda: people.prove(claim, "printed_address")):
        proof()
        with pytest.raises(MoveRefused, match="Only an ORCID iD that stands on the record"):
            people.move(claim, "approved", role="system")
    people.prove(claim, "orcid", on_record=True)
    rival = people.claim(tom)
    with pytest.raises(MoveRefused, match="A moderator has to look"):
        people.move(claim, "approved", role="system")
    people.move(rival, "withdrawn", rival.user, role="claimant")
    people.move(claim, "approved", role="system")
    assert Profile.objects.get().level == 3  # L4 takes a moderator


def test_a_vouch_ends_with_the_link_of_who_gave_it(tom, ana):
    voucher = people.holder(ana, level=3)
    other = people.holder(world.author("Bo Li"), level=3)
    claim = people.holder(tom).claim
    for n, given in enumerate((voucher, other)):
        evidence = people.prove(claim, "vouch", "weak", places=[n])
        Evidence.objects.filter(pk=evidence.pk).update(voucher=given.user)
    with transaction.atomic():
        keeping.keep_level(claim)
    assert Profile.objects.get(claim=claim).level == 3
    people.move(voucher.claim, "released", voucher.user, role="claimant")
    assert Profile.objects.get(claim=claim).level == 2
    assert Evidence.objects.get(voucher=voucher.user).state == "void"


def test_nobody_decides_about_themselves_their_co_authors_or_their_colleagues(tom, ana):
    world.work("Alone", ["Bo Li"], institutions={"Bo Li": "MIT"}, year=timezone.now().year)
    world.work("Beside", ["Eva Roth"], institutions={"Eva Roth": "MIT"}, year=timezone.now().year)
    coauthor, colleague, claimant = people.moderator(), people.moderator(), people.moderator()
    people.holder(ana, coauthor)
    people.holder(world.author("Eva Roth"), colleague)
    claim = people.claim(tom, claimant)
    for by, says in ((claimant, "their own claim"), (coauthor, "wrote a work together")):
        with pytest.raises(MoveRefused, match=says):
            people.move(claim, "approved", by)
    with pytest.raises(MoveRefused, match="same institution"):
        people.move(people.claim(world.author("Bo Li")), "rejected", colleague)


def test_an_appeal_comes_once_in_time_with_a_reason_and_is_decided_by_others(tom):
    claim, first = people.claim(tom), people.moderator()
    people.move(claim, "rejected", first)

    def appeal(reason="Please look at my page again."):
        people.move(claim, "submitted", claim.user, role="claimant", reason=reason)

    with pytest.raises(MoveRefused, match="Say what"):
        appeal(" ")
    Claim.objects.update(changed_at=timezone.now() - timedelta(days=31))
    with pytest.raises(MoveRefused, match="within 30 days"):
        appeal()
    Claim.objects.update(changed_at=timezone.now())
    appeal()
    with pytest.raises(MoveRefused, match="decided by others"):
        people.move(claim, "rejected", first)
    people.move(claim, "rejected", people.moderator())
    with pytest.raises(MoveRefused, match="once"):
        appeal()


def test_a_record_of_several_people_is_split_first(tom):
    RecordFlag.objects.create(author=tom, kind="several", note="Two fields, two careers.")
    scoring.make_due(tom)
    claim = people.claim(tom)
    with pytest.raises(MoveRefused, match="Split it first"):
        people.move(claim, "approved", people.moderator())


def test_a_merged_record_is_held_where_it_lives_on(tom, ana):
    claim = people.claim(tom)
    type(tom).objects.filter(pk=tom.pk).update(merged_into=ana)
    claim.name = "Ana Silva"
    claim.save()
    people.move(claim, "approved", people.moderator())
    assert (claim.author, Profile.objects.get().author) == (ana, ana)


def test_nothing_happens_without_a_reason_but_for_the_claimant(tom):
    claim = people.claim(tom)
    with pytest.raises(MoveRefused, match="Say why"):
        people.move(claim, "rejected", people.moderator(), reason="  ")
    people.move(claim, "withdrawn", claim.user, role="claimant", reason="")


def test_events_are_never_changed_and_forget_only_who(tom):
    claim = people.claim(tom)
    event = claim.events.get()
    for change in ("update profiles_claimevent set reason = 'x'", "delete from profiles_claimevent"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    user = claim.user
    people.move(claim, "withdrawn", role="system")
    user.delete()
    event.refresh_from_db()
    claim.refresh_from_db()
    assert (event.actor, claim.user) == (None, None)


def test_an_account_that_holds_a_record_is_not_deleted_under_it(tom):
    user = people.holder(tom).user
    with pytest.raises(IntegrityError), transaction.atomic():
        user.delete()


class Claims(RuleBasedStateMachine):
    """Two accounts claim one record while everybody asks for everything."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.author = world.author("Grace Hopper")
        world.work("Compilers", [self.author])
        self.moderators = [people.moderator() for _ in range(3)]
        self.claims = [people.claim(self.author), people.claim(self.author)]

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(
        which=st.integers(0, 1),
        to=st.sampled_from(State.values),
        role=st.sampled_from(Role.values),
        who=st.integers(0, 2),
    )
    def ask(self, which, to, role, who):
        claim = self.claims[which]
        before, n_events = claim.state, claim.events.count()
        by = self.moderators[who] if role == "moderator" else claim.user if role == "claimant" else None
        known = RULES.get((before, to))
        try:
            event = people.move(claim, to, by, role=role)
        except MoveRefused:
            assert (Claim.objects.get(pk=claim.pk).state, claim.events.count()) == (before, n_events)
            return
        assert known
        assert role in known.roles
        assert claim.state == (to if event.kind == "moved" else before)

    @invariant()
    def who_holds_is_who_has_an_approved_claim(self):
        holding_claims = set(Claim.objects.holding().values_list("pk", "user"))
        assert holding_claims == set(Profile.objects.values_list("claim", "user"))
        assert len(holding_claims) <= 1

    @invariant()
    def the_events_tell_the_state(self):
        for claim in Claim.objects.all():
            moved = claim.events.filter(kind="moved").order_by("pk")
            assert moved.last().after == claim.state
            befores = [event.before for event in moved]
            assert befores == ["", *[event.after for event in moved][:-1]]


def test_whatever_is_asked_in_whatever_order_the_table_holds():
    run_state_machine_as_test(Claims, settings=settings(max_examples=4, stateful_step_count=12, deadline=None))


def test_every_state_but_the_last_ones_leads_on_and_every_state_can_be_reached():
    reached = {to for _, to in RULES} | {State.SUBMITTED}
    assert reached == set(State)
    ends = set(State) - {origin for origin, _ in RULES}
    assert ends == {State.WITHDRAWN, State.EXPIRED, State.RELEASED}
    assert transitions.possible(Claim(state="submitted"), "claimant") == ["withdrawn"]

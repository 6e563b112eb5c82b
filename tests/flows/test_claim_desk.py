"""How a moderator decides about claims: what waits, the case with all sides, evidence that is opened, the decision."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles import moderation
from profiles.claims import suspending
from profiles.models import Claim, ClaimEvent, Profile, RecordFlag
from publications import audit
from tests import people, world

pytestmark = pytest.mark.django_db
QUEUE = "/desk/claims/"
WHY = "The name fits, and the iD could be checked."


@pytest.fixture
def tom(db):
    for title in ("Networks that see", "Networks that hear"):
        world.work(title, ["Tom Goldstein", "Ana Silva"], institutions={"Tom Goldstein": "Maryland"})
    return world.author("Tom Goldstein")


@pytest.fixture
def famous(tom):
    RecordFlag.objects.create(author=tom, kind="high_profile", note="Well known.")
    return tom


@pytest.fixture
def mona():
    return people.moderator("mona@example.org")


@pytest.fixture
def desk(client, mona):
    client.force_login(mona)
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(record, claim=None, do="", **more):
    address = reverse("desk_claim_case", args=[record.public_id])
    asked = {"claim": claim.token, "do": do, **more} if claim else more
    return address + ("?" + "&".join(f"{key}={value}" for key, value in asked.items()) if asked else "")


def press(client, address, reason=WHY, shown=None, **more):
    """Confirm what the page at this address shows."""
    shown = shown or shown_at(client, address)
    return client.post(address, {"reason": reason, "shown": shown, **more}, follow=True)


def shown_at(client, address):
    found = re.search(r'name="shown" value="(\w+)"', client.get(address).text)
    return found[1] if found else "nothing"


def main(answer):
    return answer.text.partition("<main")[2]


def test_claims_on_one_record_are_one_case_with_a_date(desk, tom):
    assert "No claim waits." in desk.get(QUEUE).text
    people.claim(tom)
    people.claim(tom)
    page = main(desk.get(QUEUE))
    assert page.count("data-entry") == 1
    assert "2 open claims" in page
    assert "competing or contested" in page
    assert "due in" in page
    Claim.objects.update(due_at=timezone.now() - timedelta(hours=3))
    assert "overdue by 3" in desk.get(QUEUE + "?older=overdue").text


def test_the_queue_knows_classes_and_narrows_by_them(desk, mona):
    works = [world.work(f"Work {n}", [f"Person Number{n}"]) for n in range(6)]
    plain, well_known, appealed, asked, held, risen = (work.authorships.get().author for work in works)
    people.claim(plain)
    RecordFlag.objects.create(author=well_known, kind="high_profile", note="Well known.")
    people.move(people.claim(well_known), "rejected", people.moderator())
    again = people.claim(appealed)
    people.move(again, "rejected", people.moderator())
    people.move(again, "submitted", again.user, role="claimant", reason="Look again.")
    people.claim(asked, name="Other Name")
    people.move(people.holder(held).claim, "contested", people.moderator())
    profile = people.holder(risen, level=3)
    people.prove(profile.claim, "institutional_email", "anchor")
    for class_, record in {
        "plain": plain,
        "high": well_known,
        "second": well_known,
        "appeal": appealed,
        "asked": asked,
        "contest": held,
        "raise": risen,
    }.items():
        page = main(desk.get(f"{QUEUE}?class={class_}"))
        assert page.count("data-entry") == 1, class_
        assert record.display_name in page
    assert main(desk.get(QUEUE)).count("data-entry") == 5, "what waits for the claimant is left out"
    for odd in ("?class=x", "?older=x", "?page=x", "?older=week&class=plain&mine=1"):
        assert desk.get(QUEUE + odd).status_code == 200


def test_a_moderator_says_that_they_look_at_a_case(desk, mona, tom):
    people.claim(tom)
    look = reverse("desk_claim_look", args=[tom.public_id])
    assert "I no longer look at it" in desk.post(look, follow=True).text
    other = signed_in(people.moderator("max@example.org"))
    assert "mona@example.org looks at it until" in other.get(QUEUE).text
    assert "mona@example.org looks at it until" in other.post(look, follow=True).text
    assert "data-entry" in desk.get(QUEUE + "?mine=1").text
    assert "data-entry" not in other.get(QUEUE + "?mine=1").text
    desk.post(look, {"end": ""})
    assert "I no longer look at it" in other.post(look, follow=True).text
    tom.look.__class__.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert "I no longer look at it" in desk.post(look, follow=True).text


def test_a_case_shows_all_sides_without_addresses(desk, tom):
    world.work("Elsewhere", ["Tom Goldstein Jr"])
    mine = {"work": tom.authorships.first().work.public_id, "on_record": True, "mine": True}
    one = people.claim(tom, people.account("tom@cs.umd.edu"), answers=[mine])
    two = people.claim(tom, people.account("ana@gmail.com"), name="Ana Silva")
    people.prove(one, "orcid")
    page = main(desk.get(at(tom)))
    for words in (
        "cs.umd.edu",
        "academic domain",
        "free mail",
        "written so on 2",
        "fits this author’s on 2 works, a co-author’s on 0",
        "fits this author’s on 0 works, a co-author’s on 2",
        "name of a co-author",
        "1 of 1 of the record",
        "2 claims, decided together",
        people.SAID,
    ):
        assert words in page, words
    for address in ("tom@cs.umd.edu", "ana@gmail.com"):
        assert address not in page
    held = people.holder(world.author("Ana Silva"), people.account("ann@mit.edu")).claim
    nameless = main(desk.get(at(held.author, held, "contest")))
    assert "somebody at mit.edu" in nameless
    assert "ann@mit.edu" not in nameless
    assert re.search(r"account \d+ s old", page)
    assert two.token in page


def test_private_evidence_is_opened_by_a_press_that_is_written_down(desk, mona, tom):
    claim = people.claim(tom)
    proof = people.prove(claim, "printed_address")
    proof.subject = "tom@umd.example"
    proof.save()
    assert "tom@umd.example" not in desk.get(at(tom)).text
    door = reverse("desk_claim_evidence", args=[tom.public_id, proof.pk])
    assert desk.get(door).status_code == 405
    page = desk.post(door)
    assert "tom@umd.example" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    read = ClaimEvent.objects.get(kind="read")
    assert (read.actor, read.facts["evidence"], read.claim) == (mona, proof.pk, claim)
    assert list(audit.problems()) == []
    assert "evidence looked at" in main(desk.get(at(tom)))
    assert desk.post(reverse("desk_claim_evidence", args=[tom.public_id, 0])).status_code == 404


def test_from_a_claim_over_what_was_asked_for_to_its_approval(desk, tom):
    claim = people.claim(tom)
    page = main(desk.get(at(tom, claim, "ask")))
    assert "The claim goes back to the claimant" in page
    assert "Begin with a usual reason" in page
    taken = desk.get(at(tom, claim, "ask", say="sign-in-at-orcid")).text
    assert "Please sign in with your ORCID iD" in taken.partition("<textarea")[2]
    done = press(desk, at(tom, claim, "ask", say="sign-in-at-orcid"), "Please sign in with your ORCID iD.")
    assert "Done: ask for evidence." in done.text
    claim.refresh_from_db()
    assert claim.state == "needs_evidence"
    assert claim.events.latest("pk").facts["template"] == "sign-in-at-orcid/1"
    people.prove(claim, "orcid")
    people.move(claim, "submitted", claim.user, role="claimant", reason="I signed in.")
    page = main(desk.get(at(tom, claim, "approve", level=3)))
    assert "from L1 Source-backed record to L3 Matched" in page
    assert "Opens: vouching" in page
    press(desk, at(tom, claim, "approve", level=3))
    assert Profile.objects.get().level == 3
    assert "Nothing waits here" not in main(desk.get(at(tom)))
    assert "holds the record at L3" in main(desk.get(at(tom)))


@pytest.mark.parametrize(("do", "state"), [("reject", "rejected"), ("approve", "approved")])
def test_a_decision_needs_a_reason_and_leaves_the_queue(desk, tom, do, state):
    claim = people.claim(tom)
    assert press(desk, at(tom, claim, do), reason="  ").status_code == 400
    press(desk, at(tom, claim, do))
    claim.refresh_from_db()
    assert claim.state == state
    assert "No claim waits." in desk.get(QUEUE).text


def test_a_holder_is_contested_suspended_and_revoked_by_two(desk, tom):
    claim = people.holder(tom, level=3).claim
    press(desk, at(tom, claim, "suspend"))
    assert Profile.objects.get().suspended_until > timezone.now()
    assert "do=suspend" not in desk.get(at(tom)).text
    press(desk, at(tom, claim, "contest"))
    page = main(desk.get(at(tom, claim, "revoke")))
    assert "to L1" in page
    assert "It takes two moderators" in page
    assert "Your opinion is kept." in press(desk, at(tom, claim, "revoke")).text
    other = signed_in(people.moderator())
    press(other, at(tom, claim, "revoke"))
    claim.refresh_from_db()
    assert (claim.state, Profile.objects.count()) == ("revoked", 0)
    assert "revoked" in main(desk.get(at(tom)))


def test_a_suspension_ends_by_a_press(desk, tom):
    claim = people.holder(tom).claim
    suspending.suspend(claim, by=people.moderator(), reason="A mistake.")
    press(desk, at(tom, claim, "lift"))
    assert Profile.objects.in_force().exists()


def test_the_second_moderator_does_not_see_what_the_first_said(desk, famous, mona):
    claim = people.claim(famous)
    secret = "Nobody but the first one knows these words."
    people.prove(claim, "orcid")
    press(desk, at(famous, claim, "reject"), secret)
    assert secret in desk.get(at(famous)).text, "one’s own opinion is no secret"
    assert "You have given your opinion" in main(desk.get(at(famous, claim, "approve")))
    assert press(desk, at(famous, claim, "reject"), "Again.").status_code == 409
    other = signed_in(people.moderator("max@example.org"))
    assert "second opinion waiting" in main(other.get(QUEUE))
    pages = [main(other.get(address)) for address in (at(famous), at(famous, claim, "reject"), QUEUE)]
    for page in pages:
        assert secret not in page
        assert "mona" not in page
    blind = main(other.get(at(famous, claim, "approve"))), main(other.get(at(famous, claim, "reject")))
    assert all("It takes two moderators" in page for page in blind)
    press(other, at(famous, claim, "reject"))
    claim.refresh_from_db()
    assert claim.state == "rejected"


def test_an_approval_of_a_well_known_record_says_what_is_missing(desk, famous):
    claim = people.claim(famous)
    page = main(desk.get(at(famous, claim, "approve")))
    assert "a strong proof is missing" in page
    assert 'name="reason"' not in page
    assert press(desk, at(famous, claim, "approve")).status_code == 409
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_nothing_is_decided_on_a_page_that_has_grown_old(desk, tom):
    claim = people.claim(tom)
    address = at(tom, claim, "approve")
    shown = shown_at(desk, address)
    people.prove(claim, "orcid")
    late = press(desk, address, shown=shown)
    assert late.status_code == 409
    assert "Something about this case changed" in late.text
    people.move(claim, "rejected", people.moderator())
    late = press(desk, address, shown=shown)
    assert late.status_code == 409
    assert re.search(r"Already decided at \d\d:\d\d\.", late.text)


@pytest.mark.parametrize("who", ["claimant", "rival", "holder", "coauthor", "colleague"])
def test_who_is_too_near_sees_nothing_of_the_case(client, tom, who):
    near = people.moderator(f"{who}@example.org")
    year = timezone.now().year
    if who == "holder":
        people.holder(tom, near)
        people.claim(tom)
    elif who == "coauthor":
        people.holder(world.author("Ana Silva"), near)
    elif who == "colleague":
        world.work("Mine", ["Eva Roth"], institutions={"Eva Roth": "Maryland"}, year=year)
        world.work("Theirs", [tom], institutions={"Tom Goldstein": "Maryland"}, year=year)
        people.holder(world.author("Eva Roth"), near)
    elif who == "rival":
        people.claim(tom, near)
    claim = people.claim(tom, near) if who == "claimant" else people.claim(tom)
    proof = people.prove(claim, "printed_address")
    client.force_login(near)
    doors = [at(tom), reverse("desk_claim_evidence", args=[tom.public_id, proof.pk])]
    answers = [client.get(doors[0]), client.post(doors[0]), client.post(doors[1])]
    answers += [client.post(at(tom, claim, "reject"), {"reason": WHY, "shown": "x"})]
    for answer in answers:
        assert answer.status_code == 403
        assert "Somebody else decides this case" in answer.text
        assert people.SAID not in answer.text
    if who in ("claimant", "rival", "holder"):
        assert "data-entry" not in client.get(QUEUE).text
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_an_appeal_is_decided_by_others(desk, mona, tom):
    claim = people.claim(tom)
    press(desk, at(tom, claim, "reject"))
    claim.refresh_from_db()
    people.move(claim, "submitted", claim.user, role="claimant", reason="Look again.")
    assert "An appeal is decided by others." in main(desk.get(at(tom, claim, "approve")))
    assert press(desk, at(tom, claim, "approve")).status_code in (403, 409)
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_only_moderators_come_to_claims(client, tom, mona):
    claim = people.claim(tom)
    proof = people.prove(claim, "printed_address")
    pages = [QUEUE, at(tom), at(tom, claim, "approve")]
    presses = [
        at(tom, claim, "approve"),
        reverse("desk_claim_look", args=[tom.public_id]),
        reverse("desk_claim_evidence", args=[tom.public_id, proof.pk]),
    ]
    for door, ask in [*((door, client.get) for door in pages), *((door, client.post) for door in presses)]:
        answer = ask(door)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))
    for user in (claim.user, people.account(), people.holder(world.author("Ana Silva"), level=3).user):
        client.force_login(user)
        assert {client.get(door).status_code for door in pages} == {403}
        assert {client.post(door).status_code for door in presses} == {403}
    assert not ClaimEvent.objects.filter(kind="read").exists()
    client.force_login(mona)
    assert {client.get(door).status_code for door in pages} == {200}
    assert all("no-store" in client.get(door).headers["Cache-Control"] for door in pages)
    moderation.dismiss(mona)
    assert client.get(QUEUE).status_code == 403, "rights end at once"


def test_odd_addresses_are_no_server_errors(desk, tom):
    nobody = world.work("Alone", ["Bo Li"]).authorships.get().author
    assert desk.get(at(nobody)).status_code == 404
    assert desk.get("/desk/claims/none/").status_code == 404
    claim = people.claim(tom)
    for odd in ("?claim=x", "?do=approve", f"?claim={claim.token}&do=x", f"?claim={claim.token}&do=approve&level=99"):
        assert desk.get(at(tom) + odd).status_code == 200
        assert desk.post(at(tom) + odd, {"reason": "x", "shown": "\0"}).status_code in (400, 409)
    assert desk.post(at(tom, claim, "revoke"), {"reason": "x", "shown": shown_at(desk, at(tom, claim, "ask"))})
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_a_case_takes_no_more_statements_for_three_claimants_than_for_one(desk, tom, django_assert_max_num_queries):
    people.claim(tom)
    desk.get(at(tom))
    with django_assert_max_num_queries(48):
        desk.get(at(tom))
    for _ in range(2):
        people.prove(people.claim(tom), "orcid")
    with django_assert_max_num_queries(48 + 2 * 4):  # may this moderator decide about each of them?
        desk.get(at(tom))
    with django_assert_max_num_queries(12):
        desk.get(QUEUE)


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_the_second_is_told(tom):
    claim = people.claim(tom)
    start, answers = threading.Barrier(2), []

    def decide(client, do):
        shown = shown_at(client, at(tom, claim, do))
        start.wait()
        answers.append(client.post(at(tom, claim, do), {"reason": WHY, "shown": shown}))
        connection.close()

    clients = [signed_in(people.moderator()) for _ in range(2)]
    threads = [threading.Thread(target=decide, args=pair) for pair in zip(clients, ("approve", "reject"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert "Already decided at" in next(answer for answer in answers if answer.status_code == 409).text
    assert claim.events.filter(kind="moved").count() == 2

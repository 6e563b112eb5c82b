"""A stranger claims a record, follows what becomes of it, and nobody else can see it."""

import pytest
from django.core import mail
from django.urls import reverse

from profiles import mailing
from profiles.models import Claim, Profile
from tests import people, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(db):
    for n in range(3):
        made = world.work(f"Networks that see, part {n}", ["Tom Goldstein", "Ana Silva"])
    return made.authorships.get(position=1).author


@pytest.fixture
def signed_in(client):
    client.user = people.account("tom@example.org", name="Tom Goldstein")
    client.force_login(client.user)
    return client


def page_of(author):
    return reverse("claim", args=[author.public_id])


def works(author):
    return [signed.work.public_id for signed in author.authorships.select_related("work")]


def send(client, author, **said):
    fields = {"works": works(author), "name": "Tom Goldstein", "statement": people.SAID, **said}
    return client.post(page_of(author), fields, follow=True)


def act(client, claim, act, text=""):
    return client.post(claim.get_absolute_url(), {"act": act, "text": text}, follow=True)


def mailed():
    mailing.send_due()
    sent = [(message.subject, message.body) for message in mail.outbox]
    mail.outbox.clear()
    return sent


def test_a_stranger_signs_in_and_comes_back_to_the_questions(client, tom):
    page = client.get(tom.get_absolute_url())
    assert page_of(tom) in page.text
    there = client.get(page_of(tom))
    assert there.status_code == 302
    assert there.url == f"{reverse('account_login')}?next={page_of(tom)}"
    user = people.account("tom@example.org", name="Tom Goldstein")
    user.set_password("a long walk in May")
    user.save()
    back = client.post(there.url, {"login": user.email, "password": "a long walk in May"})
    assert back.url == page_of(tom)
    assert "Networks that see, part 2" in client.get(back.url).text


def test_a_claim_is_filed_and_has_a_page_that_says_where_it_stands(signed_in, tom):
    page = send(signed_in, tom)
    claim = Claim.objects.get()
    assert page.redirect_chain[-1][0] == claim.get_absolute_url()
    for said in ("A moderator will look at your claim", "within 5 working days", "number 1 in the queue", people.SAID):
        assert said in page.text
    assert claim.due_at.strftime("%-d %B %Y") in page.text
    assert all(answer["mine"] and answer["on_record"] for answer in claim.answers)
    assert claim.get_absolute_url() in signed_in.get(reverse("claims")).text


def test_the_queue_counts_those_before(signed_in, tom):
    people.claim(tom)
    people.move(people.claim(world.author("Ana Silva")), "rejected", people.moderator())
    assert "number 2 in the queue" in send(signed_in, tom).text


def test_pressing_twice_files_once(signed_in, tom):
    assert [send(signed_in, tom).status_code for _ in range(2)] == [200, 200]
    assert Claim.objects.count() == 1


def test_what_is_missing_is_said_and_what_was_written_stays(signed_in, tom):
    page = send(signed_in, tom, statement="  too short ", works=works(tom)[:2])
    assert page.status_code == 400
    assert "Say how we can check that this is you (20 to 2000 characters)." in page.text
    assert "too short" in page.text
    assert page.text.count(" checked>") == 2
    assert send(signed_in, tom, statement="x" * 2001).status_code == 400
    assert send(signed_in, tom, works=["no-such-work"]).status_code == 400
    assert not Claim.objects.exists()


def test_a_record_that_is_mostly_of_others_is_not_claimed_and_the_own_one_is_offered(signed_in, tom):
    other = world.author("Tom J. Goldstein")
    world.work("Birds of the north", [other], topics=["q-bio.PE"])
    page = send(signed_in, tom, works=works(tom)[:1])
    assert (page.status_code, Claim.objects.count()) == (409, 0)
    assert other.get_absolute_url() in page.text
    assert "kind=split" in page.text


def test_works_of_namesakes_are_among_the_questions_and_are_kept_apart(signed_in, tom):
    made = world.work("Birds of the north", ["Tom J. Goldstein"])
    assert "Birds of the north" in signed_in.get(page_of(tom)).text
    send(signed_in, tom, works=[*works(tom), made.public_id])
    decoy = next(answer for answer in Claim.objects.get().answers if not answer["on_record"])
    assert decoy == {"work": made.public_id, "on_record": False, "mine": True}


def test_others_do_not_find_the_claim(client, tom):
    claim = people.claim(tom)
    assert client.get(claim.get_absolute_url()).status_code == 302
    client.force_login(people.account())
    for answer in (client.get(claim.get_absolute_url()), act(client, claim, "withdraw")):
        assert answer.status_code == 404
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_a_waiting_claim_shows_nowhere_in_public(client, tom):
    addresses = [
        tom.get_absolute_url(),
        reverse("trust_json", args=[tom.public_id]),
        reverse("search") + "?q=goldstein",
    ]
    before = [client.get(address).content for address in addresses]
    people.claim(tom)
    assert [client.get(address).content for address in addresses] == before


def test_a_moderator_asks_the_claimant_answers_and_the_record_is_theirs(signed_in, tom):
    send(signed_in, tom)
    claim, moderator = Claim.objects.get(), people.moderator()
    people.move(claim, "needs_evidence", moderator, reason="Which page lists your works?")
    ((subject, body),) = mailed()
    assert subject == "BZPEER: We need something more from you: Tom Goldstein"
    assert "Which page lists your works?" in body
    assert claim.get_absolute_url() in body
    assert "Say how we can check" in act(signed_in, claim, "answer", "here").text
    page = act(signed_in, claim, "answer", "It is at https://example.org/tom, under Publications.")
    assert "A moderator will look at your claim" in page.text
    claim.refresh_from_db()
    people.move(claim, "approved", moderator, reason="The page says so.")
    assert "This record is yours" in mailed()[0][0]
    page = signed_in.get(claim.get_absolute_url())
    assert page.text.count("<time") > 3
    assert "by a moderator" in page.text
    assert moderator.email not in page.text
    assert "linked to your account" in signed_in.get(tom.get_absolute_url()).text


def test_a_decision_is_appealed_against_once(signed_in, tom):
    send(signed_in, tom)
    claim = Claim.objects.get()
    people.move(claim, "rejected", people.moderator(), reason="Nothing shows it.")
    page = act(signed_in, claim, "appeal", "short")
    assert page.status_code == 400
    assert "Say what should be looked at again" in page.text
    act(signed_in, claim, "appeal", "My university page lists all three works.")
    claim.refresh_from_db()
    assert claim.state == "submitted"
    people.move(claim, "rejected", people.moderator(), reason="It lists others.")
    page = signed_in.get(claim.get_absolute_url())
    assert "It lists others." in page.text
    assert 'value="appeal"' not in page.text


def test_a_claim_is_withdrawn_and_a_record_given_back(signed_in, tom):
    send(signed_in, tom)
    claim = Claim.objects.get()
    assert "You withdrew this claim" in act(signed_in, claim, "withdraw").text
    assert not mailed()
    held = people.holder(tom, signed_in.user).claim
    assert "You gave this record back" in act(signed_in, held, "release").text
    assert not Profile.objects.exists()


def test_what_stands_in_the_way_is_said_with_a_way_on(signed_in, tom):
    ana = world.author("Ana Silva")
    people.holder(ana, signed_in.user)
    page = signed_in.get(page_of(tom))
    assert page.status_code == 409
    assert f"{reverse('propose_merge', args=[ana.public_id])}?with={tom.public_id}" in page.text.replace("&amp;", "&")
    group = world.author("CERN", kind="group")
    assert signed_in.get(page_of(group)).status_code == 409
    assert page_of(group) not in signed_in.get(group.get_absolute_url()).text


def test_somebody_without_a_confirmed_address_is_sent_to_confirm_it(client, tom):
    client.force_login(people.account(confirmed=False))
    page = client.get(page_of(tom))
    assert page.status_code == 403
    assert reverse("account_email") in page.text


def test_a_page_of_a_claim_takes_few_statements(signed_in, tom, django_assert_max_num_queries):
    send(signed_in, tom)
    claim = Claim.objects.get()
    with django_assert_max_num_queries(10):
        signed_in.get(claim.get_absolute_url())
    with django_assert_max_num_queries(14):
        signed_in.get(page_of(world.author("Ana Silva")))


def test_without_redis_no_claim_is_taken(signed_in, tom, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    page = send(signed_in, tom)
    assert page.status_code in (429, 503)
    assert not Claim.objects.exists()

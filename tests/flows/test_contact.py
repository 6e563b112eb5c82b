"""People reach each other: invitations, answers, conversations, and what protects from them."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles import leaving, own_data, unsubscribing
from profiles.contact import inviting, noticing, rules
from profiles.models import Conversation, Invitation, Mail, Message, Participant, Profile, Proposal, User
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
TEXT = "Your trees and my graphs belong together. See https://example.org/trees <b>soon</b>."


def mails():
    """About messages; claims have mails of their own."""
    return [mail for mail in delivered() if mail.subject == "BZPEER: Something waits for you"]


class Person:
    """Somebody with a browser; with a name they hold the record of that name."""

    def __init__(self, name="", level=2, **account):
        self.user = people.account(**account)
        self.record = None
        if name:
            self.record = world.work(f"Of {name}", [name]).authorships.get().author
            people.holder(self.record, self.user, level)
        self.client = Client()
        self.client.force_login(self.user)

    def get(self, address):
        return self.client.get(address, follow=True)

    def post(self, address, **said):
        return self.client.post(address, said, follow=True)

    def invite(self, other, text=TEXT, purpose="collaborate"):
        return self.post(reverse("invite", args=[other.record.public_id]), purpose=purpose, text=text)

    def invitation(self, sender):
        return Invitation.objects.filter(sender=sender.user, recipient=self.user).latest("created_at")

    def answer(self, sender, answer):
        return self.post(self.invitation(sender).get_absolute_url(), **{answer: ""})

    @property
    def n_waiting(self):
        self.user.refresh_from_db()
        return self.user.n_waiting


@pytest.fixture
def ada():
    return Person("Ada Byron")


@pytest.fixture
def tom():
    return Person("Tom Stone")


@pytest.fixture
def talk(ada, tom):
    """Ada wrote, Tom accepted."""
    ada.invite(tom)
    tom.answer(ada, "accept")
    return Conversation.objects.get()


def let_go(person):
    profile = Profile.objects.get(user=person.user)
    people.move(profile.claim, "released", by=person.user, role="claimant")


# --- the way to a conversation ---


def test_the_page_of_an_unclaimed_record_says_so_and_sends_nothing(ada):
    author = world.work("One", ["Una Claimed"]).authorships.get().author
    page = ada.get(author.get_absolute_url()).text
    assert "Messages open once the author has claimed this record." in page
    assert reverse("invite", args=[author.public_id]) not in page
    answer = ada.client.post(reverse("invite", args=[author.public_id]), {"purpose": "data", "text": TEXT})
    assert answer.status_code == 409
    assert "Messages open once the author has claimed this record." in answer.text
    assert not Invitation.objects.exists()
    assert mails() == []


def test_an_invitation_is_accepted_and_two_people_write(ada, tom):
    page = ada.get(tom.record.get_absolute_url()).text
    assert "Write to Tom Stone" in page
    sent = ada.invite(tom)
    assert "waiting for an answer" in sent.text
    assert tom.n_waiting == 1
    inbox = tom.get(reverse("messages"))
    assert "Invitation to work together" in inbox.text
    assert "Ada Byron" in inbox.text
    shown = tom.get(tom.invitation(ada).get_absolute_url()).text
    assert "https://example.org/trees &lt;b&gt;soon&lt;/b&gt;" in shown
    assert 'href="https://example.org' not in shown, "links are text until it is accepted"
    opened = tom.answer(ada, "accept")
    assert '<a href="https://example.org/trees" rel="nofollow">' in opened.text
    assert (tom.n_waiting, ada.n_waiting) == (0, 1)
    talk = Conversation.objects.get().get_absolute_url()
    assert "new</b>" in ada.get(reverse("messages")).text
    assert "Tom Stone" in ada.get(talk).text
    assert ada.n_waiting == 0
    assert "Gladly." in tom.post(talk, text="Gladly.").text
    assert ada.n_waiting == 1
    assert "Gladly." in ada.get(talk).text
    assert ada.n_waiting == 0


def test_nobody_sees_an_address_of_mail(ada, tom, talk):
    for person, other in ((ada, tom), (tom, ada)):
        for address in (reverse("messages"), talk.get_absolute_url(), other.record.get_absolute_url()):
            assert other.user.email not in person.get(address).text
    assert tom.user.email not in ada.get(Invitation.objects.get().get_absolute_url()).text


def test_who_is_declined_is_told_no_more_than_that(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "decline")
    assert tom.n_waiting == 0
    assert "declined" in ada.get(reverse("messages")).text
    assert not Conversation.objects.exists()
    again = tom.answer(ada, "accept")
    assert "no longer waiting" in again.text
    assert not Conversation.objects.exists()


def test_who_invited_can_take_it_back(ada, tom):
    ada.invite(tom)
    ada.post(Invitation.objects.get().get_absolute_url(), take_back="")
    assert tom.n_waiting == 0
    assert tom.get(Invitation.objects.get().get_absolute_url()).status_code == 404
    assert tom.client.post(Invitation.objects.get().get_absolute_url(), {"accept": ""}).status_code == 404


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"purpose": "collaborate", "text": " \r\n "}, "This field is required."),
        ({"purpose": "collaborate", "text": "x" * 1001}, "at most 1000 characters"),
        ({"purpose": "money", "text": TEXT}, "Select a valid choice"),
        ({"purpose": "", "text": TEXT}, "This field is required."),
        ({"purpose": "data", "text": "http://a.b " * 4}, "3 links at most"),
        ({"purpose": "data", "text": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_malformed_invitation_is_told_what_is_wrong(ada, tom, said, sentence):
    answer = ada.client.post(reverse("invite", args=[tom.record.public_id]), said)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert not Invitation.objects.exists()


def test_lines_count_as_one_sign_each(ada, tom):
    ada.invite(tom, text="\r\n".join("x" * 500))
    assert len(Invitation.objects.get().text) == 999


# --- who may, and how often ---


def refusal(person, other):
    """Status and code of the API, which says what the page says."""
    answer = person.client.post(
        reverse("api_invite", args=[other.record.public_id]),
        {"purpose": "question", "text": TEXT},
        content_type="application/json",
    )
    return answer.status_code, answer.json().get("code"), answer


def test_the_recipient_chooses_who_may_write(ada, tom):
    world.work("Together", [ada.record, tom.record])
    cases = {
        "nobody": {"coauthor": 403, "linked": 403, "account": 403},
        "linked": {"coauthor": 201, "linked": 201, "account": 403},
        "coauthors": {"coauthor": 201, "linked": 403, "account": 403},
        "everyone": {"coauthor": 201, "linked": 201, "account": 201},
    }
    others = {"coauthor": ada, "linked": Person("Lin Ked"), "account": Person()}
    for choice, wanted in cases.items():
        tom.post(reverse("contact_settings"), who_may_write=choice, hears_of_contact="on")
        Invitation.objects.all().delete()
        assert {kind: refusal(other, tom)[0] for kind, other in others.items()} == wanted, choice
    assert Person(confirmed=False).invite(tom).status_code == 403


def test_who_takes_no_invitations_is_not_offered(ada, tom):
    tom.post(reverse("contact_settings"), who_may_write="nobody")
    page = ada.get(tom.record.get_absolute_url()).text
    assert "Tom Stone takes no invitations here at present." in page
    assert reverse("invite", args=[tom.record.public_id]) not in page


def test_the_api_says_why_not(ada, tom):
    unclaimed = Person()
    unclaimed.record = world.work("One", ["Una Claimed"]).authorships.get().author
    assert refusal(ada, unclaimed)[:2] == (409, "author_unclaimed")
    assert refusal(ada, ada)[:2] == (409, "own_record")
    assert refusal(Person(), tom)[:2] == (403, "needs_record")
    stranger = Client().post(reverse("api_invite", args=[tom.record.public_id]))
    assert stranger.status_code == 403
    bad = ada.client.post(reverse("api_invite", args=[tom.record.public_id]), {"purpose": "x"})
    assert bad.status_code == 400
    assert set(bad.json()["errors"]) == {"purpose", "text"}
    made = refusal(ada, tom)[2]
    assert made.status_code == 201
    assert made.json()["url"].endswith(Invitation.objects.get().get_absolute_url())
    status, code, again = refusal(ada, tom)
    assert (status, code) == (429, "too_many")
    assert again.headers["Content-Type"] == "application/problem+json"
    assert int(again.headers["Retry-After"]) > 89 * 86400
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada.user)
    assert strict.post(reverse("api_invite", args=[tom.record.public_id])).status_code == 403


def test_one_person_is_asked_once_in_ninety_days_whatever_became_of_it(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "decline")
    again = ada.invite(tom)
    assert again.status_code == 429
    assert f"again on {timezone.now() + timedelta(days=90):%-d %B %Y}" in again.text
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=91))
    assert ada.invite(tom).status_code == 200
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(("level", "a_day"), [(2, 2), (3, 5), (4, 10)])
def test_the_level_says_how_many_a_day(level, a_day):
    sender, last = Person("Ada Byron", level), Person("Last Person")
    earlier = {"sender": sender.user, "purpose": "data", "text": TEXT, "author": sender.record}
    Invitation.objects.bulk_create(Invitation(**earlier) for _ in range(a_day - 1))
    assert sender.invite(last).status_code == 200
    another = Person("Another Person")
    assert sender.invite(another).status_code == 429
    Invitation.objects.filter(recipient=None).update(created_at=timezone.now() - timedelta(hours=25))
    assert sender.invite(another).status_code == 200


def test_who_is_declined_again_and_again_may_ask_one_a_day():
    sender = Person("Ada Byron", 3)
    earlier = {"sender": sender.user, "purpose": "data", "text": TEXT, "author": sender.record}
    Invitation.objects.bulk_create(
        Invitation(**earlier, state="declined", answered_at=timezone.now()) for _ in range(5)
    )
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert sender.invite(Person("Sixth Person")).status_code == 200
    answer = sender.invite(Person("Seventh Person"))
    assert answer.status_code == 429
    assert "You can send 1 invitation a day." in answer.text


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_stay_within_the_limit(ada):
    others = [Person(f"Other{n} Person") for n in range(6)]
    start = threading.Barrier(len(others))

    def press(other):
        start.wait()
        with suppress(rules.Refused):
            inviting.invite(ada.user, other.record, purpose="data", text=TEXT)
        connection.close()

    threads = [threading.Thread(target=press, args=[other]) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Invitation.objects.count() == 2


def test_what_waits_longer_than_ninety_days_is_not_sent_twice(ada, tom):
    ada.invite(tom)
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=91))
    assert refusal(ada, tom)[:2] == (409, "waiting")
    tom.answer(ada, "block")
    assert refusal(ada, tom)[:2] == (409, "waiting"), "blocked or not, it looks the same"
    ada.post(Invitation.objects.get().get_absolute_url(), take_back="")
    assert refusal(ada, tom)[0] == 201


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_each_other_at_once_do_not_wait_for_each_other(ada, tom):
    start, problems = threading.Barrier(2), []

    def press(sender, other):
        start.wait()
        try:
            inviting.invite(sender.user, other.record, purpose="data", text=TEXT)
        except OperationalError as problem:
            problems.append(problem)
        connection.close()

    for _ in range(3):
        Invitation.objects.all().delete()
        threads = [threading.Thread(target=press, args=pair) for pair in ((ada, tom), (tom, ada))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Invitation.objects.count() == 2
    assert problems == []


def test_who_is_in_a_conversation_is_led_to_it(ada, tom, talk):
    assert refusal(tom, ada)[:2] == (409, "connected")


# --- blocking and reporting ---


def test_blocking_is_silent(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "block")
    assert tom.n_waiting == 0
    assert "waiting for an answer" in ada.get(Invitation.objects.get().get_absolute_url()).text
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=91), state="declined")
    assert "Write to Tom Stone" in ada.get(tom.record.get_absolute_url()).text
    assert "waiting for an answer" in ada.invite(tom).text, "as if nothing were"
    assert tom.n_waiting == 0
    assert "Ada Byron" not in tom.get(reverse("messages")).text
    assert tom.get(tom.invitation(ada).get_absolute_url()).status_code == 404
    noticing.send_due()
    assert mails() == []


def test_a_block_holds_for_whoever_holds_the_record_later(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "block")
    let_go(ada)
    second = Person()
    second.record = ada.record
    people.holder(ada.record, second.user)
    assert second.invite(tom).status_code == 200
    assert tom.n_waiting == 0
    survivor = Person("A. Byron")
    let_go(second)
    ada.record.merged_into = survivor.record
    ada.record.save()
    Invitation.objects.all().delete()
    assert survivor.invite(tom).status_code == 200
    assert tom.n_waiting == 0, "and of what it was merged into"


def test_a_block_can_be_lifted_by_who_set_it(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "block")
    assert "Ada Byron" in tom.get(reverse("contact_settings")).text
    row = tom.user.blocks.get()
    ada.post(reverse("contact_settings"), unblock=row.pk)
    assert tom.user.blocks.exists()
    tom.post(reverse("contact_settings"), unblock="x" * 9)
    tom.post(reverse("contact_settings"), unblock=row.pk)
    assert not tom.user.blocks.exists()


def test_blocking_ends_the_conversation_without_a_word(ada, tom, talk):
    ada.get(talk.get_absolute_url())
    tom.post(reverse("block_partner", args=[talk.token]))
    assert ada.n_waiting == 0
    page = ada.get(talk.get_absolute_url()).text
    assert "This conversation is closed." in page
    assert "block" not in page.lower()
    answer = ada.client.post(talk.get_absolute_url(), {"text": "Hello?"})
    assert answer.status_code == 409
    assert Message.objects.count() == 1


def test_moderators_see_what_was_reported_and_nothing_else(ada, tom, talk):
    for person, text in ((tom, "A secret of Tom."), (ada, "Something improper."), (ada, "A secret of Ada.")):
        person.post(talk.get_absolute_url(), text=text)
    improper = Message.objects.get(text="Something improper.")
    address = reverse("report_message", args=[talk.token, improper.pk])
    assert "Something improper." in tom.get(address).text
    told = tom.post(address, text="Not what I expected.")
    assert "A moderator will look at it" in told.text
    case = Proposal.objects.get()
    desk = Client()
    desk.force_login(people.moderator())
    page = desk.get(reverse("desk_case", args=[case.case])).text
    assert "Something improper." in page
    assert "Not what I expected." in page
    assert "secret" not in page
    assert tom.user.email not in page
    assert desk.get(talk.get_absolute_url()).status_code == 404


def test_an_upheld_report_pauses_invitations(tom):
    ada = Person("Ada Byron", 3)
    ada.invite(tom)
    address = reverse("report_invitation", args=[Invitation.objects.get().token])
    assert ada.get(address).status_code == 404, "by who received it"
    tom.post(address, text="Spam.")
    case = Proposal.objects.get()
    assert case.contact.accused == ada.user
    other = Person("Other Person")
    assert refusal(ada, other)[0] == 201
    moderator = Client()
    moderator.force_login(people.moderator())
    moderator.post(reverse("desk_case", args=[case.case]), {"accept": "", "reason": "It is spam.", "shown": ""})
    case.refresh_from_db()
    assert case.state == "accepted"
    assert refusal(ada, Person("Third Person"))[:2] == (403, "suspended")
    Proposal.objects.update(decided_at=timezone.now() - timedelta(days=91))
    assert refusal(ada, Person("Fourth Person"))[0] == 201


# --- objects of others ---


def test_others_find_nothing(ada, tom, talk):
    ada.invite(Person("Other Person"))
    waiting = Invitation.objects.waiting().get()
    message = Message.objects.get()
    third = Person("Third Person")
    moderator = Person()
    people.moderation.appoint(moderator.user)
    addresses = [
        waiting.get_absolute_url(),
        reverse("report_invitation", args=[waiting.token]),
        talk.get_absolute_url(),
        reverse("report_message", args=[talk.token, message.pk]),
    ]
    for person in (third, moderator):
        for address in addresses:
            assert person.get(address).status_code == 404
            assert person.post(address, text="x", accept="").status_code == 404
        assert person.post(reverse("block_partner", args=[talk.token])).status_code == 404
    for address in addresses:
        assert Client().get(address).status_code == 302
    assert tom.get(waiting.get_absolute_url()).status_code == 404
    assert ada.get(reverse("report_message", args=[talk.token, message.pk])).status_code == 404, "her own"
    assert Message.objects.count() == 1


# --- when a record is let go or an account is deleted ---


def test_when_a_claim_ends_what_waited_goes_back_unread(ada, tom):
    ada.invite(tom)
    waiting = Invitation.objects.get()
    noticing.send_due()
    let_go(tom)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.recipient) == ("returned", None)
    assert tom.n_waiting == 0
    assert tom.get(waiting.get_absolute_url()).status_code == 404
    assert tom.client.post(waiting.get_absolute_url(), {"accept": ""}).status_code == 404
    assert "returned: the record is no longer linked" in ada.get(waiting.get_absolute_url()).text
    people.holder(tom.record)
    assert ada.invite(tom).status_code == 200, "who was never asked may be asked"


def test_when_a_claim_ends_what_was_sent_is_taken_back(ada, tom):
    ada.invite(tom)
    let_go(ada)
    assert Invitation.objects.get().state == "cancelled"
    assert tom.n_waiting == 0
    assert "Ada Byron" not in tom.get(reverse("messages")).text
    assert refusal(ada, tom)[:2] == (403, "needs_record")


def test_when_a_claim_ends_conversations_close_and_the_name_goes(ada, tom, talk):
    ada.get(talk.get_absolute_url())
    tom.get(talk.get_absolute_url())
    let_go(ada)
    assert tom.n_waiting == 1, "the other is made to look"
    page = tom.get(talk.get_absolute_url()).text
    assert "This conversation is closed." in page
    assert "an account that is no longer linked to its record" in page
    assert "Ada Byron" not in page
    assert TEXT[:20] in page, "the copy stays"
    for person in (ada, tom):
        assert person.client.post(talk.get_absolute_url(), {"text": "Still there?"}).status_code == 409
    assert Message.objects.count() == 1


def test_when_a_claim_ends_no_mail_that_was_queued_leaves(ada, tom):
    ada.invite(tom)
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert noticing.send_due() == 1
    let_go(tom)
    assert mails() == []
    assert noticing.send_due() == 0


def test_while_a_claim_is_contested_its_holder_writes_nothing(ada, tom, talk):
    third = Person("Third Person")
    ada.invite(third)
    for person in (ada, third):
        profile = Profile.objects.get(user=person.user)
        people.move(profile.claim, "contested", by=people.moderator())
    assert ada.client.post(talk.get_absolute_url(), {"text": "Hello?"}).status_code == 409
    assert tom.client.post(talk.get_absolute_url(), {"text": "Hello."}).status_code == 302
    assert "can accept once that is settled" in third.answer(ada, "accept").text
    assert refusal(tom, third)[:2] == (403, "not_open")


def test_the_other_keeps_their_copy_when_an_account_is_deleted(ada, tom, talk):
    tom.post(talk.get_absolute_url(), text="Gladly.")
    third = Person("Third Person")
    tom.invite(third)
    leaving.delete(tom.user)
    page = ada.get(talk.get_absolute_url()).text
    assert "somebody who left" in page
    assert "Tom Stone" not in page
    assert "Gladly." in page
    assert ada.client.post(talk.get_absolute_url(), {"text": "Hello?"}).status_code == 409
    assert third.n_waiting == 0
    leaving.delete(ada.user)
    assert not Conversation.objects.exists(), "nobody has a copy any more"


def test_who_is_left_by_somebody_without_a_record_cannot_write_on(tom):
    tom.post(reverse("contact_settings"), who_may_write="everyone")
    reader = Person()
    reader.invite(tom)
    tom.answer(reader, "accept")
    talk = Conversation.objects.get()
    assert "somebody without a record" in tom.get(talk.get_absolute_url()).text
    leaving.delete(reader.user)
    page = tom.get(talk.get_absolute_url()).text
    assert "The other person has left" in page
    assert tom.client.post(talk.get_absolute_url(), {"text": "Hello?"}).status_code == 409


def test_what_one_downloads_does_not_tell_who_blocked_one(ada, tom):
    ada.invite(tom)
    tom.answer(ada, "block")
    kept = own_data.kept(ada.user)
    assert "is_silent" not in kept["invitation"][0]
    assert len(kept["invitation"]) == 1
    assert "block" not in kept


# --- what is new ---


def test_a_mail_says_once_a_day_that_something_waits(ada, tom):
    ada.invite(tom)
    assert noticing.send_due() == 0, "who is here anyway reads it first"
    hour_ago = timezone.now() - timedelta(hours=1)
    Invitation.objects.update(created_at=hour_ago)
    assert [noticing.send_due(), noticing.send_due()] == [1, 0]
    (mail,) = mails()
    assert mail.to == [tom.user.email]
    assert "1 invitation or conversation with something new waits for you" in mail.body
    assert TEXT[:20] not in mail.body
    Person("Ben Abel").invite(tom)
    Invitation.objects.filter(sender__profile__author__display_name="Ben Abel").update(created_at=timezone.now())
    User.objects.filter(pk=tom.user.pk).update(told_of_contact_at=timezone.now() - timedelta(days=1, minutes=1))
    Invitation.objects.filter(created_at__gt=hour_ago).update(created_at=timezone.now() - timedelta(minutes=11))
    assert noticing.send_due() == 1
    User.objects.filter(pk=tom.user.pk).update(told_of_contact_at=timezone.now() - timedelta(days=1))
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert noticing.send_due() == 0, "nothing came since: no reminder"


def test_what_was_read_needs_no_mail(ada, tom, talk):
    ada.get(talk.get_absolute_url())
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    Conversation.objects.update(started_at=timezone.now() - timedelta(hours=1))
    assert noticing.send_due() == 0
    tom.post(talk.get_absolute_url(), text="Gladly.")
    Participant.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    noticing.recount(ada.user.pk)
    assert noticing.send_due() == 1
    assert mails()[-1].to == [ada.user.email]


def test_mails_about_messages_end_with_one_click_or_a_choice(ada, tom):
    ada.invite(tom)
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=1))
    address = unsubscribing.address("messages", tom.user)
    assert "No more of these mails" in Client().get(address).text
    noticing.send_due()
    assert Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Mail.objects.filter(name="contact").exists()
    User.objects.update(told_of_contact_at=None)
    assert noticing.send_due() == 0
    tom.post(reverse("contact_settings"), who_may_write="linked", hears_of_contact="on")
    assert noticing.send_due() == 1


def test_the_number_in_the_header_costs_no_statement(ada, tom, django_assert_num_queries):
    ada.invite(tom)
    with django_assert_num_queries(3):  # session, account, whom one follows
        page = tom.client.get(reverse("following"))
    assert '<b class="badge">1</b> <span class="visually-hidden">waiting</span>' in page.text


def test_many_conversations_cost_few_statements(tom, django_assert_max_num_queries):
    for n in range(6):
        other = Person(f"Other{n} Person")
        other.invite(tom)
        if n < 4:
            tom.answer(other, "accept")
    with django_assert_max_num_queries(12):
        page = tom.client.get(reverse("messages")).text
    assert page.count("Other") >= 6

"""News of the people one follows, by mail."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from profiles import digests, follows, unsubscribing
from profiles.models import Follow, Frequency, Mail, User
from publications.models import Retraction, Work, WorkVersion
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)  # an hour after the week ended
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def ada():
    return people.account("ada@example.org")


@pytest.fixture
def tom():
    return world.author("Tom Stone")


def follow(user, author, since=datetime(2026, 11, 18, tzinfo=UTC), frequency=None):
    follows.follow(user, author)
    due_on = Frequency(frequency or "weekly").next_end(since.date())
    user.follows.filter(author=author).update(told_until=since, frequency=frequency, due_on=due_on)


def comes(title, by, at=FRIDAY, day=None, **fields):
    """A work that came here ``at`` that time, posted on that ``day``."""
    made = world.work(title, [by], year=at.year, **fields)
    Work.objects.filter(pk=made.pk).update(added_at=at, first_posted_on=day or at.date())
    return made


def mails(now=MONDAY):
    before = len(delivered())
    digests.send_due(now)
    return delivered()[before:]


def test_new_works_of_the_week_come_in_one_mail_on_monday(ada, tom):
    follow(ada, tom)
    follow(ada, world.author("Ben Abel"))
    comes("On Things", tom)
    comes("Of Others", "Ben Abel")
    comes("Somebody Else’s", "Cy Other")
    assert mails(MONDAY - timedelta(hours=2)) == [], "the week has not ended"
    (mail,) = mails()
    assert mail.to == ["ada@example.org"]
    assert mail.subject == "BZPEER: News of 2 people you follow"
    assert mail.body.index("Ben Abel") < mail.body.index("Of Others") < mail.body.index("Tom Stone")
    assert "- New: On Things (preprint, 2026, arXiv)" in mail.body
    assert "Somebody" not in mail.body
    assert mails() == []
    assert mails(MONDAY + timedelta(days=7)) == [], "nothing new, no mail"


def test_who_begins_to_follow_hears_of_what_comes_from_then_on(ada, tom):
    follow(ada, tom, since=FRIDAY)
    comes("Before", tom, at=FRIDAY - timedelta(hours=1))
    assert mails() == []
    comes("In the next week", tom, at=MONDAY + timedelta(days=1))
    assert len(mails(MONDAY + timedelta(days=7))) == 1


def test_what_came_in_while_a_digest_was_written_is_told_in_the_next(ada, tom):
    follow(ada, tom)
    comes("First", tom)
    assert "First" in mails()[0].body
    comes("On the border", tom, at=MONDAY.replace(hour=0, minute=0))
    (mail,) = mails(MONDAY + timedelta(days=7))
    assert "On the border" in mail.body
    assert "First" not in mail.body


def test_an_import_of_the_past_is_no_news_and_is_summed_up_beside_news(ada, tom):
    follow(ada, tom)
    for n in range(37):
        comes(f"Old {n}", tom, day=FRIDAY.date() - timedelta(days=61))
    assert mails() == [], "old works alone are no news"
    Follow.objects.update(told_until=FRIDAY - timedelta(days=1), due_on=MONDAY)
    comes("New one", tom, day=FRIDAY.date() - timedelta(days=60))
    (mail,) = mails()
    assert "and 37 older works were added" in mail.body
    assert "and 37 older works were added" in mail.alternatives[0].content
    assert mail.body.count("- New:") == 1


def test_a_mail_names_a_few_works_of_each_and_counts_the_rest(ada, tom):
    follow(ada, tom)
    for n in range(8):
        comes(f"Work {n}", tom)
    (mail,) = mails()
    assert mail.body.count("- New:") == 5
    assert "and 3 more" in mail.body


def test_a_new_version_and_a_retraction_are_news(ada, tom):
    follow(ada, tom)
    known = {"at": FRIDAY - timedelta(days=300)}
    revised, stale, taken_back = (comes(title, tom, **known) for title in ("Revised", "Stale", "Taken Back"))
    for work, days in ((revised, 1), (stale, 100)):
        version = {"source": world.arxiv(), "label": "v2", "posted_on": FRIDAY - timedelta(days=days)}
        WorkVersion.objects.create(work=work, added_at=FRIDAY, **version)
    taken_back.identifiers.create(scheme="doi", value="10.1234/x")
    Work.objects.filter(pk=taken_back.pk).update(is_retracted=True)
    Retraction.objects.create(source=world.arxiv(), key="k", scheme="doi", value="10.1234/x", added_at=FRIDAY)
    (mail,) = mails()
    assert mail.subject == "BZPEER: News of Tom Stone"
    assert "- New version (v2): Revised" in mail.body
    assert "- Retracted: Taken Back" in mail.body
    assert "Stale" not in mail.body


@pytest.mark.parametrize(
    ("frequency", "told_on"),
    [
        (Frequency.OFF, []),
        (Frequency.DAILY, ["2026-11-21"]),
        (Frequency.WEEKLY, ["2026-11-23"]),
        (Frequency.MONTHLY, ["2026-12-01"]),
    ],
)
def test_one_hears_as_often_as_one_chose(ada, tom, frequency, told_on):
    follow(ada, tom, frequency=frequency)
    comes("On Things", tom)
    days = [datetime(2026, 11, 20, 1, 5, tzinfo=UTC) + timedelta(days=n) for n in range(15)]
    assert [f"{day:%Y-%m-%d}" for day in days if mails(day)] == told_on


def test_two_choices_make_one_mail_a_day(ada, tom):
    follow(ada, tom, frequency=Frequency.DAILY)
    follow(ada, world.author("Ben Abel"))
    sunday = MONDAY - timedelta(hours=6)
    comes("Daily", tom, at=sunday)
    comes("Weekly", "Ben Abel")
    (mail,) = mails()
    assert mail.body.index("Weekly") < mail.body.index("Daily")
    Follow.objects.update(told_until=FRIDAY, due_on=MONDAY, frequency=Frequency.DAILY)
    comes("More", tom, at=sunday)
    assert mails() == [], "whatever is chosen anew, there is one mail a day"
    assert "More" in mails(MONDAY + timedelta(days=1))[0].body


def test_a_record_that_was_merged_is_told_by_the_one_it_lives_on_in_and_once(ada, tom):
    old = world.author("T. Stone")
    follow(ada, old)
    follow(ada, tom)
    old.merged_into = tom
    old.save()
    comes("On Things", tom)
    (mail,) = mails()
    assert mail.body.count("On Things") == 1
    assert "T. Stone" not in mail.body


def test_nobody_is_told_of_a_hidden_record_and_nobody_without_a_confirmed_address_is_told(ada, tom):
    follow(ada, tom)
    follow(people.account("ben@example.org", confirmed=False), tom)
    gone = people.account("gone@example.org")
    follow(gone, tom)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    comes("On Things", tom)
    tom.hidden_at = FRIDAY
    tom.save()
    assert mails() == []
    tom.hidden_at = None
    tom.save()
    comes("Later", tom, at=MONDAY + timedelta(days=1))
    assert [mail.to for mail in mails(MONDAY + timedelta(days=7))] == [["ada@example.org"]]


def ending(mail):
    """The address that a mail program posts to, which is in the text, too."""
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in mail.body
    return re.sub("^https?://[^/]+", "", address)


def test_one_click_ends_the_mails_without_signing_in(ada, tom):
    follow(ada, tom, frequency=Frequency.DAILY)
    comes("On Things", tom)
    address = ending(mails()[0])
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(address)
    assert "No more of these mails" in page.text
    ada.refresh_from_db()
    assert ada.digests == "weekly", "mail scanners follow links"
    assert "ada" not in page.text
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    comes("More", tom, at=MONDAY + timedelta(days=1))
    assert mails(MONDAY + timedelta(days=14)) == []
    assert ada.follows.count() == 1
    assert stranger.post(address).status_code == 200, "twice is once"


def test_who_ends_the_mails_does_not_get_the_one_that_was_about_to_leave(ada, tom):
    follow(ada, tom)
    comes("On Things", tom)
    digests.send_due(MONDAY)
    Client().post(unsubscribing.address("news", ada))
    assert delivered() == []
    assert not Mail.objects.exists()


def test_nobody_ends_the_mails_of_others(ada):
    other = people.account("ben@example.org")
    token = unsubscribing.address("news", other).rstrip("/").rpartition("/")[2]
    forged = token.replace(f"{other.pk}.", f"{ada.pk}.")
    for kind, tried in (("news", forged), ("messages", token), ("all", token)):
        assert Client().post(reverse("end_mails", args=[kind, tried])).status_code == 404
    ada.refresh_from_db()
    assert ada.digests == "weekly"


@pytest.mark.django_db(transaction=True)
def test_workers_that_meet_send_one_mail(ada, tom):
    follow(ada, tom)
    comes("On Things", tom)
    start = threading.Barrier(4)

    def run():
        start.wait()
        digests.send_due(MONDAY)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Mail.objects.filter(name="digest").count() == 1
    assert len(delivered()) == 1

"""Mails are rows that are due: sent after the commit, once, and again only what was certainly not taken."""

import smtplib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from profiles import mailing
from profiles.models import Mail, User
from tests.mails import delivered

pytestmark = pytest.mark.django_db
SAID = {"kind": "a work is missing", "state": "accepted", "reason": "It <b>is</b> & was.", "address": "http://x/"}
NAMES = sorted(path.name.removesuffix(".subject.txt") for path in Path("templates/profiles/mail").glob("*.subject.txt"))


class Unwilling(EmailBackend):
    """A mail server that fails the way ``problem`` says, when it is reached (``at`` open) or told (``at`` send)."""

    at, problem = "open", None

    def open(self):
        if self.problem and self.at == "open":
            raise self.problem

    def send_messages(self, messages):
        if self.problem and self.at == "send":
            raise self.problem
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    """Call it with the problem the mail server has from now on; None heals it."""
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"

    def has(problem, at="open"):
        monkeypatch.setattr(Unwilling, "problem", problem)
        monkeypatch.setattr(Unwilling, "at", at)

    return has


def minutes_later(minutes):
    """What waits has waited that much longer."""
    for each in Mail.objects.filter(sent_at=None):
        earlier = timedelta(minutes=minutes)
        claimed = each.claimed_at and each.claimed_at - earlier
        Mail.objects.filter(pk=each.pk).update(due_at=each.due_at - earlier, claimed_at=claimed)


def words(text):
    return set(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_is_three_files_that_say_the_same_in_plain_words(name):
    said = mailing.rendered(name, {})
    assert said.subject.startswith("BZPEER: ")
    assert "\n" not in said.subject
    assert said.text.startswith("Hello,\n\n")
    assert "<" not in said.text
    assert words(strip_tags(said.html.partition("<body>")[2])) & words(said.text) > {"Hello,", "BZPEER"}
    for file in (f"{name}.txt", f"{name}.html"):
        source = engines["django"].get_template(f"profiles/mail/{file}").template.source
        assert "http" not in source, f"{file}: addresses come from SITE_URL or the context"


def test_only_html_is_escaped_and_a_subject_is_one_line():
    said = mailing.rendered("outcome", SAID)
    assert "It <b>is</b> & was." in said.text
    assert "It &lt;b&gt;is&lt;/b&gt; &amp; was." in said.html


def test_a_mail_goes_to_the_address_the_account_has_when_it_is_sent_and_forgets_what_it_said():
    ada = User.objects.create_user("ada@example.org")
    row = mailing.send("outcome", ada, SAID)
    User.objects.update(email="new@example.org")
    (message,) = delivered()
    assert message.to == ["new@example.org"]
    assert message.alternatives[0][1] == "text/html"
    row.refresh_from_db()
    assert row.sent_at
    assert row.context == {}
    assert len(delivered()) == 1


def test_nothing_goes_to_a_closed_account():
    mailing.send("outcome", User.objects.create_user("ada@example.org", is_active=False), SAID)
    assert delivered() == []
    assert Mail.objects.get().refused == "The account is closed."


def test_a_key_is_used_once():
    ada = User.objects.create_user("ada@example.org")
    first, second = (mailing.send("outcome", ada, SAID, once="digest:2026-48:1") for _ in range(2))
    assert first == second
    assert len(delivered()) == 1


def test_a_mail_of_a_list_can_be_ended_with_one_click():
    mailing.send("outcome", "a@b.example", SAID, unsubscribe="https://bzpeer.example/u/x/")
    headers = delivered()[0].extra_headers
    assert headers["List-Unsubscribe"] == "<https://bzpeer.example/u/x/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_is_due_later_waits():
    mailing.send("outcome", "a@b.example", SAID, due_at=timezone.now() + timedelta(hours=1))
    assert delivered() == []
    minutes_later(61)
    assert len(delivered()) == 1


def test_a_mail_that_has_no_files_is_an_error_where_it_is_written():
    with pytest.raises(Exception, match="none_such"):
        mailing.send("none_such", "a@b.example")
    assert not Mail.objects.exists()


def test_a_mail_server_that_is_away_is_asked_again_for_three_days(server):
    row = mailing.send("outcome", "a@b.example", SAID)
    server(ConnectionRefusedError())
    began, waited = Mail.objects.get().due_at, timedelta()
    while not row.refused:
        assert mailing.send_due() == 0
        row.refresh_from_db()
        waited += timedelta() if row.refused else row.due_at - timezone.now()
        minutes_later(12 * 60)
    assert row.attempts == mailing.MOST_ATTEMPTS
    assert timedelta(days=2.5) < waited < timedelta(days=3.5), began
    assert row.context == {}
    server(None)
    assert delivered() == []


@pytest.mark.parametrize("problem", [ConnectionRefusedError(), smtplib.SMTPConnectError(421, b"busy"), TimeoutError()])
def test_what_waited_is_sent_once_the_mail_server_is_back(server, problem):
    mailing.send("outcome", "a@b.example", SAID)
    mailing.send("outcome", "c@d.example", SAID)
    server(problem)
    assert delivered() == []
    server(None)
    minutes_later(2)
    assert len(delivered()) == 2


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"nobody")}), False),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"later")}), True),
        (smtplib.SMTPDataError(554, b"no"), False),
        (smtplib.SMTPDataError(451, b"later"), True),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError(), False),
    ],
)
def test_only_what_was_certainly_not_taken_is_tried_again(server, problem, again):
    mailing.send("outcome", "a@b.example", SAID)
    server(problem, at="send")
    mailing.send_due()
    server(None)
    minutes_later(60)
    assert len(delivered()) == again
    assert bool(Mail.objects.get().refused) != again


def test_a_worker_killed_while_sending_leaves_no_second_mail():
    row = mailing.send("outcome", "a@b.example", SAID)
    next(mailing._claimed())  # and nothing comes after it
    assert delivered() == []
    minutes_later(11)
    assert delivered() == []
    row.refresh_from_db()
    assert "may have arrived" in row.refused


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_mail_once():
    for n in range(20):
        mailing.send("outcome", f"a{n}@b.example", SAID)
    start = threading.Barrier(8)

    def work():
        start.wait()
        mailing.send_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"a{n}@b.example" for n in range(20))


@pytest.mark.django_db(transaction=True)
def test_a_mail_about_something_that_was_rolled_back_is_never_sent(worker):
    with transaction.atomic():
        mailing.send("outcome", "a@b.example", SAID)
        transaction.set_rollback(True)
    mailing.send("outcome", "c@d.example", SAID)
    for _ in range(100):
        if mail.outbox:
            break
        threading.Event().wait(0.05)
    assert [message.to for message in mail.outbox] == [["c@d.example"]]


def test_rows_are_forgotten_after_a_month_unless_they_wait():
    sent, waiting = (mailing.send("outcome", address, SAID) for address in ("a@b.example", "c@d.example"))
    Mail.objects.update(created_at=timezone.now() - timedelta(days=31))
    Mail.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    mailing.forget_old()
    assert list(Mail.objects.all()) == [waiting]


def test_in_development_mails_are_shown_at_a_page(client, settings, tmp_path):
    settings.DEBUG, settings.MAILS, settings.EMAIL_FILE_PATH = True, tmp_path, str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "No mail has been sent yet" in client.get(reverse("development_mails")).text
    mailing.send("outcome", "a@b.example", SAID | {"reason": "Grüße <b>"}, unsubscribe="https://x.example/u/")
    mailing.send_due()
    assert "BZPEER: An answer to what you reported" in client.get(reverse("development_mails")).text
    key = next(tmp_path.iterdir()).stem
    page = client.get(reverse("development_mail", args=[key]))
    for said in ("Grüße &lt;b&gt;", "a@b.example", "List-Unsubscribe-Post"):
        assert said in page.text
    page = client.get(reverse("development_mail_html", args=[key]))
    assert "Grüße &lt;b&gt;" in page.text
    assert "style-src 'self' 'unsafe-inline'" in page["Content-Security-Policy"]
    assert client.get(reverse("development_mail", args=["none"])).status_code == 404

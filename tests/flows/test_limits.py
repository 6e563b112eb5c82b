"""Limits hold whatever a visitor writes into headers, count together, and refuse while nobody counts."""

import secrets
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse

from bzpeer.stack.redis import Redis
from profiles import limits
from profiles.models import Proposal, User
from tests import world

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk in May"
RIGHT = {"login": "ada@example.org", "password": PASSWORD}


@pytest.fixture
def ada():
    user = User.objects.create_user("ada@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def report():
    """Calls the door of reports with these headers; the status it answers."""
    address = reverse("report_author", args=[world.author("Ada Lovelace").public_id]) + "?kind=other"
    return lambda **headers: Client().post(address, {"text": secrets.token_hex(4)}, **headers).status_code


def test_what_a_visitor_writes_into_the_header_of_the_proxy_buys_nothing(report, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [f"198.51.{n}.7, 203.0.113.9" for n in range(12)] + ["garbage,203.0.113.9", "::1, 203.0.113.9"]
    assert [report(HTTP_X_FORWARDED_FOR=header) for header in forged] == [302] * 10 + [429] * 4


def test_a_household_of_ipv6_is_one_visitor(report, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [report(HTTP_X_FORWARDED_FOR=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(12)]
    assert answers == [302] * 10 + [429] * 2


def test_a_network_has_a_limit_of_its_own(report):
    answers = [report(REMOTE_ADDR=f"192.0.2.{n // 9}") for n in range(55)]
    assert answers == [302] * 50 + [429] * 5
    assert report(REMOTE_ADDR="198.51.100.1") == 302


def test_fifty_at_once_get_no_more_than_one_after_the_other(rf: RequestFactory):
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: limits.allows(rf.post("/"), "report"), range(50)))
    assert 1 <= sum(answers) <= 10


@pytest.fixture
def own_redis(settings, tmp_path):
    """A Redis for the limits of this test alone."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Redis(tmp_path)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.start("secret", port)}}
    yield server
    server.process.send_signal(signal.SIGCONT)
    server.stop()
    caches.close_all()


@pytest.mark.parametrize("fault", ["stopped", "frozen"])
def test_without_redis_writing_is_refused_and_reading_goes_on(fault, client, ada, report, own_redis):
    assert report() == 302
    own_redis.process.send_signal(signal.SIGTERM if fault == "stopped" else signal.SIGSTOP)
    if fault == "stopped":
        own_redis.process.wait()
    new = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for name, fields in (
        ("account_login", RIGHT),
        ("account_signup", new),
        ("account_reset_password", {"email": "ada@example.org"}),
    ):
        page = client.post(reverse(name), fields)
        assert (page.status_code, page["Retry-After"]) == (503, "10"), name
        assert "Try again in a minute" in page.text
    assert report() == 503
    assert User.objects.count() == Proposal.objects.count() == 1
    for name in ("home", "search", "account_login", "about_trust"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("api_author", args=[world.author("Ada Lovelace").public_id])).status_code == 200


def test_whoever_guesses_cannot_lock_the_owner_out(ada):
    owner, stranger = Client(), Client()
    owner.post(reverse("account_login"), RIGHT)
    owner.post(reverse("account_logout"))
    for n in range(6):
        stranger.post(reverse("account_login"), {**RIGHT, "password": "guess"}, REMOTE_ADDR=f"192.0.2.{n}")
    assert "Too many" in stranger.post(reverse("account_login"), RIGHT).text
    assert owner.post(reverse("account_login"), RIGHT).status_code == 302


def test_the_mark_of_a_known_browser_is_good_for_one_account_and_for_no_more_guesses(ada):
    bob = User.objects.create_user("bob@example.org", PASSWORD)
    bob.emailaddress_set.create(email=bob.email, verified=True, primary=True)
    stranger = Client()
    stranger.post(reverse("account_login"), {**RIGHT, "login": "bob@example.org"})
    stranger.post(reverse("account_logout"))
    for _ in range(6):
        stranger.post(reverse("account_login"), {**RIGHT, "password": "guess"})
    assert "Too many" in Client().post(reverse("account_login"), RIGHT).text

"""Signing in with an ORCID iD, linking one, and everything ORCID or a stranger could do wrong on the way (T-05)."""

import json
import time

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from profiles import orcid
from profiles.models import Evidence, User
from tests import people, world
from tests.mails import delivered
from tests.orcid_server import ADA, CLIENT, SECRET, OrcidServer, way_back

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk in May"
BOB = "0000-0001-5109-3700"
LINK = reverse("orcid_login") + "?process=connect"


@pytest.fixture
def server(settings):
    made = OrcidServer()
    settings.ORCID_URL = settings.ORCID_API_URL = made.url
    provider = {**settings.SOCIALACCOUNT_PROVIDERS["orcid"], "APPS": [{"client_id": CLIENT, "secret": SECRET}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"orcid": provider}
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5
    yield made
    made.stop()


def account(email="ada@example.org"):
    user = User.objects.create_user(email, PASSWORD)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def signed_in(user, *, lately=True):
    """A browser of this user's; the password was typed again just now, or not since signing in."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    if lately:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def ada(server):
    """Ada's account, with her iD linked."""
    user = account()
    SocialAccount.objects.create(user=user, provider="orcid", uid=f"{server.url}/{ADA}")
    return user


def go(client, server, address=None):
    """To ORCID and what is brought back from there."""
    return server.authorize(client.post(address or reverse("orcid_login")).url)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_who_linked_an_id_signs_in_with_it(client, server, ada):
    assert "Sign in with ORCID" in client.get(reverse("account_login")).text
    assert client.get(reverse("orcid_login")).status_code == 200, "looking at it leads nowhere"
    assert client.get(way_back(go(client, server))).url == reverse("home")
    assert "ada@example.org" in client.get(reverse("home")).text
    assert not SocialToken.objects.exists(), "nothing is kept that could act in Ada’s name"


def test_an_id_is_linked_from_within_the_account_and_told_by_mail(server):
    user = account()
    client = signed_in(user)
    page = client.get(way_back(go(client, server, LINK)), follow=True).text
    assert "Your ORCID iD is linked." in page
    assert f"{server.url}/{ADA}</a> (Ada Lovelace)" in page
    assert orcid.of(user) == ADA
    assert [m.subject for m in delivered()] == ["BZPEER: An ORCID iD was linked"]
    elsewhere = Client()
    elsewhere.get(way_back(go(elsewhere, server)))
    assert is_signed_in(elsewhere)


def test_linking_asks_for_the_password_again(server):
    user = account()
    client = signed_in(user, lately=False)
    again = client.get(way_back(go(client, server, LINK)))
    assert "Is it still you?" in client.get(again.url).text
    assert orcid.of(user) is None
    client.post(again.url, {"password": "guess"})
    assert orcid.of(user) is None
    client.post(again.url, {"password": PASSWORD})
    assert orcid.of(user) == ADA


def test_an_id_can_be_unlinked(server, ada):
    client = signed_in(ada)
    linked = SocialAccount.objects.get()
    page = client.post(reverse("socialaccount_connections"), {"account": linked.pk}, follow=True)
    assert "no longer linked" in page.text
    assert orcid.of(ada) is None


def test_what_rested_on_an_unlinked_id_is_checked_again(server, ada):
    world.work("Notes", ["Ada Lovelace"])
    claim = people.holder(world.author("Ada Lovelace"), ada).claim
    proof = people.prove(claim, "orcid")
    client = signed_in(ada)
    client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})
    assert list(Evidence.objects.due()) == [proof]


def test_nobody_unlinks_the_id_of_another(server, ada):
    client = signed_in(account("bob@example.org"))
    client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})
    assert orcid.of(ada) == ADA


def test_an_unknown_id_opens_nothing_and_a_page_says_what_to_do(client, server):
    page = client.get(way_back(go(client, server)), follow=True)
    assert "No account has this iD yet" in page.text
    assert ADA in page.text
    assert not is_signed_in(client)
    assert not User.objects.exists()
    assert orcid.proven(client.session) == ADA
    assert client.get(reverse("socialaccount_signup")).status_code == 302, "there is no other way in"
    assert not User.objects.exists()


def test_an_address_that_orcid_tells_links_nothing(client, server):
    account()
    server.claims = {"email": "ada@example.org", "email_verified": True}
    client.get(way_back(go(client, server)))
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_id_belongs_to_one_account_and_an_account_has_one_id(server, ada):
    bob = account("bob@example.org")
    client = signed_in(bob)
    assert "Another account is linked" in client.get(way_back(go(client, server, LINK)), follow=True).text
    assert orcid.of(bob) is None
    client = signed_in(ada)
    server.person = BOB
    assert "linked to another iD" in client.get(way_back(go(client, server, LINK)), follow=True).text
    assert orcid.of(ada) == ADA


def test_the_same_digits_from_another_issuer_are_another_person(client, server, ada):
    SocialAccount.objects.update(uid=f"https://sandbox.orcid.org/{ADA}")
    client.get(way_back(go(client, server)))
    assert not is_signed_in(client)
    assert orcid.of(ada) is None


def answers(status, kind, body):
    return lambda right: (status, kind, body)


def with_claims(**claims):
    def change(server):
        server.claims = claims

    return change


def saying(says):
    def change(server):
        server.says = says

    return change


def slow(right):
    time.sleep(0.8)
    return answers(200, "application/json", json.dumps(right).encode())(right)


def without(key):
    return lambda right: (200, "application/json", json.dumps({k: v for k, v in right.items() if k != key}).encode())


@pytest.mark.parametrize(
    "misbehave",
    [
        with_claims(aud="APP-OTHER"),
        with_claims(aud=None),
        with_claims(iss="https://evil.example"),
        with_claims(iss=None),
        with_claims(nonce="of another sign-in"),
        with_claims(nonce=None),
        with_claims(exp=1),
        with_claims(exp=None),
        with_claims(sub=None),
        with_claims(sub=""),
        with_claims(sub="0000-0002-1825-0098"),
        with_claims(sub="x" * 500),
        with_claims(sub=7),
        saying(answers(500, "text/html", b"<h1>Oh</h1>")),
        saying(answers(302, "text/html", b"")),
        saying(answers(200, "application/json", b"{not json")),
        saying(answers(200, "application/json", b"7")),
        saying(answers(200, "application/json", b"[]")),
        saying(answers(200, "application/json", b"null")),
        saying(answers(200, None, b"\xff\xfe")),
        saying(answers(200, "application/json", b'{"access_token": "x", "id_token": "a.b.c"}')),
        saying(answers(200, "application/json", b'{"access_token": "x", "id_token": 7}')),
        saying(without("id_token")),
        saying(without("access_token")),
        saying(slow),
    ],
)
def test_whatever_orcid_answers_nobody_is_signed_in_by_mistake(client, server, ada, misbehave):
    misbehave(server)
    page = client.get(way_back(go(client, server)))
    assert page.status_code == 401
    assert "That did not work" in page.text
    assert not is_signed_in(client)


def test_it_is_the_misbehaviour_that_is_refused(client, server, ada):
    for harmless in ({"given_name": None, "family_name": None}, {"given_name": 7}, {"aud": [CLIENT, "APP-OTHER"]}):
        server.claims = harmless
        client.get(way_back(go(client, server)))
        assert is_signed_in(client), harmless
        client.post(reverse("account_logout"))


def test_orcid_is_away(client, server, ada):
    brought = go(client, server)
    server.stop()
    assert client.get(way_back(brought)).status_code == 401
    assert not is_signed_in(client)


@pytest.mark.parametrize("state", [None, "", "guessed", "another browser's"])
def test_a_way_back_nobody_was_sent_on_is_refused_before_orcid_is_asked(client, server, ada, state):
    brought = go(client, server)
    if state == "another browser's":
        client = Client()
        go(client, server)
    elif state is None:
        del brought["state"]
    else:
        brought["state"] = state
    assert client.get(way_back(brought)).status_code == 401
    assert server.exchanges == 0
    assert not is_signed_in(client)


def test_a_way_back_works_once(client, server, ada):
    brought = go(client, server)
    client.get(way_back(brought))
    client.post(reverse("account_logout"))
    assert client.get(way_back(brought)).status_code == 401
    assert not is_signed_in(client)


def test_a_code_that_was_meant_for_another_browser_is_worth_nothing(client, server, ada):
    """Injected by whoever overheard it: neither the secret of PKCE nor the nonce fits."""
    stolen = go(Client(), server)["code"]
    own = go(client, server)
    assert client.get(way_back({"code": stolen, "state": own["state"]})).status_code == 401
    assert not is_signed_in(client)


def test_turning_back_at_orcid_is_no_error(client, server):
    brought = {"error": "access_denied", "state": go(client, server)["state"]}
    assert "without signing in" in client.get(way_back(brought), follow=True).text


def test_a_link_cannot_add_anything_to_the_question(client, server, ada):
    wishes = "scope=/activities/update&auth_params=nonce%3Dmine%26prompt%3Dnone&next=//evil.example/"
    answer = client.post(f"{reverse('orcid_login')}?{wishes}")
    assert "evil" not in answer.url
    assert "activities" not in answer.url
    assert "mine" not in answer.url
    assert client.get(way_back(server.authorize(answer.url))).url == reverse("home")


def test_without_redis_nobody_signs_in_with_orcid(client, server, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert client.post(reverse("orcid_login")).status_code == 503


def test_thirty_an_hour_from_one_address(client, server):
    for _ in range(30):
        client.post(reverse("orcid_login"))
    assert client.post(reverse("orcid_login")).status_code == 429


def test_where_the_site_is_not_registered_nothing_is_offered(client):
    assert "Sign in with ORCID" not in client.get(reverse("account_login")).text
    assert client.post(reverse("orcid_login")).status_code == 404
    assert client.get(reverse("orcid_callback")).status_code == 404
    assert "not registered with ORCID" in signed_in(account()).get(reverse("socialaccount_connections")).text

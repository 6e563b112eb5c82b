"""Signing up, in and out, and what becomes of addresses and passwords."""

import re

import pytest
from django.urls import reverse

from profiles.models import User
from tests.mails import delivered

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk in May"


def link_in(message):
    return re.search(r"http://\S+", message.body)[0].removeprefix("http://testserver")


def sign_up(client, email="ada@example.org"):
    fields = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), fields, follow=True)


def sign_in(client, password=PASSWORD, email="ada@example.org", **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


@pytest.fixture
def ada(client, redis_client):
    """Some time ago Ada signed up and confirmed her address; nobody is signed in."""
    sign_up(client)
    client.post(link_in(delivered().pop()))
    delivered().clear()
    client.cookies.clear()
    redis_client.flushdb()
    return User.objects.get()


def test_a_visitor_can_sign_up_confirm_the_address_and_sign_in(client):
    assert "Look into your mail" in sign_up(client).text
    (message,) = delivered()
    assert message.subject == "BZPEER: Confirm your address"
    link = link_in(message)
    assert "Does <b>ada@example.org</b> belong to you?" in client.get(link).text
    client.post(link)
    assert sign_in(client).url == reverse("home")
    assert "ada@example.org" in client.get(reverse("home")).text


def test_looking_at_the_link_as_mail_scanners_do_confirms_nothing(client):
    sign_up(client)
    client.get(link_in(delivered()[0]))
    assert "Look into your mail" in client.get(sign_in(client).url).text


def test_signing_in_leads_back_to_where_one_was(client, ada):
    assert sign_in(client, next="/about/trust/").url == "/about/trust/"
    assert sign_in(client, next="https://evil.example/").url == reverse("home")


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(client, ada):
    page = sign_in(client, "something else").text
    assert 'role="alert"' in page
    assert 'href="#id_login"' in page
    assert 'value="ada@example.org"' in page
    assert "<title>Error: Sign in" in page


def test_an_error_stands_beside_its_field_and_is_tied_to_it(client):
    page = client.post(reverse("account_signup"), {"email": "ada@example.org", "password1": "x", "password2": "y"}).text
    assert 'href="#id_password1"' in page
    assert 'id="id_password1_error"' in page
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in page
    assert 'value="ada@example.org"' in page


def test_nobody_learns_from_signing_up_which_addresses_have_accounts(client, ada):
    known, unknown = sign_up(client, "ada@example.org"), sign_up(client, "new@example.org")
    assert (known.redirect_chain, known.status_code) == (unknown.redirect_chain, unknown.status_code)
    assert known.text == unknown.text
    assert [m.subject for m in delivered()] == ["BZPEER: You have an account already", "BZPEER: Confirm your address"]


def test_nobody_learns_from_a_forgotten_password_which_addresses_have_accounts(client, ada):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert answers[0].text == answers[1].text
    assert [m.to for m in delivered()] == [["ada@example.org"]], "nobody without an account is written to"


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, ada):
    known = sign_in(client, "wrong").text
    unknown = sign_in(client, "wrong", email="new@example.org").text
    masked = re.compile(r'value="[^"]*"')
    assert masked.sub("", known) == masked.sub("", unknown)


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, ada):
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    link = link_in(delivered()[0])
    form = client.get(link, follow=True)
    choose = form.redirect_chain[-1][0]
    new = "another walk in June"
    client.post(choose, {"password1": new, "password2": new}, follow=True)
    assert delivered()[-1].subject == "BZPEER: Your password was changed"
    client.cookies.clear()
    assert "This link does not work any more" in client.get(link, follow=True).text
    assert sign_in(client, new).status_code == 302


def test_a_changed_password_ends_the_sessions_elsewhere(client, client_elsewhere, ada):
    sign_in(client)
    sign_in(client_elsewhere)
    new = {"oldpassword": PASSWORD, "password1": "another walk in June", "password2": "another walk in June"}
    client.post(reverse("account_change_password"), new)
    assert "ada@example.org" in client.get(reverse("home")).text
    assert "ada@example.org" not in client_elsewhere.get(reverse("home")).text


@pytest.fixture
def client_elsewhere(client):
    return type(client)()


def test_a_new_address_takes_over_once_it_is_confirmed_and_the_old_one_is_told(client, ada):
    sign_in(client)
    again = client.post(reverse("account_email"), {"email": "lovelace@example.org", "action_add": ""})
    assert "Is it still you?" in client.get(again.url).text
    page = client.post(again.url, {"password": PASSWORD}, follow=True).text
    assert "A link is on its way to <b>lovelace@example.org</b>" in page
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    client.post(link_in(delivered()[0]))
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"
    told = delivered()[-1]
    assert (told.to, told.subject) == (["ada@example.org"], "BZPEER: Your address was changed")


def test_signing_out_takes_a_press_of_a_button(client, ada):
    sign_in(client)
    assert "Sign out" in client.get(reverse("account_logout")).text
    assert "ada@example.org" in client.get(reverse("home")).text
    client.post(reverse("account_logout"))
    assert "ada@example.org" not in client.get(reverse("home")).text


def test_guessing_passwords_is_stopped_after_a_few(client, ada):
    for _ in range(5):
        sign_in(client, "guess")
    page = sign_in(client)
    assert page.status_code == 200, "even the right password has to wait"
    assert "Too many" in page.text


def test_signing_in_is_refused_in_plain_words_while_redis_is_away(client, ada, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    page = sign_in(client)
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    assert "Try again in a minute" in page.text
    assert client.get(reverse("home")).status_code == 200


def test_operators_sign_in_as_everybody_does(client, ada):
    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    sign_in(client)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    User.objects.update(is_staff=True, is_superuser=True)
    for model in ("user", "trust", "trustchange"):
        assert client.get(reverse(f"admin:profiles_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:profiles_user_change", args=[ada.pk])).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
        "account_inactive",
    ],
)
def test_account_pages_are_ours_and_not_for_search_engines(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'class="account"' in page.text
    assert 'content="noindex"' in page.text
    assert "placeholder" not in page.text.partition("<main")[2]


def test_a_link_nobody_was_sent_is_answered_in_plain_words(client):
    assert "does not work any more" in client.get(reverse("account_confirm_email", args=["nonsense"])).text
    gone = reverse("account_reset_password_from_key", args=["1", "nonsense"])
    assert "does not work any more" in client.get(gone).text

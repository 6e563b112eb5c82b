"""Passkeys in a real browser with an authenticator made of software, and the looks of every page of the account."""

import pytest
from django.urls import reverse

from tests import people
from tests.browser.test_look import AXE, VIOLATIONS, seen

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long walk in May"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ada(db):
    user = people.account("ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def key(page):
    """The browser has an authenticator that says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_a_passkey_is_added_asked_for_and_signs_in_alone(page, live_server, ada, key):
    def go(name):
        page.goto(live_server.url + reverse(name))

    page.add_init_script(VIOLATIONS)
    go("account_login")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    go("mfa_add_webauthn")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.evaluate("window.refused") == []

    page.get_by_role("button", name="Sign out").click()
    go("account_login")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.get_by_role("button", name="Sign out").wait_for()

    page.get_by_role("button", name="Sign out").click()
    go("account_login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()
    assert page.evaluate("window.refused") == []

    go("mfa_list_webauthn")
    page.get_by_role("link", name="Remove Key 1").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("None yet.").wait_for()


def test_the_pages_of_an_account_are_accessible(page, live_server, client, ada):
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.add_init_script(VIOLATIONS)
    for name in (
        "account",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "signed_in",
        "account_data",
        "account_delete",
        "socialaccount_connections",
    ):
        page.goto(live_server.url + reverse(name))
        page.evaluate(AXE)
        assert [*seen(page, 1280, "light"), *seen(page, 390, "dark"), *page.evaluate("window.refused")] == [], name
        page.set_viewport_size({"width": 320, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name

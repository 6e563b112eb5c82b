"""A second factor: set up, asked for when signing in, required of moderators, lost and found again."""

import base64
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from profiles import moderation, second_factor
from profiles.models import User
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk in May"
SET_UP = reverse("mfa_activate_totp")


def code(secret, steps=0):
    """RFC 6238: what an app shows, ``steps`` times half a minute from now."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def ada():
    user = people.account("ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email="ada@example.org"):
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD})


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def secret(client, ada):
    """Ada is signed in and has set up an app."""
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    shown = re.search(r'class="secret">(\w+)<', client.get(SET_UP).text)[1]
    page = client.post(SET_UP, {"code": code(shown)}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    return shown


def test_setting_up_asks_for_the_password_shows_a_key_and_takes_the_code_it_makes(client, ada):
    sign_in(client)
    assert client.get(SET_UP).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(SET_UP).text
    assert "<svg" in page.partition('class="qr"')[2]
    assert "otpauth://totp/ada%40example.org?secret=" in page
    assert "Incorrect code" in client.post(SET_UP, {"code": "000000"}).text
    assert not second_factor.is_set_up(ada)


def test_signing_in_then_asks_for_a_code_and_a_code_is_good_once(secret, ada):
    stranger = Client()
    asked = sign_in(stranger)
    assert asked.url == reverse("mfa_authenticate")
    assert not is_signed_in(stranger)
    assert "Second step" in stranger.get(asked.url).text
    assert "Incorrect code" in stranger.post(asked.url, {"code": "000000"}).text
    now = code(secret)
    stranger.post(asked.url, {"code": now})
    assert is_signed_in(stranger)
    overheard = Client()
    sign_in(overheard)
    assert "Incorrect code" in overheard.post(asked.url, {"code": now}).text


def test_codes_cannot_be_guessed_for_long(secret, ada):
    stranger = Client()
    sign_in(stranger)
    for n in range(5):
        stranger.post(reverse("mfa_authenticate"), {"code": f"{n:06}"})
    page = stranger.post(reverse("mfa_authenticate"), {"code": code(secret, 1)})
    assert "Too many" in page.text
    assert not is_signed_in(stranger)


def test_a_recovery_code_signs_in_once(secret, client, ada):
    codes = client.get(reverse("mfa_download_recovery_codes")).text.split()[-10:]
    for works in (True, False):
        elsewhere = Client()
        sign_in(elsewhere)
        elsewhere.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_signed_in(elsewhere) == works


def test_setting_it_up_ends_the_sessions_that_had_only_a_password(client, ada):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    shown = re.search(r'class="secret">(\w+)<', client.get(SET_UP).text)[1]
    client.post(SET_UP, {"code": code(shown)})
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302


def test_every_change_is_told_by_mail(client, ada, django_capture_on_commit_callbacks, request):
    with django_capture_on_commit_callbacks(execute=True):
        request.getfixturevalue("secret")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert [m.subject.removeprefix("BZPEER: ") for m in delivered()] == [
        "A second step was set up",
        "New recovery codes",
        "An app was taken away",
    ]
    assert not Authenticator.objects.exists(), "recovery codes alone are no second step"


def test_the_key_of_an_app_cannot_be_read_in_the_database(secret, ada):
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert len(kept) > 60


def test_a_moderator_sets_it_up_before_the_desk_opens(client, ada):
    moderation.appoint(ada)
    client.force_login(ada)
    for name in ("desk", "desk_find"):
        page = client.get(reverse(name))
        assert page.status_code == 403
        assert "Set up a second step first" in page.text
    assert client.get(reverse("account")).status_code == 200
    people.add_second_factor(ada)
    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize(("level", "asked"), [(2, False), (3, True), (4, True)])
def test_it_is_asked_of_holders_from_level_three(level, asked):
    world.work("Notes", ["Ada Lovelace"])
    profile = people.holder(world.author("Ada Lovelace"), level=level)
    assert second_factor.is_asked_of(profile.user) == asked


def test_nobody_removes_or_renames_the_key_of_another(client, ada):
    key = Authenticator.objects.create(user=people.account(), type="webauthn", data={"name": "Phone"})
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(name, args=[key.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Phone"


@pytest.mark.parametrize("sent", ["", "null", "7", "{}", "[]", "{nonsense", '{"response": {"userHandle": "MQ"}}'])
def test_a_passkey_that_is_none_opens_nothing(client, ada, sent):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": sent}, follow=True)
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_without_redis_a_passkey_opens_nothing(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code == 503
    assert not User.objects.exists()

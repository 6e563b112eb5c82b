"""A new address taken back, everything downloaded, an account deleted; and strangers learn nothing of it."""

import io
import json
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles import address_changes, follows
from profiles.contact import inviting
from profiles.models import Claim, Evidence, Follow, Mail, Profile, User
from publications import curation
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk in May"


def account(email, **fields):
    user = people.account(email)
    user.set_password(PASSWORD)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    return user


@pytest.fixture
def ada():
    return account("ada@example.org", name="Ada Lovelace")


def sign_in(user, *, lately=True, **more):
    """A browser of this user's; the password was typed again just now, or not since signing in."""
    client = Client(**more)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    if lately:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def link_in(message, name):
    return re.search(rf"https?://[^/]+({reverse(name, args=['-'])[:-2]}\S+)", message.body)[1]


@pytest.fixture
def moved(ada):
    """Somebody who is not Ada sits at her account and has moved it to an address of theirs; the link Ada was sent."""
    owner = sign_in(ada)
    thief = sign_in(ada)
    thief.post(reverse("account_email"), {"email": "thief@example.com", "action_add": ""})
    thief.post(link_in(delivered().pop(), "account_confirm_email"))
    ada.refresh_from_db()
    assert ada.email == "thief@example.com"
    assert owner.get(reverse("account")).status_code == 302, "signed out elsewhere"
    assert thief.get(reverse("account")).status_code == 200
    told = delivered().pop()
    assert told.to == ["ada@example.org"]
    return thief, link_in(told, "undo_address")


def test_the_old_address_takes_the_account_back_without_signing_in(client, ada, moved):
    thief, link = moved
    Authenticator.objects.create(user=ada, type="totp", data={})
    SocialAccount.objects.create(user=ada, provider="orcid", uid="https://orcid.org/0000-0002-1825-0097")
    thief.post(reverse("account_email"), {"email": "another@example.com", "action_add": ""})
    assert "Take the account back" in client.get(link).text
    ada.refresh_from_db()
    assert ada.email == "thief@example.com", "mail scanners follow links"
    assert "Choose a new password" in client.post(link, follow=True).text
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert [(a.email, a.verified, a.primary) for a in EmailAddress.objects.all()] == [("ada@example.org", True, True)]
    assert thief.get(reverse("account")).status_code == 302
    assert not ada.has_usable_password()
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert client.get(link).status_code == 410, "it works once"
    assert client.post(link).status_code == 410
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    assert [m.to for m in delivered()][-1] == ["ada@example.org"]
    assert "Choose a new password" in delivered()[-1].subject


def test_moving_on_to_a_third_address_does_not_help_the_thief(client, ada, moved):
    thief, link = moved
    thief.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    thief.post(reverse("account_email"), {"email": "third@example.com", "action_add": ""})
    thief.post(link_in(delivered().pop(), "account_confirm_email"))
    client.post(link)
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_what_was_there_before_stays(client, ada, moved):
    _, link = moved
    Authenticator.objects.create(user=ada, type="totp", data={})
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=4))
    client.post(link)
    assert Authenticator.objects.exists()


def test_an_address_is_not_kept_from_the_owner_by_who_cannot_confirm_it(client, ada, moved):
    _, link = moved
    squatter = people.account("ada@example.org", confirmed=False)
    squatter.emailaddress_set.create(email="ada@example.org", verified=False, primary=True)
    client.post(link)
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert User.objects.count() == 1


def test_the_link_is_for_72_hours_and_for_nobody_else(client, ada, moved, monkeypatch):
    _, link = moved
    for wrong in (link[:-3] + "xx/", reverse("undo_address", args=["x"])):
        assert client.post(wrong).status_code == 410
    monkeypatch.setattr(address_changes, "UNDO_FOR", timedelta(seconds=-1))
    page = client.post(link)
    assert page.status_code == 410
    assert "72 hours" in page.text
    ada.refresh_from_db()
    assert ada.email == "thief@example.com"


def unpacked(client):
    answer = client.post(reverse("account_data"))
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as files:
        return {name: json.loads(files.read(name)) for name in files.namelist()}


def test_everything_that_is_kept_can_be_downloaded_after_the_password(ada):
    world.work("Notes", ["Ada Lovelace", "Bo Li"])
    people.claim(world.author("Ada Lovelace"), ada)
    follows.follow(ada, world.author("Bo Li"))
    client = sign_in(ada, lately=False)
    assert client.get(reverse("account_data")).url.startswith(reverse("account_reauthenticate"))
    assert client.post(reverse("account_data")).status_code == 302
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "Download it" in client.get(reverse("account_data")).text
    files = unpacked(client)
    assert files["account.json"][0]["email"] == "ada@example.org"
    assert files["follow.json"][0]["author"] == world.author("Bo Li").public_id
    assert files["claim.json"][0]["statement"] == people.SAID
    assert {"emailaddress.json", "usersession.json"} <= set(files)


def test_no_secret_and_nothing_of_others_is_in_the_download(ada):
    other = account("bo@example.org")
    world.work("Notes", ["Bo Li"])
    claim = people.claim(world.author("Bo Li"), other)
    client = sign_in(ada)
    people.add_second_factor(ada)
    Authenticator.objects.update(data={"secret": "TOPSECRET"})
    ada.mails.create(name="outcome", context={"code": "TOPSECRET"})
    client = Client()
    client.force_login(ada)
    for each in list(sign_in(account("x@example.org")).session.keys()):
        assert each
    said = json.dumps(_kept(ada))
    for secret in (
        "TOPSECRET",
        ada.password,
        other.email,
        claim.token,
        *(s.session_key for s in Session.objects.all()),
    ):
        assert secret not in said


def _kept(user):
    from profiles import own_data

    return json.loads(json.dumps(own_data.kept(user), default=str))


def test_five_downloads_an_hour(ada):
    client = sign_in(ada)
    for _ in range(5):
        unpacked(client)
    assert client.post(reverse("account_data")).status_code == 429


def test_deleting_gives_the_record_back_and_leaves_nothing_personal(ada):
    world.work("Notes", ["Ada Lovelace", "Bo Li"])
    record = world.author("Ada Lovelace")
    people.holder(record, ada, level=3)
    client = sign_in(ada)
    people.add_second_factor(ada)
    follows.follow(ada, world.author("Bo Li"))
    assert "is given back" in client.get(reverse("account_delete")).text
    page = client.post(reverse("account_delete"), follow=True)
    assert "Your account is deleted." in page.text
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not Profile.objects.exists()
    assert not Follow.objects.exists()
    assert not Evidence.objects.exists()
    claim = Claim.objects.get()
    assert (claim.state, claim.user, claim.name, claim.statement) == ("released", None, "", "")
    assert claim.events.last().actor is None
    assert [m.to for m in delivered()][-1] == ["ada@example.org"]
    assert "nobody has claimed" in Client().get(record.get_absolute_url()).text.lower()


def test_an_invitation_of_somebody_who_left_waits_no_more(ada):
    world.work("Notes", ["Bo Li", "Ada Lovelace"])
    people.holder(world.author("Ada Lovelace"), ada)
    bo = people.holder(world.author("Bo Li")).user
    inviting.invite(ada, world.author("Bo Li"), purpose="data", text="Your graphs and my engines belong together.")
    bo.refresh_from_db()
    assert bo.n_waiting == 1
    sign_in(ada).post(reverse("account_delete"))
    bo.refresh_from_db()
    assert bo.n_waiting == 0


def test_who_decided_something_leaves_an_empty_row(ada):
    world.work("Notes", ["Bo Li"])
    plan = curation.plan_rename(world.author("Bo Li"), "B. Li")
    curation.carry_out(plan, reason="As printed.", role="moderator", actor=ada)
    client = sign_in(ada)
    client.post(reverse("account_delete"))
    left = User.objects.get(pk=ada.pk)
    assert left.email.endswith("@deleted.invalid")
    assert (left.name, left.is_active, left.password) == ("", False, "")
    assert not EmailAddress.objects.exists()
    assert client.get(reverse("account")).status_code == 302
    again = Client().post(
        reverse("account_signup"), {"email": "ada@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert again.status_code == 302
    assert User.objects.filter(email="ada@example.org").exists(), "the address is free again"


def test_deleting_takes_the_password_and_a_press_of_a_button(ada):
    client = sign_in(ada, lately=False)
    assert client.post(reverse("account_delete")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("account_delete"))
    assert User.objects.filter(pk=ada.pk).exists()


@pytest.mark.parametrize("name", ["account_data", "account_delete", "account_email", "socialaccount_connections"])
def test_a_holder_at_level_three_sets_up_a_second_step_first(name, ada):
    world.work("Notes", ["Ada Lovelace"])
    people.holder(world.author("Ada Lovelace"), ada, level=3)
    client = sign_in(ada)
    assert client.post(reverse(name)).status_code == 403
    assert "Set up a second step first" in client.get(reverse(name)).text


def test_one_sees_where_one_is_signed_in_and_signs_out_elsewhere(ada):
    agents = (
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36",
        "Mozilla/5.0 (iPhone) Version/18 Safari/605",
    )
    here, elsewhere = (sign_in(ada, headers={"user-agent": agent}) for agent in agents)
    page = here.get(reverse("signed_in")).text
    assert "Chrome on Linux</b> (this one)" in page
    assert "Safari on iPhone</b><br>" in page
    here.post(reverse("signed_in"))
    assert here.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302


def test_the_key_of_a_session_changes_when_signing_in(client, ada):
    client.get(reverse("home"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert client.session.session_key != planted
    stolen = Client()
    stolen.cookies["sessionid"] = planted
    assert stolen.get(reverse("account")).status_code == 302


# --- what strangers learn -------------------------------------------------------------------------------------------

KINDS = ("absent", "confirmed", "unconfirmed", "closed", "without a password")
FLOWS = {
    "account_login": {"login": "ada@example.org", "password": "guess guess"},
    "account_signup": {"email": "ada@example.org", "password1": PASSWORD, "password2": PASSWORD},
    "account_reset_password": {"email": "ada@example.org"},
}
# These differ between any two answers.
OF_THE_MOMENT = ("Expires", "X-Request-ID", "X-Correlation-ID")
MASKED = re.compile(r'csrfmiddlewaretoken" value="\w+"')


def answers(name, kind):
    """All that comes back, to the byte: every status, address, header and page on the way."""
    if kind != "absent":
        user = account("ada@example.org")
        if kind == "unconfirmed":
            user.emailaddress_set.update(verified=False)
        elif kind == "closed":
            User.objects.update(is_active=False)
        elif kind == "without a password":
            User.objects.update(password="!")
    page = Client().post(reverse(name), FLOWS[name], follow=True)
    headers = {
        key: value for key, value in page.headers.items() if key not in ("Expires", "X-Request-ID", "X-Correlation-ID")
    }
    return page.redirect_chain, page.status_code, headers, MASKED.sub("", page.text)


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("name", FLOWS)
def test_nobody_learns_whether_an_address_has_an_account(name, kind, redis_client):
    absent = answers(name, "absent")
    User.objects.all().delete()
    Mail.objects.all().delete()
    redis_client.flushdb()
    assert answers(name, kind) == absent


def test_a_new_password_goes_to_confirmed_addresses_only(client):
    account("ada@example.org").emailaddress_set.update(verified=False)
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    assert delivered() == []


def test_who_owns_an_address_signs_up_although_somebody_else_typed_it_before(client, redis_client):
    """And what that other person prepared is gone: the password, and what they would have added."""
    squatted = account("ada@example.org")
    squatted.emailaddress_set.update(verified=False)
    new = {"email": "ada@example.org", "password1": "another walk in June", "password2": "another walk in June"}
    client.post(reverse("account_signup"), new)
    assert not User.objects.filter(pk=squatted.pk).exists()
    client.post(link_in(delivered().pop(), "account_confirm_email"))
    client.cookies.clear()
    for password, works in ((PASSWORD, False), ("another walk in June", True)):
        client.post(reverse("account_login"), {"login": "ada@example.org", "password": password})
        assert ("_auth_user_id" in client.session) == works


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}, {"last_login": timezone.now()}])
def test_signing_up_removes_no_account_that_is_used_or_may_do_more(client, fields):
    kept = account("ada@example.org", **fields)
    kept.emailaddress_set.update(verified=False)
    client.post(reverse("account_signup"), FLOWS["account_signup"])
    assert User.objects.get() == kept

"""Following a record and letting it go."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles import follows
from profiles.models import Follow, User
from tests import people, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom():
    return world.work("One", by=["Tom Stone"]).authorships.get().author


@pytest.fixture
def ada():
    return people.account("ada@example.org")


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def press(client, name, record, **more):
    return client.post(reverse(name, args=[record.public_id]), follow=True, **more)


def test_a_member_can_follow_and_stop_following_and_sees_the_count(signed_in, tom):
    page = press(signed_in, "follow", tom)
    assert page.redirect_chain[-1][0] == tom.get_absolute_url()
    assert "You follow Tom Stone now." in page.text
    assert "Following – stop following" in page.text
    assert "1 follower." in page.text
    page = press(signed_in, "unfollow", tom)
    assert "You no longer follow Tom Stone." in page.text
    assert "Follow researcher" in page.text
    assert "0 followers." in page.text


def test_following_twice_is_following_once(signed_in, tom):
    press(signed_in, "follow", tom)
    assert press(signed_in, "follow", tom).status_code == 200
    assert Follow.objects.count() == 1
    press(signed_in, "unfollow", tom)
    assert press(signed_in, "unfollow", tom).status_code == 200


def sign_in(client, page):
    member = User.objects.create_user("ada@example.org", "a long walk in May")
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    return client.post(page, {"login": member.email, "password": "a long walk in May"}, follow=True)


def test_a_stranger_presses_once_signs_in_and_follows(client, tom):
    assert reverse("follow", args=[tom.public_id]) in client.get(tom.get_absolute_url()).text
    asked = client.get(reverse("follow", args=[tom.public_id]))
    assert asked.url == f"{reverse('account_login')}?next={reverse('follow', args=[tom.public_id])}"
    assert "Sign in, and you follow Tom Stone." in client.get(asked.url).text
    page = sign_in(client, asked.url)
    assert page.redirect_chain[-1][0] == tom.get_absolute_url()
    assert "You follow Tom Stone now." in page.text
    assert "1 follower." in page.text


def test_pressing_for_one_person_follows_nobody_else(client, tom):
    client.get(reverse("follow", args=[tom.public_id]))
    other = world.author("Ben Other")
    page = sign_in(client, f"{reverse('account_login')}?next={reverse('follow', args=[other.public_id])}")
    assert "You do not follow this author’s record yet." in page.text
    assert Follow.objects.count() == 0, "an address alone changes nothing"


def test_a_press_is_forgotten_after_half_an_hour(client, tom, monkeypatch):
    monkeypatch.setattr("profiles.views.follow._KEPT", -1)
    asked = client.get(reverse("follow", args=[tom.public_id]))
    sign_in(client, asked.url)
    assert Follow.objects.count() == 0


def test_nobody_else_sees_who_follows(signed_in, client, tom):
    press(signed_in, "follow", tom)
    page = Client().get(tom.get_absolute_url()).text
    assert "1 follower" in page
    assert "ada" not in page.lower()


def test_following_a_merged_record_follows_the_one_it_lives_on_in(signed_in, tom):
    old = world.author("T. Stone", merged_into=tom)
    page = press(signed_in, "follow", old)
    assert "You follow Tom Stone now." in page.text
    assert Follow.objects.get().author == tom


def test_a_follow_survives_a_merge_and_counts_once(signed_in, ada, tom):
    old = world.author("T. Stone")
    follows.follow(ada, old)
    follows.follow(ada, tom)
    follows.follow(User.objects.create_user("ben@example.org"), old)
    old.merged_into = tom
    old.save()
    page = signed_in.get(reverse("follow", args=[tom.public_id])).text
    assert "2 followers." in page
    press(signed_in, "unfollow", tom)
    assert [f.user.email for f in Follow.objects.all()] == ["ben@example.org"]


def test_a_hidden_record_cannot_be_followed(signed_in, tom):
    tom.hidden_at = timezone.now()
    tom.save()
    answer = press(signed_in, "follow", tom)
    assert answer.status_code == 410
    assert "hidden at the person" in answer.text
    assert not Follow.objects.exists()


def test_a_record_that_is_not_there_cannot_be_followed(signed_in):
    assert signed_in.post(reverse("follow", args=["nothing-here"])).status_code == 404


def test_following_needs_a_press_on_this_site(ada, tom):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(reverse("follow", args=[tom.public_id])).status_code == 403


def test_nobody_can_follow_hundreds_in_a_day(signed_in, ada, tom, monkeypatch):
    monkeypatch.setattr(follows, "MOST_A_DAY", 2)
    for name in ("A A", "B B"):
        follows.follow(ada, world.author(name))
    answer = press(signed_in, "follow", tom)
    assert answer.status_code == 429
    assert "Please go on tomorrow." in answer.text
    Follow.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert press(signed_in, "follow", tom).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_stay_within_the_limit(ada, monkeypatch):
    monkeypatch.setattr(follows, "MOST_A_DAY", 3)
    people = [world.author(f"Person {n}") for n in range(8)]
    start = threading.Barrier(len(people))

    def press_at_once(person):
        start.wait()
        with suppress(follows.TooManyFollows):
            follows.follow(ada, person)
        connection.close()

    threads = [threading.Thread(target=press_at_once, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Follow.objects.count() == 3


def in_api(client, method, record, **more):
    return client.generic(method, reverse("api_follow", args=[getattr(record, "public_id", record)]), **more)


def test_following_through_the_api_is_idempotent(signed_in, ada, tom):
    for _ in range(2):
        assert in_api(signed_in, "PUT", tom).status_code == 204
        assert ada.follows.count() == 1
    for _ in range(2):
        assert in_api(signed_in, "DELETE", tom).status_code == 204
        assert ada.follows.count() == 0


def test_the_api_follows_what_a_record_was_merged_into(signed_in, ada, tom):
    old = world.author("T. Stone", merged_into=tom)
    assert in_api(signed_in, "PUT", old).status_code == 204
    assert ada.follows.get().author == tom
    assert in_api(signed_in, "DELETE", old).status_code == 204
    assert not ada.follows.exists()


def test_the_api_says_why_it_does_not(client, ada, tom, monkeypatch):
    assert in_api(client, "PUT", tom).status_code == 403
    client.force_login(ada)
    assert in_api(client, "PUT", "nobody").status_code == 404
    assert in_api(client, "POST", tom).status_code == 405
    own = holds(ada, "Ada Byron")
    refused = in_api(client, "PUT", own)
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "own_record"
    assert refused.json()["detail"] == "This record is yours: you need not follow it."
    monkeypatch.setattr(follows, "MOST_A_DAY", 0)
    assert in_api(client, "PUT", tom).json()["code"] == "too_many"
    tom.hidden_at = timezone.now()
    tom.save()
    assert in_api(client, "PUT", tom).status_code == 410
    assert not Follow.objects.exists()


def test_the_api_needs_the_token_of_this_site(ada, tom):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert in_api(strict, "PUT", tom).status_code == 403


def holds(user, name):
    """A record that this account holds."""
    record = world.work("Own", by=[name]).authorships.get().author
    return people.holder(record, user).author


def test_nobody_follows_themselves(signed_in, ada):
    own = holds(ada, "Ada Byron")
    assert "Follow researcher" not in signed_in.get(own.get_absolute_url()).text
    answer = press(signed_in, "follow", own)
    assert answer.status_code == 409
    assert "This record is yours" in answer.text


def save(client, **said):
    return client.post(reverse("following"), said, follow=True)


def test_whom_one_follows_stands_on_a_page_with_how_often_one_hears(signed_in, ada, tom):
    assert "You follow nobody yet." in signed_in.get(reverse("following")).text
    follows.follow(ada, tom)
    follows.follow(ada, world.author("Ben Abel"))
    page = signed_in.get(reverse("following")).text
    assert page.index("Ben Abel") < page.index("Tom Stone"), "by family name"
    page = save(signed_in, others="monthly", **{f"of-{tom.public_id}": "daily"})
    assert "Saved." in page.text
    ada.refresh_from_db()
    assert ada.digests == "monthly"
    assert ada.follows.get(author=tom).frequency == "daily"
    assert ada.follows.exclude(author=tom).get().frequency is None
    save(signed_in, **{f"of-{tom.public_id}": ""})
    assert ada.follows.get(author=tom).frequency is None
    save(signed_in, others="monthly", stop=tom.public_id)
    assert [each.author.display_name for each in ada.follows.all()] == ["Ben Abel"]


def test_what_is_no_choice_changes_nothing(signed_in, ada, tom):
    follows.follow(ada, tom)
    save(signed_in, others="hourly", stop="nobody", **{f"of-{tom.public_id}": "always"})
    ada.refresh_from_db()
    assert (ada.digests, ada.follows.get().frequency) == ("weekly", None)


def test_two_records_that_became_one_stand_once_and_a_hidden_one_can_be_let_go(signed_in, ada, tom):
    old, gone = world.author("T. Stone"), world.author("Gone Person")
    for record in (old, tom, gone):
        follows.follow(ada, record)
    old.merged_into = tom
    old.save()
    gone.hidden_at = timezone.now()
    gone.save()
    page = signed_in.get(reverse("following")).text
    assert page.count("Tom Stone</a>") == 1
    assert "Gone Person" not in page
    save(signed_in, **{f"of-{tom.public_id}": "off"})
    assert {each.frequency for each in ada.follows.exclude(author=gone)} == {"off"}
    save(signed_in, stop=gone.public_id)
    save(signed_in, stop=tom.public_id)
    assert not ada.follows.exists()


def test_who_begins_to_hear_again_hears_from_then_on(signed_in, ada, tom):
    long_ago = timezone.now() - timedelta(days=300)
    follows.follow(ada, tom)
    save(signed_in, others="off")
    Follow.objects.update(told_until=long_ago)
    save(signed_in, others="weekly")
    assert Follow.objects.get().told_until > long_ago
    Follow.objects.update(told_until=long_ago)
    save(signed_in, **{f"of-{tom.public_id}": "daily"})
    assert Follow.objects.get().told_until == long_ago, "nothing is skipped by hearing more often"
    save(signed_in, **{f"of-{tom.public_id}": "off"})
    save(signed_in, **{f"of-{tom.public_id}": ""})
    assert Follow.objects.get().told_until > long_ago

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
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom():
    return world.work("One", by=["Tom Stone"]).authorships.get().author


@pytest.fixture
def ada():
    return User.objects.create_user("ada@example.org")


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


def test_a_stranger_is_led_through_signing_in_back_to_the_button(client, tom):
    assert reverse("follow", args=[tom.public_id]) in client.get(tom.get_absolute_url()).text
    asked = client.get(reverse("follow", args=[tom.public_id]))
    assert asked.url == f"{reverse('account_login')}?next={reverse('follow', args=[tom.public_id])}"
    member = User.objects.create_user("ada@example.org", "a long walk in May")
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    page = client.post(asked.url, {"login": member.email, "password": "a long walk in May"}, follow=True)
    assert "You do not follow this author’s record yet." in page.text
    assert Follow.objects.count() == 0, "nothing is done that was not pressed"
    assert "1 follower." in press(client, "follow", tom).text


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

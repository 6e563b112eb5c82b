"""How a slice is queued, built and given up, whatever happens to messages and workers."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from graph import neighbourhood, slices
from graph.models import Slice
from publications.models import Author
from tests import world


@pytest.fixture
def ada():
    world.work("Graphs", by=["Ada Byron", "Bo Li"])
    return Author.objects.get(display_name="Ada Byron")


def fresh(author):
    return Author.objects.select_related("slice").get(pk=author.pk)


def messages(redis_client):
    return redis_client.llen("celery")


@pytest.mark.django_db(transaction=True)
def test_visitors_who_come_together_make_one_job(ada, redis_client):
    together = threading.Barrier(4)

    def visit():
        author = fresh(ada)
        together.wait()
        slices.want(author)
        connections.close_all()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert messages(redis_client) == 1


@pytest.mark.django_db(transaction=True)
def test_a_finished_slice_is_not_queued_again_by_somebody_who_judged_the_row_before(ada, redis_client):
    slices.want(ada)
    slices.build(ada.pk)
    Author.objects.filter(pk=ada.pk).update(works_changed_at=now())
    one, other = fresh(ada), fresh(ada)
    slices.want(one)
    slices.build(ada.pk)
    slices.want(other)
    assert Slice.objects.get().state == "ready"
    assert messages(redis_client) == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_of_a_fresh_slice_asks_one_statement(ada, django_assert_num_queries):
    slices.want(ada)
    slices.build(ada.pk)
    author = fresh(ada)
    with django_assert_num_queries(1):
        slices.want(author)


@pytest.mark.django_db(transaction=True)
def test_a_slice_is_given_up_after_three_attempts_with_the_reason(ada, by_lines_away):
    slices.want(ada)
    for attempt in (1, 2, 3, 4):
        slices.build(ada.pk)
        slice = Slice.objects.get()
        assert slice.attempts == min(attempt, 3)
        assert slice.state == ("queued" if attempt < 3 else "failed")
    assert slice.failure == "met an error that has been logged"


@pytest.fixture
def by_lines_away():
    """Nothing that reads by-lines works while this lasts."""
    with connection.cursor() as cursor:
        cursor.execute("alter table publications_authorship rename to away")
        yield
        cursor.execute("alter table away rename to publications_authorship")


@pytest.mark.django_db
def test_a_slice_whose_workers_keep_dying_is_given_up(ada):
    slices.want(ada)
    Slice.objects.update(state="building", attempts=3, leased_until=now() - timedelta(seconds=1))
    slices.resend_due()
    slice = Slice.objects.get()
    assert (slice.state, slice.failure) == ("failed", "was begun 3 times and never finished")


@pytest.mark.django_db
def test_a_failed_slice_is_tried_again_by_itself_only_when_the_works_change(ada):
    slices.want(ada)
    Slice.objects.update(state="failed", failure="x", data_version=ada.works_changed_at,
                         rule_version=slices.RULE_VERSION)  # fmt: skip
    assert slices.want(fresh(ada)).state == "failed"
    Author.objects.update(works_changed_at=now())
    assert slices.want(fresh(ada)).state == "queued"


@pytest.mark.django_db
def test_nobody_takes_over_while_a_lease_holds(ada):
    slices.want(ada)
    Slice.objects.update(state="building", attempts=1, leased_until=now() + timedelta(seconds=9))
    slices.build(ada.pk)
    assert Slice.objects.get().attempts == 1
    assert slices.resend_due() == 0


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing(ada, monkeypatch):
    slices.want(ada)

    def overtaken(author, reached):
        found = read(author, reached)
        Slice.objects.update(leased_until=now() + timedelta(minutes=5))  # another worker holds it by now
        return found

    read = neighbourhood.read
    monkeypatch.setattr(neighbourhood, "read", overtaken)
    slices.build(ada.pk)
    slice = Slice.objects.get()
    assert (slice.state, slice.document) == ("building", None)

"""What is done here to workers, messages and Redis happens to them in life; a correct slice comes out every time."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from bzpeer.stack.redis import Redis
from graph import slices
from graph.models import Slice
from publications.models import Author
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds, of a machine that is busy with other things


@pytest.fixture
def ada(transactional_db):
    world.work("Graphs", by=["Ada Byron", "Bo Li"], topics=["cs.LG"])
    return Author.objects.get(display_name="Ada Byron")


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, list(Slice.objects.values())
        time.sleep(0.05)


def has_state(state):
    return lambda: Slice.objects.filter(state=state).exists()


def time_passes():
    """As if every lease and every message were a minute older."""
    minute = now() - timedelta(minutes=1)
    Slice.objects.filter(leased_until__isnull=False).update(leased_until=minute)
    Slice.objects.update(sent_at=minute)


def test_the_slice_of_a_worker_killed_at_work_is_built_by_the_next(ada, worker_process, request):
    slices.want(ada)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table publications_worktopic in access exclusive mode")
        worker = worker_process()
        wait_for(lambda: Slice.objects.get().step == 2)  # where it needs the table
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert Slice.objects.get().state == "building"
    request.getfixturevalue("worker")
    time_passes()
    assert slices.resend_due() == 1
    wait_for(has_state("ready"))
    assert Slice.objects.get().attempts == 2


def test_a_message_that_comes_five_times_is_one_build(ada, worker, redis_client):
    slices.want(ada)
    for _ in range(4):
        current_app.send_task("graph.build_slice", [ada.pk])
    wait_for(has_state("ready"))
    built_at = Slice.objects.get().built_at
    wait_for(lambda: redis_client.llen("celery") == redis_client.hlen("unacked") == 0)
    slice = Slice.objects.get()
    assert (slice.attempts, slice.built_at) == (1, built_at)


def test_a_lost_message_is_sent_again(ada, redis_client, request):
    slices.want(ada)
    redis_client.flushall()
    request.getfixturevalue("worker")
    assert slices.resend_due() == 0  # not yet: it may only be late
    time_passes()
    assert slices.resend_due() == 1
    wait_for(has_state("ready"))


def test_without_a_worker_the_page_says_so_and_recovers_when_one_comes(ada, client, request):
    address = reverse("slice_json", args=[ada.public_id])
    told = client.get(address).json()
    assert told["text"].startswith("No worker is running at the moment, so the graph is waiting (queued at ")
    request.getfixturevalue("worker")
    wait_for(lambda: client.get(address).json()["state"] == "ready")


def test_a_frozen_redis_neither_holds_the_page_nor_loses_the_slice(ada, frozen_redis, request):
    assert look_from_elsewhere(ada, REDIS_URL=frozen_redis) == "queued No worker is running"
    request.getfixturevalue("worker")  # on the Redis that does answer
    time_passes()
    assert slices.resend_due() == 1
    wait_for(has_state("ready"))


@pytest.fixture
def frozen_redis(tmp_path):
    """The address of a Redis that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Redis(tmp_path)
    url = server.start(secrets.token_urlsafe(), port)
    server.process.send_signal(signal.SIGSTOP)
    yield url
    server.process.send_signal(signal.SIGCONT)
    server.stop()


LOOK = """
import django
django.setup()
from graph import slices
from publications.models import Author
for _ in range(10):  # the first look may be held for a moment, the next ones may not
    shown = slices.want(Author.objects.get(pk={pk}))
print(shown.state, shown.text[:20])
"""


def look_from_elsewhere(author, **environment):
    """Another process looks at the author's graph ten times; returns its state and how its text begins."""
    database = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    done = subprocess.run(
        [sys.executable, "-c", LOOK.format(pk=author.pk)],
        env=os.environ | {"DATABASE_URL": database} | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]

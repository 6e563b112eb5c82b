import os
import signal
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from bzpeer.stack.processes import free_port
from bzpeer.stack.redis import Redis
from bzpeer.tasks import heartbeat
from tests import world


@pytest.fixture
def own_redis(tmp_path, settings):
    """A Redis for this test alone, which it may freeze; the cache uses it."""
    service = Redis(tmp_path)
    url = service.start("secret", free_port())
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
    yield service.process
    service.process.send_signal(signal.SIGCONT)
    service.stop()


def test_a_living_process_says_so_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_is_ready_without_a_worker(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "redis": "ok", "worker_seen_seconds_ago": None}


@pytest.mark.django_db
def test_a_site_is_not_ready_while_redis_is_frozen(client, own_redis):
    assert client.get("/readyz").status_code == 200
    os.kill(own_redis.pid, signal.SIGSTOP)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["redis"], response.json()["database"]) == (503, "failing", "ok")
    os.kill(own_redis.pid, signal.SIGCONT)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_what_is_public_can_be_read_while_redis_is_frozen(client, own_redis):
    author = world.author("Mary Jones")
    os.kill(own_redis.pid, signal.SIGSTOP)
    for address in ("/", author.get_absolute_url(), reverse("api_author", args=[author.public_id])):
        assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_a_site_is_not_ready_without_its_database(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", free_port())
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "failing")


def test_a_worker_leaves_a_sign_of_life(client, worker, capsys):
    with pytest.raises(CommandError, match="No worker"):
        call_command("heartbeat")
    heartbeat.delay()
    until = time.monotonic() + 20
    while client.get("/readyz").json()["worker_seen_seconds_ago"] is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    call_command("heartbeat")
    assert "sign of life" in capsys.readouterr().out

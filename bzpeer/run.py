"""What `manage.py` does once it is inside .venv: `up`, `test`, or one of Django's commands with its services."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

from bzpeer import stack
from bzpeer.bootstrap import BASE
from bzpeer.console import Trouble, say
from bzpeer.stack import answers
from bzpeer.up import up

# Commands that read files only: the settings want addresses of services, but nobody has to answer there.
WITHOUT_SERVICES = {"check", "collectstatic", "help", "make_corpus", "version", "--help", "--version"}
NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}


def main(argv: list[str]) -> int:
    """The exit status. What a person can put right is said in one sentence, without a traceback."""
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


def test(argv: list[str]) -> int:
    """The whole suite, or what the arguments for pytest choose, on services of its own."""
    os.environ["BZPEER_DATA"] = str(BASE / ".data" / "test")
    os.environ["ENV_FILE"] = os.devnull  # the suite does not depend on how somebody runs their site
    for variable in NOWHERE:  # and it clears the Redis it finds, so it never borrows one
        os.environ.pop(variable, None)
    with stack.running() as alone:
        if not alone:
            raise Trouble("The suite already runs in another terminal of this checkout: wait until it is done.")
        # One process is the quickest for a few tests, and the easiest to follow.
        options = argv or ["--numprocesses=auto", "--dist=worksteal"]
        return subprocess.run([sys.executable, "-m", "pytest", *options], cwd=BASE).returncode


def django_command(argv: list[str]) -> int:
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


def _read_env_file() -> None:
    from environ import Env

    Env.read_env(os.environ.get("ENV_FILE", BASE / ".env"))  # what is already in the environment wins

"""`manage.py up` as a newcomer meets it, and what it says when it cannot."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from bzpeer.bootstrap import BASE
from bzpeer.stack.processes import free_port
from bzpeer.supervisor import Supervisor


@pytest.fixture
def up(tmp_path):
    """Start `manage.py up` on services of its own, in a data folder of its own."""
    started = []

    def start(*options, **env):
        inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *options],
            cwd=BASE,
            env=inherited | {"BZPEER_DATA": str(tmp_path), "BZPEER_SERVICES": "wheels"} | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def left_running(*marks):
    """Command lines of processes that name one of these: a data folder, an address."""
    commands = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [command for command in commands if any(mark in command for mark in marks)]


def ready(process):
    """The two addresses of the line that says so."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready"):
            return re.findall(r"http://\S+", line)
    raise AssertionError("".join(lines))


def wait_until_gone(*marks):
    until = time.monotonic() + 30
    while left := left_running(*marks):
        assert time.monotonic() < until, left
        time.sleep(0.1)


def test_up_serves_the_reference_profile_until_it_is_asked_to_stop(up, tmp_path):
    port = str(free_port())
    process = up("--port", port)
    home, profile = ready(process)
    assert home == f"http://127.0.0.1:{port}/"
    assert "Tom Goldstein" in urllib.request.urlopen(profile, timeout=20).read().decode()

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 0
    wait_until_gone(str(tmp_path), f"127.0.0.1:{port}")


def test_a_killed_supervisor_takes_its_programs_along():
    port = str(free_port())
    program = f"""
from bzpeer.supervisor import Supervisor
with Supervisor() as supervisor:
    supervisor.start("web", ["http.server", "{port}"])
    supervisor.wait()
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=BASE, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not left_running(f"http.server {port}"):
        assert time.monotonic() < until
        time.sleep(0.1)

    process.kill()
    process.wait()
    wait_until_gone(f"http.server {port}")


def said(process):
    """The one line that a start which cannot succeed says."""
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in output
    return output


def test_up_says_which_port_is_taken_before_it_starts_anything(up, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        output = said(up("--port", str(port)))
    assert f"Port {port} at 127.0.0.1 cannot be used" in output
    assert f"--port {port + 1}" in output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "Connection refused"),
        ("postgresql://nobody@127.0.0.1:port/nothing", "invalid"),
    ],
)
def test_up_says_that_the_database_url_leads_nowhere(up, url, reason):
    output = said(up("--port", str(free_port()), DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0"))
    assert "The database that DATABASE_URL names does not answer" in output
    assert reason in output


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "nonsense"])
def test_up_says_that_the_redis_url_leads_nowhere(up, url):
    output = said(up("--port", str(free_port()), DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL=url))
    assert "The Redis that REDIS_URL names does not answer" in output


def test_when_one_program_ends_the_others_are_ended_too():
    with contextlib.ExitStack() as stack:
        supervisor = stack.enter_context(Supervisor())
        supervisor.start("web", ["http.server", str(free_port())])
        supervisor.start("worker", ["this"])
        assert supervisor.wait() == 1
        assert supervisor.ended() == "worker"
    assert supervisor.programs["web"].returncode == -signal.SIGTERM

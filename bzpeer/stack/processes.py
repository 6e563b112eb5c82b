"""Starting and ending processes so that nothing is left behind, however the starter ends."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path


def leash(sig: signal.Signals, *options: str) -> list[str]:
    """Words to put before a command, so that the kernel sends it ``sig`` when its starter dies, even by SIGKILL.

    Linux only; elsewhere the next start ends what was left.
    """
    if platform.system() != "Linux" or not shutil.which("setpriv"):
        return []
    return ["setpriv", f"--pdeathsig={sig.name.removeprefix('SIG')}", *options, "--"]


def is_running(process: subprocess.Popen) -> bool:
    return process.poll() is None


def end(process: subprocess.Popen, *signals: signal.Signals, grace: float = 15) -> None:
    """Send the signals in turn, each with ``grace`` seconds to end in, and at last kill it with all its children.

    The process must lead a session of its own.
    """
    for sig in signals:
        if is_running(process):
            process.send_signal(sig)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace)
    if is_running(process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_leftover(pidfile: Path, sig: signal.Signals, belongs_to: Path, grace: float = 15) -> None:
    """End the server a killed starter left behind, and forget its pid file.

    The pid may have been given to another program since: only a process whose command names ``belongs_to`` is ended.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(pidfile.read_text().split()[0])
        for attempt in (sig, signal.SIGKILL):
            if str(belongs_to) in _command_of(pid):
                os.kill(pid, attempt)
            until = time.monotonic() + grace
            while time.monotonic() < until and str(belongs_to) in _command_of(pid):
                time.sleep(0.05)
    pidfile.unlink(missing_ok=True)


def _command_of(pid: int) -> str:
    """Empty when there is no such process, or when it has ended and waits to be reaped."""
    if platform.system() == "Linux":
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def free_port(wish: int | None = None) -> int:
    """``wish`` when nobody listens there, else any free port of this machine."""
    for port in (wish or 0, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise OSError("no free port")


def last_lines(log: Path, count: int = 12) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    return ""

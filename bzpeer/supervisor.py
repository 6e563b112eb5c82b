"""Several programs in one terminal: started, their lines shown with a name before them, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

from bzpeer.bootstrap import BASE
from bzpeer.console import say
from bzpeer.stack import processes

COLOURS = {"web": 36, "worker": 35, "beat": 33}


class Supervisor:
    """Use as a context: at its end, whatever still runs is ended, in the order it was started."""

    def __init__(self) -> None:
        self.programs: dict[str, subprocess.Popen] = {}
        self.stopping = threading.Event()

    def __enter__(self) -> Supervisor:
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        self.handlers = {sig: signal.signal(sig, lambda *_: self.stopping.set()) for sig in signals}
        return self

    def __exit__(self, *error: object) -> None:
        for program in self.programs.values():
            processes.end(program, signal.SIGTERM)
        for sig, handler in self.handlers.items():
            signal.signal(sig, handler)

    def start(self, name: str, command: list[str]) -> None:
        program = subprocess.Popen(
            [*processes.leash(signal.SIGTERM), sys.executable, "-m", *command],
            cwd=BASE,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches this process only, which then ends the others in order
        )
        self.programs[name] = program
        threading.Thread(target=_show, args=(name, program), daemon=True).start()

    def wait(self) -> int:
        """Until someone asks to stop (0), or one of the programs ends by itself (1)."""
        while not self.stopping.wait(0.2):
            if name := self.ended():
                say(f"{name} ended by itself (status {self.programs[name].returncode}), so everything stops.")
                return 1
        return 0

    def ended(self) -> str | None:
        """The name of a program that has ended, if one has."""
        return next((name for name, program in self.programs.items() if not processes.is_running(program)), None)


def _show(name: str, program: subprocess.Popen) -> None:
    label = f"{name:<6} | "
    if sys.stdout.isatty():
        label = f"\033[{COLOURS[name]}m{label}\033[0m"
    for line in program.stdout:
        sys.stdout.write(label + line.decode(errors="replace"))
        sys.stdout.flush()

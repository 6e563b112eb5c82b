"""A Redis (or Valkey) of this checkout's own: this machine only, a random password, its data under .data/."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from bzpeer.console import Trouble
from bzpeer.stack import binaries, processes

# noeviction: an evicted key may be a queued task. The configuration is a file because a command line shows in `ps`.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/redis.pid"
set-proc-title no
logfile ""
save 60 1
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""


class Redis:
    name = "Redis"
    variable = "REDIS_URL"

    def __init__(self, data: Path) -> None:
        self.binary = binaries.redis()
        # Neither an older version nor the other make can read the files of this one.
        self.folder = data / f"{self.binary.path.name}-{self.binary.version[0]}"
        self.log = data / "redis.log"

    def start(self, password: str, port: int) -> str:
        """Returns its URL once it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        processes.end_leftover(self.folder / "redis.pid", signal.SIGTERM, belongs_to=self.folder)
        configuration = self.folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(CONFIGURATION.format(port=port, password=password, folder=self.folder))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*processes.leash(signal.SIGTERM), self.binary.path, configuration],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"LC_ALL": "C"},
            )
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        self._wait_for(url)
        return url

    def stop(self) -> None:
        processes.end(self.process, signal.SIGTERM)

    def _wait_for(self, url: str, patience: float = 30) -> None:
        until = time.monotonic() + patience
        with contextlib.closing(redis.Redis.from_url(url, socket_timeout=2, retry=None)) as client:
            while time.monotonic() < until and processes.is_running(self.process):
                with contextlib.suppress(redis.RedisError):  # refused at first, then loading its data
                    client.ping()
                    return
                time.sleep(0.05)
        self.stop()
        raise Trouble(f"Redis did not start. The end of {self.log}:\n{processes.last_lines(self.log)}")

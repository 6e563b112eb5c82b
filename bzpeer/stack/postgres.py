"""A PostgreSQL of this checkout's own: TCP on this machine only, a random password, its data under .data/."""

from __future__ import annotations

import contextlib
import os
import platform
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

from bzpeer.console import Trouble
from bzpeer.stack import binaries, processes

USER = DATABASE = "bzpeer"
# The text-search parser and pg_trgm go by LC_CTYPE: with plain "C" an em dash joins words and every letter outside
# ASCII is dropped. C.UTF-8 is in every glibc, macOS has en_US.UTF-8.
CTYPE = "C.UTF-8" if platform.system() == "Linux" else "en_US.UTF-8"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 107 bytes; a checkout's may have more
    "synchronous_commit": "off",  # faster, and a crash loses the last moment at worst, never consistency
    # An import touches pages all over its indexes: they stay in memory, and are written whole seldom.
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "dynamic_shared_memory_type": "mmap",  # containers have 64 MB of /dev/shm
    "timezone": "UTC",
}


class Postgres:
    name = "PostgreSQL"
    variable = "DATABASE_URL"

    def __init__(self, data: Path) -> None:
        self.binary = binaries.postgres()
        # One folder for each major version: another binary never meets data it cannot read.
        self.folder = data / f"postgres-{self.binary.version[0]}"
        self.log = data / "postgres.log"

    def start(self, password: str, port: int) -> str:
        """Returns its URL once it answers and has the database."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        prefix = _not_as_root(self.binary.path, self.folder)
        processes.end_leftover(self.folder / "postmaster.pid", signal.SIGINT, belongs_to=self.folder)
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster(prefix, password)
        settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*prefix, self.binary.path, "-D", self.folder, "-p", str(port), *settings],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C must not reach it before those who use it are gone
            )
        url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/"
        self._wait_for(url + "postgres")
        _ensure_database(url + "postgres")
        return url + DATABASE

    def stop(self) -> None:
        # SIGTERM would wait for every client to leave by itself.
        processes.end(self.process, signal.SIGINT, signal.SIGQUIT)

    def _make_cluster(self, prefix: list[str], password: str) -> None:
        for left in self.folder.iterdir():  # by an initdb that was cut short
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        options = ["--encoding=UTF8", "--locale=C", f"--lc-ctype={CTYPE}", "--auth=scram-sha-256", "--no-sync"]
        if self.binary.version >= (17,):
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w") as secret:
            secret.write(password)
            secret.flush()
            os.chown(secret.name, self.folder.stat().st_uid, -1)
            done = subprocess.run(
                [
                    *prefix,
                    self.binary.path.with_name("initdb"),
                    "-D",
                    self.folder,
                    "-U",
                    USER,
                    f"--pwfile={secret.name}",
                    *options,
                ],
                cwd="/",
                env=_environment(),
                capture_output=True,
                text=True,
            )
        if done.returncode:
            raise Trouble(f"PostgreSQL could not make its data folder {self.folder}:\n{done.stdout}{done.stderr}")

    def _wait_for(self, url: str, patience: float = 60) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until and processes.is_running(self.process):
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(url, connect_timeout=2).close()
                return
            time.sleep(0.05)
        self.stop()
        raise Trouble(f"PostgreSQL did not start. The end of {self.log}:\n{processes.last_lines(self.log)}")


def _ensure_database(url: str) -> None:
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")


def _environment() -> dict[str, str]:
    """Without the caller's PG… settings, and in a locale every machine has: an unknown LANG stops initdb."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_")) and key != "LANG"}
    return kept | {"LC_ALL": "C"}


def _not_as_root(binary: Path, folder: Path) -> list[str]:
    """Words to put before PostgreSQL's commands; for root, they run them as an unprivileged account, as it insists."""
    if os.geteuid() != 0:
        return processes.leash(signal.SIGINT)
    account = _account(folder)
    os.chown(folder, account.pw_uid, account.pw_gid)
    become = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    # A checkout under /root is closed to others; the one capability of passing through folders then opens the way.
    pass_through = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    for options in (become, [*become, *pass_through]):
        prefix = processes.leash(signal.SIGINT, *options)
        reach = [*prefix, "sh", "-c", 'cd "$1" && "$0" --version', str(binary), str(folder)]
        if prefix and subprocess.run(reach, cwd="/", capture_output=True).returncode == 0:
            return prefix
    raise Trouble(
        f"PostgreSQL refuses to run as root, and the account {account.pw_name} cannot reach {folder}:"
        " start as an ordinary user, or set BZPEER_DATA to a folder outside /root."
    )


def _account(folder: Path) -> pwd.struct_passwd:
    """Whoever owns the data already, else the first unprivileged account there is."""
    owner = folder.stat().st_uid
    for find, key in ((pwd.getpwuid, owner or -1), (pwd.getpwnam, "postgres"), (pwd.getpwnam, "nobody")):
        with contextlib.suppress(KeyError, OverflowError):
            return find(key)
    raise Trouble("PostgreSQL refuses to run as root and there is no account to run it as: start as an ordinary user.")

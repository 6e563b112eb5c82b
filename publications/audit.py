"""The audit log: a chain of hashes over every decision, and the check that it is whole.

A decision of any kind is a row somewhere. Its entry here holds a digest of what the row says; the entry's hash covers
the digest and the entry before. Whoever changes, removes or slips in a decision afterwards breaks the chain. Cutting
off its end can be told only from a hash that was noted elsewhere: `manage.py audit` prints it for that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256

from django.db import connection
from django.utils import timezone

from publications.models import AuditEntry

_LOCK = 0x6175646974  # any constant: the lock's name within the database
_AT_ONCE = 500

Read = Callable[[Collection[str]], dict[str, dict]]
_READERS: dict[str, Read] = {}


def register(kind: str, read: Read) -> None:
    """Decisions of this kind are read by ``read``: what each of these keys says, as JSON-able facts; a key that is not
    there is left out."""
    _READERS[kind] = read


def add(kind: str, key: str) -> AuditEntry:
    """Log the decision that stands under ``key``, within the transaction that takes it.

    Entries wait for each other until their transactions end, so that their order is that of the commits: call this
    last, after every other lock.
    """
    said = _READERS[kind]([key])[key]
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.order_by("-position").first()
    entry = AuditEntry(
        position=last.position + 1 if last else 1,
        kind=kind,
        key=key,
        digest=_digest(said),
        at=timezone.now(),
        previous=last.hash if last else "",
    )
    entry.hash = _hash(entry)
    entry.save(force_insert=True)
    return entry


def problems() -> Iterator[str]:
    """What is wrong with the log, a sentence each; none when it is whole and every decision says what it said."""
    position, previous = 0, ""
    while entries := AuditEntry.objects.filter(position__gt=position).order_by("position")[:_AT_ONCE]:
        said = _said(entries)
        for entry in entries:
            position += 1
            if entry.position != position:
                yield f"Entry {position} is missing: the next one is {entry.position}."
                position = entry.position
            if entry.previous != previous:
                yield f"Entry {position} does not follow the entry before it."
            if entry.hash != _hash(entry):
                yield f"Entry {position} was changed."
            if (entry.kind, entry.key) not in said:
                yield f"The decision of entry {position} is gone: {entry.kind} {entry.key}."
            elif _digest(said[entry.kind, entry.key]) != entry.digest:
                yield f"The decision of entry {position} was changed: {entry.kind} {entry.key}."
            previous = entry.hash


def head() -> tuple[int, str]:
    """Number of entries and the hash of the last: noted elsewhere, it proves later that nothing was cut off."""
    last = AuditEntry.objects.order_by("-position").first()
    return (last.position, last.hash) if last else (0, "")


def holds(hash_: str) -> bool:
    """Whether the log still has the entry with this hash."""
    return AuditEntry.objects.filter(hash=hash_).exists()


def _said(entries: Collection[AuditEntry]) -> dict[tuple[str, str], dict]:
    found = {}
    for kind in {entry.kind for entry in entries} & _READERS.keys():
        keys = [entry.key for entry in entries if entry.kind == kind]
        found |= {(kind, key): facts for key, facts in _READERS[kind](keys).items()}
    return found


def _hash(entry: AuditEntry) -> str:
    at = entry.at.isoformat()
    return _digest([entry.position, entry.kind, entry.key, entry.digest, at, entry.previous])


def _digest(said: object) -> str:
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()

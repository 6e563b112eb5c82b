"""The sign of life of the queue: beat sends a task, a worker that runs it notes the time where everyone can read it."""

from __future__ import annotations

import time

from django.core.cache import cache

from publications.workers import HEARTBEAT as KEY

REMEMBERED = 60  # seconds; beat sends every 5


def record() -> None:
    cache.set(KEY, int(time.time()), REMEMBERED)


def age() -> int | None:
    """Seconds since a worker last ran the task; None when none did within the last minute."""
    beaten_at = cache.get(KEY)
    return None if beaten_at is None else max(0, int(time.time()) - beaten_at)

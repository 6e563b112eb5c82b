"""Messages to the workers, and whether one is there to read them.

The broker carries hints only: what is to be done stands in a row. So a broker that is away or frozen must cost a
page a quarter of a second once, not a second each time; whoever sweeps the rows sends the hint again.
"""

from collections.abc import Callable
from time import monotonic, time
from typing import Any

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

HEARTBEAT = "worker:heartbeat"  # cache key: Unix time at which a worker last ran a task that beat sends every 5 s
_ALIVE_SECONDS = 45
_QUIET_SECONDS = 15
_quiet_until = 0.0  # monotonic: until then this process does not ask Redis again


def send(task: str, *args: int) -> bool:
    """Hand a task to the workers by name; False when the broker cannot be reached."""

    def publish() -> bool:
        cache.get(HEARTBEAT)  # fails within 0.25 s where publishing to a frozen broker takes over a second
        current_app.send_task(task, args)
        return True

    return _ask(publish, otherwise=False)


def running() -> bool:
    """Whether a worker gave a sign of life lately."""
    beat = _ask(lambda: cache.get(HEARTBEAT), otherwise=None)
    return beat is not None and time() - float(beat) < _ALIVE_SECONDS


def _ask(question: Callable[[], Any], *, otherwise: Any) -> Any:
    global _quiet_until
    if monotonic() < _quiet_until:
        return otherwise
    try:
        return question()
    except (RedisError, OperationalError, OSError):
        _quiet_until = monotonic() + _QUIET_SECONDS
        return otherwise

"""A transaction that waits for others in the same matter for a while, and then says so rather than fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from psycopg2.errors import LockNotAvailable

BUSY = "Very much is being asked about this just now. Please try again in a minute."


@contextmanager
def in_turn(refusal: Exception) -> Iterator[None]:
    """``refusal`` is raised when the lock that is waited for does not come (``lock_timeout`` in the settings)."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as problem:
        if isinstance(problem.__cause__, LockNotAvailable):
            raise refusal from problem
        raise

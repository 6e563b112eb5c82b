"""One writer of the corpus at a time, in short turns.

Imports, attribution and curation all change by-lines and the people behind them. Unordered concurrent upserts of such
rows deadlock (148 of 160 batches in a trial); a turn taken under one advisory lock cannot, and each turn is one
transaction of at most a few thousand works, so nobody waits long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_CORPUS = 0x627A7065  # any constant: the lock's name within the database

_PATIENCE = "".join(  # a turn may think between two statements, and a busy machine lets it wait
    f"set local {limit} = '10min';"
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
)


@contextmanager
def writing_turn() -> Iterator[CursorWrapper]:
    """A transaction that holds the corpus for writing, and its cursor. The time limits of pages do not apply."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute("select pg_advisory_xact_lock(%s)", [_CORPUS])
        yield cursor

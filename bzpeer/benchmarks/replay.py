"""The statements behind an action, run again bare: what the database itself asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

Statement = tuple[str, object]


@contextmanager
def _heard() -> Iterator[list[Statement]]:
    heard: list[Statement] = []

    def listen(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def statements(action: Callable[[], object]) -> list[Statement]:
    """The reading statements the action sends, in order."""
    with _heard() as heard:
        action()
    return [(sql, params) for sql, params in heard if sql.lstrip().lower().startswith(("select", "with"))]


def run(heard: list[Statement]) -> None:
    """Send them again through the driver and fetch every row, making nothing of them."""
    with connection.cursor() as cursor:
        for sql, params in heard:
            cursor.cursor.execute(sql, params)
            cursor.cursor.fetchall()

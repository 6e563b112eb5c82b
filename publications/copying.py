"""COPY: rows from Python into a temporary table, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from django.db.backends.utils import CursorWrapper

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(cursor: CursorWrapper, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Fill a temporary table, made for this transaction. ``columns`` with types: "id bigint, name text".

    None becomes null.
    """
    cursor.execute(f"drop table if exists pg_temp.{table}; create temp table {table} ({columns}) on commit drop")
    lines = ("\t".join(map(_written, row)) + "\n" for row in rows)
    cursor.copy_expert(f"copy {table} from stdin", StringIO("".join(lines)))
    cursor.execute(f"analyze {table}")


def _written(value: object) -> str:
    return "\\N" if value is None else str(value).translate(_ESCAPES)

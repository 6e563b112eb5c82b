"""Tables for spreadsheets: RFC 4180, and no cell that a spreadsheet would take for a formula. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A heading and the rows as CSV text.

    >>> table(["name", "works"], [("Bo Li", 3), ("=1+1", 1)]).splitlines()
    ['name,works', 'Bo Li,3', "'=1+1,1"]
    """
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([inert(str(cell)) for cell in row] for row in rows)
    return file.getvalue()


def inert(text: str) -> str:
    """A cell that a spreadsheet takes for words.

    >>> inert("=1+1"), inert("@me"), inert("Bo Li")
    ("'=1+1", "'@me", 'Bo Li')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) else text

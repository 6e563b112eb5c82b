"""Lines in the format of arXiv's metadata snapshot, and which transaction wrote each row."""

from __future__ import annotations

import json
from io import BytesIO

from django.db import connection


def line(key, title, authors, *, categories="cs.LG", dates=("2020-01-01",), abstract="We show things.", **fields):
    """One work; ``authors`` are "Given Family" or (given, family, affiliation)."""
    parsed = []
    for author in authors:
        if isinstance(author, str):
            given, _, family = author.rpartition(" ")
            author = (given, family)
        given, family, *places = author
        parsed.append([family, given, "", *places])
    record = {
        "id": key,
        "title": title,
        "abstract": abstract,
        "categories": categories,
        "doi": None,
        "versions": [{"version": f"v{n}", "created": day} for n, day in enumerate(dates, 1)],
        "update_date": dates[-1],
        "authors_parsed": parsed,
        **fields,
    }
    return json.dumps(record)


def file(*lines):
    """A stream of these lines, as standard input would be."""
    return BytesIO("\n".join(lines).encode() + b"\n")


_TABLES = (
    "work",
    "workidentifier",
    "workrecord",
    "workversion",
    "worktopic",
    "authorship",
    "affiliation",
    "author",
    "reference",
    "citationcount",
    "retraction",
    "source",
    "topic",
    "institution",
)


def row_versions():
    """Which transaction wrote each row last: equal before and after means that no row was written."""
    with connection.cursor() as cursor:
        written = {}
        for table in _TABLES:
            cursor.execute(f"select id, xmin::text from publications_{table} order by id")
            written[table] = cursor.fetchall()
        return written

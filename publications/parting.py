"""Into what parts a record that mixes people could fall, by the evidence that attribution weighs."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from publications import counts
from publications.bylines import read_author
from publications.clusters import ENOUGH, cluster
from publications.evidence import Evidence
from publications.models import Author

_BARS = (ENOUGH, 3.0)  # log odds: what attribution asks for, then twenty to one


def parts_of(author: Author) -> list[list[int]]:
    """The works (row ids) of each part, as if nobody had said whose they are.

    Where attribution would join them all, more evidence is asked for: whoever looks suspects that they are not one
    person's.
    """
    with connection.cursor() as cursor:
        blocks = read_author(cursor, author.pk)
        names = {byline.name for byline in blocks.bylines.values()}
        beside = {key for on_work in blocks.written.values() for key in on_work}
        evidence = Evidence(counts.names_like(cursor, names, beside), counts.vocabulary(cursor))
    loose = [replace(one, author=None, is_decided=False, apart=frozenset()) for one in blocks.bylines.values()]
    parts = [loose]
    for bar in _BARS:
        parts = cluster(loose, evidence, bar)
        if len(parts) > 1:
            break
    return [[byline.work for byline in part] for part in parts]

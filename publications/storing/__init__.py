"""Staged rows become works: find the work each record describes, then insert or update set by set.

Rules of ``corpus.md``: the same work = the same identifier, else the same fingerprint within a year; never a guess.
Tables are written in one fixed order, and a row that says nothing new is not written at all. What only concerns works
that stood already is left out of a chunk that has none, as most chunks of a first import are.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from publications import summaries
from publications.storing import authorships, details, works

# Staged rows are few and their tables large: each row asks an index by itself. The planner would rather hash a whole
# table, having never counted the rows of one and not lately those of the other, and that costs more with every chunk.
# Foreign keys hold at every statement, and are checked faster there than all together at the commit.
_ROW_BY_ROW = "set constraints all immediate; set local enable_hashjoin = off; set local enable_mergejoin = off"
_AS_USUAL = "set local enable_hashjoin = on; set local enable_mergejoin = on"


@dataclass(frozen=True)
class Stored:
    """What a chunk did: counts of works, and the authors whose works changed."""

    n_new: int
    n_updated: int
    n_unchanged: int
    author_ids: list[int]
    work_ids: list[int]


def store(cursor: CursorWrapper, batch_id: int | None) -> Stored:
    """Write the staged chunk. Call inside a writing turn, after ``staging.copy``."""
    cursor.execute(_ROW_BY_ROW)
    n_unchanged = works.leave_out_known(cursor)
    works.match(cursor)
    cursor.execute("select count(*) filter (where is_new), count(*) filter (where not is_new) from st_work")
    n_new, n_updated = cursor.fetchone()
    if n_updated:
        summaries.mark(cursor, _work_ids(cursor, "not is_new"))  # what a work leaves is due, too
        works.update(cursor)
        details.forget(cursor)
        authorships.change(cursor)
    details.add(cursor, batch_id, is_any_known=bool(n_updated))
    details.retract(cursor)
    authorships.add(cursor, is_any_known=bool(n_updated))
    if n_updated:
        authorships.corroborate(cursor)
    author_ids = authorships.stamp(cursor)
    work_ids = _work_ids(cursor)
    summaries.mark(cursor, work_ids)
    cursor.execute(_AS_USUAL)
    return Stored(n_new, n_updated, n_unchanged, author_ids, work_ids)


def _work_ids(cursor: CursorWrapper, which: str = "true") -> list[int]:
    cursor.execute(f"select work_id from st_work where {which}")
    return [row[0] for row in cursor.fetchall()]

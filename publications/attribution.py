"""Who signed what: every by-line is given an author, by the evidence in the files and the decisions people took.

Works block by block (names that could be one person share a block), some thousand by-lines a turn, set-wise on both
sides. The thinking is in ``clusters`` and ``matching``, which know no database; the rules are told in
docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from publications.bylines import Blocks, Link, read_blocks, read_evidence, write_links
from publications.clusters import cluster, inherit
from publications.evidence import Evidence
from publications.people import found, tidy
from publications.pieces import Byline
from publications.reasons import explain
from publications.turns import writing_turn

_BYLINES_A_TURN = 20_000  # bounds memory and how long a turn lasts; a block is never split


@dataclass(frozen=True)
class Attribution:
    """What a run did: blocks looked at, authors made, by-lines that had no author, by-lines that had another."""

    blocks: int = 0
    authors: int = 0
    linked: int = 0
    moved: int = 0

    def __add__(self, other: Attribution) -> Attribution:
        return Attribution(
            self.blocks + other.blocks,
            self.authors + other.authors,
            self.linked + other.linked,
            self.moved + other.moved,
        )


def attribute(blocks: Collection[str] | None = None) -> Attribution:
    """Give every by-line of these blocks its author; None = every block that is due or has a by-line without one.

    Running it again changes nothing. By-lines somebody decided on are never moved; others may join them. Authors
    keep their rows: a person's by-lines go to the author that has most of them already.
    """
    done = Attribution()
    evidence = None
    for chunk in _chunks(_due() if blocks is None else blocks):
        with writing_turn() as cursor:
            evidence = evidence or read_evidence(cursor)
            # Taken off the list in the turn that does the work: what an import adds later is due again.
            cursor.execute("delete from publications_dueblock where block = any(%s)", [chunk])
            done += _attribute(cursor, chunk, evidence)
    return done


def _due() -> list[str]:
    with writing_turn() as cursor:
        cursor.execute(
            "select block from publications_dueblock"
            " union select block from publications_authorship where author_id is null"
        )
        return [block for (block,) in cursor.fetchall()]


def _chunks(blocks: Collection[str]) -> Iterator[list[str]]:
    """The blocks in order, as many at a time as a turn can hold."""
    with writing_turn() as cursor:
        cursor.execute(
            "select block, count(*) from publications_authorship where block = any(%s) group by block", [list(blocks)]
        )
        sizes = dict(cursor.fetchall())
    chunk: list[str] = []
    held = 0
    for block in sorted(set(blocks)):
        size = sizes.get(block, 0)
        if chunk and held + size > _BYLINES_A_TURN:
            yield chunk
            chunk, held = [], 0
        chunk.append(block)
        held += size
    if chunk:
        yield chunk


def _attribute(cursor: CursorWrapper, chunk: list[str], evidence: Evidence) -> Attribution:
    """One turn: read, think, write what is different."""
    blocks = read_blocks(cursor, chunk)
    parts: list[list[Byline]] = []
    homes: list[int | None] = []
    for _, bylines in sorted(blocks.bylines.items()):
        people = cluster(bylines, evidence)
        parts += people
        homes += inherit(people)
    made = found(cursor, [part[0] for part, home in zip(parts, homes, strict=True) if home is None])
    authors = [home or made[part[0].id] for part, home in zip(parts, homes, strict=True)]
    links = list(_news(parts, authors, blocks, evidence))
    write_links(cursor, links)
    changes = [(blocks.held[link.id].author, link.author) for link in links]
    changes = [(old, new) for old, new in changes if old != new]
    tidy(cursor, changes)
    linked = sum(old is None for old, _ in changes)
    return Attribution(len(chunk), len(made), linked, len(changes) - linked)


def _news(parts: list[list[Byline]], authors: list[int], blocks: Blocks, evidence: Evidence) -> Iterator[Link]:
    """The rows that have to change. A decided by-line says its decision and nothing else."""
    for part, author in zip(parts, authors, strict=True):
        for byline, basis, reason in explain(part, evidence, blocks.written):
            if not byline.is_decided and blocks.held[byline.id] != (author, basis, reason):
                yield Link(byline.id, author, basis, reason)

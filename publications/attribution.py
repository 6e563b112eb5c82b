"""Who signed what: every by-line is given an author, by the evidence in the files and the decisions people took.

Works block by block (names that could be one person share a block), some thousand by-lines a turn, set-wise on both
sides. The thinking is in ``clusters`` and ``matching``, which know no database; the rules are told in
docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from publications import counts
from publications.bylines import Blocks, Link, read_blocks, write_links
from publications.clusters import inherit
from publications.crew import Crew, Job, Person, Written
from publications.curation.suppressing import keep_hidden
from publications.models import DueBlock
from publications.people import found, tidy
from publications.pieces import Byline
from publications.turns import writing_turn

_BYLINES_A_TURN = 10_000  # bounds memory and how long a turn lasts; a block is never split
_WORTH_HELP = 3_000  # by-lines: fewer are done before a helper has started


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
    sizes = _sizes(_due() if blocks is None else blocks)
    if not sizes:
        return Attribution()
    with writing_turn() as cursor:
        counts.keep_current(cursor)
        vocabulary = counts.vocabulary(cursor)
    done = Attribution()
    with Crew(vocabulary, helpers=None if sum(sizes.values()) > _WORTH_HELP else 0) as crew:
        for chunk in _chunks(sizes):
            with writing_turn() as cursor:
                # Taken off the list in the turn that does the work: what an import adds later is due again.
                cursor.execute("delete from publications_dueblock where block = any(%s)", [chunk])
                done += _attribute(cursor, chunk, crew)
    return done


def attribute_due(most: int = 200) -> Attribution:
    """Attribute up to ``most`` of the blocks that are due: what decisions, or an import that was killed, left behind.

    Beside an import that is running it does some of the import's work early, and wrongs nothing.
    """
    due = list(DueBlock.objects.order_by("block").values_list("block", flat=True)[:most])
    return attribute(due) if due else Attribution()


def _due() -> list[str]:
    with writing_turn() as cursor:
        cursor.execute(
            "select block from publications_dueblock"
            " union select block from publications_authorship where author_id is null"
        )
        return [block for (block,) in cursor.fetchall()]


def _sizes(blocks: Collection[str]) -> dict[str, int]:
    """By-lines in each of these blocks."""
    with writing_turn() as cursor:
        cursor.execute(
            "select block, count(*) from publications_authorship where block = any(%s) group by block", [list(blocks)]
        )
        return dict.fromkeys(blocks, 0) | dict(cursor.fetchall())


def _chunks(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The blocks in order, as many at a time as a turn can hold."""
    chunk: list[str] = []
    held = 0
    for block, size in sorted(sizes.items()):
        if chunk and held + size > _BYLINES_A_TURN:
            yield chunk
            chunk, held = [], 0
        chunk.append(block)
        held += size
    if chunk:
        yield chunk


def _attribute(cursor: CursorWrapper, chunk: list[str], crew: Crew) -> Attribution:
    """One turn: read, think, write what is different."""
    blocks = read_blocks(cursor, chunk)
    inorder = [bylines for _, bylines in sorted(blocks.by_block().items())]
    people: list[Person] = []
    homes: list[int | None] = []
    for parts in crew.weigh(job(cursor, inorder, blocks.written)):
        people += parts
        homes += inherit([[blocks.bylines[id_] for id_, _, _ in part] for part in parts])
    firsts = {at: blocks.bylines[part[0][0]] for at, part in enumerate(people) if homes[at] is None}
    made = found(cursor, list(firsts.values()))
    authors = [home or made[part[0][0]] for part, home in zip(people, homes, strict=True)]
    links = list(_news(people, authors, blocks))
    write_links(cursor, links)
    changes = [(blocks.held[link.id].author, link.author) for link in links]
    changes = [(old, new) for old, new in changes if old != new]
    tidy(cursor, changes)
    keep_hidden(cursor, {new for _, new in changes})
    linked = sum(old is None for old, _ in changes)
    return Attribution(len(chunk), len(made), linked, len(changes) - linked)


def job(cursor: CursorWrapper, groups: Sequence[list[Byline]], written: Written) -> Job:
    """What a crew needs to weigh these groups of by-lines: how common the names are that stand there."""
    names = {byline.name for group in groups for byline in group}
    beside = {key for on_work in written.values() for key in on_work}
    return Job(groups, counts.names_like(cursor, names, beside), written)


def _news(people: list[Person], authors: list[int], blocks: Blocks) -> Iterator[Link]:
    """The rows that have to change. A decided by-line says its decision and nothing else."""
    for person, author in zip(people, authors, strict=True):
        for id_, basis, reason in person:
            if not blocks.bylines[id_].is_decided and blocks.held[id_] != (author, basis, reason):
                yield Link(id_, author, basis, reason)

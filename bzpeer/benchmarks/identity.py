"""Who signed what beside the truth, and beside what the names alone would say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from bzpeer.benchmarks import identity_fit
from bzpeer.benchmarks.identity_scores import Labels, Mistake, b_cubed, pairwise, worst
from bzpeer.benchmarks.identity_sets import MEASURE, hidden, sets
from bzpeer.benchmarks.imports import scratch_database
from publications import attribution, counts, lookup
from publications.bylines import read_blocks
from publications.crew import Crew, Job
from publications.importing import import_file
from publications.matching import parse
from publications.models import Work
from publications.names import fold
from publications.turns import writing_turn

# Namesakes told apart by somebody who knows the field, by the company they keep; only those who keep some are labelled.
KNOWN = Path(__file__).with_name("known_people.jsonl")
_MISTAKES = 10  # of each kind
_WORKS = 4  # of each side of a mistake
_AMBIGUOUS = 100
_PERSON_KEYS = ("person", "label", "author")

_HEAD = "| what | B³ precision | recall | F1 | pairs precision | recall | F1 |\n|---|--:|--:|--:|--:|--:|--:|"


class TruthRefused(ValueError):
    """The truth cannot be read; the message is a sentence for people."""


def measure(path: Path | None, truth: Path | None = None, *, fitting: bool = False) -> str:
    """Import ``path`` into a scratch database, or take the present one, and compare with ``truth``. Markdown.

    Without ``truth``, with what the data itself proves. ``fitting`` prints weights for ``publications.evidence``.
    """
    with scratch_database() if path else nullcontext():
        if path:
            call_command("migrate", verbosity=0)
            import_file(path)
        else:
            attribution.attribute()  # nothing, on a database that is up to date
        with writing_turn() as cursor:
            counts.keep_current(cursor)
        with connection.cursor() as cursor:
            if fitting:
                return json.dumps(identity_fit.fit(cursor, counts.vocabulary(cursor)), indent=4)
            return _against(cursor, read_truth(truth)) if truth else _proven(cursor)


def read_truth(path: Path) -> dict[tuple[str, int], str]:
    """(work as written, position) -> person, from JSON lines with ``work``, ``position`` and ``person``."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            person = next(str(row[key]) for key in _PERSON_KEYS if row.get(key) is not None)
            found[str(row["work"]), int(row["position"])] = person
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
            raise TruthRefused(f"{path.name}, line {number}: a line has work, position and person.") from error
    return found


def _against(cursor: CursorWrapper, truth: dict[tuple[str, int], str]) -> str:
    """The present authors of the labelled by-lines beside their people."""
    works = {work: found for work in {work for work, _ in truth} if (found := _work(work))}
    wanted = {(works[work], position): person for (work, position), person in truth.items() if work in works}
    cursor.execute(
        "select id, work_id, position, author_id, name, given, family, suffix, block"
        " from publications_authorship where work_id = any(%s)",
        [sorted(set(works.values()))],
    )
    rows = {row[0]: row for row in cursor.fetchall() if (row[1], row[2]) in wanted}
    people = {id_: wanted[row[1], row[2]] for id_, row in rows.items()}
    said = {
        "BZPEER": {id_: row[3] for id_, row in rows.items()},
        "same name": {id_: fold(row[4]) for id_, row in rows.items()},
        "family name and initial": {id_: row[8] for id_, row in rows.items()},
    }
    names = {id_: parse(*row[5:8]) for id_, row in rows.items()}
    lines = [f"{len(people):,} of {len(truth):,} labelled by-lines are here, of {len(set(people.values())):,} people."]
    for title, is_in in _groups(cursor, names).items():
        chosen = {id_: person for id_, person in people.items() if is_in(id_)}
        lines += _table(title, said, chosen)
    return "\n".join([*lines, *_mistakes(cursor, said["BZPEER"], people)])


def _work(text: str) -> int | None:
    """A work by an identifier: "arxiv:1905.09747", a bare arXiv id, a DOI, or the address of its page."""
    scheme, _, value = text.partition(":")
    try:
        known = lookup.read(value if scheme.lower() in ("arxiv", "doi", "openalex") else text)
    except ValueError:
        return None
    found = [record.pk for record in lookup.records(known) if isinstance(record, Work)] if known else []
    return found[0] if len(found) == 1 else None


def _groups(cursor: CursorWrapper, names: dict[int, object]) -> dict[str, Callable[[int], bool]]:
    """The hundred most ambiguous names are those of which strangers would sign most by-lines."""
    common = counts.names_like(cursor, names.values(), ())
    crowded = {name for name in names.values() if name.world == "sinitic"}
    keys = {name.key: common.strangers(name) for name in crowded}
    most = set(sorted(keys, key=lambda key: (-keys[key], key))[:_AMBIGUOUS])
    return {
        "All": lambda id_: True,
        "Western names": lambda id_: names[id_].world == "other",
        "The hundred most ambiguous Chinese and Korean names": lambda id_: names[id_].key in most,
    }


def _proven(cursor: CursorWrapper) -> str:
    """What the data proves: people of certain names under shared ones, identifiers hidden, names that stand twice."""
    vocabulary = counts.vocabulary(cursor)
    lines = []
    with Crew(vocabulary) as crew:
        for found in sets(cursor, MEASURE):
            said = _said(crew, found.job)
            together = {b.id: number for number, group in enumerate(found.job.blocks) for b in group}
            people = len(set(found.truth.values()))
            lines += _table(f"{found.title} ({people:,} people)", {"BZPEER": said, "same name": together}, found.truth)
        for column, title in (("orcid", "ORCID iD"), ("source_author", "author id of a source")):
            lines += _by_identifier(cursor, crew, column, title)
    known = _against(cursor, read_truth(KNOWN))
    return "\n".join([*lines, *_twice(cursor), "\n## Namesakes told apart by hand\n", known])


def _said(crew: Crew, job: Job) -> dict[int, int]:
    """By-line -> the first by-line of its person."""
    people = (person for block in crew.weigh(job) for person in block)
    return {id_: person[0][0] for person in people for id_, _, _ in person}


def _by_identifier(cursor: CursorWrapper, crew: Crew, column: str, title: str) -> Iterator[str]:
    """By-lines with that identifier, weighed without any."""
    cursor.execute(f"select distinct block from publications_authorship where {column} <> ''")
    blocks = read_blocks(cursor, [block for (block,) in cursor.fetchall()])
    truth = {id_: mark for id_, byline in blocks.bylines.items() if (mark := getattr(byline, column))}
    if truth:
        groups = [[hidden(blocks, b.id) for b in group] for _, group in sorted(blocks.by_block().items())]
        said = {
            "BZPEER": _said(crew, attribution.job(cursor, groups, blocks.written)),
            "same name": {id_: blocks.bylines[id_].name for id_ in truth},
            "family name and initial": {id_: blocks.block[id_] for id_ in truth},
        }
        yield from _table(f"By-lines with an {title}, hidden from the method", said, truth)


def _twice(cursor: CursorWrapper) -> Iterator[str]:
    """One name at two positions of a work is two people."""
    cursor.execute(
        "select count(*), count(*) filter (where a.author_id = b.author_id) from publications_authorship a"
        " join publications_authorship b on b.work_id = a.work_id and b.block = a.block and b.position > a.position"
        " and b.given = a.given and b.family = a.family"
    )
    n, joined = cursor.fetchone()
    yield f"\nNames that stand twice on one work: {n:,} pairs, {joined:,} of them taken for one person."


def _table(title: str, said: dict[str, Labels], truth: Labels) -> list[str]:
    rows = [f"| {what} | {b_cubed(labels, truth)} | {pairwise(labels, truth)} |" for what, labels in said.items()]
    return [f"\n{title}: {len(truth):,} by-lines\n", _HEAD, *rows] if truth else [f"\n{title}: no by-lines"]


def _mistakes(cursor: CursorWrapper, said: Labels, truth: Labels) -> Iterator[str]:
    for title, found in (
        ("Wrongly joined: one record, two people", worst(said, truth, _MISTAKES)),
        ("Wrongly apart: one person, two records", worst(truth, said, _MISTAKES)),
    ):
        yield f"\n## {title}"
        for mistake in found:
            yield from _shown(cursor, mistake, truth)


def _shown(cursor: CursorWrapper, mistake: Mistake, truth: Labels) -> Iterator[str]:
    """Both sides with names, years, titles and co-authors, so that a person can look."""
    for side in (mistake.ones, mistake.others):
        cursor.execute(
            "select a.name, w.year, w.title_text, array(select b.name from publications_authorship b"
            " where b.work_id = w.id and b.id <> a.id order by b.position limit 6)"
            " from publications_authorship a join publications_work w on w.id = a.work_id where a.id = any(%s)"
            " order by w.year, w.title_text",
            [side],
        )
        rows = cursor.fetchall()
        yield f"\n{rows[0][0]}, {len(rows)} by-lines of {truth[side[0]]}:\n"
        for name, year, title, beside in rows[:_WORKS]:
            yield f"- {year} {title} ({name}; with {', '.join(beside) or 'nobody'})"
    yield "\n---"

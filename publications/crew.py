"""Weighing by-lines on all cores: this process takes its share, one more for each further core the rest. Pure.

A helper knows no database: it gets blocks of by-lines through a pipe and answers who is who. When this process dies,
however it dies, the pipe breaks and the helper ends.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from itertools import chain
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from typing import NamedTuple, Self

from publications.clusters import cluster
from publications.evidence import Evidence
from publications.matching import NameCounts
from publications.pieces import Byline
from publications.reasons import explain
from publications.vocabulary import Vocabulary

_MOST_HELPERS = 3  # reading and writing go on in one process, so more would wait for it

# Of each by-line of one person: its id, the basis and the reason why it is this person's.
Person = list[tuple[int, str, dict]]
Written = Mapping[int, Mapping[str, str]]


class Job(NamedTuple):
    """Whole blocks of by-lines, how common their names are, and co-authors as written (work -> key -> name)."""

    blocks: Sequence[list[Byline]]
    names: NameCounts
    written: Written


def weigh(job: Job, vocabulary: Vocabulary) -> list[list[Person]]:
    """The people of each block, in the order of the blocks."""
    evidence = Evidence(job.names, vocabulary)
    return [[_person(part, evidence, job) for part in cluster(bylines, evidence)] for bylines in job.blocks]


def _person(part: list[Byline], evidence: Evidence, job: Job) -> Person:
    return [(byline.id, basis, reason) for byline, basis, reason in explain(part, evidence, job.written)]


class Crew:
    """Helpers that wait for work. Use in ``with``; ``helpers=0`` does everything here, as a process that may have no
    children has to: a worker's."""

    def __init__(self, vocabulary: Vocabulary, *, helpers: int | None = None) -> None:
        self._vocabulary = vocabulary
        wanted = min(_cores() - 1, _MOST_HELPERS) if helpers is None else helpers
        self._n = 0 if current_process().daemon else wanted
        self._pipes: list[Connection] = []

    def __enter__(self) -> Self:
        # Not forked: a copy of this process would hold its connection to the database open after it is killed.
        context = get_context("spawn")
        for _ in range(self._n):
            ours, theirs = context.Pipe()
            context.Process(target=_serve, args=(theirs, self._vocabulary), daemon=True).start()
            theirs.close()
            self._pipes.append(ours)
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()

    def weigh(self, job: Job) -> list[list[Person]]:
        """As ``weigh``, shared out."""
        shares = _shares([len(bylines) for bylines in job.blocks], len(self._pipes) + 1)
        for pipe, share in zip(self._pipes, shares[1:], strict=True):
            pipe.send(_part(job, share))
        answers = [weigh(_part(job, shares[0]), self._vocabulary), *(pipe.recv() for pipe in self._pipes)]
        places, found = chain.from_iterable(shares), chain.from_iterable(answers)
        return [people for _, people in sorted(zip(places, found, strict=True), key=lambda pair: pair[0])]


def _cores() -> int:
    """Cores this process may use, where the system tells; else all there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shares(sizes: Sequence[int], n: int) -> list[list[int]]:
    """Places of blocks for each of n: the largest first, each to whom has least. Pairs are weighed, so size counts
    more than once.

    >>> _shares([1, 9, 4, 4, 4, 4], 2)
    [[1, 5], [2, 3, 4, 0]]
    """
    shares: list[list[int]] = [[] for _ in range(n)]
    loads = [0.0] * n
    for at in sorted(range(len(sizes)), key=lambda at: (-sizes[at], at)):
        least = loads.index(min(loads))
        shares[least].append(at)
        loads[least] += sizes[at] * (1 + sizes[at] / 50)
    return shares


def _part(job: Job, share: list[int]) -> Job:
    blocks = [job.blocks[at] for at in share]
    works = {byline.work for bylines in blocks for byline in bylines}
    return Job(blocks, job.names, {work: job.written[work] for work in works})


def _serve(pipe: Connection, vocabulary: Vocabulary) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to everybody in the terminal; the other end decides
    try:
        while True:
            pipe.send(weigh(pipe.recv(), vocabulary))
    except (EOFError, BrokenPipeError):
        return

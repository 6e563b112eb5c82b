"""Labelled by-lines that the data itself proves, with the proof hidden from the method.

Names that are certainly one person's (nobody else of the family has the first name, and hardly anybody else has it) are
thrown together under one name that many bear, so it is known who is who. Half of the people are for fitting the
weights, the other half for measuring them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from django.db.backends.utils import CursorWrapper

from publications import attribution
from publications.bylines import Blocks, read_blocks
from publications.crew import Job
from publications.matching import Name, NameCounts, parse
from publications.pieces import Byline

FIT, MEASURE = 0, 1
_CERTAIN = 0.1  # expected by-lines by strangers
_SHARED = 0.05  # share of strangers from which a western name counts as shared
_CROWDS, _SHARES, _ANY = 100, 400, 400  # names in a set
_LEAST = 5  # by-lines of a western name


@dataclass(frozen=True)
class Labelled:
    """One set: blocks to weigh, and by-line -> person."""

    title: str
    job: Job
    truth: dict[int, str]


@dataclass(frozen=True)
class _Person:
    key: str
    blocks: frozenset[str]
    n: int


class Corpus:
    """Every name of the corpus and how many by-lines it has."""

    def __init__(self, cursor: CursorWrapper) -> None:
        cursor.execute("select given, family, suffix, block, count(*) from publications_authorship group by 1, 2, 3, 4")
        self.forms: dict[str, Name] = {}
        self.blocks: dict[str, set[str]] = defaultdict(set)
        sizes = []
        for given, family, suffix, block, n in sorted(cursor.fetchall()):
            name = parse(given, family, suffix)
            self.forms.setdefault(name.key, name)
            self.blocks[name.key].add(block)
            sizes.append((name, n))
        self.counts = NameCounts.of(sizes)

    def _is_certain(self, key: str) -> bool:
        name = self.forms[key]
        strangers = self.counts.strangers(name)
        long_enough = len("".join(name.first)) >= 4 and len(name.last) >= 3 and not name.is_crowded
        return long_enough and strangers < min(_CERTAIN, 0.02 * self.counts.bylines(key))

    def certain(self, world: str, half: int) -> list[_Person]:
        """People of one world, as if drawn by lot but the same on every machine."""
        keys = [key for key, name in self.forms.items() if name.world == world and self._is_certain(key)]
        keys = sorted((key for key in keys if _lot(f"half {key}") % 2 == half), key=_lot)
        return [_Person(key, frozenset(self.blocks[key]), self.counts.bylines(key)) for key in keys]

    def common(self, world: str, share: float, most: int, least: int = 1) -> list[str]:
        """Names of which strangers would sign that share, most by-lines first."""
        found = [
            (-self.counts.bylines(key), _lot(key), key)
            for key, name in self.forms.items()
            if name.world == world and name.first and not name.is_initial and self._is_shared(name, share, least)
        ]
        return [key for _, _, key in sorted(found)[:most]]

    def _is_shared(self, name: Name, share: float, least: int) -> bool:
        n = self.counts.bylines(name.key)
        return n >= least and self.counts.strangers(name) >= share * n


def sets(cursor: CursorWrapper, half: int) -> Iterator[Labelled]:
    """The sets of one half; a set that the corpus is too small for is left out."""
    corpus = Corpus(cursor)
    western = corpus.certain("other", half)
    any_name = sorted(corpus.common("other", 0, 1 << 30, _LEAST), key=_lot)[:_ANY]
    plans = {
        "hundred commonest Chinese and Korean names": _crowds(corpus, half),
        "western names that several people bear": _shaped(
            corpus, western, corpus.common("other", _SHARED, _SHARES, _LEAST)
        ),
        "western names, whichever": _shaped(corpus, western, any_name),
    }
    for title, plan in plans.items():
        if len(plan) > 1:
            yield _labelled(cursor, title, corpus, plan)


def _lot(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


Plan = list[tuple[str, list[_Person]]]  # a name that many bear, and who is thrown together under it


def _crowds(corpus: Corpus, half: int) -> Plan:
    """As many by-lines as the name has, by people drawn by lot."""
    people = iter(corpus.certain("sinitic", half))
    plan: Plan = []
    for key in corpus.common("sinitic", 0.5, _CROWDS):
        group, held = [], 0
        while held < corpus.counts.bylines(key) and (person := next(people, None)):
            group.append(person)
            held += person.n
        plan += [(key, group)] if held >= corpus.counts.bylines(key) else []
    return plan


def _shaped(corpus: Corpus, people: Sequence[_Person], keys: Sequence[str]) -> Plan:
    """One person with most of the by-lines, and strangers with the share that the name is expected to have."""
    by_size: dict[int, list[_Person]] = defaultdict(list)
    for person in reversed(people):
        by_size[person.n].append(person)
    plan: Plan = []
    for key in keys:
        n = corpus.counts.bylines(key)
        share = min(corpus.counts.strangers(corpus.forms[key]) / n, 1.0)
        group = _take(by_size, max(round(n * (1 - share)), 1))
        while group and sum(person.n for person in group) < n:
            more = _take(by_size, 1 + _lot(f"{key} {len(group)}") % 3)
            if not more:
                break
            group += more
        plan += [(key, group)] if group else []
    return plan


def _take(by_size: dict[int, list[_Person]], wanted: int) -> list[_Person]:
    """Somebody with about that many by-lines, who is then taken."""
    for size in sorted((size for size, left in by_size.items() if left), key=lambda size: (abs(size - wanted), size)):
        return [by_size[size].pop()]
    return []


def _labelled(cursor: CursorWrapper, title: str, corpus: Corpus, plan: Plan) -> Labelled:
    blocks = read_blocks(cursor, sorted({b for _, group in plan for person in group for b in person.blocks}))
    signed: dict[str, list[int]] = defaultdict(list)
    for id_, byline in sorted(blocks.bylines.items()):
        signed[byline.name.key].append(id_)
    renamed, truth = [], {}
    for key, group in plan:
        ids = {id_: person.key for person in group for id_ in signed[person.key]}
        renamed.append([replace(hidden(blocks, id_), name=corpus.forms[key]) for id_ in ids])
        truth |= ids
    return Labelled(title, attribution.job(cursor, renamed, blocks.written), truth)


def hidden(blocks: Blocks, id_: int) -> Byline:
    """The by-line as if no source, no run and nobody had said whose it is."""
    return replace(blocks.bylines[id_], orcid="", source_author="", author=None, is_decided=False, apart=frozenset())

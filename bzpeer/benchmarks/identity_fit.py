"""The weights of ``publications.evidence``, fitted on one half of the people by logistic regression.

First on pieces cut at random from people who are known, then once more with the pairs that came up while these very
weights joined pieces: those are the pairs the weights have to decide about.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp

from django.db.backends.utils import CursorWrapper

from bzpeer.benchmarks.identity_sets import FIT, Labelled, sets
from publications.clusters import cluster
from publications.evidence import WEIGHTS, Evidence
from publications.pieces import Byline, Piece
from publications.vocabulary import Vocabulary

_SIZES = (1, 1, 1, 2, 3, 5, 8)  # by-lines a piece
_DIFFERENT = 0.15  # share of the pairs of two people that is enough to learn from
_DOUBTFUL = 4.0  # log odds up to which a pair that came up is learnt from
_CUT = 0.3  # how much a pair cut at random counts beside one that came up
_TAMED = 3.0  # keeps weights small that little speaks for

Example = tuple[list[float], float, bool, float]  # features, what the names say, same person, how often it stands


def fit(cursor: CursorWrapper, vocabulary: Vocabulary) -> dict[str, float]:
    """Weights by name. Deterministic; minutes on a corpus of 170,000 works."""
    lot = random.Random(1)
    known = [found for found in sets(cursor, FIT) if "whichever" not in found.title]
    examples = [example for found in known for example in _cut(found, vocabulary, lot)]
    before = dict(WEIGHTS)
    try:
        WEIGHTS.update(_regress(examples))
        came_up = [example for found in known for example in _came_up(found, vocabulary, lot)]
        cut = [(values, names, same, _CUT * n) for values, names, same, n in examples]
        return {name: round(weight, 2) for name, weight in _regress(cut + came_up).items()}
    finally:
        WEIGHTS.update(before)


def _cut(found: Labelled, vocabulary: Vocabulary, lot: random.Random) -> Iterator[Example]:
    weigh = Evidence(found.job.names, vocabulary)
    for bylines in found.job.blocks:
        pieces = list(_pieces(bylines, found.truth, lot))
        for at, (one, person) in enumerate(pieces):
            for other, somebody in pieces[:at]:
                if person == somebody or lot.random() < _DIFFERENT:
                    n = 1.0 if person == somebody else 1 / _DIFFERENT
                    yield _values(weigh, one, other), weigh.of_names(one.names, other.names), person == somebody, n


def _pieces(bylines: Sequence[Byline], truth: Mapping[int, str], lot: random.Random) -> Iterator[tuple[Piece, str]]:
    people: dict[str, list[Byline]] = defaultdict(list)
    for byline in bylines:
        people[truth[byline.id]].append(byline)
    for person, theirs in sorted(people.items()):
        lot.shuffle(theirs)
        while theirs:
            size = lot.choice(_SIZES)
            piece = Piece.of(theirs[0])
            for byline in theirs[1:size]:
                piece.take(Piece.of(byline))
            yield piece, person
            theirs = theirs[size:]


class _Listening(Evidence):
    """Keeps half of the pairs that are weighed and not plain."""

    def __init__(self, found: Labelled, vocabulary: Vocabulary, lot: random.Random) -> None:
        super().__init__(found.job.names, vocabulary)
        self._truth, self._lot = found.truth, lot
        self.heard: list[Example] = []

    def odds(self, one: Piece, other: Piece) -> float:
        weight = super().odds(one, other)
        if abs(weight) < _DOUBTFUL and self._lot.random() < 0.5:
            same = self._mostly(one) == self._mostly(other)
            self.heard.append((_values(self, one, other), self.of_names(one.names, other.names), same, 1.0))
        return weight

    def _mostly(self, piece: Piece) -> str:
        return Counter(self._truth[byline.id] for byline in piece.bylines).most_common(1)[0][0]


def _came_up(found: Labelled, vocabulary: Vocabulary, lot: random.Random) -> list[Example]:
    listening = _Listening(found, vocabulary, lot)
    for bylines in found.job.blocks:
        cluster(bylines, listening)
    return listening.heard


def _values(weigh: Evidence, one: Piece, other: Piece) -> list[float]:
    values = weigh.features(one, other)
    return [values.get(name, 0.0) for name in WEIGHTS]


def _regress(examples: list[Example]) -> dict[str, float]:
    """Newton's method; what the names say is taken as it is."""
    size = len(WEIGHTS)
    weights = [0.0] * size
    for _ in range(12):
        slope = [-_TAMED * weight for weight in weights]
        bend = [[_TAMED * (row == column) for column in range(size)] for row in range(size)]
        for values, names, same, n in examples:
            total = names + sum(map(float.__mul__, weights, values))
            chance = 1 / (1 + exp(-max(min(total, 30.0), -30.0)))
            error, certainty = (same - chance) * n, max(chance * (1 - chance), 1e-6) * n
            for row, value in enumerate(values):
                if value:
                    slope[row] += error * value
                    line, scale = bend[row], certainty * value
                    for column in range(size):
                        line[column] += scale * values[column]
        step = _solved(bend, slope)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-3:
            break
    return dict(zip(WEIGHTS, weights, strict=True))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss and Jordan; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        pivot[:] = [value / pivot[at] for value in pivot]
        for row in rows:
            if row is not pivot:
                factor = row[at]
                row[:] = [value - factor * by for value, by in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]

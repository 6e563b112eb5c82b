"""Sparse vectors: what a text or a list of topics is about, by how rare its words are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum, sqrt

Unit = Mapping[str, float]


def unit(weights: Mapping[str, float], *, keep: int | None = None) -> Unit:
    """The vector of length 1 in this direction; with ``keep``, of its heaviest parts only.

    >>> unit({"graph": 3.0, "the": 0.0, "slice": 4.0})
    {'slice': 0.8, 'graph': 0.6}
    """
    parts = sorted([(-weight, part) for part, weight in weights.items() if weight > 0])[:keep]
    length = sqrt(sum([weight * weight for weight, _ in parts]))
    return {part: -weight / length for weight, part in parts}


class Sum:
    """The sum of unit vectors, which points where they point together."""

    __slots__ = ("_square", "parts")

    def __init__(self, parts: Unit) -> None:
        self.parts = dict(parts)
        self._square = fsum([weight * weight for weight in self.parts.values()])

    @classmethod
    def of(cls, vectors: Iterable[Sum]) -> Sum:
        total = cls({})
        for vector in vectors:
            total.plus(vector)
        return total

    def plus(self, other: Sum) -> Sum:
        """This one with ``other`` added to it. What it costs depends on ``other`` alone."""
        self._square += other._square + 2 * self.dot(other)
        parts = self.parts
        for part, weight in other.parts.items():
            parts[part] = parts.get(part, 0.0) + weight
        return self

    @property
    def length(self) -> float:
        return sqrt(self._square)

    def dot(self, other: Sum) -> float:
        mine, yours = self.parts, other.parts
        both = mine.keys() & yours.keys()
        return fsum([mine[part] * yours[part] for part in both]) if both else 0.0  # exact, so the same in any order

    def cosine(self, other: Sum) -> float:
        """From 0, nothing in common, to 1, the same direction.

        >>> round(Sum({"a": 1.0}).cosine(Sum({"a": 0.6, "b": 0.8})), 6), Sum({}).cosine(Sum({"a": 1.0}))
        (0.6, 0.0)
        """
        dot = self.dot(other)
        return dot / sqrt(self._square * other._square) if dot else 0.0

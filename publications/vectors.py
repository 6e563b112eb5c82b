"""Sparse vectors: what a text or a list of topics is about, by how rare its words are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

Unit = Mapping[str, float]


def unit(weights: Mapping[str, float], *, keep: int | None = None) -> Unit:
    """The vector of length 1 in this direction; with ``keep``, of its heaviest parts only.

    >>> unit({"graph": 3.0, "the": 0.0, "slice": 4.0})
    {'slice': 0.8, 'graph': 0.6}
    """
    parts = sorted(((weight, part) for part, weight in weights.items() if weight > 0), key=lambda p: (-p[0], p[1]))
    parts = parts[:keep]
    length = sqrt(sum(weight * weight for weight, _ in parts))
    return {part: weight / length for weight, part in parts}


class Sum:
    """The sum of unit vectors, which points where they point together."""

    __slots__ = ("_length", "parts")

    def __init__(self, parts: Unit) -> None:
        self.parts = dict(parts)
        self._length: float | None = None

    def add(self, parts: Unit) -> None:
        for part, weight in parts.items():
            self.parts[part] = self.parts.get(part, 0.0) + weight
        self._length = None

    @property
    def length(self) -> float:
        if self._length is None:
            self._length = sqrt(sum(weight * weight for weight in self.parts.values()))
        return self._length

    def cosine(self, other: Sum) -> float:
        """From 0, nothing in common, to 1, the same direction.

        >>> Sum({"a": 1.0}).cosine(Sum({"a": 0.6, "b": 0.8})), Sum({}).cosine(Sum({"a": 1.0}))
        (0.6, 0.0)
        """
        few, many = sorted((self.parts, other.parts), key=len)
        dot = sum(weight * many[part] for part, weight in few.items() if part in many)
        return dot / (self.length * other.length) if dot else 0.0

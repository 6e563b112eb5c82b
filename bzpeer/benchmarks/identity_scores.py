"""Precision and recall of an attribution against labelled by-lines. Pure: labels in, numbers out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from typing import NamedTuple

Labels = Mapping[int, Hashable]  # by-line -> the person it is said to be


class Rates(NamedTuple):
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"{self.precision:.3f} | {self.recall:.3f} | {self.f1:.3f}"


def b_cubed(said: Labels, truth: Labels) -> Rates:
    """For each labelled by-line: how much of its record is its person's, and how much of its person it has there.

    >>> print(b_cubed({1: "a", 2: "a", 3: "b", 4: "b"}, {1: "x", 2: "x", 3: "x", 4: "y"}))
    0.750 | 0.667 | 0.706
    """
    records, people, both = _sizes(said, truth)
    precision = sum(n * n / records[record] for (record, _), n in both.items())
    recall = sum(n * n / people[person] for (_, person), n in both.items())
    return Rates(precision / (len(truth) or 1), recall / (len(truth) or 1))


def pairwise(said: Labels, truth: Labels) -> Rates:
    """Of the pairs put together how many belong together, and of those that belong together how many are.

    >>> print(pairwise({1: "a", 2: "a", 3: "b", 4: "b"}, {1: "x", 2: "x", 3: "x", 4: "y"}))
    0.500 | 0.333 | 0.400
    """
    records, people, both = (sum(n * (n - 1) // 2 for n in counts.values()) for counts in _sizes(said, truth))
    return Rates(both / records if records else 1.0, both / people if people else 1.0)


def _sizes(said: Labels, truth: Labels) -> tuple[Counter, Counter, Counter]:
    both = Counter((said[byline], person) for byline, person in truth.items())
    records, people = Counter(), Counter()
    for (record, person), n in both.items():
        records[record] += n
        people[person] += n
    return records, people, both


class Mistake(NamedTuple):
    """Two sets of by-lines that stand together and should not, or the other way round."""

    ones: list[int]
    others: list[int]


def worst(said: Labels, truth: Labels, most: int) -> list[Mistake]:
    """The records that hold two people, those with most wrong pairs first. With the arguments exchanged: the people
    who stand in two records.

    >>> worst({1: "a", 2: "a", 3: "a"}, {1: "x", 2: "x", 3: "y"}, 5)
    [Mistake(ones=[1, 2], others=[3])]
    """
    records: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    for byline in sorted(truth):
        records[said[byline]][truth[byline]].append(byline)
    found = []
    for people in records.values():
        ones, *others = sorted(people.values(), key=lambda part: (-len(part), part))
        found += [Mistake(ones, other) for other in others]
    return sorted(found, key=lambda m: (-len(m.ones) * len(m.others), m.ones))[:most]

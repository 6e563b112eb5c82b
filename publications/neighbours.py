"""Which pieces of a block are weighed against each other at all. Pure.

All whose names agree, as long as they are few. In a crowd each piece is weighed against the ``MOST`` pieces with which
it shares most, so that the work grows with the by-lines and not with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from publications.evidence import Evidence
from publications.matching import Name, compatible
from publications.pieces import Piece

MOST = 40
_SHARED_BY_ALL = 200  # pieces: what so many of a block share says nothing about any two of them

Near = dict[int, set[int]]


def neighbours(pieces: Mapping[int, Piece], evidence: Evidence) -> Near:
    """For each piece the pieces to weigh it against; always of both or of neither."""
    near: Near = {n: set() for n in pieces}
    crowds: list[tuple[list[int], list[int]]] = []
    for bearers, among in _agreeing(pieces):
        if len(among) - 1 <= MOST:
            for n in bearers:
                near[n].update(among)
        else:
            crowds.append((bearers, among))
    if crowds:
        marks = _Marks(pieces, evidence)
        for bearers, among in crowds:
            for n, closest in marks.closest(bearers, among):
                near[n].update(closest)
    for n in pieces:
        near[n].discard(n)
        for other in near[n]:
            near[other].add(n)
    return near


def _agreeing(pieces: Mapping[int, Piece]) -> Iterable[tuple[list[int], list[int]]]:
    """Pieces of the same names, and all pieces of names that agree with those."""
    bearers: dict[frozenset[Name], list[int]] = defaultdict(list)
    for n in sorted(pieces):
        bearers[frozenset(pieces[n].names | pieces[n].decided_names)].append(n)
    alike: dict[str, list[frozenset[Name]]] = defaultdict(list)
    for names in bearers:
        for beginning in {beginning for name in names for beginning in _beginnings(name)}:
            alike[beginning].append(names)
    for names, own in bearers.items():
        possible = {other for name in names for beginning in _possible(name) for other in alike[beginning]}
        agreeing = [bearers[others] for others in possible if others == names or _agree(names, others)]
        yield own, sorted(n for theirs in agreeing for n in theirs)


def _beginnings(name: Name) -> list[str]:
    """What a name is found by among those it might agree with: cheaper than to compare it with all."""
    found = ["", name.letters[:2]]
    return [*found, "initial"] if name.is_initial else [*found, "short"] if name.has_short_form else found


def _possible(name: Name) -> list[str]:
    """Where to look for names that might agree: an initial may with any."""
    if name.is_initial:
        return [""]
    return [name.letters[:2], "initial", *(["short"] if name.has_short_form else [])]


def _agree(names: frozenset[Name], others: frozenset[Name]) -> bool:
    return any(compatible(one, other) for one in names for other in others)


class _Marks:
    """What each piece could be recognised by, and who else has it."""

    def __init__(self, pieces: Mapping[int, Piece], evidence: Evidence) -> None:
        self._marks = {n: evidence.marks(piece) for n, piece in sorted(pieces.items())}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for n, marks in self._marks.items():
            for mark in marks:
                self._holders[mark].append(n)

    def closest(self, bearers: Sequence[int], among: Sequence[int]) -> Iterable[tuple[int, list[int]]]:
        """Of ``among`` those that share most with each of ``bearers``, then those next to it in order."""
        places = {n: at for at, n in enumerate(among)}
        for n in bearers:
            said: dict[int, float] = defaultdict(float)
            for mark, weight in self._marks[n].items():
                holders = self._holders[mark]
                if len(holders) <= _SHARED_BY_ALL:
                    for other in holders:
                        said[other] += weight
            best = sorted((-weight, other) for other, weight in said.items() if other in places and other != n)
            chosen = [other for _, other in best[:MOST]]
            if left := MOST - len(chosen):
                at = places[n]
                chosen += among[max(at - left // 2, 0) : at + left // 2 + 1]
            yield n, chosen

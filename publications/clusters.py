"""Which by-lines of one block of names are one person: evidence weighed, pieces joined best first. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. Two pieces are joined
when everything together reaches ``ENOUGH``, so a rare name needs little beside it and "Wei Wang" much. Nothing here
depends on the order of the by-lines or on row numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import log

from publications.matching import Name, NameCounts, compatible

ENOUGH = 2.0
_KIND = {"same": 0.0, "middle": -1.0, "initial": -1.5, "short": -6.0}
_RAREST = 0.002  # namesakes: no name is taken to be unique beyond doubt
_LAB = 5.5  # people of one name meet the same co-authors more often than chance: one field, one country
_MOST = 5  # shared co-authors that count; a sixth says little new
_WIDE = 250  # pieces of one block beyond which only shared co-authors bring two pieces together


@dataclass(frozen=True, slots=True)
class Byline:
    """One name on one work with what stands around it. ``key`` orders by-lines by what the files say."""

    key: tuple[str, int]
    id: int
    work: int
    name: Name
    coauthors: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    institutions: frozenset[int] = frozenset()
    year: int | None = None
    orcid: str = ""
    source_author: str = ""
    author: int | None = None
    is_decided: bool = False


@dataclass(slots=True)
class Piece:
    """By-lines taken to be one person so far, and what they say together."""

    bylines: list[Byline]
    works: set[int] = field(default_factory=set)
    names: set[Name] = field(default_factory=set)
    decided_names: set[Name] = field(default_factory=set)
    coauthors: set[str] = field(default_factory=set)
    topics: Counter[str] = field(default_factory=Counter)
    institutions: set[int] = field(default_factory=set)
    years: list[int] = field(default_factory=list)
    orcids: set[str] = field(default_factory=set)
    decided: int | None = None

    @classmethod
    def of(cls, byline: Byline) -> Piece:
        piece = cls([byline], {byline.work}, coauthors=set(byline.coauthors), topics=Counter(byline.topics))
        (piece.decided_names if byline.is_decided else piece.names).add(byline.name)
        piece.institutions = set(byline.institutions)
        piece.years = [byline.year, byline.year] if byline.year else []
        piece.orcids = {byline.orcid} - {""}
        piece.decided = byline.author if byline.is_decided else None
        return piece

    def take(self, other: Piece) -> None:
        self.bylines += other.bylines
        self.works |= other.works
        self.names |= other.names
        self.decided_names |= other.decided_names
        self.coauthors |= other.coauthors
        self.topics += other.topics
        self.institutions |= other.institutions
        years = self.years + other.years
        self.years = [min(years), max(years)] if years else []
        self.orcids |= other.orcids
        self.decided = self.decided if other.decided is None else other.decided

    def excludes(self, other: Piece) -> bool:
        """Nobody signs a work twice, has two ORCID iDs, is two decided authors or bears names that differ."""
        return (
            (self.decided is not None and other.decided is not None and self.decided != other.decided)
            or bool(self.orcids and other.orcids and self.orcids.isdisjoint(other.orcids))
            or not self.works.isdisjoint(other.works)
            or not (self._admits(other.names) and other._admits(self.names))
        )

    def _admits(self, names: set[Name]) -> bool:
        """A name must agree with all of the piece's, or be one that somebody decided is this author's."""
        return all(
            (self.names and all(compatible(name, mine) for mine in self.names))
            or any(compatible(name, mine) for mine in self.decided_names)
            for name in names
        )


class Evidence:
    """Weighs two pieces against each other by what is rare in the corpus."""

    def __init__(self, names: NameCounts, topics: Counter[str], n_works: int) -> None:
        self.names = names
        self.rarity = {topic: log((n_works + 1) / count) for topic, count in topics.items()}

    def name_odds(self, one: Name, other: Name) -> float | None:
        kind = compatible(one, other)
        if not kind:
            return None
        namesakes = max(self.names.namesakes(one), self.names.namesakes(other), _RAREST)
        return _KIND[kind] - log(namesakes)

    def names_odds(self, one: Piece, other: Piece) -> float:
        odds = [
            self.name_odds(mine, yours)
            for mine in one.names | one.decided_names
            for yours in other.names | other.decided_names
        ]
        return max((o for o in odds if o is not None), default=-99.0)

    def coauthor_odds(self, key: str) -> float:
        weight = log(self.names.n_bylines / (self.names.bylines[key] or 1)) - _LAB
        return min(max(weight, 0.5), 6.0)

    def shared(self, one: Iterable[str], other: set[str]) -> list[tuple[float, str]]:
        """Co-authors on both sides with their weight, the most telling first."""
        both = ((self.coauthor_odds(key), key) for key in other.intersection(one))
        return sorted(both, key=lambda pair: (-pair[0], pair[1]))

    def topic_odds(self, one: Counter[str], other: Counter[str]) -> float:
        if not one or not other:
            return 0.0
        dot = sum(count * other[topic] * self.rarity[topic] ** 2 for topic, count in one.items() if topic in other)
        if dot:
            return 3.0 * dot / (self._length(one) * self._length(other)) - 1.0
        return -1.5 if {t.partition(".")[0] for t in one} & {t.partition(".")[0] for t in other} else -4.0

    def _length(self, topics: Counter[str]) -> float:
        return sum((count * self.rarity[topic]) ** 2 for topic, count in topics.items()) ** 0.5

    def odds(self, one: Piece, other: Piece) -> float:
        """Everything together."""
        total = self.names_odds(one, other) + self.topic_odds(one.topics, other.topics)
        total += sum(weight for weight, _ in self.shared(one.coauthors, other.coauthors)[:_MOST])
        if one.years and other.years:
            gap = max(one.years[0] - other.years[1], other.years[0] - one.years[1], 0)
            total -= 0.15 * max(gap - 2, 0)
        if one.institutions & other.institutions:
            total += 3.0
        return total


def cluster(bylines: Iterable[Byline], evidence: Evidence) -> list[list[Byline]]:
    """The by-lines of one block, parted into people; each part and the list of parts in the order of ``key``.

    A decision says that a by-line belongs to an author, so it joins the piece that is this author by what the files
    say, and then counts as evidence for the rest.
    """
    inorder = sorted(bylines, key=lambda byline: byline.key)
    pieces = {n: Piece.of(byline) for n, byline in enumerate(inorder) if not byline.is_decided}
    _join_asserted(pieces)
    _join_by_evidence(pieces, evidence)
    if decided := {n: byline for n, byline in enumerate(inorder) if byline.is_decided}:
        _join_decided(pieces, decided)
        _join_by_evidence(pieces, evidence)
    parts = [sorted(piece.bylines, key=lambda byline: byline.key) for piece in pieces.values()]
    return sorted(parts, key=lambda part: part[0].key)


def inherit(parts: list[list[Byline]]) -> list[int | None]:
    """For each part of a block the author it already has: decided first, then where most of the author's by-lines are.

    An author goes to one part only; the parts left over are new people.
    """
    claims = []
    for at, part in enumerate(parts):
        votes = Counter(byline.author for byline in part if byline.author)
        decided = {byline.author for byline in part if byline.is_decided}
        claims += [(author not in decided, -count, author, at) for author, count in votes.items()]
    homes: list[int | None] = [None] * len(parts)
    for _, _, author, at in sorted(claims):
        if homes[at] is None and author not in homes:
            homes[at] = author
    return homes


def _join_asserted(pieces: dict[int, Piece]) -> None:
    """Identifiers the source asserts join by-lines, unless the by-lines contradict each other."""
    for asserted in (lambda byline: byline.orcid, lambda byline: byline.source_author):
        first: dict[str, int] = {}
        for n in sorted(pieces):
            for value in sorted({asserted(byline) for byline in pieces[n].bylines} - {""}):
                home = first.setdefault(value, n)
                if home != n and n in pieces and not pieces[home].excludes(pieces[n]):
                    pieces[home].take(pieces.pop(n))


def _join_decided(pieces: dict[int, Piece], decided: dict[int, Byline]) -> None:
    """Each decided by-line goes to the piece that holds most of its author's other by-lines."""
    homes: dict[int, int] = {}
    for n, piece in sorted(pieces.items()):
        for author, count in Counter(byline.author for byline in piece.bylines if byline.author).items():
            best = homes.get(author)
            if best is None or count > sum(byline.author == author for byline in pieces[best].bylines):
                homes[author] = n
    for n, byline in decided.items():
        home = homes.setdefault(byline.author, n)
        if home == n or pieces[home].decided not in (None, byline.author):
            pieces[n] = Piece.of(byline)
        else:
            pieces[home].take(Piece.of(byline))


def _join_by_evidence(pieces: dict[int, Piece], evidence: Evidence) -> None:
    """Join the best pair again and again; what a joined piece says is weighed anew."""
    holders: dict[str, set[int]] = defaultdict(set)
    for n, piece in pieces.items():
        for coauthor in piece.coauthors:
            holders[coauthor].add(n)
    age = dict.fromkeys(pieces, 0)
    wide = len(pieces) > _WIDE
    found = _pairs(holders) if wide else combinations(sorted(pieces), 2)
    heap = [proposal for a, b in found if (proposal := _weigh(pieces, age, evidence, a, b))]
    heapify(heap)
    while heap:
        _, a, b, age_a, age_b = heappop(heap)
        if age.get(a) != age_a or age.get(b) != age_b:
            continue
        gone = pieces.pop(b)
        del age[b]
        for coauthor in gone.coauthors:
            holders[coauthor].discard(b)
            holders[coauthor].add(a)
        pieces[a].take(gone)
        age[a] += 1
        near = set().union(*(holders[coauthor] for coauthor in pieces[a].coauthors)) if wide else pieces
        for n in near:
            if n != a and (proposal := _weigh(pieces, age, evidence, min(a, n), max(a, n))):
                heappush(heap, proposal)


def _pairs(holders: dict[str, set[int]]) -> set[tuple[int, int]]:
    return {pair for held in holders.values() for pair in combinations(sorted(held), 2)}


def _weigh(
    pieces: dict[int, Piece], age: dict[int, int], evidence: Evidence, a: int, b: int
) -> tuple[float, int, int, int, int] | None:
    """The pair for the heap, best first, ties by the by-lines' own order; None when it is not to be joined."""
    if pieces[a].excludes(pieces[b]):
        return None
    odds = evidence.odds(pieces[a], pieces[b])
    return (-odds, a, b, age[a], age[b]) if odds >= ENOUGH else None

"""Which by-lines of one block of names are one person: evidence weighed, pieces joined best first. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. Two pieces are joined
when everything together reaches ``ENOUGH``, so a rare name needs little beside it and "Wei Wang" much. Nothing here
depends on the order of the by-lines or on row numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

from publications.evidence import Evidence
from publications.matching import Name
from publications.pieces import Byline, Piece

ENOUGH = 1.2
_PLAIN = 3.0  # so much that no other piece could be a better home: joined in passing, without weighing all pairs


def cluster(bylines: Iterable[Byline], evidence: Evidence) -> list[list[Byline]]:
    """The by-lines of one block, parted into people; each part and the list of parts in the order of ``key``.

    A decision says that a by-line belongs to an author, so it joins the piece that is this author by what the files
    say, and then counts as evidence for the rest.
    """
    inorder = sorted(bylines, key=lambda byline: byline.key)
    pieces = {n: Piece.of(byline) for n, byline in enumerate(inorder) if not byline.is_decided}
    _join_asserted(pieces)
    _join_plain(pieces, evidence)
    _join_best(pieces, evidence)
    if decided := {n: byline for n, byline in enumerate(inorder) if byline.is_decided}:
        _join_decided(pieces, decided)
        _join_best(pieces, evidence)
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


def _join_plain(pieces: dict[int, Piece], evidence: Evidence) -> None:
    """Join by-lines of one name that share a co-author when nothing is in doubt: most of them, cheaply."""
    holder: dict[tuple[Name, str], int] = {}
    for n in sorted(pieces):
        for byline in list(pieces[n].bylines):
            for coauthor in sorted(byline.coauthors):
                home = holder.setdefault((byline.name, coauthor), n)
                if home == n or home not in pieces or n not in pieces or pieces[home].excludes(pieces[n]):
                    continue
                if evidence.odds(pieces[home], pieces[n]) >= _PLAIN:
                    pieces[home].take(pieces.pop(n))
                    n = home
                    holder.update(((byline.name, other), home) for other in byline.coauthors)


def _join_best(pieces: dict[int, Piece], evidence: Evidence) -> None:
    """Join the best pair again and again; what a joined piece says is weighed anew."""
    near = Neighbours(pieces)
    age = dict.fromkeys(pieces, 0)
    heap = []
    for a in sorted(pieces):
        heap += [p for b in near.of(pieces[a]) if a < b and (p := _weigh(pieces, age, evidence, a, b))]
    heapify(heap)
    while heap:
        _, a, b, age_a, age_b = heappop(heap)
        if age.get(a) != age_a or age.get(b) != age_b:
            continue
        gone = pieces.pop(b)
        del age[b]
        near.move(gone, b, a)
        pieces[a].take(gone)
        age[a] += 1
        for n in near.of(pieces[a]) - {a}:
            if proposal := _weigh(pieces, age, evidence, min(a, n), max(a, n)):
                heappush(heap, proposal)


class Neighbours:
    """Which pieces bear names that might agree, without asking every pair: by the first two letters of the given
    names. Initials and names with a short form may agree with any."""

    def __init__(self, pieces: Mapping[int, Piece]) -> None:
        self._by_letters: dict[str, set[int]] = defaultdict(set)
        self._everywhere: set[int] = set()
        self._all = set(pieces)
        for n, piece in pieces.items():
            self._place(piece, n)

    def _letters(self, piece: Piece) -> set[str]:
        return {name.letters[:2] for name in piece.names | piece.decided_names}

    def _is_everywhere(self, piece: Piece) -> bool:
        return any(name.is_initial or name.has_short_form for name in piece.names | piece.decided_names)

    def _place(self, piece: Piece, n: int) -> None:
        for letters in self._letters(piece):
            self._by_letters[letters].add(n)
        if self._is_everywhere(piece):
            self._everywhere.add(n)

    def move(self, piece: Piece, gone: int, home: int) -> None:
        """``piece``, known as ``gone``, is part of ``home`` from now on."""
        self._all.discard(gone)
        self._everywhere.discard(gone)
        for letters in self._letters(piece):
            self._by_letters[letters].discard(gone)
        self._place(piece, home)

    def of(self, piece: Piece) -> set[int]:
        if self._is_everywhere(piece):
            return self._all
        return self._everywhere.union(*(self._by_letters[letters] for letters in self._letters(piece)))


def _weigh(
    pieces: dict[int, Piece], age: dict[int, int], evidence: Evidence, a: int, b: int
) -> tuple[float, int, int, int, int] | None:
    """The pair for the heap, best first, ties by the by-lines' own order; None when it is not to be joined."""
    if pieces[a].excludes(pieces[b]):
        return None
    weight = evidence.odds(pieces[a], pieces[b])
    return (-weight, a, b, age[a], age[b]) if weight >= ENOUGH else None

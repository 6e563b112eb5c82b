"""Which by-lines of one block of names are one person: evidence weighed, pieces joined best first. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. Two pieces are joined
when everything together reaches ``ENOUGH``, so a rare name needs little beside it and "Wei Wang" much. Nothing here
depends on the order of the by-lines or on row numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import heappop, heappush

from publications.evidence import Evidence
from publications.matching import Name
from publications.neighbours import neighbours
from publications.pieces import Byline, Piece

ENOUGH = 1.2
_NEARLY = 0.5  # a weight that is so little less than it was may stand
_PLAIN = 3.0  # so much that no other piece could be a better home: joined in passing, without weighing all pairs


def cluster(bylines: Iterable[Byline], evidence: Evidence, enough: float = ENOUGH) -> list[list[Byline]]:
    """The by-lines of one block, parted into people; each part and the list of parts in the order of ``key``.

    A decision says that a by-line belongs to an author, so it joins the piece that is this author by what the files
    say, and then counts as evidence for the rest.
    """
    inorder = sorted(bylines, key=lambda byline: byline.key)
    pieces = {n: Piece.of(byline) for n, byline in enumerate(inorder) if not byline.is_decided}
    _join_asserted(pieces)
    _join_plain(pieces, evidence, max(enough, _PLAIN))
    _join_best(pieces, evidence, enough)
    if decided := {n: byline for n, byline in enumerate(inorder) if byline.is_decided}:
        _join_decided(pieces, decided)
        _join_best(pieces, evidence, enough)
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


def _join_plain(pieces: dict[int, Piece], evidence: Evidence, plain: float) -> None:
    """Join by-lines of one name that share a co-author when nothing is in doubt: most of them, cheaply."""
    holder: dict[tuple[Name, str], int] = {}
    for n in sorted(pieces):
        for byline in list(pieces[n].bylines):
            asked = {n}
            for coauthor in sorted(byline.coauthors):
                home = holder.setdefault((byline.name, coauthor), n)
                if home in asked or home not in pieces or n not in pieces or pieces[home].excludes(pieces[n]):
                    continue
                asked.add(home)
                if evidence.at_least(pieces[home], pieces[n]) >= plain:
                    pieces[home].take(pieces.pop(n))
                    n = home
                    holder.update(((byline.name, other), home) for other in byline.coauthors)


def _join_best(pieces: dict[int, Piece], evidence: Evidence, enough: float) -> None:
    """Join the best pair again and again; what a joined piece says is weighed anew."""
    joining = _Joining(pieces, evidence, enough)
    while pair := joining.best():
        joining.join(*pair)


class _Joining:
    """Pairs of neighbours that are enough, best first, ties in the order of the by-lines."""

    def __init__(self, pieces: dict[int, Piece], evidence: Evidence, enough: float) -> None:
        self._pieces, self._evidence, self._enough = pieces, evidence, enough
        self._near = neighbours(pieces, evidence)
        self._heap: list[tuple[float, int, int, int]] = []
        self._weighed: dict[tuple[int, int], int] = {}
        for a, near in self._near.items():
            for b in near:
                if a < b:
                    self._weigh(a, b)

    def _weigh(self, a: int, b: int) -> float:
        """Weigh the pair as it is now; what was known of it is forgotten."""
        one, other = self._pieces[a], self._pieces[b]
        size = self._weighed[a, b] = self._size(a, b)
        weight = -99.0 if one.excludes(other) else self._evidence.odds(one, other)
        if weight >= self._enough:
            heappush(self._heap, (-weight, a, b, size))
        return weight

    def _size(self, a: int, b: int) -> int:
        return len(self._pieces[a].bylines) + len(self._pieces[b].bylines)

    def best(self) -> tuple[int, int] | None:
        """The pair to be joined next. One that has grown since it was weighed is weighed again, and has to wait when
        it has become worse."""
        while self._heap:
            weight, a, b, size = heappop(self._heap)
            if a not in self._pieces or b not in self._pieces or self._weighed[a, b] != size:
                continue
            if size == self._size(a, b) or self._weigh(a, b) >= max(-weight - _NEARLY, self._enough):
                return a, b
        return None

    def join(self, a: int, b: int) -> None:
        """The smaller goes into the larger. What shares something with the smaller, which is news to the larger, is
        weighed again, and all that is near each time the larger has doubled: so no by-line is weighed often."""
        home, gone = sorted((a, b), key=lambda n: (-len(self._pieces[n].bylines), n))
        size = len(self._pieces[home].bylines)
        self._pieces[home].take(self._pieces.pop(gone))
        has_doubled = len(self._pieces[home].bylines).bit_length() > size.bit_length()
        news = self._near.pop(gone) - {home}
        for n in news:
            self._near[n].discard(gone)
            self._near[n].add(home)
        self._near[home] = (self._near[home] | news) - {gone}
        for n in self._near[home] if has_doubled else news:
            self._weigh(min(home, n), max(home, n))

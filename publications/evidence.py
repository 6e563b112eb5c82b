"""How much it says that two pieces share names, co-authors, subjects, words or places. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. They were fitted by
logistic regression (``manage.py bench identity --fit``) on by-lines of names that are certainly one person's each,
thrown together under names that many bear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt

from publications.matching import Name, NameCounts, compatible
from publications.pieces import Byline, Piece, Said
from publications.vectors import Sum
from publications.vocabulary import Vocabulary

WEIGHTS = {
    "any two": -0.41,
    "rarest shared": 0.83,
    "more shared": 0.4,
    "none shared": -1.31,
    "shared and text": -0.46,
    "topics": 2.03,
    "no topic": -1.31,
    "no archive": -2.49,
    "title": 2.27,
    "text": 7.08,
    "text of much": 3.84,
    "much": -1.07,
    "much of both": -1.0,  # set by hand: the people of the fitted sets have few works each
    "apart": 0.09,
    "years apart": 0.02,
}
_INSTITUTION = 3.0  # arXiv names too few to fit it
_KIND = {"same": 0.0, "middle": -0.5, "initial": -1.0, "short": -6.0}
_ELSEWHERE = 100_000  # by-lines a small corpus leaves out: its rare names are rare in the world, too
_UNREMARKABLE = 3.5  # rarity of a name that says nothing when two share it
_FEW = 3  # works of a piece that may be anything
_GAP = 4  # years without a work that say nothing more than one


class Evidence:
    """Weighs what two pieces have in common by how rare it is in the corpus."""

    def __init__(self, names: NameCounts, vocabulary: Vocabulary) -> None:
        self.names = names
        self._vocabulary = vocabulary
        self._works: dict[int, Said] = {}
        self._names: dict[tuple[Name, Name], float] = {}
        self._rarities: dict[str, float] = {}

    def odds(self, one: Piece, other: Piece) -> float:
        """Log odds that two pieces which do not exclude each other are one person."""
        return self.at_least(one, other) + _sum(self._texts(one, other))

    def at_least(self, one: Piece, other: Piece) -> float:
        """The odds if their works had no word in common, which is found without reading them."""
        total = self.of_names(one.names | one.decided_names, other.names | other.decided_names)
        total += _sum(self._beside_texts(one, other))
        return total if one.institutions.isdisjoint(other.institutions) else total + _INSTITUTION

    def features(self, one: Piece, other: Piece) -> dict[str, float]:
        """What is weighed beside names and institutions, by the names in ``WEIGHTS``; what is missing is 0."""
        return self._beside_texts(one, other) | self._texts(one, other)

    def _beside_texts(self, one: Piece, other: Piece) -> dict[str, float]:
        found = {"any two": 1.0, "much": _much(one, other), "much of both": _much_of_both(one, other)}
        found |= self._company(one.coauthors, other.coauthors)
        found |= _subjects(self._topics(one), self._topics(other))
        return found | _years(one.years, other.years)

    def _texts(self, one: Piece, other: Piece) -> dict[str, float]:
        mine, yours = self._said(one), self._said(other)
        found = {"title": sqrt(mine.title.cosine(yours.title))}
        if text := sqrt(mine.text.cosine(yours.text)):
            found |= {"text": text, "text of much": text * _much(one, other)}
            if not one.coauthors.isdisjoint(other.coauthors):
                found["shared and text"] = text
        return found

    def _company(self, one: set[str], other: set[str]) -> dict[str, float]:
        """The rarest shared co-author, and two more; less the more names there are to agree by chance."""
        if not one or not other:
            return {}
        chance = _UNREMARKABLE + 0.5 * log(max(len(one) * len(other) / 16, 1.0))
        said = [min(max(rarity - chance, 0.5), 8.0) for rarity, _ in self.shared(one, other)[:3]]
        if not said:
            return {"none shared": 1.0}
        return {"rarest shared": said[0], "more shared": sum(said[1:])}

    def shared(self, one: Collection[str], other: Collection[str]) -> list[tuple[float, str]]:
        """Co-authors on both sides with how rare their names are, the rarest first."""
        both = [(self._rarity(key), key) for key in set(one).intersection(other)]
        return sorted(both, key=lambda pair: (-pair[0], pair[1]))

    def _rarity(self, key: str) -> float:
        if key not in self._rarities:
            self._rarities[key] = log((self.names.n_bylines + _ELSEWHERE) / self.names.bylines(key))
        return self._rarities[key]

    def marks(self, piece: Piece) -> dict[str, float]:
        """What a piece could be recognised by, with about what it would say if another had it, too."""
        text = self._said(piece).text
        marks = {f"by {key}": max(self._rarity(key) - _UNREMARKABLE, 0.5) for key in sorted(piece.coauthors)}
        marks |= {f"at {place}": _INSTITUTION for place in sorted(piece.institutions)}
        return marks | {word: WEIGHTS["text"] * weight / text.length for word, weight in text.parts.items()}

    def of_names(self, mine: Iterable[Name], yours: Collection[Name]) -> float:
        """The best that two sets of compatible names say."""
        return max([self._of_name(one, other) for one in mine for other in yours])

    def _of_name(self, one: Name, other: Name) -> float:
        if (one, other) not in self._names:
            kind = compatible(one, other)
            self._names[one, other] = _KIND[kind] - log(self.names.doubt(one, other)) if kind else -99.0
        return self._names[one, other]

    def _topics(self, piece: Piece) -> Sum:
        if piece.topics is None:
            piece.topics = Sum.of(self._vocabulary.topics(byline.topics) for byline in piece.bylines)
        return piece.topics

    def _said(self, piece: Piece) -> Said:
        """Read when first asked for: most by-lines are never compared with one that they are not plainly one with."""
        if piece.said is None:
            piece.said = Said.of(self._read(byline) for byline in piece.bylines)
        return piece.said

    def _read(self, byline: Byline) -> Said:
        if byline.work not in self._works:
            title, text = byline.title, byline.abstract
            self._works[byline.work] = Said(self._vocabulary.title(title), self._vocabulary.text(title, text))
        return self._works[byline.work]


def _sum(features: Mapping[str, float]) -> float:
    return sum([WEIGHTS[name] * value for name, value in features.items()])


def _much(one: Piece, other: Piece) -> float:
    return log(len(one.bylines) * len(other.bylines))


def _much_of_both(one: Piece, other: Piece) -> float:
    """The more works on both sides, the more two strangers of one field have in common by chance."""
    few, many = sorted((len(one.bylines), len(other.bylines)))
    return log(many) * log(few / _FEW) if few > _FEW else 0.0


def _subjects(one: Sum, other: Sum) -> dict[str, float]:
    if not one.parts or not other.parts:
        return {}
    if agree := one.cosine(other):
        return {"topics": agree}
    archives = {topic.partition(".")[0] for topic in one.parts} & {topic.partition(".")[0] for topic in other.parts}
    return {"no topic": 1.0} if archives else {"no topic": 1.0, "no archive": 1.0}


def _years(one: list[int], other: list[int]) -> dict[str, float]:
    """Years between the last work of the one and the first of the other."""
    if not one or not other:
        return {}
    gap = max(one[0] - other[1], other[0] - one[1], 0)
    return {"apart": float(gap > 0), "years apart": float(max(gap - _GAP, 0))}

"""How much it says that two pieces share names, co-authors, subjects, words or places. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. They were fitted by
logistic regression (``manage.py bench identity --fit``) on by-lines of names that are certainly one person's each,
thrown together under names that many bear.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt
from typing import NamedTuple

from publications.matching import Name, NameCounts, compatible
from publications.pieces import About, Byline, Piece
from publications.vectors import Sum, unit

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
    "apart": 0.09,
    "years apart": 0.02,
}
_INSTITUTION = 3.0  # arXiv names too few to fit it
_KIND = {"same": 0.0, "middle": -0.5, "initial": -1.0, "short": -6.0}
_ELSEWHERE = 100_000  # by-lines a small corpus leaves out: its rare names are rare in the world, too
_ELSEWHERE_WORKS, _ELSEWHERE_TOPICS = 1000, 20  # a small corpus is about few topics, which are no less telling
_UNREMARKABLE = 3.5  # rarity of a name that says nothing when two share it
_GAP = 4  # years without a work that say nothing more than one

_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
_COMMON = 1.5  # log of works a word: what more than a fifth of them say tells nobody apart
_KEPT = 40  # words of an abstract


def words(text: str) -> list[str]:
    """The words that could tell what a text is about.

    >>> words("A Graph of 3D graphs")
    ['graph', 'graphs']
    """
    return _WORD.findall(text.lower())


class Vocabulary(NamedTuple):
    """In how many works a topic stands and, of ``n_texts`` of them, a word. What is not counted stands in one."""

    topics: Mapping[str, int]
    n_works: int
    words: Mapping[str, int]
    n_texts: int


class Evidence:
    """Weighs what two pieces have in common by how rare it is in the corpus."""

    def __init__(self, names: NameCounts, vocabulary: Vocabulary) -> None:
        self.names = names
        self._vocabulary = vocabulary
        self._read: dict[int, About] = {}

    def odds(self, one: Piece, other: Piece) -> float:
        """Log odds that two pieces which do not exclude each other are one person."""
        total = self.of_names(one.names | one.decided_names, other.names | other.decided_names)
        total += sum(WEIGHTS[name] * value for name, value in self.features(one, other).items())
        return total + _INSTITUTION if one.institutions & other.institutions else total

    def features(self, one: Piece, other: Piece) -> dict[str, float]:
        """What is weighed beside the names, by the names in ``WEIGHTS``; what is missing is 0."""
        much = log(len(one.bylines) * len(other.bylines))
        mine, yours = self._about(one), self._about(other)
        text = sqrt(mine.text.cosine(yours.text))
        found = {"any two": 1.0, "much": much, "text": text, "text of much": text * much}
        found["title"] = sqrt(mine.title.cosine(yours.title))
        found |= self._company(one.coauthors, other.coauthors, text)
        found |= _subjects(mine.topics, yours.topics)
        return found | _years(one.years, other.years)

    def _company(self, one: set[str], other: set[str], text: float) -> dict[str, float]:
        """The rarest shared co-author, and two more; less the more names there are to agree by chance."""
        if not one or not other:
            return {}
        chance = _UNREMARKABLE + 0.5 * log(max(len(one) * len(other) / 16, 1.0))
        said = [min(max(rarity - chance, 0.5), 8.0) for rarity, _ in self.shared(one, other)[:3]]
        if not said:
            return {"none shared": 1.0}
        return {"rarest shared": said[0], "more shared": sum(said[1:]), "shared and text": text}

    def shared(self, one: Collection[str], other: Collection[str]) -> list[tuple[float, str]]:
        """Co-authors on both sides with how rare their names are, the rarest first."""
        both = [(self._rarity(key), key) for key in set(one).intersection(other)]
        return sorted(both, key=lambda pair: (-pair[0], pair[1]))

    def _rarity(self, key: str) -> float:
        return log((self.names.n_bylines + _ELSEWHERE) / self.names.bylines(key))

    def of_names(self, mine: Iterable[Name], yours: Collection[Name]) -> float:
        """The best that two sets of compatible names say."""
        return max(self._of_name(one, other) for one in mine for other in yours)

    def _of_name(self, one: Name, other: Name) -> float:
        kind = compatible(one, other)
        return _KIND[kind] - log(self.names.doubt(one, other)) if kind else -99.0

    def _about(self, piece: Piece) -> About:
        """Read when first asked for: most by-lines are never compared with another."""
        if piece.about is None:
            piece.about = About.all(self._of_work(byline) for byline in piece.bylines)
        return piece.about

    def _of_work(self, byline: Byline) -> About:
        if byline.work not in self._read:
            in_title, everywhere = words(byline.title), words(byline.abstract)
            topics = {topic: self._of_topic(topic) for topic in byline.topics}
            title = {word: self._of_word(word) for word in in_title}
            said = Counter(in_title + everywhere)
            text = {word: (1 + log(n)) * self._of_word(word) for word, n in said.items()}
            self._read[byline.work] = About(Sum(unit(topics)), Sum(unit(title)), Sum(unit(text, keep=_KEPT)))
        return self._read[byline.work]

    def _of_topic(self, topic: str) -> float:
        n = self._vocabulary.topics.get(topic, 1)
        return log((self._vocabulary.n_works + _ELSEWHERE_WORKS) / (n + _ELSEWHERE_WORKS / _ELSEWHERE_TOPICS))

    def _of_word(self, word: str) -> float:
        rarity = log(max(self._vocabulary.n_texts, 1) / self._vocabulary.words.get(word, 1))
        return rarity if rarity > _COMMON else 0.0


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

"""How much it says that two sets of by-lines share co-authors, subjects, words or places. Pure.

Weights are natural logarithms of odds: +2.3 is ten to one for "the same person", 0 says nothing. They were measured on
computer science to 2019: by-lines of names that are certainly one person's each, thrown together under one name, show
how often one person's works agree and how often two people's do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log

from publications.matching import Name, NameCounts, compatible

_KIND = {"same": 0.0, "middle": -0.5, "initial": -1.0, "short": -6.0}
_ELSEWHERE = 100_000  # by-lines a small corpus leaves out: its rare names are rare in the world, too
_FURTHER = 0.3  # the second and third shared co-author often come with the first


_WORD = re.compile(r"[a-z][a-z0-9]{2,}")


def title_words(title: str) -> frozenset[str]:
    """The words of a title that could tell what it is about.

    >>> sorted(title_words("A Graph of 3D graphs"))
    ['graph', 'graphs']
    """
    return frozenset(_WORD.findall(title.lower()))


class Evidence:
    """Weighs what two pieces have in common by how rare it is in the corpus.

    ``topics`` and ``words`` count works; ``n_titles`` is how many titles the words were counted in.
    """

    def __init__(
        self,
        names: NameCounts,
        topics: Counter[str],
        n_works: int,
        words: Counter[str],
        n_titles: int,
    ) -> None:
        self.names = names
        self._topics = topics
        self._n_works = n_works
        self._words = words
        self._n_titles = n_titles

    def of_names(self, mine: Iterable[Name], yours: Collection[Name]) -> float:
        """The best that two sets of compatible names say."""
        return max(self._of_name(one, other) for one in mine for other in yours)

    def _of_name(self, one: Name, other: Name) -> float:
        kind = compatible(one, other)
        return _KIND[kind] - log(self.names.doubt(one, other)) if kind else -99.0

    def _rarity(self, key: str) -> float:
        return log((self.names.n_bylines + _ELSEWHERE) / (self.names.bylines[key] or 1))

    def shared(self, one: Collection[str], other: Collection[str]) -> list[tuple[float, str]]:
        """Co-authors on both sides with how rare their names are, the rarest first."""
        both = [(self._rarity(key), key) for key in set(one).intersection(other)]
        return sorted(both, key=lambda pair: (-pair[0], pair[1]))

    def of_coauthors(self, one: set[str], other: set[str]) -> float:
        """The rarest shared co-author, and some for two more; less the more names there are to agree by chance."""
        if not one or not other:
            return 0.0
        weights = [min(max(rarity - 3.5, 0.5), 7.0) for rarity, _ in self.shared(one, other)[:3]]
        if not weights:
            return -0.6
        chances = 0.5 * log(max(len(one) * len(other) / 16, 1.0))
        return max(weights[0] + _FURTHER * sum(weights[1:]) - chances, 0.5)

    def of_topics(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        if not one or not other:
            return 0.0
        dot = sum(count * other[topic] * self._of_topic(topic) ** 2 for topic, count in one.items() if topic in other)
        if dot:
            return 3.3 * dot / (self._length(one) * self._length(other)) - 1.2
        archives = {topic.partition(".")[0] for topic in one} & {topic.partition(".")[0] for topic in other}
        return -1.3 if archives else -4.0

    def _length(self, topics: Mapping[str, int]) -> float:
        return sum((count * self._of_topic(topic)) ** 2 for topic, count in topics.items()) ** 0.5

    def _of_topic(self, topic: str) -> float:
        return log((self._n_works + 1) / (self._topics[topic] or 1))

    def of_words(self, one: set[str], other: set[str], n_pairs: int) -> float:
        total = sum(self._of_word(word) for word in one & other) / n_pairs**0.5
        return min(0.6 * total, 4.0) - 0.4

    def _of_word(self, word: str) -> float:
        return max(log(self._n_titles / (self._words[word] or 1)) - 2.5, 0.0)

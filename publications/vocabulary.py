"""What works are about: their topics, the words of their titles and what their abstracts say, the rare counting more.
Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from publications.vectors import Sum, unit

_ELSEWHERE_WORKS, _ELSEWHERE_TOPICS = 1000, 20  # a small corpus is about few topics, which are no less telling
_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
_COMMON = 1.5  # log of works a word: what more than a fifth of them say tells nobody apart
_KEPT = 40  # words of a title and abstract


def words(text: str) -> list[str]:
    """The words that could tell what a text is about.

    >>> words("A Graph of 3D graphs")
    ['graph', 'graphs']
    """
    return _WORD.findall(text.lower())


class Vocabulary:
    """How rare topics and words are, as natural logarithms of works each; what is not counted stands in one work."""

    def __init__(self, topics: Mapping[str, int], n_works: int, in_texts: Mapping[str, int], n_texts: int) -> None:
        """``topics``: in how many of ``n_works`` a topic stands; ``in_texts``: in how many of ``n_texts`` a word."""
        self._of_all, self._of_new = log(n_works + _ELSEWHERE_WORKS), _ELSEWHERE_WORKS / _ELSEWHERE_TOPICS
        self._topics = {topic: self._of_all - log(n + self._of_new) for topic, n in topics.items()}
        self._rarest = log(max(n_texts, 1))
        self._words = {word: self._rarest - log(n) for word, n in in_texts.items()}
        self._words = {word: rarity if rarity > _COMMON else 0.0 for word, rarity in self._words.items()}
        if self._rarest <= _COMMON:
            self._rarest = 0.0

    def topics(self, codes: Iterable[str]) -> Sum:
        new = self._of_all - log(1 + self._of_new)
        return Sum(unit({code: self._topics.get(code, new) for code in codes}))

    def title(self, text: str) -> Sum:
        return Sum(unit({word: self._words.get(word, self._rarest) for word in words(text)}))

    def text(self, title: str, abstract: str) -> Sum:
        """The most telling words of both."""
        said = Counter(words(f"{title} {abstract}"))
        rarity, rarest = self._words.get, self._rarest
        return Sum(unit({word: _OFTEN[min(n, 9)] * rarity(word, rarest) for word, n in said.items()}, keep=_KEPT))


_OFTEN = [0.0, *(1 + log(n) for n in range(1, 10))]

"""The words of a text in the form search compares: plain lower-case letters, singular, each once. Pure.

The same function reads what is indexed and what is typed, so whatever it does, both sides agree.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

MOST_CHARACTERS = 100_000  # of one text: no abstract is as long, and one that is does not fill the index
_LONGEST = 60  # characters of a word; longer ones are told apart by their beginning
# They stand in nearly every English text and tell nothing about it.
_OF_ANY_TEXT = (
    "a an and are as at be been but by can do does for from had has have here how if in into is it its may more most"
    " no not of on one only or other our over such than that the their them then there these they this those to under"
    " up was we were what when where which while who will with you your"
)
_EMPTY = frozenset(_OF_ANY_TEXT.split())
_SINGULARS = {
    "analyses": "analysis",
    "bases": "basis",
    "criteria": "criterion",
    "hypotheses": "hypothesis",
    "indices": "index",
    "matrices": "matrix",
    "phenomena": "phenomenon",
    "theses": "thesis",
    "vertices": "vertex",
}
# Chinese and Japanese write words without spaces between them: each sign is a word, and all of them are looked for.
_WORD = re.compile("[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\W_\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# The bytes of plain text that stand in no word become spaces: several times faster than an expression.
_SPACED = bytes(byte if chr(byte).isalnum() or byte > 127 else 32 for byte in range(256))


class _Folded(dict):
    """Word as written in lower case -> word as compared; remembers, because texts share most of their words."""

    MOST = 1 << 19

    def __missing__(self, word: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        self[word] = _singular(plain(word)[:_LONGEST])
        return self[word]


_FOLDED = _Folded()


def plain(word: str) -> str:
    """Latin letters without accents; other scripts as they are, for no spelling of theirs in Latin is certain."""
    if word.isascii():
        return word
    word = unicodedata.normalize("NFKC", word)
    if all(unicodedata.name(sign, "LATIN").startswith(("LATIN", "COMBINING", "DIGIT")) for sign in word):
        return anyascii(word).lower()
    return word


def _singular(word: str) -> str:
    """English plurals by the S-stemmer (Harman 1991), with the endings in -es and the irregulars of scholarly texts.

    >>> [_singular(word) for word in "networks theories classes matches caches cache bias loss matrices gas".split()]
    ['network', 'theory', 'class', 'match', 'cach', 'cach', 'bia', 'loss', 'matrix', 'gas']
    """
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) <= 3 or word[-1] not in "se":
        return word
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("che"):
        return word[:-1]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word[-1] == "s" and not word.endswith(("ss", "us", "aes", "ees", "oes")):
        return word[:-1]
    return word


def as_written(text: str) -> list[str]:
    """The words in order and lower case, accents kept, the empty ones too.

    >>> as_written("Schrödinger's k-means: the 机器 way")
    ['schrödinger', 's', 'k', 'means', 'the', '机', '器', 'way']
    """
    text = text[:MOST_CHARACTERS].lower()
    if text.isascii():
        return text.encode().translate(_SPACED).decode().split()
    return _WORD.findall(text)


def folded(word: str) -> str:
    """One word as search compares it.

    >>> folded("Schrödinger"), folded("Networks"), folded("θεωρία")
    ('schrodinger', 'network', 'θεωρία')
    """
    return _FOLDED[word.lower()]


def of(text: str) -> set[str]:
    """All words of a text that tell something about it, as search compares them.

    >>> sorted(of("The theory of Schrödinger's networks — and other theories"))
    ['network', 's', 'schrodinger', 'theory']
    """
    return set(map(_FOLDED.__getitem__, set(as_written(text)) - _EMPTY))

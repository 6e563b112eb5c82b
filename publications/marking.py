"""Words that were searched for, marked where they stand: in titles, formulas and mark-up left whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape

from publications import words

_AROUND = 110  # characters before and after the first word of an excerpt
# Formulas, tags and entities are passed over; what else has letters is a word.
_PIECE = re.compile(r"<math\b.*?</math>|<[^<>]*>|&#?\w+;|([^\W_]+)", re.DOTALL)
_LETTERS = re.compile(r"[^\W_]+")


def marked(html: str, wanted: Collection[str]) -> str:
    """Safe HTML with ``<mark>`` about each of the words (folded), however they are written.

    >>> marked("Deep <em>Networks</em> &amp; <math><mi>deep</mi></math>", {"network", "deep", "amp", "em"})
    '<mark>Deep</mark> <em><mark>Networks</mark></em> &amp; <math><mi>deep</mi></math>'
    """

    def mark(piece: re.Match) -> str:
        word = piece[1]
        return f"<mark>{word}</mark>" if word and _is_wanted(word, wanted) else piece[0]

    return _PIECE.sub(mark, html)


def excerpt(text: str, wanted: Collection[str]) -> str:
    """Safe HTML of the place in a plain text where one of the words stands first; empty when none does.

    >>> excerpt("We <b> study the deep.", {"deep"}), excerpt("We study.", {"deep"})
    ('We &lt;b&gt; study the <mark>deep</mark>.', '')
    """
    first = next((at for at in _LETTERS.finditer(text) if _is_wanted(at[0], wanted)), None)
    if first is None:
        return ""
    begin, end = max(0, first.start() - _AROUND), first.end() + _AROUND
    begin = text.find(" ", begin) + 1 if begin else 0
    cut = text.rfind(" ", first.end(), end) if end < len(text) else len(text)
    piece = text[begin : cut if cut > 0 else end]
    return ("… " if begin else "") + marked(escape(piece, quote=False), wanted) + (" …" if cut < len(text) else "")


def _is_wanted(word: str, wanted: Collection[str]) -> bool:
    return any(part in wanted for part in _parts(word))


@lru_cache(maxsize=1 << 15)
def _parts(word: str) -> tuple[str, ...]:
    """Kept, because a list of abstracts is made of the same few thousand words."""
    return tuple(map(words.folded, words.as_written(word)))

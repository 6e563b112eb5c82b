"""What somebody typed to find works, read into words to have, phrases to have and words not to have. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publications import words

_PART = re.compile(r'(?<!\S)(-?)"([^"]+)"?|(?<!\S)-(?=\w)(\S+)|([^\s"]+)')


@dataclass(frozen=True)
class Wanted:
    """``words`` and ``without`` are folded as the index has them; ``phrases`` are words as written, in lower case."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """As a ``tsquery``; words are letters and digits only, so nothing in them is an operator."""
        return " & ".join(f"'{word}'" for word in self.words)

    @property
    def unwanted(self) -> str:
        return " | ".join(f"'{word}'" for word in self.without)


def read(text: str) -> Wanted:
    """The same signs as in other searches: ``"…"`` holds words together, ``-`` leaves works with a word out.

    >>> read('Graph "neural networks" -survey k-means')
    Wanted(words=('graph', 'neural', 'network', 'k', 'mean'), phrases=(('neural', 'networks'),), without=('survey',))
    >>> read('the " - "" "open'), read("- -- |&!<->:*()")
    (Wanted(words=('open',), phrases=(), without=()), Wanted(words=(), phrases=(), without=()))
    """
    wanted, phrases, without = [], [], []
    for found in _PART.finditer(text):
        minus, quoted, left_out, plain = found.groups()
        if left_out or minus:
            without += _telling(left_out or quoted)
            continue
        wanted += _telling(quoted or plain)
        phrase = tuple(words.as_written(quoted or ""))
        if len(phrase) > 1:
            phrases.append(phrase)
    return Wanted(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(without)))


def _telling(text: str) -> list[str]:
    """Its words in their order, as ``words.of`` has them."""
    telling = words.of(text)
    return [word for word in map(words.folded, words.as_written(text)) if word in telling]

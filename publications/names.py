"""Names of people, folded for comparison. Pure: strings in, strings out.

Three things are kept apart: a *name as written* on a work, a *folded* form that machines compare, and a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Plain lower-case letters and digits, words apart by one space.

    >>> fold("Müller-Lüdenscheidt,  Łukasz")
    'muller ludenscheidt lukasz'
    >>> fold("O'Brien"), fold("김민준")
    ('obrien', 'gimminjun')
    """
    plain = anyascii(text).lower().replace("'", "").replace("`", "")
    return _NOT_WORD.sub(" ", plain).strip()


def slug(text: str, *, limit: int = 80) -> str:
    """The readable tail of an address; never empty, never decides anything.

    >>> slug("Tom Goldstein"), slug("王伟"), slug("…")
    ('tom-goldstein', 'wangwei', '-')
    """
    words = fold(text)[:limit].strip().replace(" ", "-")
    return words or "-"


def full_name(given: str, family: str, suffix: str = "") -> str:
    """The name in reading order.

    >>> full_name("John P.", "Dickerson", "Jr."), full_name("", "CERN")
    ('John P. Dickerson Jr.', 'CERN')
    """
    return " ".join(part for part in (given, family, suffix) if part)


def last_word(family: str) -> str:
    """The last word of a family name, suffix aside: what all ways to write a compound name have in common.

    >>> last_word("Yeh-Chiang"), last_word("van der Berg"), last_word("Fister Jr."), last_word("")
    ('chiang', 'berg', 'fister', '')
    """
    words = fold(family).split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words[-1] if words else ""


def block(given: str, family: str) -> str:
    """Names that could be one person share a block: last word of the family name and first initial.

    Only the last word counts, so that "Ping Yeh-Chiang" meets "Ping-yeh Chiang" and "Juan García López" meets
    "Juan López". A group has no given name: its whole name is the block.

    >>> block("Tom", "Goldstein"), block("", "ATLAS Collaboration")
    ('goldstein t', 'atlas collaboration')
    >>> block("Ping", "Yeh-Chiang") == block("Ping-yeh", "Chiang")
    True
    """
    initial = fold(given)[:1]
    return f"{last_word(family)} {initial}".strip() if initial else fold(family)


def search_forms(given: str, family: str, suffix: str = "") -> str:
    """What people search finds a name by: both orders in plain letters.

    >>> search_forms("Oscar", "Castañeda")
    'oscar castaneda oscar'
    """
    first, last = fold(given), fold(family)
    return " ".join(part for part in (first, last, fold(suffix), first) if part)


def sort_name(given: str, family: str, suffix: str = "") -> str:
    """Family name first, for lists.

    >>> sort_name("Tom", "Goldstein")
    'goldstein, tom'
    """
    head, tail = fold(family), " ".join(p for p in (fold(given), fold(suffix)) if p)
    return f"{head}, {tail}" if tail else head

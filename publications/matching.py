"""Could two names be one person, and how many people may share a name? Pure: names and counts in, numbers out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from publications.names import fold, last_word

# "J.P." is two words, "J.-P." is one.
_INITIALS = re.compile(r"\.(?!\s*-)")

# Short forms that keep the initial (the others stand in another block).
_SHORT_FORMS = {
    "alexander": "alex sasha", "alexandra": "alex sasha", "andrew": "andy drew", "anthony": "tony",
    "benjamin": "ben", "catherine": "cathy", "charles": "charlie chuck", "christine": "chris",
    "christopher": "chris", "daniel": "dan danny", "david": "dave", "donald": "don", "douglas": "doug",
    "edward": "ed eddie", "frederick": "fred", "gregory": "greg", "jacob": "jake", "james": "jim jamie",
    "jeffrey": "jeff", "jennifer": "jen jenny", "joseph": "joe", "joshua": "josh", "katherine": "kate kathy",
    "kenneth": "ken", "lawrence": "larry", "leonard": "leo len", "matthew": "matt", "maximilian": "max",
    "michael": "mike", "nathaniel": "nate nathan", "nicholas": "nick", "patricia": "pat", "patrick": "pat",
    "peter": "pete", "philip": "phil", "raymond": "ray", "robert": "rob", "ronald": "ron", "samuel": "sam",
    "stephen": "steve", "steven": "steve", "susan": "sue", "thomas": "tom tommy", "timothy": "tim",
    "victor": "vic", "vincent": "vince", "walter": "walt",
}  # fmt: skip
_SHORTENED = {frozenset({full, short}) for full, shorts in _SHORT_FORMS.items() for short in shorts.split()}


class Name(NamedTuple):
    """A name as machines compare it. ``first`` holds the parts of the first given word ("Ping-yeh" has two),
    ``rest`` the parts of every word between it and the last word of the family name."""

    first: tuple[str, ...]
    rest: tuple[str, ...]
    last: str
    suffix: str

    @property
    def key(self) -> str:
        """First word and last word: what names are counted by and co-authors are recognised by.

        >>> parse("Hong-Min", "Chu").key, parse("John P.", "Dickerson").key
        ('hongmin chu', 'john dickerson')
        """
        return f"{''.join(self.first)} {self.last}"

    @property
    def letters(self) -> str:
        return "".join((*self.first, *self.rest, self.last))

    @property
    def is_initial(self) -> bool:
        return all(len(part) == 1 for part in self.first)


@lru_cache(maxsize=1 << 16)
def parse(given: str, family: str, suffix: str = "") -> Name:
    """A by-line's given and family name in parts.

    >>> parse("Ping-yeh", "Chiang")
    Name(first=('ping', 'yeh'), rest=(), last='chiang', suffix='')
    >>> parse("J.P.", "van der Berg", "Jr.")
    Name(first=('j',), rest=('p', 'van', 'der'), last='berg', suffix='jr')
    """
    words = [fold(word).split() for word in _INITIALS.sub(". ", given).split()]
    first, *others = [word for word in words if word] or [[]]
    last = last_word(family)
    between = fold(family).split()
    while between and between.pop() != last:
        pass
    rest = [part for word in others for part in word] + between
    return Name(tuple(first), tuple(rest), last, fold(suffix))


@lru_cache(maxsize=1 << 18)
def compatible(one: Name, other: Name) -> str:
    """How two names could be one person's: "same", "middle", "initial", "short", or "" when they cannot.

    Hyphens and spaces do not matter when the letters agree; a missing middle name, an initial for a full name and a
    common short form need corroboration; a part that differs is another person.

    >>> def ask(one, other): return compatible(parse(*one), parse(*other))
    >>> ask(("Ping", "Yeh-Chiang"), ("Ping-yeh", "Chiang"))
    'same'
    >>> ask(("John P.", "Dickerson"), ("John", "Dickerson")), ask(("J. A.", "Smith"), ("J. B.", "Smith"))
    ('middle', '')
    >>> ask(("J.", "Smith"), ("John", "Smith")), ask(("Tom", "Goldstein"), ("Thomas", "Goldstein"))
    ('initial', 'short')
    >>> ask(("Ping", "Chiang"), ("Ping-yeh", "Chiang")), ask(("John", "Smith", "Jr"), ("John", "Smith", "Sr"))
    ('', '')
    """
    if one.last != other.last or (one.suffix and other.suffix and one.suffix != other.suffix):
        return ""
    if one.letters == other.letters:
        return "same" if one.suffix == other.suffix else "middle"
    if not one.first or not other.first:
        return ""
    return _aligned((*one.first, *one.rest), (*other.first, *other.rest), one, other)


def _aligned(mine: tuple[str, ...], yours: tuple[str, ...], one: Name, other: Name) -> str:
    """Compare part by part; what is left over must be middle names, never half of a hyphenated first name."""
    kind = "same"
    for at, (a, b) in enumerate(zip(mine, yours, strict=False)):
        if a == b:
            continue
        if at == 0 and frozenset({a, b}) in _SHORTENED:
            kind = "short"
        elif (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
            kind = "initial" if at == 0 else kind
        else:
            return ""
    shorter = min(len(mine), len(yours))
    halved = [name for name in (one, other) if len(name.first) > shorter]
    if halved and not (one.is_initial or other.is_initial):
        return ""
    return "middle" if kind == "same" else kind


class NameCounts:
    """How common names are in the corpus, from its distinct names alone.

    ``namesakes`` estimates how many *other* people of a name there are, as if given and family names were paired at
    random: families called Wang times first names Wei, over all names. The name's own row is left out of both counts,
    so a prolific author does not make the name look common.
    """

    def __init__(self, names: Iterable[tuple[Name, int]]) -> None:
        self.bylines: Counter[str] = Counter()
        for name, count in names:
            self.bylines[name.key] += count
        pairs = [key.rpartition(" ") for key in self.bylines]
        self.of_last = Counter(last for _, _, last in pairs)
        self.of_first = Counter(first for first, _, _ in pairs)
        self.of_block = Counter(f"{last} {first[:1]}" for first, _, last in pairs)
        self.n_bylines = sum(self.bylines.values())

    def namesakes(self, name: Name) -> float:
        """Expected number of other people in the corpus who could sign like this."""
        if not name.first:
            return float(self.of_last[name.last])
        if name.is_initial:
            return max(self.of_block[f"{name.last} {name.first[0]}"] - 1.0, 0.0)
        first = "".join(name.first)
        others = (self.of_last[name.last] - 1) * (self.of_first[first] - 1) / len(self.bylines)
        return max(others, 0.0) / (12 if name.rest else 1)

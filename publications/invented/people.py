"""What invented people are called, and the many ways in which each of them signs. Pure."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from anyascii import anyascii

Draw = Callable[[], float]

_POOLS = {
    origin: {kind: [name.replace("_", " ") for name in names.split()] for kind, names in pools.items()}
    for origin, pools in json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8")).items()
}
# Of a hundred authors of preprints in computer science, about so many have names of these kinds.
_SHARES = {
    "chinese": 34,
    "english": 16,
    "romance": 12,
    "indian": 9,
    "german": 8,
    "korean": 6,
    "slavic": 5,
    "japanese": 4,
    "arabic": 3,
    "nordic": 2,
    "vietnamese": 1,
}
ORIGINS = tuple(_SHARES)
_UP_TO = list(accumulate(_SHARES.values()))
_SHORT = {
    "Thomas": "Tom",
    "Michael": "Mike",
    "William": "Will",
    "Robert": "Rob",
    "Daniel": "Dan",
    "Benjamin": "Ben",
    "Samuel": "Sam",
    "Katherine": "Kate",
    "Matthew": "Matt",
    "Christopher": "Chris",
    "Elizabeth": "Liz",
    "Timothy": "Tim",
}


class Person(NamedTuple):
    """``parts`` are the syllables of an East Asian given name, else the given name and a middle one if there is one;
    ``joint`` is how its owner writes them together."""

    family: str
    parts: tuple[str, ...]
    joint: str
    is_east_asian: bool
    signs_middle: bool


def pick(names: Sequence[str], draw: Draw) -> str:
    return names[int(draw() * len(names))]


def skewed(count: int, draw: Draw) -> int:
    """A number below ``count``, the first ones much likelier: as often as one over their rank, about."""
    up_to = _HARMONIC[count] if count in _HARMONIC else _HARMONIC.setdefault(count, _harmonic(count))
    return bisect(up_to, draw() * up_to[-1])


_HARMONIC: dict[int, list[float]] = {}


def _harmonic(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


def origin(draw: Draw) -> str:
    return ORIGINS[bisect(_UP_TO, draw() * _UP_TO[-1])]


def person(leaning: str, draw: Draw) -> Person:
    """Somebody, more often than not with the kind of name that is usual in their group."""
    kind = leaning if draw() < 0.5 else origin(draw)
    pools = _POOLS[kind]
    if kind in ("chinese", "korean"):
        return _east_asian(kind, pools, draw)
    family = _family(pools, draw)
    if kind == "romance" and draw() < 0.25:
        family += (" " if draw() < 0.7 else "-") + _family(pools, draw)
    elif draw() < 0.02:
        family += "-" + _family(pools, draw)
    middle = pools.get("middle") or pools["given"]
    has_middle = draw() < (0.5 if kind == "english" else 0.15)
    given = (pools["given"][skewed(len(pools["given"]), draw)], *([pick(middle, draw)] if has_middle else []))
    return Person(family, given, " ", False, draw() < 0.6)


def _east_asian(kind: str, pools: dict[str, list[str]], draw: Draw) -> Person:
    family = pools["family"][skewed(len(pools["family"]), draw)]
    syllables = pools["syllables"]
    parts = [syllables[skewed(len(syllables), draw)].capitalize()]
    if kind == "korean" or draw() < 0.55:
        parts.append(syllables[skewed(len(syllables), draw)])
    joint = pick(("", "", "-", " ") if kind == "chinese" else ("-", "-", " ", ""), draw)
    return Person(family, tuple(parts), joint, True, True)


def _family(pools: dict[str, list[str]], draw: Draw) -> str:
    """A common name or, half the time where names are made of parts, a rare one put together."""
    if "stems" in pools and draw() < 0.55:
        return pick(pools["stems"], draw) + pick(pools["endings"], draw)
    return pools["family"][skewed(len(pools["family"]), draw)]


def signature(who: Person, draw: Draw) -> tuple[str, str]:
    """Given and family name as they stand on one work: mostly the usual way, now and then another."""
    given, family = usual(who), who.family
    how = draw()
    if how < 0.82:
        return given, family
    if who.is_east_asian:
        return _in_another_joint(who, how), family
    if how < 0.89:
        return " ".join(initials(part) for part in who.parts), family
    if how < 0.92 and len(who.parts) > 1:
        return f"{who.parts[0]} {initials(who.parts[1])}", family
    if how < 0.95:
        return who.parts[0], family
    if how < 0.97:
        return _SHORT.get(who.parts[0], given), family
    return anyascii(given), anyascii(family)


def usual(who: Person) -> str:
    """The given name as its owner prefers it.

    >>> usual(Person("Wang", ("Xiao", "ming"), "-", True, True))
    'Xiao-Ming'
    """
    if who.is_east_asian:
        return _joined(who.parts, who.joint)
    return " ".join(who.parts if who.signs_middle else who.parts[:1])


def _joined(parts: tuple[str, ...], joint: str) -> str:
    return joint.join([parts[0], *(part.capitalize() if joint else part for part in parts[1:])])


def _in_another_joint(who: Person, how: float) -> str:
    if how < 0.9:
        return _joined(who.parts, "" if who.joint else "-")
    if how < 0.97:
        return "-".join(f"{part[0].upper()}." for part in who.parts)
    return f"{who.parts[0]}-{who.parts[1]}" if len(who.parts) > 1 else usual(who)


def initials(name: str) -> str:
    """
    >>> initials("Jean-Luc"), initials("Ada")
    ('J.-L.', 'A.')
    """
    return "-".join(f"{part[0]}." for part in name.split("-"))


_BEGIN = (
    "Bel",
    "Cor",
    "Dan",
    "Fen",
    "Gal",
    "Hol",
    "Jun",
    "Kel",
    "Lor",
    "Mar",
    "Nov",
    "Pel",
    "Quil",
    "Tor",
    "Ul",
    "Zan",
)
_GO_ON = (
    "dar",
    "eli",
    "fir",
    "gan",
    "ive",
    "lan",
    "mor",
    "nar",
    "oni",
    "pel",
    "ros",
    "sel",
    "tav",
    "ulo",
    "ven",
    "yar",
)
_END = ("a", "ane", "ara", "el", "en", "era", "ia", "ine", "ion", "is", "o", "on", "or", "us")


def coined(draw: Draw) -> str:
    """A word nobody uses: the name of a system, a survey, a place."""
    return pick(_BEGIN, draw) + pick(_GO_ON, draw) + pick(_END, draw)

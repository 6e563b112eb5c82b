"""Names of people, folded for comparison. Pure: strings in, strings out.

Three things are kept apart: a *name as written* on a work, a *folded* form that machines compare, and a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_HAN = re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u3040-\u30ff]")
_EAST_ASIAN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
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
    """The name in reading order, which is family name first in East Asian script.

    >>> full_name("John P.", "Dickerson", "Jr."), full_name("", "CERN"), full_name("伟", "王")
    ('John P. Dickerson Jr.', 'CERN', '王伟')
    """
    if given and _EAST_ASIAN.fullmatch(given + family):
        return family + given
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


_PARTICLE = re.compile(
    "af|al|av|bin|bint|das?|del?|della|den|der|di|dos?|du|el|ibn|la|le|op|ten?|ter|van|von|zu|zum|zur|'t"
)
_GROUP = re.compile(r"\b(?:collaboration|committee|consortium|group|network|project|society|team)\b", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_]|(?:[^\W\d_]\.-?)+")
_LONG_FAMILY = re.compile(
    "欧阳|欧陽|歐陽|司马|司馬|诸葛|諸葛|上官|夏侯|皇甫|公孙|公孫|慕容|令狐|宇文|司徒|尉迟|尉遲|남궁|황보|제갈|선우|독고|사공"
)
_NUMBERED = re.compile(r"(.*\S)\s+(\d{4})", re.DOTALL)


def split(name: str) -> tuple[str, str, str]:
    """Given name, family name and suffix of a name that a source gives as one text. A proposal: nobody can know.

    Particles in lower case begin the family name; names of groups are left whole; an East Asian name without a space
    begins with its family name, of one letter unless it is one of the well-known long ones (or four letters in all).

    >>> split("Laurens van der Maaten"), split("José María de la Cruz, Jr.")
    (('Laurens', 'van der Maaten', ''), ('José María', 'de la Cruz', 'Jr.'))
    >>> split("Goldstein, Tom"), split("King, Martin L., Jr."), split("Smith J. A."), split("Teller")
    (('Tom', 'Goldstein', ''), ('Martin L.', 'King', 'Jr.'), ('J. A.', 'Smith', ''), ('', 'Teller', ''))
    >>> split("王伟"), split("欧阳娜娜"), split("김민준"), split("山田 太郎"), split("محمد الأحمد")
    (('伟', '王', ''), ('娜娜', '欧阳', ''), ('민준', '김', ''), ('太郎', '山田', ''), ('محمد', 'الأحمد', ''))
    >>> split("The ATLAS Collaboration"), split(" ")
    (('', 'The ATLAS Collaboration', ''), ('', '', ''))
    """
    name = " ".join(name.split())
    if _GROUP.search(name):
        return "", name, ""
    if found := _EAST_ASIAN.fullmatch(name.replace(" ", "", 1)):
        family, _, given = name.partition(" ")
        return (given, family, "") if given else _without_space(found[0])
    head, *others = (part.strip() for part in name.split(","))
    suffix = next((part for part in others if fold(part) in _SUFFIXES), "")
    given = " ".join(part for part in others if part and part != suffix)
    if given:
        return given, head, suffix
    given, family, own_suffix = _in_reading_order(head.split())
    return given, family, suffix or own_suffix


def _without_space(name: str) -> tuple[str, str, str]:
    """Kana tells no border, so such a name stays whole; so does one too long for a person's name."""
    if not 2 <= len(name) <= 5 or _KANA.search(name):
        return "", name, ""
    size = 2 if (len(name) == 4 and _HAN.fullmatch(name)) or (len(name) > 2 and _LONG_FAMILY.match(name)) else 1
    return name[size:], name[:size], ""


def _in_reading_order(words: list[str]) -> tuple[str, str, str]:
    suffix = words.pop() if len(words) > 2 and fold(words[-1]) in _SUFFIXES else ""
    initials = next((n for n, word in enumerate(words) if _INITIALS.fullmatch(word)), 0)
    if initials and all(map(_INITIALS.fullmatch, words[initials:])):  # "Smith J. A.", as PubMed writes
        return " ".join(words[initials:]), " ".join(words[:initials]), suffix
    begin = next((n for n, word in enumerate(words[:-1]) if _PARTICLE.fullmatch(word)), len(words) - 1)
    return " ".join(words[: max(begin, 0)]), " ".join(words[max(begin, 0) :]), suffix


def numbered(name: str) -> tuple[str, str]:
    """A name and the number dblp puts behind it to tell namesakes apart.

    >>> numbered("Wei Wang 0001"), numbered("Wei Wang")
    (('Wei Wang', '0001'), ('Wei Wang', ''))
    """
    found = _NUMBERED.fullmatch(name.strip())
    return (found[1], found[2]) if found else (name.strip(), "")

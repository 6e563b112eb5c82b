"""Could two names be one person, and how many people may share a name? Pure: names and counts in, numbers out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
_HAVE_SHORT_FORMS = frozenset(_SHORT_FORMS).union(*(shorts.split() for shorts in _SHORT_FORMS.values()))
_SHORTENED = {frozenset({full, short}) for full, shorts in _SHORT_FORMS.items() for short in shorts.split()}


def short_forms(first: str) -> set[str]:
    """What a first name is shortened to, or what it may be short for.

    >>> sorted(short_forms("thomas")), sorted(short_forms("alex")), short_forms("wei")
    (['tom', 'tommy'], ['alexander', 'alexandra'], set())
    """
    return {other for pair in _SHORTENED if first in pair for other in pair} - {first}


# Given names do not pair with family names at random: Wei goes with Wang and Zhang, hardly with Smith. Counting within
# the two worlds, rather than over all names, keeps "Wei Wang" from looking rare and "David Wang" from looking common.
_SINITIC = frozenset(
    """
    ahn an bae bai baek cai cao chang chen cheng cho choi chou chu chung cui dai deng ding dong du duan fan fang feng
    fu gao gong gu guan guo ha han hao he heo hong hou hsieh hsu hu huang huh hwang im jang jeon jeong jia jiang jin
    jo joo jung kang kim ko kong koo kwak kwon lai lee lei li liang liao lim lin liu long lu luo lyu ma mao meng min
    moon nam ni niu noh oh pan park peng qi qian qin qiu ren ryu seo shao shen shi shim shin sohn son song su sun tan
    tang tao tian tsai tseng wan wang wei wen woo wu xia xiang xiao xie xin xing xiong xu xue yan yang yao ye yi yin
    yoo yoon you yu yuan yun zeng zhan zhang zhao zheng zhong zhou zhu zou
    """.split()  # noqa: SIM905 - two hundred names in six lines
)
_AT_MOST_A_SYLLABLE = re.compile(r"[^aeiou]*[aeiou]*[^aeiou]*")
_CROWDED = 1.5  # least doubt about names like "Wei Wang": a small corpus does not show how many there are
_LEAST_DOUBT = 0.002  # no name is taken to be unique beyond doubt
_BYLINES_A_PERSON = 2.6  # mean over the names that are certainly one person's, computer science to 2019


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
    def world(self) -> str:
        """Which given names go with this family name."""
        return "sinitic" if self.last in _SINITIC else "other"

    @property
    def given_key(self) -> str:
        return f"{self.world} {''.join(self.first)}"

    @property
    def block(self) -> str:
        return f"{self.last} {''.join(self.first)[:1]}"

    @property
    def letters(self) -> str:
        return "".join((*self.first, *self.rest, self.last))

    @property
    def has_short_form(self) -> bool:
        return bool(self.first) and self.first[0] in _HAVE_SHORT_FORMS

    @property
    def is_crowded(self) -> bool:
        """An initial or one syllable before a family name of millions.

        >>> parse("Wei", "Wang").is_crowded, parse("Yisen", "Wang").is_crowded, parse("Tom", "Goldstein").is_crowded
        (True, False, False)
        """
        return self.last in _SINITIC and bool(_AT_MOST_A_SYLLABLE.fullmatch("".join((*self.first, *self.rest))))

    @property
    def is_initial(self) -> bool:
        return all(len(part) == 1 for part in self.first)


@lru_cache(maxsize=1 << 18)
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
    """How common names are in the corpus, in by-lines. What is not counted here stands once.

    ``names`` by key ("john dickerson"), ``families`` by last word, ``givens`` by world and first word ("sinitic wei"),
    ``blocks`` by last word and initial, ``worlds`` all of either world.
    """

    def __init__(
        self,
        names: Mapping[str, int],
        families: Mapping[str, int],
        givens: Mapping[str, int],
        blocks: Mapping[str, int],
        worlds: Mapping[str, int],
    ) -> None:
        self.names, self.families, self.givens = names, families, givens
        self.blocks, self.worlds = blocks, worlds
        self.n_bylines = sum(worlds.values())
        self._full: dict[str, dict[str, Name]] = defaultdict(dict)  # block -> key -> one name of it
        self._behind: dict[str, float] = {}

    @classmethod
    def of(cls, names: Iterable[tuple[Name, int]]) -> NameCounts:
        """Counted from names and how many by-lines each has."""
        counts = cls(Counter(), Counter(), Counter(), Counter(), Counter())
        names = list(names)
        counts.know(name for name, _ in names)
        for name, n in names:
            counts.names[name.key] += n
            counts.families[name.last] += n
            counts.givens[name.given_key] += n
            counts.blocks[name.block] += n
            counts.worlds[name.world] += n
        counts.n_bylines = sum(counts.worlds.values())
        return counts

    def know(self, names: Iterable[Name]) -> None:
        """These are the names that initials may stand for."""
        for name in names:
            if not name.is_initial:
                self._full[name.block][name.key] = name

    def bylines(self, key: str) -> int:
        return self.names.get(key, 1)

    def strangers(self, name: Name) -> float:
        """Expected by-lines of this name by people who bear it by chance, given and family name paired at random.

        The name's own by-lines are left out of both counts, so a prolific author does not make a name look common.
        """
        own = self.bylines(name.key)
        family = self.families.get(name.last, own)
        if not name.first:
            return float(family)
        pairs = (family - own) * (self.givens.get(name.given_key, own) - own)
        return max(pairs, 0) / self.worlds.get(name.world, 1)

    def doubt(self, one: Name, other: Name) -> float:
        """Odds that two by-lines of compatible names are two people's, before anything else is known of them."""
        if one.is_initial and other.is_initial:
            same = self._same_behind_initials(one, other)
        elif one.is_initial or other.is_initial:
            full, initial = (other, one) if one.is_initial else (one, other)
            same = self._same(full, self.strangers(full)) * self._share(full, initial)
        else:
            strange = max(self.strangers(one), self.strangers(other))
            same = self._same(one, strange / 12 if one.rest and one.rest == other.rest else strange)
        least = _CROWDED if one.is_crowded and other.is_crowded else _LEAST_DOUBT
        return max((1 - same) / same, least)

    def _same(self, name: Name, strange: float) -> float:
        """Probability that two by-lines of one name are one person's: of its pairs of by-lines, those within the one
        well-known bearer and those within strangers, who have a few each."""
        n = self.bylines(name.key)
        strange = min(max(strange, 0.0), n)
        within = (n - strange) ** 2 + _BYLINES_A_PERSON * strange
        return within / (within + strange * (strange + 2 * (n - strange)))

    def _share(self, full: Name, *initials: Name) -> float:
        """Of the by-lines that an initial could stand for, the share of this name."""
        mine = self.bylines(full.key)
        return mine / max(self.blocks.get(full.block, 0) - sum(self.bylines(one.key) for one in initials), mine)

    def _same_behind_initials(self, one: Name, other: Name) -> float:
        """Probability that two initials stand for one person: for the same of all full names, and there for one."""
        alone = self._same(one, max(self.strangers(one), self.strangers(other)))
        full = self._full.get(one.block, {})
        if one.block not in self._behind:
            by_name = [self._share(name, one) ** 2 * self._same(name, self.strangers(name)) for name in full.values()]
            self._behind[one.block] = sum(sorted(by_name))
        return min(self._behind[one.block], alone) if full else alone

"""Who works where and when, and which of them sign which work. Pure.

People belong to groups of ``SLOTS``, a group to an institution and a subject. The first of each group lead it for good;
the others come as students and later leave, stay or move to another group. Who is where follows from numbers alone: the
people of slot j who move go from group g to group g + step(j), so a group knows its newcomers without a list.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from publications.invented import people, writing
from publications.invented.people import Draw, Person

FIRST, LAST = 2008, 2025
GROWTH = 1.12  # works of a year over those of the year before
SLOTS, LEADERS = 24, 3
CANDIDATES = 2 * SLOTS - LEADERS
NEVER = 9999
WORKS_A_GROUP = 30
COLLABORATION_EVERY = 1999  # one work in so many is signed by a large collaboration
COLLABORATIONS = 7
MOST_MEMBERS = 3000
PARTNERS = 4  # groups that a group works with
# Of a thousand works, how many have one author, two, three, …
_SIGN_UP_TO = list(accumulate((80, 170, 220, 190, 130, 80, 50, 30, 15, 10, 5, 5, 4, 3, 2, 2, 1, 1, 1, 1)))


class Signed(NamedTuple):
    """A name on a work and whose it is: "p123"; a collaboration's own name is "c1"'s and signs from nowhere."""

    label: str
    given: str
    family: str
    institution: int | None = None


class Work(NamedTuple):
    """``number`` counts from 0 in the order of days, ``in_year`` from 0 in each year. ``versions`` are days."""

    number: int
    in_year: int
    versions: tuple[date, ...]
    subject: writing.Subject
    codes: tuple[str, ...]
    title: str
    abstract: str
    authors: tuple[Signed, ...]
    has_doi: bool
    names_places: bool
    references: tuple[int, ...]
    cited_by: int
    is_retracted: bool


class Career(NamedTuple):
    """Years of somebody who leads no group: from ``since`` until before ``until``, elsewhere from ``moved`` on."""

    since: int
    until: int
    moved: int


class Corpus:
    """``n_works`` invented works, the same for the same seed and number."""

    def __init__(self, seed: int, n_works: int) -> None:
        self.seed, self.n_works = seed, n_works
        self.n_groups = max(8, n_works // WORKS_A_GROUP)
        # The busiest group writes some twenty times what the quietest does.
        self.busy = list(accumulate(1 / (rank + self.n_groups // 20 + 1) for rank in range(self.n_groups)))
        shares = list(accumulate(_growth()))
        self.begins = [int(n_works * share / shares[-1]) for share in (0, *shares)]
        self.person = lru_cache(1 << 15)(self._person)
        self.leaning = lru_cache(1 << 13)(self._leaning)
        self.tongue = lru_cache(1 << 13)(self._tongue)

    def works(self) -> Iterator[Work]:
        return map(self.work, range(self.n_works))

    def work(self, number: int) -> Work:
        draw = self.draws("work", number)
        at = bisect(self.begins, number) - 1
        in_year, of_year = number - self.begins[at], self.begins[at + 1] - self.begins[at]
        day = date(FIRST + at, 1, 1) + timedelta(in_year * 365 // of_year)
        group = bisect(self.busy, draw() * self.busy[-1])
        subject = self._subject(group, day.year, draw)
        tongue = self.tongue(group, subject)
        return Work(
            number=number,
            in_year=in_year,
            versions=tuple(_versions(day, draw)),
            subject=subject,
            codes=tuple(dict.fromkeys(people.pick(subject.codes, draw) for _ in range(1 + int(draw() * 2.5)))),
            title=tongue.title(draw),
            abstract=tongue.abstract(draw),
            authors=tuple(self._authors(number, group, day.year, draw)),
            has_doi=draw() < 0.35,
            names_places=draw() < 0.15,
            references=tuple(sorted({int(number * draw()) for _ in range(int(20 * draw()))})),
            cited_by=int((LAST + 1 - day.year) / (draw() + 0.02)) if draw() < 0.8 else 0,
            is_retracted=draw() < 0.0002,
        )

    def institution(self, group: int, year: int) -> int:
        """Where the group works: some move as a whole, once."""
        lot = self._lot("institution", group)
        has_moved = year >= FIRST + 2 + (lot >> 16) % 30
        return (lot + has_moved * (lot >> 32)) % max(6, self.n_groups // 8)

    def draws(self, kind: str, number: int) -> Draw:
        """Numbers from 0 to 1 that belong to that thing for good."""
        return Random(self._lot(kind, number)).random

    def _authors(self, number: int, group: int, year: int, draw: Draw) -> Iterator[Signed]:
        nth, rest = divmod(number, COLLABORATION_EVERY)
        if rest == COLLABORATION_EVERY // 2:
            nth %= COLLABORATIONS
            yield Signed(f"c{nth}", "", f"The {people.coined(self.draws('collaboration', nth))} Collaboration")
            signing = self._members(nth, year)
        else:
            signing = self._signing(group, year, draw)
        for who, where in signing:
            yield Signed(f"p{who}", *people.signature(self.person(who), draw), self.institution(where, year))

    def _signing(self, group: int, year: int, draw: Draw) -> Iterable[tuple[int, int]]:
        """(person, group signed from): mostly the group's own, a leader last; partners and people seen once between."""
        last = group * SLOTS + people.skewed(LEADERS, draw)
        found: dict[int, int] = {}
        for _ in range(bisect(_SIGN_UP_TO, draw() * _SIGN_UP_TO[-1])):
            chance, where = draw(), group
            if chance < 0.1:
                found[self.n_groups * SLOTS + int(draw() * 4 * self.n_works)] = group
                continue
            if chance < 0.25:
                where = (group + self._lot("partner", int(draw() * PARTNERS))) % self.n_groups
            found.setdefault(self._somebody(where, year, draw), where)
        found.pop(last, None)
        return [*found.items(), (last, group)]

    def _somebody(self, group: int, year: int, draw: Draw) -> int:
        """One of the group in that year, leaders more often than others."""
        for _ in range(8):
            candidate = people.skewed(CANDIDATES, draw)
            if self._is_there(candidate, who := self._candidate(group, candidate), year):
                return who
        return group * SLOTS

    def _members(self, collaboration: int, year: int) -> Iterable[tuple[int, int]]:
        """Who is in a large collaboration that year: the people of as many groups as it takes, by family name."""
        size = min(MOST_MEMBERS // (collaboration + 1), self.n_groups * SLOTS // 3)
        found: dict[int, int] = {}
        for step in range(self.n_groups):
            group = (collaboration * 31 + step) % self.n_groups
            for candidate in range(CANDIDATES):
                if self._is_there(candidate, who := self._candidate(group, candidate), year):
                    found[who] = group
            if len(found) >= size:
                break
        return sorted(list(found.items())[:size], key=lambda member: self.person(member[0]).family)

    def _candidate(self, group: int, candidate: int) -> int:
        """Leaders first, then in turns who began here and who may have come here from elsewhere."""
        if candidate < LEADERS:
            return group * SLOTS + candidate
        slot, came = divmod(candidate + LEADERS, 2)
        return (group - came * self._step(slot)) % self.n_groups * SLOTS + slot

    def _is_there(self, candidate: int, who: int, year: int) -> bool:
        if candidate < LEADERS:
            return True
        career = self._career(who)
        if (candidate + LEADERS) % 2:
            return career.moved <= year < career.until
        return career.since <= year < min(career.until, career.moved)

    def _career(self, who: int) -> Career:
        lot = self._lot("career", who)
        since = FIRST - 4 + lot % (LAST - FIRST + 5)
        ready, fate = since + 4 + (lot >> 8) % 4, (lot >> 16) % 100
        if fate < 50:
            return Career(since, ready, NEVER)
        return Career(since, ready + 4 + (lot >> 32) % 12, ready if fate < 85 else NEVER)

    def _step(self, slot: int) -> int:
        return 1 + self._lot("step", slot) % (self.n_groups - 1)

    def _subject(self, group: int, year: int, draw: Draw) -> writing.Subject:
        """A group keeps to its subject, drifts to the next one in a year of its own, and looks beyond it at times."""
        lot = self._lot("subject", group)
        drifted = year >= FIRST + 4 + (lot >> 16) % 30
        number = lot + drifted + (draw() < 0.1)
        return writing.SUBJECTS[number % len(writing.SUBJECTS)]

    def _person(self, number: int) -> Person:
        return people.person(self.leaning(number // SLOTS), self.draws("person", number))

    def _leaning(self, group: int) -> str:
        return people.origin(self.draws("leaning", group))

    def _tongue(self, group: int, subject: writing.Subject) -> writing.Tongue:
        return writing.Tongue(subject, self.draws("group", group))

    def _lot(self, kind: str, number: int) -> int:
        """64 bits that belong to that number for good: a mixer known as splitmix64."""
        mixed = (number * 0x9E3779B97F4A7C15 + self.seed * 0xD1B54A32D192ED03 + _SALTS[kind]) & _MASK
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _MASK
        return mixed ^ mixed >> 31


_MASK = (1 << 64) - 1
_KINDS = "career collaboration group institution leaning partner person place step subject work"
_SALTS = {kind: salt << 48 for salt, kind in enumerate(_KINDS.split())}


def _growth() -> Iterator[float]:
    share = 1.0
    for _ in range(FIRST, LAST + 1):
        yield share
        share *= GROWTH


def _versions(day: date, draw: Draw) -> Iterator[date]:
    yield day
    while draw() < 0.4 and (day := day + timedelta(1 + int(draw() * 200))).year <= LAST:
        yield day

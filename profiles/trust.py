"""How well a record is evidenced, as a number that explains itself. Pure: counted amounts in, points and words out.

The rules are described for readers at /about/trust/ and in ``docs/trust.md``; both, the page, the JSON and the SQL of
``profiles.scoring`` are made from the definitions here, so no number stands anywhere twice.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

VERSION = "trust-1.0"
MEANING = (
    "This says how well this record is evidenced. It says nothing about the quality of the research or the person."
)
MOST_DEPOSITS = 4  # works that exist only in open deposits, where nobody looks before they go online
UNRESOLVED_CEILING = 14  # all that counts while several people may stand in one record
COMMUNITY_FROM = 3  # the verification level from which community evidence counts


def step(n: int, cap: int) -> int:
    """One point for the first, one more for every doubling, at most ``cap``.

    >>> [step(n, 8) for n in (0, 1, 2, 3, 4, 44, 127, 128, 9000)]
    [0, 1, 2, 2, 3, 6, 7, 8, 8]
    """
    return min(cap, n.bit_length())


def doubling(cap: int) -> tuple[tuple[int, int], ...]:
    """The scale of ``step``: from which amount how many points.

    >>> doubling(3)
    ((1, 1), (2, 2), (4, 3))
    """
    return tuple((1 << points, points + 1) for points in range(cap))


class Level(Struct, frozen=True):
    """A step of the verification ladder."""

    number: int
    name: str
    points: int
    needs: str
    opens: str

    @property
    def code(self) -> str:
        return f"L{self.number}"


LEVELS = (
    Level(
        0,
        "Unresolved record",
        0,
        "a sign that several people stand in the record, or no public source that can be looked up",
        "reading; telling us that these are several people",
    ),
    Level(
        1,
        "Source-backed record",
        4,
        "every counted work can be looked up in a named public source; nobody is linked to the record",
        "following the record; claiming it",
    ),
    Level(
        2,
        "Linked",
        16,
        "an approved claim, a confirmed e-mail address and a compatible name",
        "editing the text of the profile; receiving and sending a few invitations",
    ),
    Level(
        3,
        "Matched",
        28,
        "L2 and one strong proof, such as an ORCID iD that stands on the record",
        "vouching for co-authors; normal invitations; community points; removing works of other people",
    ),
    Level(
        4,
        "Corroborated",
        40,
        "L3, a proof of a second kind, and a moderator who looked at both",
        "larger limits",
    ),
)

BANDS = ((0, "New"), (15, "Emerging"), (30, "Documented"), (50, "Confirmed"), (75, "Corroborated"))


class Component(Struct, frozen=True):
    """One line of the score: an amount is counted, and the scale says from which amount how many points."""

    key: str
    group: str
    label: str
    counts: str
    one: str
    many: str
    scale: tuple[tuple[int, int], ...]
    section: str = ""  # of the author page, where the counted things are listed

    @property
    def cap(self) -> int:
        return self.scale[-1][1]

    @property
    def full_at(self) -> int:
        """The amount that brings all points."""
        return self.scale[-1][0]

    def points(self, n: int) -> int:
        """Points for the amount ``n``."""
        return max((points for start, points in self.scale if start <= n), default=0)

    def next_award(self, n: int) -> tuple[int, int] | None:
        """The smallest amount above ``n`` that brings more points, and those points; None at the maximum."""
        return next(((start, points) for start, points in self.scale if start > n), None)

    def amount(self, n: int) -> str:
        return f"{n:,} {self.one if n == 1 else self.many}"


GROUPS = {"record": "Record", "identity": "Identity", "community": "Community"}

COMPONENTS = (
    Component(
        "works",
        "record",
        "Public works",
        f"works in moderated or edited sources such as arXiv, publishers and edited indexes, and at most "
        f"{MOST_DEPOSITS} that exist only in open deposits; retracted works do not count",
        "work",
        "works",
        doubling(8),
        "works",
    ),
    Component(
        "complete",
        "record",
        "Complete descriptions",
        "works in moderated or edited sources described with title, year, type, source and abstract",
        "complete description",
        "complete descriptions",
        doubling(5),
        "works",
    ),
    Component(
        "second_source",
        "record",
        "Found in a second source",
        "works recorded by two independent registrants; an arXiv id and its own DOI are one, aggregators do not count",
        "work in two sources",
        "works in two sources",
        doubling(8),
        "works",
    ),
    Component(
        "years",
        "record",
        "Years of activity",
        "years from the first work to the last, at most twice the number of years with a work",
        "year",
        "years",
        doubling(5),
        "works",
    ),
    Component(
        "collaborators",
        "record",
        "Close collaborators",
        "people who share at least a fifth of the works, and never fewer than 3; 8 shared works are always enough; "
        "works with 2 to 50 authors",
        "close collaborator",
        "close collaborators",
        doubling(4),
        "collaborators",
    ),
    Component(
        "authorities",
        "record",
        "Authority links",
        "independent registries that name this record, such as an ORCID iD asserted by a publisher",
        "registry",
        "registries",
        doubling(3),
    ),
    Component(
        "level",
        "identity",
        "Verification level",
        "how firmly a person is linked to this record, from L0 to L4",
        "",
        "",
        tuple((level.number, level.points) for level in LEVELS[1:]),
    ),
    Component(
        "confirmed",
        "community",
        "Works confirmed by others",
        "works a publisher, a repository, an institution or a verified co-author confirms to be this person's",
        "confirmed work",
        "confirmed works",
        doubling(8),
        "works",
    ),
    Component(
        "vouches",
        "community",
        "Vouches",
        "different verified co-authors who vouch for the link",
        "vouch",
        "vouches",
        doubling(4),
    ),
    Component(
        "verified_followers",
        "community",
        "Verified followers",
        "followers at L3 or above for 30 days who have followed for 7 days, at most 5 from one institution and 5 "
        "without one, none vouched for by this person",
        "verified follower",
        "verified followers",
        doubling(6),
        "follow",
    ),
    Component(
        "months",
        "community",
        "Time in good standing",
        "full months since L3 without an upheld report",
        "month",
        "months",
        doubling(5),
    ),
    Component(
        "affiliation",
        "community",
        "Current affiliation",
        "an affiliation confirmed within the last 12 months",
        "confirmed affiliation",
        "confirmed affiliations",
        ((1, 4),),
    ),
)
CEILING = "ceiling"  # the row that takes back what an unresolved record cannot count


class Facts(Struct, frozen=True, kw_only=True):
    """The counted amounts of one record, by the keys of the components; all of them are whole numbers from 0."""

    level: int
    works: int = 0
    complete: int = 0
    second_source: int = 0
    years: int = 0
    collaborators: int = 0
    authorities: int = 0
    confirmed: int = 0
    vouches: int = 0
    verified_followers: int = 0
    months: int = 0
    affiliation: int = 0


class Score(Struct, frozen=True):
    """Points of every component and of the ceiling; they add up to the total."""

    level: int
    points: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.points.values())

    @property
    def band(self) -> str:
        return band(self.total)


def score(facts: Facts) -> Score:
    """The score of these facts by the present rules.

    >>> tom = Facts(level=1, works=44, complete=44, years=4, collaborators=4)
    >>> score(tom).total, score(tom).band
    (21, 'Emerging')
    """
    points = {
        component.key: component.points(getattr(facts, component.key)) if _counts(component, facts.level) else 0
        for component in COMPONENTS
    }
    points[CEILING] = min(0, UNRESOLVED_CEILING - sum(points.values())) if facts.level == 0 else 0
    return Score(facts.level, points)


def band(total: int) -> str:
    """The score in a word.

    >>> [band(n) for n in (0, 14, 15, 49, 50, 100)]
    ['New', 'New', 'Emerging', 'Documented', 'Confirmed', 'Corroborated']
    """
    return next(name for start, name in reversed(BANDS) if start <= total)


def band_ranges() -> list[tuple[int, int, str]]:
    """First score, last score and name of every band.

    >>> band_ranges()[1]
    (15, 29, 'Emerging')
    """
    return [(start, end - 1, name) for (start, name), (end, _) in pairwise((*BANDS, (101, "")))]


def _counts(component: Component, level: int) -> bool:
    return component.group != "community" or level >= COMMUNITY_FROM

"""A score in words: what was counted, and what would raise it. Pure, and kind: it is read by the person it is about."""

from __future__ import annotations

from msgspec import Struct

from profiles.trust import (
    CEILING,
    COMMUNITY_FROM,
    COMPONENTS,
    GROUPS,
    LEVELS,
    UNRESOLVED_CEILING,
    Component,
    Facts,
)

CEILING_LABEL = "Ceiling of an unresolved record"


class Row(Struct, frozen=True):
    """One line of the explained table, the same on the page, in the JSON and in the CSV."""

    key: str
    label: str
    counts: str
    points: int
    cap: int
    evidence: str
    raised_by: str
    section: str = ""


class Group(Struct, frozen=True):
    """Some rows and their sum; ``start`` is where the group begins on a bar of 0 to 100."""

    key: str
    label: str
    points: int
    cap: int
    start: int
    rows: tuple[Row, ...]


def explain(facts: Facts, points: dict[str, int]) -> list[Group]:
    """The rows behind a score, group by group; their points add up to it.

    >>> record, identity, community = explain(Facts(level=1, works=44), {"works": 6, "level": 4})
    >>> record.label, record.points, record.cap, record.rows[0].evidence, record.rows[0].raised_by
    ('Record', 6, 33, '44 works', 'The next point comes at 64 works.')
    >>> (identity.start, identity.points), (community.start, community.cap)
    ((33, 4), (73, 27))
    """
    groups, start = [], 0
    for key, label in GROUPS.items():
        rows = tuple(_row(component, facts, points) for component in COMPONENTS if component.group == key)
        if key == "record" and points.get(CEILING):
            rows += (_ceiling(points[CEILING]),)
        cap = sum(row.cap for row in rows)
        groups.append(Group(key, label, sum(row.points for row in rows), cap, start, rows))
        start += cap
    return groups


def _row(component: Component, facts: Facts, points: dict[str, int]) -> Row:
    return Row(
        key=component.key,
        label=component.label,
        counts=component.counts,
        points=points.get(component.key, 0),
        cap=component.cap,
        evidence=evidence(component, facts),
        raised_by=raised_by(component, facts),
        section=component.section,
    )


def moves(moved: dict[str, int]) -> list[tuple[str, int]]:
    """Label of each component that moved, in the order of the table, and by how many points.

    >>> moves({"level": 10, "works": -1})
    [('Public works', -1), ('Verification level', 10)]
    """
    labels = {component.key: component.label for component in COMPONENTS} | {CEILING: CEILING_LABEL}
    return [(label, moved[key]) for key, label in labels.items() if key in moved]


def evidence(component: Component, facts: Facts) -> str:
    """What was counted, in words.

    >>> evidence(COMPONENTS[0], Facts(level=1, works=1)), evidence(COMPONENTS[5], Facts(level=1))
    ('1 work', 'no evidence yet')
    """
    n = getattr(facts, component.key)
    if component.key == "level":
        return f"{LEVELS[n].code} – {LEVELS[n].name}"
    return component.amount(n) if n else "no evidence yet"


def raised_by(component: Component, facts: Facts) -> str:
    """What would bring this component more points: exactly true at the amount named and false one below it."""
    if component.group == "community" and facts.level < COMMUNITY_FROM:
        return f"Counts from verification L{COMMUNITY_FROM} on."
    n = getattr(facts, component.key)
    award = component.next_award(n)
    if award is None:
        return "Nothing: this is the most it can bring."
    start, points = award
    gain = points - component.points(n)
    if component.key == "level":
        return f"{LEVELS[start].code} – {LEVELS[start].name} brings {gain} more: {LEVELS[start].needs}."
    if gain == 1:
        return f"The next point comes at {component.amount(start)}."
    return f"{gain} points come with {component.amount(start)}."


def _ceiling(points: int) -> Row:
    return Row(
        key=CEILING,
        label=CEILING_LABEL,
        counts=f"while several people may stand in one record, {UNRESOLVED_CEILING} points are the most it can count",
        points=points,
        cap=0,
        evidence="several people may stand in this record, or no public source can be looked up",
        raised_by="Telling apart the people who stand in it.",
    )

"""Links of a slice: what kind, how strong, and why. Pure: every weight follows from the works named in its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.facts import Work


@dataclass(frozen=True, slots=True)
class Edge:
    """One link between two node ids; ``works`` are its reason, ``says`` puts it into words."""

    source: str
    target: str
    kind: str
    weight: float
    works: tuple[Work, ...]
    says: str

    def as_json(self) -> dict:
        years = [work.year for work in self.works if work.year]
        reason = {
            "kind": self.kind,
            "works": [work.public_id for work in self.works],
            "from": min(years, default=None),
            "to": max(years, default=None),
            "count": len(self.works),
            "says": self.says,
        }
        return {
            "source": self.source,
            "target": self.target,
            "kind": self.kind,
            "weight": round(self.weight, 4),
            "reasons": [reason],
        }


def coauthored(source: str, target: str, works: Iterable[Work]) -> Edge:
    """Newman's weight: a work of n authors ties each pair of them by 1 / (n - 1)."""
    works = newest_first(works)
    weight = sum(1 / (work.n_authors - 1) for work in works)
    return Edge(source, target, "co-authored", weight, works, f"{counted(works)} together{years(works)}")


def authored(person: str, work_node: str, work: Work) -> Edge:
    """Weight: the person's even share of the work, 1 / n."""
    says = "the only author" if work.n_authors == 1 else f"one of {work.n_authors} authors"
    return Edge(person, work_node, "authored", 1 / work.n_authors, (work,), says + years((work,)))


def about(work_node: str, topic: str, work: Work) -> Edge:
    """Weight 1: a work is listed under a topic or not."""
    return Edge(work_node, topic, "about", 1.0, (work,), "one of its topics")


def works_on(person: str, topic: str, works: Iterable[Work], *, of: int) -> Edge:
    """Weight: the number of the person's works on the topic, ``of`` so many."""
    works = newest_first(works)
    return Edge(person, topic, "people-topic", float(len(works)), works, f"{len(works)} of {of} works{years(works)}")


def affiliated(person: str, place: str, works: Iterable[Work]) -> Edge:
    """Weight: the number of works signed from there."""
    works = newest_first(works)
    says = f"{counted(works)} signed from there{years(works)}"
    return Edge(person, place, "affiliated", float(len(works)), works, says)


def newest_first(works: Iterable[Work]) -> tuple[Work, ...]:
    return tuple(sorted(works, key=lambda work: (-(work.year or 0), work.title, work.id)))


def counted(works: Iterable[Work]) -> str:
    """
    >>> counted([Work(1, "a", "A", 2020, 2)]), counted([])
    ('1 work', '0 works')
    """
    n = len(list(works))
    return "1 work" if n == 1 else f"{n} works"


def years(works: Iterable[Work]) -> str:
    """
    >>> years([Work(1, "a", "A", 2019, 2), Work(2, "b", "B", 2022, 2)]), years([Work(1, "a", "A", None, 2)])
    (', 2019–2022', '')
    """
    known = [work.year for work in works if work.year]
    if not known:
        return ""
    low, high = min(known), max(known)
    return f", {low}" if low == high else f", {low}–{high}"

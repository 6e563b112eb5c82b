"""The slice as lists: the same nodes and reasons as the drawing, for reading, for screen readers and without script.
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KINDS = {"person": "people", "work": "works", "topic": "topics", "institution": "institutions"}
STRENGTH = {
    "person": "Strength adds 1/(n − 1) for each shared work of n authors.",
    "work": "Strength is the number of people shown here who signed it.",
    "topic": "Strength is the number of works on it.",
    "institution": "Strength is the number of works signed from there.",
}
_MOST_WORKS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One node with its reason; ``works`` are the newest that say so, as (public id, title)."""

    label: str
    url: str
    weight: float
    says: str
    works: list[tuple[str, str]]
    n_more_works: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind's nodes, strongest first."""

    kind: str
    rows: list[Row]

    @property
    def heading(self) -> str:
        return KINDS[self.kind].capitalize()

    @property
    def strength(self) -> str:
        return STRENGTH[self.kind]


def lists(document: dict[str, Any]) -> list[Listed]:
    """One list a kind, leaving out kinds of which there is nothing."""
    centre, *nodes = document["nodes"]
    reasons = _strongest(document["edges"], centre["id"])
    found = [
        Listed(kind, [_row(node, reasons[node["id"]], document) for node in nodes if node["kind"] == kind])
        for kind in KINDS
    ]
    return [listed for listed in found if listed.rows]


def extent(document: dict[str, Any]) -> str:
    """What the slice has no room for, as a sentence; empty when it shows everything.

    >>> extent({"shown": {"people": 39, "works": 14, "topics": 3}, "total": {"people": 82, "works": 43, "topics": 3}})
    'Showing 39 of 82 people and 14 of 43 works, strongest first.'
    """
    parts = [
        f"{document['shown'][name]} of {total} {name}"
        for name, total in document["total"].items()
        if document["shown"][name] < total
    ]
    if not parts:
        return ""
    *head, last = parts
    return f"Showing {', '.join(head)} and {last}, strongest first." if head else f"Showing {last}, strongest first."


def _strongest(edges: list[dict], centre: str) -> dict[str, dict]:
    """Of each node the link to the centre, or else its strongest one: node id -> edge."""
    best: dict[str, dict] = {}
    for edge in edges:
        for end in (edge["source"], edge["target"]):
            if end not in best or _strength(edge, centre) > _strength(best[end], centre):
                best[end] = edge
    return best


def _strength(edge: dict, centre: str) -> tuple[bool, float]:
    return centre in (edge["source"], edge["target"]), edge["weight"]


def _row(node: dict, edge: dict, document: dict) -> Row:
    reason = edge["reasons"][0]
    says = f"nearby: {reason['says']}" if node["facts"].get("nearby") else reason["says"]
    works = [] if node["kind"] == "work" else reason["works"]
    named = [(id, document["works"][id]["title"]) for id in works[:_MOST_WORKS]]
    return Row(node["label"], node["url"], node["weight"], says, named, len(works) - len(named))

"""The slice as lists: the same nodes and reasons as the drawing, for reading, screen readers and pages without script.
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HEADINGS = {"person": "People", "work": "Works", "topic": "Topics", "institution": "Institutions"}
_PLURAL = {"person": "people", "work": "works", "topic": "topics", "institution": "institutions"}


@dataclass(frozen=True, slots=True)
class Row:
    """One node with its reason; ``works`` are [(public id, title)], newest first."""

    label: str
    url: str
    weight: float
    says: str
    works: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind's rows, strongest first. ``total`` counts all there are, also those the slice has no room for."""

    kind: str
    heading: str
    rows: list[Row]
    total: int

    @property
    def extent(self) -> str:
        """
        >>> Listed("person", "People", [], 95).extent, Listed("topic", "Topics", [], 0).extent
        ('Showing 0 of 95 people, strongest first.', '')
        """
        if len(self.rows) == self.total:
            return ""
        return f"Showing {len(self.rows)} of {self.total} {_PLURAL[self.kind]}, strongest first."


def lists(document: dict[str, Any]) -> list[Listed]:
    """One list a kind, leaving out kinds of which there is nothing."""
    centre, *nodes = document["nodes"]
    reasons = _strongest(document["edges"], centre["id"])
    listed = []
    for kind, heading in HEADINGS.items():
        rows = [
            _row(node, reasons[node["id"]], document)
            for node in nodes
            if node["kind"] == kind and node["id"] in reasons
        ]
        if rows:
            listed.append(Listed(kind, heading, rows, document["total"][_PLURAL[kind]]))
    return listed


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
    says = reason["says"]
    if node["facts"].get("nearby"):
        says = "a nearby work, " + says
    works = [(id, document["works"][id]["title"]) for id in reason["works"]] if node["kind"] != "work" else []
    return Row(node["label"], node["url"], node["weight"], says, works)

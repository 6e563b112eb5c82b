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
_MOST_WORKS = 10
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One node and why it is there. ``works`` are the newest that say so, as (public id, title); ``others`` are its
    strongest links beyond that, as (label, what the link says)."""

    label: str
    url: str
    weight: float
    says: str
    works: list[tuple[str, str]]
    n_more_works: int
    others: list[tuple[str, str]]


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
    labels = {node["id"]: node["label"] for node in document["nodes"]}
    links = _links(document["edges"], centre["id"])
    found = [
        Listed(kind, [_row(node, links[node["id"]], labels, document) for node in nodes if node["kind"] == kind])
        for kind in KINDS
    ]
    return [listed for listed in found if listed.rows]


def extent(document: dict[str, Any]) -> str:
    """What the slice has no room for, as a sentence; empty when it shows everything.

    >>> shown = {"people": 39, "works": 14, "topics": 3, "institutions": 0}
    >>> extent({"shown": shown, "total": shown | {"people": 82, "works": 43}})
    'Showing 39 of 82 people and 14 of 43 works, strongest first.'
    """
    shown, total = document["shown"], document["total"]
    parts = [f"{shown[name]} of {total[name]} {name}" for name in KINDS.values() if shown[name] < total[name]]
    if not parts:
        return ""
    *head, last = parts
    return f"Showing {', '.join(head)} and {last}, strongest first." if head else f"Showing {last}, strongest first."


def _links(edges: list[dict], centre: str) -> dict[str, list[tuple[str, dict]]]:
    """Node id -> (other end, edge): the link to the centre first, then the strongest."""
    links: dict[str, list[tuple[str, dict]]] = {}
    for edge in sorted(edges, key=lambda edge: (centre not in (edge["source"], edge["target"]), -edge["weight"])):
        links.setdefault(edge["source"], []).append((edge["target"], edge))
        links.setdefault(edge["target"], []).append((edge["source"], edge))
    return links


def _row(node: dict, links: list[tuple[str, dict]], labels: dict[str, str], document: dict) -> Row:
    reason = links[0][1]["reasons"][0]
    says = f"nearby: {reason['says']}" if node["facts"].get("nearby") else reason["says"]
    works = [] if node["kind"] == "work" else reason["works"]
    named = [(id, document["works"][id]["title"]) for id in works[:_MOST_WORKS]]
    others = [(labels[other], edge["reasons"][0]["says"]) for other, edge in links[1 : 1 + _MOST_OTHERS]]
    return Row(node["label"], node["url"], node["weight"], says, named, len(works) - len(named), others)

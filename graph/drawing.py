"""Where things stand in the drawing, and which links are worth a line. Pure: the same input, the same drawing.

Rings by kind and strength, sectors by community; then nodes that overlap push each other apart. A node that was
drawn before starts where it stood, so a rebuilt slice does not jump.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, hypot, pi, sin
from typing import Any

import networkx as nx

from graph.edges import Edge

_SEED = 7
_STRONGEST = {"co-authored": 2, "authored": 4, "about": 2, "people-topic": 1, "affiliated": 3}  # links kept a node
_INNER_PEOPLE = 12
_RINGS = {"inner": 0.36, "work": 0.58, "person": 0.78, "topic": 1.0, "institution": 1.0}
_APART = 0.13  # least distance of two nodes; the drawing's radius is 1
_ROUNDS = 40


def trim(links: list[Edge], *, centre: str) -> list[Edge]:
    """Each node's strongest links of every kind, and all that reach the centre: a drawing, not a hairball."""
    kept = set()
    reached: dict[tuple[str, str], int] = {}
    for link in sorted(links, key=lambda link: (-link.weight, link.source, link.target)):
        ends = [(end, link.kind) for end in (link.source, link.target) if end != centre]
        most = _STRONGEST[link.kind]
        if centre in (link.source, link.target) or any(reached.get(end, 0) < most for end in ends):
            kept.add((link.source, link.target))
            for end in ends:
                reached[end] = reached.get(end, 0) + 1
    return [link for link in links if (link.source, link.target) in kept]


def place(nodes: list[dict[str, Any]], links: list[Edge], previous: dict[str, tuple[float, float]]) -> None:
    """Give every node ``x`` and ``y`` (unit disc, the first in the middle), ``group``, ``rank`` (0 = first label)."""
    index = {node["id"]: number for number, node in enumerate(nodes)}
    # Numbers, not strings: sets of strings are walked in another order in every process.
    network = nx.Graph()
    network.add_nodes_from(range(len(nodes)))
    heaviest: dict[str, float] = {}
    for link in links:
        heaviest[link.kind] = max(link.weight, heaviest.get(link.kind, 0))
    for link in links:
        # Kinds are measured in different units: each counts relative to its strongest link.
        network.add_edge(index[link.source], index[link.target], weight=link.weight / heaviest[link.kind])
    around = network.subgraph(range(1, len(nodes)))
    groups = communities(around)
    ranks = label_ranks(network)
    spots = relax([previous.get(node["id"], spot) for node, spot in zip(nodes, slots(nodes, groups), strict=True)])
    for number, node in enumerate(nodes):
        node["x"], node["y"] = (round(value, 3) for value in spots[number])
        node["group"], node["rank"] = groups.get(number, 0), ranks[number]


def communities(network: nx.Graph) -> dict[int, int]:
    """Which nodes hang together (Louvain): node -> number of its community, the largest being 0.

    >>> communities(nx.Graph([(1, 2), (2, 3), (1, 3), (4, 5)]))
    {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}
    """
    found = nx.community.louvain_communities(network, weight="weight", seed=_SEED)
    found.sort(key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(found) for node in sorted(group)}


def label_ranks(network: nx.Graph) -> list[int]:
    """Whose label is written first where there is not room for all: the most central by the weight of its links.

    >>> label_ranks(nx.Graph([(0, 1), (0, 2), (2, 3), (2, 4)]))
    [1, 2, 0, 3, 4]
    """
    central = dict(network.degree(weight="weight"))
    order = sorted(network.nodes, key=lambda node: (-central[node], node))
    rank = {node: position for position, node in enumerate(order)}
    return [rank[node] for node in sorted(network.nodes)]


def slots(nodes: list[dict[str, Any]], groups: dict[int, int]) -> list[tuple[float, float]]:
    """A place for every node: a sector for each community, a ring for each kind, evenly spread within both."""
    spots = [(0.0, 0.0)] * len(nodes)
    start = -pi / 2
    people = 0
    rings: dict[int, str] = {}
    for number, node in enumerate(nodes[1:], 1):
        people += node["kind"] == "person"
        rings[number] = "inner" if node["kind"] == "person" and people <= _INNER_PEOPLE else node["kind"]
    for group in sorted(set(groups.values())):
        members = [node for node in groups if groups[node] == group]
        span = 2 * pi * len(members) / len(groups)
        for radius in sorted(set(_RINGS.values())):
            ring = [node for node in members if _RINGS[rings[node]] == radius]
            for position, node in enumerate(ring):
                angle = start + span * (position + 0.5) / len(ring)
                spots[node] = (radius * cos(angle), radius * sin(angle))
        start += span
    return spots


def relax(spots: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Push nodes apart until none is nearer to another than ``_APART``; the first one stays in the middle.

    >>> relax([(0, 0), (0.5, 0), (0.5, 0.5)])
    [(0.0, 0.0), (0.5, 0), (0.5, 0.5)]
    """
    placed = [(0.0, 0.0), *list(spots)[1:]]
    for _ in range(_ROUNDS):
        moved = False
        for one in range(len(placed)):
            for other in range(one + 1, len(placed)):
                moved |= _separate(placed, one, other)
        if not moved:
            break
    return placed


def _separate(placed: list[tuple[float, float]], one: int, other: int) -> bool:
    (x, y), (u, v) = placed[one], placed[other]
    distance = hypot(u - x, v - y)
    if distance >= _APART - 1e-6:
        return False
    # Two nodes on one spot part in a direction of their own, the same every time.
    dx, dy = ((u - x) / distance, (v - y) / distance) if distance else (cos(one + other), sin(one + other))
    push = (_APART - distance) / 2
    if one:
        placed[one] = _within(x - dx * push, y - dy * push)
        placed[other] = _within(u + dx * push, v + dy * push)
    else:
        placed[other] = _within(u + 2 * dx * push, v + 2 * dy * push)
    return True


def _within(x: float, y: float) -> tuple[float, float]:
    distance = max(1.0, hypot(x, y))
    return x / distance, y / distance

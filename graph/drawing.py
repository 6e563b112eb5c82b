"""Where things stand in the drawing, and which links are worth a line. Pure: the same input, the same drawing.

Rings by kind and strength, on each ring community after community; nodes that overlap push each other apart.
A node that was drawn before stays where it stood, so a rebuilt slice does not jump.
"""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import Any

import networkx as nx

from graph.edges import Edge

_SEED = 7
_STRONGEST = {"co-authored": 2, "authored": 4, "about": 2, "people-topic": 1, "affiliated": 3}  # links kept a node
_INNER_PEOPLE = 8
_RINGS = {"inner": 0.33, "work": 0.6, "person": 0.81, "topic": 1.0, "institution": 1.0}
_STAGGER = 0.045  # every other node of a ring stands a little nearer, which makes room for labels
_LABEL = {"person": 1.0, "topic": 0.6, "institution": 0.5, "work": 0.2}
_APART = 0.13  # least distance of two nodes; the drawing's radius is 1
_TOLERANCE = 0.005
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
    ranks = label_ranks(network, [node["kind"] for node in nodes])
    spots = [previous.get(node["id"], spot) for node, spot in zip(nodes, slots(nodes, groups), strict=True)]
    relax(spots, settled={0, *(index[id] for id in previous if id in index)})
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


def label_ranks(network: nx.Graph, kinds: list[str]) -> list[int]:
    """Whose label is written first where there is not room for all: the most central of each kind by the weight of
    its links, names before titles, which nobody reads at a glance.

    >>> label_ranks(nx.Graph([(0, 1), (0, 2), (2, 3), (2, 4)]), ["person", "work", "work", "topic", "person"])
    [0, 4, 3, 1, 2]
    """
    central = dict(network.degree(weight="weight"))
    most = {kind: max(central[node] for node in central if kinds[node] == kind) for kind in kinds}
    order = sorted(central, key=lambda node: (-_LABEL[kinds[node]] * central[node] / (most[kinds[node]] or 1), node))
    rank = {node: position for position, node in enumerate(order)}
    return [rank[node] for node in sorted(central)]


def slots(nodes: list[dict[str, Any]], groups: dict[int, int]) -> list[tuple[float, float]]:
    """A place for every node: a ring for each kind, evenly filled, community after community."""
    spots = [(0.0, 0.0)] * len(nodes)
    people = [number for number, node in enumerate(nodes) if node["kind"] == "person"]
    inner = set(people[: 1 + _INNER_PEOPLE])
    rings: dict[float, list[int]] = {}
    for number in sorted(groups, key=lambda number: (groups[number], number)):
        radius = _RINGS["inner" if number in inner else nodes[number]["kind"]]
        rings.setdefault(radius, []).append(number)
    for radius, ring in rings.items():
        for position, number in enumerate(ring):
            angle = 2 * pi * (position + 0.5) / len(ring) - pi / 2
            away = radius - _STAGGER * (position % 2)
            spots[number] = (away * cos(angle), away * sin(angle))
    return spots


def relax(spots: list[tuple[float, float]], *, settled: set[int]) -> None:
    """Push nodes apart until none is nearer to another than ``_APART``; settled ones stay where they are.

    >>> spots = [(0.0, 0.0), (0.05, 0.0), (0.5, 0.5)]
    >>> relax(spots, settled={0})
    >>> spots
    [(0.0, 0.0), (0.13, 0.0), (0.5, 0.5)]
    """
    pairs = [(one, other) for other in range(len(spots)) for one in range(other) if not {one, other} <= settled]
    for _ in range(_ROUNDS):
        if not sum(_separate(spots, one, other, settled) for one, other in pairs):
            break


def _separate(spots: list[tuple[float, float]], one: int, other: int, settled: set[int]) -> bool:
    (x, y), (u, v) = spots[one], spots[other]
    distance = hypot(u - x, v - y)
    if distance >= _APART - _TOLERANCE:
        return False
    # Two nodes on one spot part in a direction of their own, the same every time.
    dx, dy = ((u - x) / distance, (v - y) / distance) if distance else (cos(one + other), sin(one + other))
    push = (_APART - distance) / (1 if one in settled or other in settled else 2)
    if one not in settled:
        spots[one] = _within(x - dx * push, y - dy * push)
    if other not in settled:
        spots[other] = _within(u + dx * push, v + dy * push)
    return True


def _within(x: float, y: float) -> tuple[float, float]:
    distance = max(1.0, hypot(x, y))
    return x / distance, y / distance

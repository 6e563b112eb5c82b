"""A slice as files that other programs read: GraphML, GEXF, node-link JSON, and tables of nodes and edges. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import networkx as nx

from publications.spreadsheets import table

Document = dict[str, Any]


def as_graph(document: Document) -> nx.Graph:
    """Nodes by their ids with kind, label, url, weight, x and y; edges with kind, weight, the years and the works
    (ids apart by spaces) of their reason. Two nodes may be tied in more than one way, so it is a multigraph."""
    graph = nx.MultiGraph(author=document["author"])
    for node in document["nodes"]:
        told = {key: node[key] for key in ("kind", "label", "url", "x", "y")}
        graph.add_node(node["id"], **told, weight=float(node["weight"]))
    for edge in document["edges"]:
        reason = edge["reasons"][0]
        told = {"kind": edge["kind"], "weight": float(edge["weight"]), "why": reason["says"]}
        years = {"first_year": reason["from"], "last_year": reason["to"]}
        told |= {name: year for name, year in years.items() if year} | {"works": " ".join(reason["works"])}
        graph.add_edge(edge["source"], edge["target"], **told)
    return graph


def graphml(document: Document) -> bytes:
    file = BytesIO()
    nx.write_graphml(as_graph(document), file)
    return file.getvalue()


def gexf(document: Document) -> bytes:
    file = BytesIO()
    nx.write_gexf(as_graph(document), file, version="1.3")
    return file.getvalue()


def node_link(document: Document) -> bytes:
    data = nx.node_link_data(as_graph(document), edges="links")
    return json.dumps(data, ensure_ascii=False).encode()


def nodes_csv(document: Document) -> bytes:
    columns = ["id", "kind", "label", "url", "weight"]
    return table(columns, ([node[column] for column in columns] for node in document["nodes"])).encode()


def edges_csv(document: Document) -> bytes:
    columns = ["source", "target", "kind", "weight"]
    rows = ([*(edge[column] for column in columns), edge["reasons"][0]["says"]] for edge in document["edges"])
    return table([*columns, "why"], rows).encode()


# What stands behind "slice." in the address: (media type, how it is made).
FORMATS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "graphml": ("application/graphml+xml", graphml),
    "gexf": ("application/gexf+xml", gexf),
    "node-link.json": ("application/json", node_link),
    "nodes.csv": ("text/csv; charset=utf-8", nodes_csv),
    "edges.csv": ("text/csv; charset=utf-8", edges_csv),
}

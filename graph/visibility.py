"""People who were hidden, merged or renamed after a slice was built: it is filtered when shown, not only when made."""

from __future__ import annotations

from typing import Any

from publications.models import Author


def visible(document: dict[str, Any]) -> dict[str, Any]:
    """The document without hidden people; merged ones appear as the record they live on in, all by the names they
    are called now: nobody is shown by a name they no longer bear. One statement."""
    labels = {node["id"]: node["label"] for node in document["nodes"] if node["kind"] == "person"}
    known = set(labels)
    people = Author.objects.filter(public_id__in=[id.partition(":")[2] for id in labels])
    instead: dict[str, Author | None] = {}
    for author in people.select_related("merged_into").order_by("pk"):
        survivor = author.survivor()
        is_itself = survivor == author
        if is_itself and author.hidden_at is None and labels[_id(author)] == author.display_name:
            continue
        is_shown = survivor.hidden_at is None and (is_itself or _id(survivor) not in known)
        instead[_id(author)] = survivor if is_shown else None
        known.add(_id(survivor))
    return _replaced(document, instead) if instead else document


def _replaced(document: dict[str, Any], instead: dict[str, Author | None]) -> dict[str, Any]:
    ids = {old: _id(author) if author else None for old, author in instead.items()}
    edges = []
    for edge in document["edges"]:
        source, target = (ids.get(edge[end], edge[end]) for end in ("source", "target"))
        if source and target:
            edges.append(edge | {"source": source, "target": target})
    linked = {end for edge in edges for end in (edge["source"], edge["target"])}
    centre, *others = (_node(node, instead.get(node["id"])) for node in document["nodes"])
    nodes = [centre, *(node for node in others if node["id"] in linked)]
    people = sum(node["kind"] == "person" for node in nodes) - 1
    return document | {"nodes": nodes, "edges": edges, "shown": document["shown"] | {"people": people}}


def _node(node: dict[str, Any], survivor: Author | None) -> dict[str, Any]:
    if survivor is None:
        return node
    return node | {"id": _id(survivor), "label": survivor.display_name, "url": survivor.get_absolute_url()}


def _id(author: Author) -> str:
    return f"person:{author.public_id}"

"""What is shown of a slice, in which words: the page, its JSON and the explorer all say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from graph import workers
from graph.lists import Listed, lists
from graph.models import Slice
from publications.models import Author

STEPS = ("co-authors and shared works", "shared topics", "institutions", "drawing")


@dataclass(frozen=True, slots=True)
class Shown:
    """A slice as it may be shown now. ``document`` is the latest one that was built, if any ever was."""

    state: str  # queued, building, ready, stale, empty, failed
    heading: str
    text: str
    progress: str
    step: int
    elapsed: int  # seconds since it was queued
    built_at: datetime | None
    document: dict[str, Any] | None
    slice: Slice

    @property
    def is_unfinished(self) -> bool:
        return self.state in ("queued", "building", "stale")

    @property
    def lists(self) -> list[Listed]:
        return lists(self.document) if self.document else []


def shown(slice: Slice) -> Shown:
    """The slice for a page; asks for one statement when there is a document, none otherwise."""
    document = visible(slice.document) if slice.document and slice.document["nodes"] else None
    state = slice.state
    unfinished = state in (Slice.State.QUEUED, Slice.State.BUILDING)
    if unfinished and document:
        state = "stale"
    elapsed = max(0, round((timezone.now() - slice.queued_at).total_seconds())) if unfinished else 0
    is_waiting = slice.state == Slice.State.QUEUED and not workers.running()
    heading, text = _words(slice, state, is_waiting)
    return Shown(
        state=state,
        heading=heading,
        text=text,
        progress=_progress(slice, elapsed) if unfinished and not is_waiting else "",
        step=slice.step,
        elapsed=elapsed,
        built_at=slice.built_at,
        document=document,
        slice=slice,
    )


def _words(slice: Slice, state: str, is_waiting: bool) -> tuple[str, str]:
    if state == "failed":
        return "The graph could not be built", f"It {slice.failure}. The lists below are complete."
    if state == "empty":
        return "No neighbours yet", "No work here names a second person, a topic or an institution to draw."
    if is_waiting:
        since = f"{slice.queued_at:%H:%M} UTC"
        return "Waiting for a worker", (
            f"No worker is running at the moment, so the graph is waiting (queued at {since})."
            " The lists below are complete."
        )
    return "Building this graph slice", (
        "BZPEER is loading the nearby papers, people, topics and institutions for this page."
    )


def _progress(slice: Slice, elapsed: int) -> str:
    so_far = f"{elapsed} {'second' if elapsed == 1 else 'seconds'} so far"
    if slice.state == Slice.State.QUEUED:
        return f"Waiting for its turn, {so_far}"
    return f"Step {slice.step} of {len(STEPS)}: {STEPS[slice.step - 1]}, {so_far}"


def visible(document: dict[str, Any]) -> dict[str, Any]:
    """The document without people hidden since it was built; merged ones appear as the record they live on in."""
    people = [node["id"].partition(":")[2] for node in document["nodes"] if node["kind"] == "person"]
    gone = Author.objects.filter(public_id__in=people).filter(~Q(hidden_at=None) | ~Q(merged_into=None))
    names = {f"person:{author.public_id}": author for author in gone.select_related("merged_into")}
    if not names:
        return document
    known = {node["id"] for node in document["nodes"]}
    becomes: dict[str, str | None] = {}
    for id, author in names.items():
        survivor = author.survivor()
        new = f"person:{survivor.public_id}"
        becomes[id] = None if survivor.hidden_at or new in known else new
        known.add(new)
    return document | {"nodes": _nodes(document, names, becomes), "edges": _edges(document, becomes)}


def _nodes(document: dict, names: dict[str, Author], becomes: dict[str, str | None]) -> list[dict]:
    nodes = []
    for node in document["nodes"]:
        id = becomes.get(node["id"], node["id"])
        if id is None:
            continue
        if id != node["id"]:
            survivor = names[node["id"]].survivor()
            node = node | {"id": id, "label": survivor.display_name, "url": survivor.get_absolute_url()}
        nodes.append(node)
    return nodes


def _edges(document: dict, becomes: dict[str, str | None]) -> list[dict]:
    moved = [
        edge
        | {
            "source": becomes.get(edge["source"], edge["source"]),
            "target": becomes.get(edge["target"], edge["target"]),
        }
        for edge in document["edges"]
    ]
    return [edge for edge in moved if edge["source"] and edge["target"]]


def as_json(author: Author, shown: Shown) -> dict[str, Any]:
    """The answer of ``slice.json``; see docs/data.md."""
    slice = shown.slice
    told = {
        "author": author.public_id,
        "state": shown.state,
        "rule_version": slice.rule_version,
        "data_version": slice.data_version and slice.data_version.isoformat(),
        "built_at": slice.built_at and slice.built_at.isoformat(),
        "heading": shown.heading,
        "text": shown.text,
    }
    if shown.state in ("queued", "building"):
        return told | {
            "step": shown.step,
            "steps": len(STEPS),
            "elapsed": shown.elapsed,
            "progress": shown.progress,
            "explorer": reverse("explorer", args=[author.public_id]),
        }
    empty = {"nodes": [], "edges": [], "works": {}, "shown": {}, "total": {}, "truncated": False}
    return empty | (shown.document or {}) | told

"""What is shown of a slice, in which words: the page, its JSON and the explorer all say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from graph.lists import Listed, extent, lists
from graph.models import Slice
from graph.visibility import visible
from publications import workers
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

    @property
    def extent(self) -> str:
        return extent(self.document) if self.document else ""


def shown(slice: Slice) -> Shown:
    """The slice for a page; asks for one statement when there is a document, none otherwise."""
    document = visible(slice.document) if slice.document and len(slice.document["nodes"]) > 1 else None
    is_unfinished = slice.state in (Slice.State.QUEUED, Slice.State.BUILDING)
    is_waiting = slice.state == Slice.State.QUEUED and not workers.running()
    elapsed = max(0, round((timezone.now() - slice.queued_at).total_seconds())) if is_unfinished else 0
    heading, text = _words(slice, is_waiting)
    return Shown(
        state="stale" if is_unfinished and document else slice.state,
        heading=heading,
        text=text,
        progress=_progress(slice, elapsed) if is_unfinished and not is_waiting else "",
        step=slice.step,
        elapsed=elapsed,
        built_at=slice.built_at,
        document=document,
        slice=slice,
    )


def _words(slice: Slice, is_waiting: bool) -> tuple[str, str]:
    if slice.state == Slice.State.FAILED:
        return "The graph could not be built", f"It {slice.failure}. The lists below are complete."
    if slice.state == Slice.State.EMPTY:
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

"""Building a slice beside its own SQL run bare, for authors at random and for those with most works."""

from __future__ import annotations

from itertools import cycle

from bzpeer.benchmarks import replay
from bzpeer.benchmarks.timing import compare, table
from graph import document, neighbourhood
from publications.models import Author


def build(author: Author) -> dict:
    """What a worker does, without the row's state."""
    return document.compose(neighbourhood.read(author, reached=lambda step: None), previous={})


def measure(repeat: int = 9) -> str:
    """Slices of 20 authors at random and of the 20 with most works. Markdown."""
    authors = Author.objects.visible().with_works()
    groups = {"random": authors.order_by("public_id")[:20], "heaviest": authors.order_by("-n_works")[:20]}
    parts = []
    for name, group in groups.items():
        people = list(group)
        heard = cycle([replay.statements(lambda author=author: build(author)) for author in people])
        turn = cycle(people)
        actions = {
            "SQL": lambda heard=heard: replay.run(next(heard)),
            "build": lambda turn=turn: build(next(turn)),
        }
        timings = compare(actions, repeat=repeat, calls=len(people))
        parts.append(f"20 {name} authors, a slice each:\n\n{table(timings, against='SQL')}")
    return "\n\n".join(parts)

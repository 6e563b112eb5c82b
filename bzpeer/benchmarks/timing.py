"""Take turns, keep the best: the smallest time is the one least disturbed by everything else on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

Action = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Milliseconds a call: wall clock, and processor time of this process."""

    name: str
    best: float
    middle: float
    cpu: float


def compare(actions: dict[str, Action], *, repeat: int = 9, calls: int = 1) -> list[Timing]:
    """Time each action ``repeat`` times, A B C A B C …, each time over ``calls`` calls."""
    walls: dict[str, list[float]] = {name: [] for name in actions}
    cpus: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(repeat):
        for name, action in actions.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(calls):
                action()
            walls[name].append((time.perf_counter() - wall) * 1000 / calls)
            cpus[name].append((time.process_time() - cpu) * 1000 / calls)
    return [Timing(name, min(walls[name]), median(walls[name]), min(cpus[name])) for name in actions]


def table(timings: Iterable[Timing], *, against: str) -> str:
    """A Markdown table with each action as a multiple of ``against``."""
    timings = list(timings)
    base = next(timing.best for timing in timings if timing.name == against)
    rows = ["| what | best ms | median ms | CPU ms | ÷ " + against + " |", "|---|--:|--:|--:|--:|"]
    rows += [f"| {t.name} | {t.best:.2f} | {t.middle:.2f} | {t.cpu:.2f} | {t.best / base:.2f} |" for t in timings]
    return "\n".join(rows)

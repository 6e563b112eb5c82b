"""Small drawings of counts, as numbers for an SVG template. Pure."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 320, 96
_WIDEST = 40
_GAP = 0.25  # of a bar's step
_HALF_A_LABEL = 16
_LABELS = 8  # more years than this and only some are named below their bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: the rectangle in the units of the view box, whose foot stands at ``HEIGHT``."""

    year: int
    n: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    is_named: bool


def bars(counts: dict[int, int]) -> list[Bar]:
    """One bar a year, the tallest as high as the plot.

    >>> [(bar.year, bar.x, bar.y, bar.height) for bar in bars({2019: 1, 2020: 4})]
    [(2019, 5.0, 72.0, 24.0), (2020, 45.0, 0.0, 96.0)]
    >>> bars({})
    []
    """
    if not counts:
        return []
    step, most = min(_WIDEST, WIDTH / len(counts)), max(counts.values())
    every = 1 if len(counts) <= _LABELS else -(-len(counts) // (_LABELS - 1))
    drawn = []
    for index, (year, n) in enumerate(counts.items()):
        height = round(HEIGHT * n / most, 1)
        drawn.append(
            Bar(
                year,
                n,
                x=round(step * (index + _GAP / 2), 1),
                y=round(HEIGHT - height, 1),
                width=round(step * (1 - _GAP), 1),
                height=height,
                middle=round(min(step * (index + 0.5), WIDTH - _HALF_A_LABEL), 1),
                is_named=(len(counts) - 1 - index) % every == 0,
            )
        )
    return drawn

"""How far an import is, in words and figures: the same on a terminal and on a page. Pure."""

from __future__ import annotations


def rate(n: int, seconds: float) -> int:
    """Works a second.

    >>> rate(9000, 2), rate(5, 0)
    (4500, 0)
    """
    return round(n / seconds) if seconds > 0 else 0


def percent(position: int, size: int | None) -> int | None:
    """How much of the file has been read, rounded down; None when its size is not known.

    >>> percent(999, 1000), percent(5, None), percent(2048, 1024)
    (99, None, 100)
    """
    return min(100 * position // size, 100) if size else None


def seconds_left(read: int, to_read: int, seconds: float) -> float | None:
    """Until ``to_read`` bytes more are read, when ``read`` took ``seconds``. Of a compressed file, its own.

    >>> seconds_left(100, 300, 10), seconds_left(0, 300, 10)
    (30.0, None)
    """
    return to_read * seconds / read if read and to_read > 0 else None


def duration(seconds: float) -> str:
    """As people say it.

    >>> duration(0.4), duration(59.6), duration(61), duration(3599), duration(7300)
    ('1 s', '60 s', '1 min', '60 min', '2 h 2 min')
    """
    if seconds <= 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes <= 60 else f"{minutes // 60} h {minutes % 60} min"

"""What the person at the terminal reads: steps with their time, and troubles in one sentence.

Standard library only, and readable by an old Python: `bzpeer.bootstrap` uses it to turn one away.
"""

import contextlib
import sys
import time
from typing import Callable, Iterator  # noqa: UP035 - see above


class Trouble(Exception):
    """Something a person can put right. The message says what is wrong and what to do."""


def say(*words: object) -> None:
    """To standard error, so that what a command prints can still be piped."""
    print(*words, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name: str, doing: str = "") -> Iterator[Callable[[str], None]]:
    """One line of progress: what is being done, and how it went and how long it took once it is done.

    Yields a function that takes the words to show as the outcome.
    """
    outcome = [""]
    print(f"{name:<14}{doing}", end=" ", file=sys.stderr, flush=True)
    began = time.monotonic()
    try:
        yield lambda words: outcome.__setitem__(0, f"{words}, " if words else "")
    except BaseException:
        say()
        raise
    say(f"{outcome[0]}{time.monotonic() - began:.1f} s")

"""Make things in a second process while the first one uses those made before: two cores instead of one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

from django.db import connection, connections

T = TypeVar("T")

_ALIVE = 100_000  # objects made before garbage is looked for: a chunk holds many, and hardly any in circles

_NOT_OURS: list[object] = []


class StoppedShort(RuntimeError):
    """The second process ended before its work did: it was killed, or memory ran out."""


def is_possible() -> bool:
    """Not inside a transaction, which nobody else can see into; not in a worker, whose processes may have no children;
    and only Linux forks without harm to its libraries."""
    is_worker = multiprocessing.current_process().daemon
    return sys.platform == "linux" and not connection.in_atomic_block and not is_worker


def beside(make: Callable[[], Iterator[T]]) -> Iterator[T]:
    """What ``make()`` yields, in its order and with its exceptions, one item ahead of what is used.

    The second process has database connections of its own. It ends with the first one, however that ends: writing to
    somebody who is gone fails.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_hand_over, args=(make, receiver, sender), daemon=True)
    process.start()
    sender.close()
    try:
        while True:
            item, error = receiver.recv()
            if error:
                raise error
            if item is None:
                return
            yield item
    except EOFError as ended:
        raise StoppedShort("The process that reads the file was ended from outside.") from ended
    finally:
        receiver.close()
        process.terminate()
        process.join()


def _hand_over(make: Callable[[], Iterator[T]], receiver: Connection, sender: Connection) -> None:
    receiver.close()
    gc.freeze()  # what the first process made stays: looking through it finds nothing, and would copy its pages
    gc.set_threshold(_ALIVE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the first process ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _forget_connections()
    try:
        for item in make():
            sender.send((item, None))
        sender.send((None, None))
    except BrokenPipeError:
        return
    except Exception as error:
        error.add_note(f"In the process that reads the file:\n{traceback.format_exc()}")
        sender.send((None, error))
    finally:
        connections.close_all()


def _forget_connections() -> None:
    """The connections of the first process stay open and unused: closing one properly would end it for both."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for known in connections.all(initialized_only=True):
        if known.connection is not None:
            os.dup2(nowhere, known.connection.fileno())
            _NOT_OURS.append(known.connection)  # for ever: its end would say good-bye to the server
            known.connection = None
    os.close(nowhere)

"""Building something large beside running searches: what keeps the interpreter from those who wait for it.

Two things hold up the other threads of a process: a walk of the garbage collector over all that is held (0.6 s at 100,000 entries),
and the five milliseconds for which a busy thread keeps the interpreter. While something is built, the collector rests and threads
take turns ten times as often. What was built is not garbage; the collector is told not to walk it again.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 2_000
"""Entries from which on building takes long enough (0.1 s) to be felt beside a search."""
_TURN = 0.0005
"""Seconds that a thread keeps the interpreter while another one waits for it."""
_lock = threading.Lock()
_building = 0
_before = (True, 0.005)


@contextmanager
def beside_searches(entries: int) -> Iterator[None]:
    """Let other threads go on while so many entries are built; several may build at once. Few entries: nothing is changed."""
    if entries < MANY:
        yield
        return
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _building, _before  # noqa: PLW0603  (both settings are the interpreter's own)
    with _lock:
        if not _building:
            _before = gc.isenabled(), sys.getswitchinterval()
            gc.disable()
            sys.setswitchinterval(min(_TURN, _before[1]))
        _building += 1


def _end() -> None:
    global _building  # noqa: PLW0603
    with _lock:
        _building -= 1
        if not _building:
            gc.freeze()
            enabled, turn = _before
            sys.setswitchinterval(turn)
            if enabled:
                gc.enable()

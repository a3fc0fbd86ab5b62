"""Many questions at once: slices of them answered by forked workers that share the one index in memory."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MINIMUM = 600
"""Items from which on workers are worth starting."""
_LEAST, _MOST = 250, 2_000
"""Items of one slice: enough to be worth handing over, few enough that the workers end together."""
_task: tuple[Callable[[Sequence[object]], object], Sequence[object]] | None = None


def _slice(bounds: tuple[int, int]) -> object:
    assert _task is not None  # noqa: S101  (set before the fork)
    work, items = _task
    return work(items[bounds[0] : bounds[1]])


def in_workers(work: Callable[[Sequence[Item]], Answer], items: Sequence[Item], workers: int) -> Iterator[Answer]:
    """Apply `work` to slices of `items` in forked processes, and yield what it returns for each slice, in order.

    Workers are forked from this process, so they read its index without copying it. Few items, one worker, or a system without
    fork: the work is done here. Not for processes that run other threads.
    """
    global _task  # noqa: PLW0603  (what the fork hands over; nothing is pickled on the way in)
    alone = workers < 2 or len(items) < MINIMUM or "fork" not in multiprocessing.get_all_start_methods()
    size = _MOST if alone else max(_LEAST, min(_MOST, -(-len(items) // (workers * 4))))
    bounds = [(start, min(start + size, len(items))) for start in range(0, len(items), size)]
    if alone:
        for start, stop in bounds:
            yield work(items[start:stop])
        return
    _task = (work, items)  # type: ignore[assignment]
    gc.freeze()  # what the workers only read is not written to by their collector
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            yield from pool.imap(_slice, bounds)
    finally:
        _task = None
        gc.unfreeze()

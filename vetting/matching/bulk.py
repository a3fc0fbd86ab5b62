"""Many questions at once: slices of subjects answered by forked workers that share the one index in memory."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MINIMUM = 2_000
"""Subjects from which on workers are worth starting."""
_task: tuple[Callable[[Sequence[object]], list[object]], Sequence[object]] | None = None


def _slice(bounds: tuple[int, int]) -> list[object]:
    assert _task is not None  # noqa: S101  (set before the fork)
    work, items = _task
    return work(items[bounds[0] : bounds[1]])


def in_workers(work: Callable[[Sequence[Item]], list[Answer]], items: Sequence[Item], workers: int) -> list[Answer]:
    """Apply `work` to slices of `items` in forked processes, and return all answers in order.

    Workers are forked from this process, so they read its index without copying it. Few items, one worker, or a system without
    fork:
    the work is done here. Not for processes that run other threads.
    """
    global _task  # noqa: PLW0603  (what the fork hands over; nothing is pickled on the way in)
    if workers < 2 or len(items) < MINIMUM or "fork" not in multiprocessing.get_all_start_methods():
        return work(items)
    size = max(500, min(4_000, -(-len(items) // (workers * 4))))
    bounds = [(start, min(start + size, len(items))) for start in range(0, len(items), size)]
    _task = (work, items)  # type: ignore[assignment]
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            slices = pool.map(_slice, bounds, chunksize=1)
    finally:
        _task = None
        gc.unfreeze()
    return [answer for answers in slices for answer in answers]  # type: ignore[misc]

"""Finding a row that kills its worker, by halving, each half alone in a fresh process. Pure but for the process that it is given.

A worker that was killed from outside condemns nobody: only a row that dies alone, again and again, while its watcher lives on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

TIMES_ALONE = 3
"""How often a row must die alone, in a fresh process each time, before it is condemned."""


class Verdict(StrEnum):
    """How a trial ended. `unknown`: it could not be held (no database, say), which says nothing about the rows."""

    SURVIVED = "survived"
    DIED = "died"
    UNKNOWN = "unknown"


class TrialImpossible(Exception):
    """No trial could be held now; try again later."""


Trial = Callable[[Sequence[int]], Verdict]
"""Runs these rows in a fresh process without storing anything, and says how it ended."""


def find_killers(rows: Sequence[int], trial: Trial) -> list[int]:
    """The rows that kill a worker when run alone. Raises TrialImpossible."""
    if not rows or not _dies(rows, trial):
        return []
    if len(rows) == 1:
        return list(rows) if all(_dies(rows, trial) for _ in range(TIMES_ALONE - 1)) else []
    half = len(rows) // 2
    return [*find_killers(rows[:half], trial), *find_killers(rows[half:], trial)]


def _dies(rows: Sequence[int], trial: Trial) -> bool:
    verdict = trial(rows)
    if verdict is Verdict.UNKNOWN:
        raise TrialImpossible
    return verdict is Verdict.DIED

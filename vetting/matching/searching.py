"""The compiled search: every subject compared with its candidates, and what reaches a band or the floor kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import levels as lv
from vetting.matching.compiled import compiled, inner
from vetting.matching.near_dates import MAX_DATES
from vetting.matching.retrieval import candidates
from vetting.matching.scoring import ROWS, score_pair
from vetting.matching.shortcuts import LEVELS_OF_DATES, MOST, May, may_reach


@inner
def _slack(q: Any, a: int, model: Any) -> float:
    """Return the most that identifiers can add to a pair that shares no number (those that do are always compared)."""
    slack = model.force[lv.FORCE_MISSING]
    if q.people[a].force != 0:
        slack = max(slack, model.force[lv.FORCE_SAME])
    if q.people[a].insurance != 0:
        slack += max(model.insurance[lv.INSURANCE_ONE_DIGIT], 0.0)
    return float(slack)


@compiled
def search_people(  # noqa: PLR0917
    q: Any, x: Any, look: Any, removed: Any, model: Any, floor: float, everything: bool, brute: bool, order: Any, first: int,
    capacity: int, scratch: Any, mark: int,
) -> Any:  # fmt: skip
    """Search the index for the subjects `order[first:]`, until all are done or there are `capacity` hits.

    `brute` compares with every entry. Keeps pairs of a band above none and, if `everything`, every pair of weight `floor` or
    more. Returns the place in `order` to go on from (a subject whose hits did not fit is begun anew) and, for each hit,
    subject, entry, integers (`levels.FOUND` of them), row weights and total.
    """
    who = np.empty((capacity, 2), np.int32)
    found = np.empty((capacity, lv.FOUND), np.int32)
    rows = np.empty((capacity, ROWS), np.float64)
    totals = np.empty(capacity, np.float64)
    buffer = np.empty(MAX_DATES, np.int32)
    levels = np.zeros(lv.FOUND, np.int32)
    weights = np.zeros(ROWS, np.float64)
    work = np.zeros(lv.FOUND, np.int32)
    works = np.zeros(ROWS, np.float64)
    may = May(
        np.zeros((LEVELS_OF_DATES, 3), np.uint16),
        np.zeros((LEVELS_OF_DATES, 2), np.bool_),
        np.zeros(LEVELS_OF_DATES, np.bool_),
        np.zeros(LEVELS_OF_DATES, np.bool_),
    )
    most = np.zeros(MOST, np.float64)
    hits = 0
    place = first
    while place < len(order):
        subject = order[place]
        mark += 1
        may_reach(q, subject, model, floor, _slack(q, subject, model), may, most)
        before = hits
        for index in range(candidates(q, subject, x, look, may, buffer, scratch, mark, brute)):
            person = scratch.out[index]
            if removed[person]:
                continue
            total = score_pair(q, subject, x, person, model, floor, levels, weights, work, works)
            if total == -np.inf:
                continue
            if levels[lv.BAND] > 0 or (everything and total >= floor):
                if hits < capacity:
                    found[hits] = levels
                    rows[hits] = weights
                    who[hits, 0] = subject
                    who[hits, 1] = person
                    totals[hits] = total
                hits += 1
        if hits > capacity:
            break
        place += 1
    wanted = hits - before if place < len(order) else 0
    kept = before if place < len(order) else hits
    return place, wanted, who[:kept], found[:kept], rows[:kept], totals[:kept]

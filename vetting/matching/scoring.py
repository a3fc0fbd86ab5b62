"""The match weight of one pair.

Levels by the compiled part comparison, weights by table look-up, all rows kept for the explanation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import inlined, inner
from vetting.matching.dates import date_level
from vetting.matching.name_levels import forename_level, surname_level, swapped_level
from vetting.matching.shortcuts import may_be_near

ROWS = 8
"""Rows of an explanation, in the order of `levels.FIELDS`."""


@inner
def frequency_adjustment(model: Any, level: int, bits: float, base: float) -> float:
    """Return the bits added for a rarer or taken for a commoner name than the average one, within the caps."""
    moved = model.scale[level] * (bits - base)
    return float(round(min(max(moved, -model.down), model.up), 4))


@inner
def name_rows(q: Any, a: int, x: Any, b: int, model: Any, date: int, found: Any, rows: Any) -> float:  # noqa: PLR0917
    """Score one name of the subject against one of the entry; fills levels and weights of the name and combination rows.

    Returns the sum of those rows and the date row. The better of the readings "as written" and "forename and surname swapped"
    counts.
    """
    surname, surname_bits = surname_level(q, q.names[a].surname, x, x.names[b].surname, model)
    forename, forename_bits, middle, middle_bits = forename_level(q, q.names[a].forenames, x, x.names[b].forenames, model)
    total = _fill(model, surname, surname_bits, forename, forename_bits, middle, middle_bits, date, found, rows)
    if surname >= lv.SHORTENED and forename >= lv.SHORTENED:
        level, forward_bits, back_bits = swapped_level(q, a, x, b, model)
        if level != lv.DIFFERENT:
            swapped = _fill(model, level, forward_bits, level, back_bits, lv.MIDDLE_MISSING, 0.0, date, found, rows)
            if swapped >= total:
                return swapped
            _fill(model, surname, surname_bits, forename, forename_bits, middle, middle_bits, date, found, rows)
    return total


@inner
def _fill(  # noqa: PLR0917
    model: Any,
    surname: int,
    surname_bits: float,
    forename: int,
    forename_bits: float,
    middle: int,
    middle_bits: float,
    date: int,
    found: Any,
    rows: Any,
) -> float:
    """Look up the weights of the name rows, the date row (already in `rows`) and the combination row; return their sum."""
    found[lv.SURNAME] = surname
    found[lv.FORENAMES] = forename
    found[lv.MIDDLE] = middle
    found[lv.SURNAME_BITS] = int(surname_bits * 16)
    found[lv.FORENAME_BITS] = int(forename_bits * 16)
    found[lv.MIDDLE_BITS] = int(middle_bits * 16)
    surname_base = model.surname_base
    forename_base = model.forename_base
    if lv.SWAPPED <= surname <= lv.SWAPPED_ALIKE:
        surname_base = forename_base = (surname_base + forename_base) / 2
    rows[lv.SURNAME] = model.surname[surname] + frequency_adjustment(model, surname, surname_bits, surname_base)
    rows[lv.FORENAMES] = model.forenames[forename] + frequency_adjustment(model, forename, forename_bits, forename_base)
    extra = 0.0
    if middle == lv.MIDDLE_EXACT:
        extra = round(min(max(model.middle_scale * (middle_bits - model.forename_base), -model.down), model.up), 4)
    rows[lv.MIDDLE] = model.middle[middle] + extra
    rows[lv.COMBINATION] = model.combination[model.surname_group[surname], model.forename_group[forename], model.date_group[date]]
    return float(rows[lv.SURNAME] + rows[lv.FORENAMES] + rows[lv.MIDDLE] + rows[lv.COMBINATION] + rows[lv.DATE])


@inlined
def identifier_rows(q: Any, a: int, x: Any, b: int, model: Any, found: Any, rows: Any) -> None:  # noqa: PLR0917
    """Compare service numbers, National Insurance numbers and forces; fills those rows."""
    found[lv.NUMBER] = _number_level(q, a, x, b)
    rows[lv.NUMBER] = model.number[found[lv.NUMBER]]
    found[lv.INSURANCE] = _insurance_level(q.people[a].insurance, x.people[b].insurance)
    rows[lv.INSURANCE] = model.insurance[found[lv.INSURANCE]]
    force = lv.FORCE_MISSING
    if q.people[a].force != 0 and x.people[b].force != 0:
        force = lv.FORCE_SAME if q.people[a].force == x.people[b].force else lv.FORCE_DIFFERENT
    found[lv.FORCE] = force
    rows[lv.FORCE] = model.force[force]


@inlined
def _number_level(q: Any, a: int, x: Any, b: int) -> int:
    best = lv.NUMBER_MISSING
    differs = False
    for i in range(q.people[a].first_number, q.people[a].last_number):
        for j in range(x.people[b].first_number, x.people[b].last_number):
            known = q.numbers[i].force != 0 and x.numbers[j].force != 0
            same = known and q.numbers[i].force == x.numbers[j].force
            if q.numbers[i].number == x.numbers[j].number:
                level = lv.NUMBER_SAME_FORCE if same else (lv.NUMBER_OTHER_FORCE if known else lv.NUMBER_FORCE_UNKNOWN)
                if level < best or (best == lv.NUMBER_MISSING and level == lv.NUMBER_OTHER_FORCE):
                    best = level
            elif same:
                differs = True
    if best >= lv.NUMBER_MISSING and differs:
        return lv.NUMBER_DIFFERENT
    return best


@inlined
def _insurance_level(first: int, second: int) -> int:
    if first == 0 or second == 0:
        return lv.INSURANCE_MISSING
    if first == second:
        return lv.INSURANCE_EXACT
    if first // 1000000 == second // 1000000:
        count, transposed = dates.digit_differences(first % 1000000, second % 1000000)
        if count == 1 or transposed:
            return lv.INSURANCE_ONE_DIGIT
    return lv.INSURANCE_DIFFERENT


@inlined
def lane_of(found: Any, model: Any) -> int:
    """Return the review lane that names and date of one alignment fall into, or NO_REASON."""
    date = found[lv.DATE]
    surname = found[lv.SURNAME]
    forename = found[lv.FORENAMES]
    if (
        date == dates.EXACT
        and surname == lv.EXACT
        and (forename == lv.DIFFERENT or forename == lv.SIMILAR or forename == lv.RESEMBLING)  # noqa: PLR1714
    ):
        return lv.TWIN
    told_apart = surname == lv.DIFFERENT or surname == lv.RESEMBLING  # noqa: PLR1714
    rare = found[lv.MIDDLE] == lv.MIDDLE_EXACT or found[lv.FORENAME_BITS] >= int(model.rare_forename * 16)
    if date <= dates.SWAPPED and told_apart and forename <= lv.VARIANT and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT and rare:
        return lv.SURNAME_CHANGED
    return lv.NO_REASON


@inlined
def score_pair(q: Any, a: int, x: Any, b: int, model: Any, floor: float, found: Any, rows: Any, work: Any, works: Any) -> float:  # noqa: PLR0917
    """Score subject `a` against entry `b`: fills `found` (levels, then rarity, names used, lane, band) and `rows` (weights);
    returns the total.

    Below `floor` the pair may be left uncompared (the return value is then -inf): only if no choice of names could lift it there.
    """
    date = date_level(q.dates[a], x.dates[b])
    identifier_rows(q, a, x, b, model, found, rows)
    identifiers = rows[lv.NUMBER] + rows[lv.INSURANCE] + rows[lv.FORCE]
    agreed = found[lv.NUMBER] == lv.NUMBER_SAME_FORCE or found[lv.INSURANCE] == lv.INSURANCE_EXACT
    conflict = found[lv.NUMBER] == lv.NUMBER_DIFFERENT or found[lv.INSURANCE] == lv.INSURANCE_DIFFERENT
    relief = -min(rows[lv.NUMBER], 0.0) - min(rows[lv.INSURANCE], 0.0)
    january = model.first_of_january if date == dates.EXACT and q.dates[a] % 10000 == 101 else 0.0
    if model.best[date] + january + identifiers + relief < floor and not agreed and date > dates.SWAPPED:
        return -np.inf
    quick = not agreed and model.best_apart[date] + january + identifiers + relief < floor
    found[lv.DATE] = date
    found[lv.COMBINATION] = 0
    rows[lv.DATE] = model.date[date] + january
    works[lv.DATE] = rows[lv.DATE]
    work[lv.DATE] = date
    best = -np.inf
    lane = lv.NO_REASON
    best_lane = lv.NO_REASON
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if quick and not may_be_near(q, i, x, j):
                continue
            total = name_rows(q, i, x, j, model, date, work, works)
            here = lane_of(work, model)
            if here != lv.NO_REASON and (lane == lv.NO_REASON or here < lane):
                lane = here
            if total > best:
                best = total
                best_lane = here
                found[lv.ASKED_NAME] = i - q.people[a].first_name
                found[lv.LISTED_NAME] = j - x.people[b].first_name
                for place in (lv.SURNAME_BITS, lv.FORENAME_BITS, lv.MIDDLE_BITS):
                    found[place] = work[place]
                for row in (lv.SURNAME, lv.FORENAMES, lv.MIDDLE, lv.COMBINATION):
                    found[row] = work[row]
                    rows[row] = works[row]
    if best == -np.inf:
        return best
    total = best + identifiers
    _decide(model, total, relief, lane, best_lane, agreed, conflict, found)
    return float(total)


@inlined
def _decide(model: Any, total: float, relief: float, lane: int, best_lane: int, agreed: bool, conflict: bool, found: Any) -> None:  # noqa: PLR0917
    """Choose band and reason: `found[BAND]` and `found[REASON]`."""
    reason = lv.NO_REASON
    band = 2 if total >= model.strong else (1 if total >= model.possible else 0)
    if conflict and total + relief >= model.possible:
        reason = lv.IDENTIFIER_CONFLICT
    elif best_lane != lv.NO_REASON:
        reason = best_lane
    elif band == 0 and lane != lv.NO_REASON:
        reason = lane
    elif agreed and (band == 0 or found[lv.SURNAME] == lv.DIFFERENT or found[lv.FORENAMES] == lv.DIFFERENT):
        reason = lv.SAME_IDENTIFIER
    if reason != lv.NO_REASON:
        band = 1
    found[lv.BAND] = band
    found[lv.REASON] = reason

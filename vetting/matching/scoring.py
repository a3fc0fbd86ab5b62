"""The match weight of one pair: levels by the compiled part comparison, weights by table look-up, all rows kept for the explanation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.dates import date_level
from vetting.matching.kernels import part_level

ROWS = 8
"""Rows of an explanation, in the order of `levels.FIELDS`."""


@njit(cache=True, nogil=True)
def frequency_adjustment(model: Any, level: int, bits: float, base: float) -> float:
    """Return the bits added for a rarer or taken for a commoner name than the average one, within the caps."""
    moved = model.scale[level] * (bits - base)
    return round(min(max(moved, -model.frequency[3]), model.frequency[2]), 4)


@njit(cache=True, nogil=True)
def _bits(first: Any, a: int, second: Any, b: int, field: int) -> float:
    """Return the rarity of the commoner of two parts: a typing error's rarity is that of the name that was meant."""
    return min(first.bits[a, field], second.bits[b, field])


@njit(cache=True, nogil=True)
def surname_level(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any) -> tuple[int, float]:
    """Compare two surname records: level, and rarity of what agrees."""
    whole = q.surname[a, 0]
    other = x.surname[b, 0]
    if whole < 0 or other < 0:
        return lv.MISSING, 0.0
    level = part_level(qp, whole, xp, other, 0)
    bits = _bits(qp, whole, xp, other, 0)
    if level == lv.EXACT:
        return level, bits
    core = q.surname[a, 1]
    other_core = x.surname[b, 1]
    if core != whole or other_core != other:
        found = part_level(qp, core, xp, other_core, 0)
        if found == lv.EXACT:
            return lv.VARIANT, _bits(qp, core, xp, other_core, 0)
        if model.surname[found] > model.surname[level]:
            level = found
            bits = _bits(qp, core, xp, other_core, 0)
    if q.surname[a, 2] >= 0 or x.surname[b, 2] >= 0:
        return _half_level(qp, q, a, xp, x, b, model, level, bits)
    return level, bits


@njit(cache=True, nogil=True)
def _half_level(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any, level: int, bits: float) -> tuple[int, float]:
    """Compare the halves of double surnames; both halves in the other order are a variant, one shared half is a half."""
    a_first = 2 if q.surname[a, 2] >= 0 else 1
    b_first = 2 if x.surname[b, 2] >= 0 else 1
    exact = 0
    count_a = 0
    count_b = 0
    for i in range(a_first, q.surname.shape[1]):
        if a_first == 1 and i > 1:
            break
        part = q.surname[a, i]
        if part < 0:
            break
        count_a += 1
        count_b = 0
        for j in range(b_first, x.surname.shape[1]):
            if b_first == 1 and j > 1:
                break
            other = x.surname[b, j]
            if other < 0:
                break
            count_b += 1
            found = part_level(qp, part, xp, other, 0)
            if found == lv.EXACT:
                exact += 1
            target = lv.PART if found <= lv.VARIANT else (lv.PART_NEAR if found <= lv.SOUND_ALIKE else lv.DIFFERENT)
            if target != lv.DIFFERENT and model.surname[target] > model.surname[level]:
                level = target
                bits = _bits(qp, part, xp, other, 0)
    if exact >= 2 and count_a == count_b:
        return lv.VARIANT, bits + 4.0
    if level == lv.PART and count_a > 1 and count_b > 1 and exact < 2:
        return lv.PART_NEAR, bits
    return level, bits


@njit(cache=True, nogil=True)
def forename_level(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any) -> tuple[int, float, int, float]:
    """Compare two forenames records: level and rarity of the first forename, level and rarity of the others."""
    first = q.forenames[a, 2]
    other = x.forenames[b, 2]
    if first < 0 or other < 0:
        return lv.MISSING, 0.0, lv.MIDDLE_MISSING, 0.0
    level = part_level(qp, first, xp, other, 1)
    bits = _bits(qp, first, xp, other, 1)
    used_a = 1
    used_b = 1
    if level != lv.EXACT:
        if qp.key[q.forenames[a, 0]] == xp.key[x.forenames[b, 0]]:
            return lv.EXACT, bits, lv.MIDDLE_MISSING, 0.0
        if qp.key[q.forenames[a, 1]] == xp.key[other]:
            level, bits, used_a = lv.EXACT, _bits(qp, q.forenames[a, 1], xp, other, 1), 3
        elif qp.key[first] == xp.key[x.forenames[b, 1]]:
            level, bits, used_b = lv.EXACT, _bits(qp, first, xp, x.forenames[b, 1], 1), 3
    if model.forenames[level] < model.forenames[lv.PART]:
        i, j, crossed = _crossed_forename(qp, q, a, xp, x, b)
        target = lv.PART if crossed <= lv.NICKNAME else (lv.PART_NEAR if crossed <= lv.SOUND_ALIKE else lv.DIFFERENT)
        if target != lv.DIFFERENT and model.forenames[target] > model.forenames[level]:
            level = target
            bits = _bits(qp, q.forenames[a, 2 + i], xp, x.forenames[b, 2 + j], 1)
            used_a = 1 << i
            used_b = 1 << j
    middle, middle_bits = _middle_level(qp, q, a, used_a, xp, x, b, used_b)
    return level, bits, middle, middle_bits


@njit(cache=True, nogil=True)
def _crossed_forename(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int) -> tuple[int, int, int]:
    """Find the best agreement of one side's first forename with a later one of the other: both places, and the level."""
    best = lv.DIFFERENT
    place = 0
    other_place = 0
    for j in range(1, x.forenames.shape[1] - 2):
        if x.forenames[b, 2 + j] < 0:
            break
        found = part_level(qp, q.forenames[a, 2], xp, x.forenames[b, 2 + j], 1)
        if found < best and found != lv.INITIAL:
            best, place, other_place = found, 0, j
    for i in range(1, q.forenames.shape[1] - 2):
        if q.forenames[a, 2 + i] < 0:
            break
        found = part_level(qp, q.forenames[a, 2 + i], xp, x.forenames[b, 2], 1)
        if found < best and found != lv.INITIAL:
            best, place, other_place = found, i, 0
    return place, other_place, best


@njit(cache=True, nogil=True)
def _middle_level(qp: Any, q: Any, a: int, used_a: int, xp: Any, x: Any, b: int, used_b: int) -> tuple[int, float]:
    """Compare the forenames that the first comparison has not used (`used_*`: bit masks of places)."""
    best = lv.MIDDLE_MISSING
    bits = 0.0
    for i in range(q.forenames.shape[1] - 2):
        if q.forenames[a, 2 + i] < 0:
            break
        if used_a >> i & 1:
            continue
        for j in range(x.forenames.shape[1] - 2):
            if x.forenames[b, 2 + j] < 0:
                break
            if used_b >> j & 1:
                continue
            found = part_level(qp, q.forenames[a, 2 + i], xp, x.forenames[b, 2 + j], 1)
            rarity = _bits(qp, q.forenames[a, 2 + i], xp, x.forenames[b, 2 + j], 1)
            level = lv.MIDDLE_DIFFERENT
            if found <= lv.VARIANT:
                level = lv.MIDDLE_EXACT
            elif found < lv.INITIAL:
                level = lv.MIDDLE_NEAR
            elif found == lv.INITIAL:
                level = lv.MIDDLE_INITIAL
            if best == lv.MIDDLE_MISSING or level < best or (level == best and rarity > bits):
                best = level
                bits = rarity
    return best, bits


@njit(cache=True, nogil=True)
def _swapped_level(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any) -> tuple[int, float]:
    """Compare the surname of name `a` with the forenames of name `b`: level, and rarity of what agrees (in its commoner role)."""
    whole = q.surname[q.name[a, 0], 0]
    best = lv.DIFFERENT
    bits = 0.0
    if whole < 0:
        return best, bits
    for place in range(3):
        other = x.forenames[x.name[b, 1], place]
        if other >= 0:
            found = part_level(qp, whole, xp, other, 0)
            if found < best and found != lv.INITIAL:
                best = found
                bits = min(_bits(qp, whole, xp, other, 0), _bits(qp, whole, xp, other, 1))
    return best, bits


@njit(cache=True, nogil=True)
def _swapped_back(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any) -> tuple[int, float]:
    """Compare the forenames of name `a` with the surname of name `b`, as `_swapped_level`."""
    whole = x.surname[x.name[b, 0], 0]
    best = lv.DIFFERENT
    bits = 0.0
    if whole < 0:
        return best, bits
    for place in range(3):
        other = q.forenames[q.name[a, 1], place]
        if other >= 0:
            found = part_level(qp, other, xp, whole, 0)
            if found < best and found != lv.INITIAL:
                best = found
                bits = min(_bits(qp, other, xp, whole, 0), _bits(qp, other, xp, whole, 1))
    return best, bits


@njit(cache=True, nogil=True)
def name_rows(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any, date: int, found: Any, rows: Any) -> float:
    """Score one name of the subject against one of the entry; fills levels and weights of the name and combination rows.

    Returns the sum of those rows and the date row. The better of the readings "as written" and "forename and surname swapped" counts.
    """
    surname, surname_bits = surname_level(qp, q, q.name[a, 0], xp, x, x.name[b, 0], model)
    forename, forename_bits, middle, middle_bits = forename_level(qp, q, q.name[a, 1], xp, x, x.name[b, 1], model)
    total = _fill(model, surname, surname_bits, forename, forename_bits, middle, middle_bits, date, found, rows)
    found[8] = int(forename_bits * 16)
    if surname >= lv.SHORTENED and forename >= lv.SHORTENED:
        level = lv.DIFFERENT
        forward, forward_bits = _swapped_level(qp, q, a, xp, x, b, model)
        back, back_bits = lv.DIFFERENT, 0.0
        if forward < lv.INITIAL:
            back, back_bits = _swapped_back(qp, q, a, xp, x, b, model)
        if q.bag[a] == x.bag[b] and q.forenames[q.name[a, 1], 2] >= 0:
            level = lv.SWAPPED
            if back >= lv.INITIAL or forward >= lv.INITIAL:
                forward_bits, back_bits = model.frequency[0], model.frequency[1]
        elif forward < lv.INITIAL and back < lv.INITIAL:
            level = lv.SWAPPED if max(forward, back) <= lv.NICKNAME else lv.SWAPPED_NEAR
        if level != lv.DIFFERENT:
            old = (surname, forename, middle)
            swapped = _fill(model, level, forward_bits, level, back_bits, lv.MIDDLE_MISSING, 0.0, date, found, rows)
            if swapped >= total:
                return swapped
            _fill(model, old[0], surname_bits, old[1], forename_bits, old[2], middle_bits, date, found, rows)
    return total


@njit(cache=True, nogil=True)
def _fill(model: Any, surname: int, surname_bits: float, forename: int, forename_bits: float, middle: int, middle_bits: float, date: int,
          found: Any, rows: Any) -> float:  # fmt: skip
    """Look up the weights of the name rows, the date row (already in `rows`) and the combination row; return their sum."""
    frequency = model.frequency
    found[lv.SURNAME] = surname
    found[lv.FORENAMES] = forename
    found[lv.MIDDLE] = middle
    rows[lv.SURNAME] = model.surname[surname] + frequency_adjustment(model, surname, surname_bits, frequency[0])
    rows[lv.FORENAMES] = model.forenames[forename] + frequency_adjustment(model, forename, forename_bits, frequency[1])
    extra = 0.0
    if middle == lv.MIDDLE_EXACT:
        extra = round(min(max(frequency[4] * (middle_bits - frequency[1]), -frequency[3]), frequency[2]), 4)
    rows[lv.MIDDLE] = model.middle[middle] + extra
    rows[lv.COMBINATION] = model.combination[model.surname_group[surname], model.forename_group[forename], model.date_group[date]]
    return rows[lv.SURNAME] + rows[lv.FORENAMES] + rows[lv.MIDDLE] + rows[lv.COMBINATION] + rows[lv.DATE]


@njit(cache=True, nogil=True)
def identifier_rows(q: Any, a: int, x: Any, b: int, model: Any, found: Any, rows: Any) -> None:
    """Compare service numbers, National Insurance numbers and forces; fills those rows."""
    found[lv.NUMBER] = _number_level(q, a, x, b)
    rows[lv.NUMBER] = model.number[found[lv.NUMBER]]
    found[lv.INSURANCE] = _insurance_level(q.insurance[a], x.insurance[b])
    rows[lv.INSURANCE] = model.insurance[found[lv.INSURANCE]]
    force = lv.FORCE_MISSING
    if q.force[a] != 0 and x.force[b] != 0:
        force = lv.FORCE_SAME if q.force[a] == x.force[b] else lv.FORCE_DIFFERENT
    found[lv.FORCE] = force
    rows[lv.FORCE] = model.force[force]


@njit(cache=True, nogil=True)
def _number_level(q: Any, a: int, x: Any, b: int) -> int:
    best = lv.NUMBER_MISSING
    differs = False
    for i in range(q.first_number[a], q.first_number[a + 1]):
        for j in range(x.first_number[b], x.first_number[b + 1]):
            known = q.number_force[i] != 0 and x.number_force[j] != 0
            same = known and q.number_force[i] == x.number_force[j]
            if q.number[i] == x.number[j]:
                level = lv.NUMBER_SAME_FORCE if same else (lv.NUMBER_OTHER_FORCE if known else lv.NUMBER_FORCE_UNKNOWN)
                if level < best or (best == lv.NUMBER_MISSING and level == lv.NUMBER_OTHER_FORCE):
                    best = level
            elif same:
                differs = True
    if best >= lv.NUMBER_MISSING and differs:
        return lv.NUMBER_DIFFERENT
    return best


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def lane_of(found: Any, model: Any) -> int:
    """Return the review lane that names and date of one alignment fall into, or NO_REASON."""
    date = found[lv.DATE]
    surname = found[lv.SURNAME]
    forename = found[lv.FORENAMES]
    if date == dates.EXACT and surname <= lv.VARIANT and (forename == lv.DIFFERENT or forename == lv.SIMILAR):
        return lv.TWIN
    if date <= dates.SWAPPED and surname == lv.DIFFERENT and forename <= lv.VARIANT and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT:
        if found[lv.MIDDLE] == lv.MIDDLE_EXACT or found[8] >= int(model.frequency[6] * 16):
            return lv.SURNAME_CHANGED
    return lv.NO_REASON


@njit(cache=True, nogil=True)
def score_pair(qp: Any, q: Any, a: int, xp: Any, x: Any, b: int, model: Any, floor: float, found: Any, rows: Any, work: Any, works: Any) -> float:
    """Score subject `a` against entry `b`: fills `found` (levels, then rarity, names used, lane, band) and `rows` (weights); returns the total.

    Below `floor` the pair may be left uncompared (the return value is then -inf): only if no choice of names could lift it there.
    """
    date = date_level(q.date[a], x.date[b])
    identifier_rows(q, a, x, b, model, found, rows)
    identifiers = rows[lv.NUMBER] + rows[lv.INSURANCE] + rows[lv.FORCE]
    agreed = found[lv.NUMBER] == lv.NUMBER_SAME_FORCE or found[lv.INSURANCE] == lv.INSURANCE_EXACT
    conflict = found[lv.NUMBER] == lv.NUMBER_DIFFERENT or found[lv.INSURANCE] == lv.INSURANCE_DIFFERENT
    relief = -min(rows[lv.NUMBER], 0.0) - min(rows[lv.INSURANCE], 0.0)
    january = model.frequency[5] if date == dates.EXACT and q.date[a] % 10000 == 101 else 0.0
    if model.best[date] + january + identifiers + relief < floor and not agreed and date > dates.SWAPPED:
        return -np.inf
    found[lv.DATE] = date
    found[lv.COMBINATION] = 0
    rows[lv.DATE] = model.date[date] + january
    works[lv.DATE] = rows[lv.DATE]
    work[lv.DATE] = date
    best = -np.inf
    lane = lv.NO_REASON
    best_lane = lv.NO_REASON
    for i in range(q.first_name[a], q.first_name[a + 1]):
        for j in range(x.first_name[b], x.first_name[b + 1]):
            total = name_rows(qp, q, i, xp, x, j, model, date, work, works)
            here = lane_of(work, model)
            if here != lv.NO_REASON and (lane == lv.NO_REASON or here < lane):
                lane = here
            if total > best:
                best = total
                best_lane = here
                found[9] = i - q.first_name[a]
                found[10] = j - x.first_name[b]
                found[8] = work[8]
                for row in (lv.SURNAME, lv.FORENAMES, lv.MIDDLE, lv.COMBINATION):
                    found[row] = work[row]
                    rows[row] = works[row]
    total = best + identifiers
    _decide(model, total, relief, lane, best_lane, agreed, conflict, found)
    return total


@njit(cache=True, nogil=True)
def _decide(model: Any, total: float, relief: float, lane: int, best_lane: int, agreed: bool, conflict: bool, found: Any) -> None:
    """Choose band and reason: `found[11]` and `found[12]`."""
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
    found[11] = band
    found[12] = reason

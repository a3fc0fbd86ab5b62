"""The match weight of one pair: levels by the compiled part comparison, weights by table look-up, all rows kept for the explanation."""

from __future__ import annotations

from typing import Any

import numpy as np
from vetting.matching.bits import letter_count
from vetting.matching.compiled import inlined, inner

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.dates import date_level
from vetting.matching.kernels import NEAR_LETTERS, bits_of, part_level

ROWS = 8
"""Rows of an explanation, in the order of `levels.FIELDS`."""


@inner
def frequency_adjustment(model: Any, level: int, bits: float, base: float) -> float:
    """Return the bits added for a rarer or taken for a commoner name than the average one, within the caps."""
    moved = model.scale[level] * (bits - base)
    return round(min(max(moved, -model.down), model.up), 4)


@inner
def surname_level(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float]:
    """Compare two surname records: level, and rarity of what agrees."""
    whole = q.surnames[a, 0]
    other = x.surnames[b, 0]
    if whole < 0 or other < 0:
        return lv.MISSING, 0.0
    level = part_level(q, whole, x, other, 0)
    bits = bits_of(q, whole, x, other, 0)
    if level == lv.EXACT:
        return level, bits
    core = q.surnames[a, 1]
    other_core = x.surnames[b, 1]
    if core != whole or other_core != other:
        found = part_level(q, core, x, other_core, 0)
        if found == lv.EXACT:
            return lv.VARIANT, bits_of(q, core, x, other_core, 0)
        if model.surname[found] > model.surname[level]:
            level = found
            bits = bits_of(q, core, x, other_core, 0)
    if q.surnames[a, 2] >= 0 or x.surnames[b, 2] >= 0:
        return _half_level(q, a, x, b, model, level, bits)
    return level, bits


@inner
def _half_level(q: Any, a: int, x: Any, b: int, model: Any, level: int, bits: float) -> tuple[int, float]:
    """Compare the halves of double surnames; both halves in the other order are a variant, one shared half is a half."""
    a_first = 2 if q.surnames[a, 2] >= 0 else 1
    b_first = 2 if x.surnames[b, 2] >= 0 else 1
    exact = 0
    count_a = 0
    count_b = 0
    for i in range(a_first, q.surnames.shape[1]):
        if a_first == 1 and i > 1:
            break
        part = q.surnames[a, i]
        if part < 0:
            break
        count_a += 1
        count_b = 0
        for j in range(b_first, x.surnames.shape[1]):
            if b_first == 1 and j > 1:
                break
            other = x.surnames[b, j]
            if other < 0:
                break
            count_b += 1
            found = part_level(q, part, x, other, 0)
            if found == lv.EXACT:
                exact += 1
            target = lv.PART if found <= lv.VARIANT else (lv.PART_NEAR if found <= lv.SOUND_ALIKE else lv.DIFFERENT)
            if target != lv.DIFFERENT and model.surname[target] > model.surname[level]:
                level = target
                bits = bits_of(q, part, x, other, 0)
    if exact >= 2 and count_a == count_b:
        return lv.VARIANT, bits + 4.0
    if level == lv.PART and count_a > 1 and count_b > 1 and exact < 2:
        return lv.PART_NEAR, bits
    return level, bits


@inner
def forename_level(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float, int, float]:
    """Compare two forenames records: level and rarity of the first forename, level and rarity of the others."""
    first = q.forenames[a, 2]
    other = x.forenames[b, 2]
    if first < 0 or other < 0:
        return lv.MISSING, 0.0, lv.MIDDLE_MISSING, 0.0
    level = part_level(q, first, x, other, 1)
    bits = bits_of(q, first, x, other, 1)
    used_a = 1
    used_b = 1
    if level != lv.EXACT:
        if q.parts[q.forenames[a, 0]].key == x.parts[x.forenames[b, 0]].key:
            return lv.EXACT, bits, lv.MIDDLE_MISSING, 0.0
        if q.parts[q.forenames[a, 1]].key == x.parts[other].key:
            level, bits, used_a = lv.EXACT, bits_of(q, q.forenames[a, 1], x, other, 1), 3
        elif q.parts[first].key == x.parts[x.forenames[b, 1]].key:
            level, bits, used_b = lv.EXACT, bits_of(q, first, x, x.forenames[b, 1], 1), 3
    if model.forenames[level] < model.forenames[lv.PART]:
        i, j, crossed = _crossed_forename(q, a, x, b)
        target = lv.PART if crossed <= lv.NICKNAME else (lv.PART_NEAR if crossed <= lv.SOUND_ALIKE else lv.DIFFERENT)
        if target != lv.DIFFERENT and model.forenames[target] > model.forenames[level]:
            level = target
            bits = bits_of(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1)
            used_a = 1 << i
            used_b = 1 << j
    middle, middle_bits = _middle_level(q, a, used_a, x, b, used_b)
    return level, bits, middle, middle_bits


@inner
def _crossed_forename(q: Any, a: int, x: Any, b: int) -> tuple[int, int, int]:
    """Find the best agreement of one side's first forename with a later one of the other: both places, and the level."""
    best = lv.DIFFERENT
    place = 0
    other_place = 0
    for j in range(1, x.forenames.shape[1] - 2):
        if x.forenames[b, 2 + j] < 0:
            break
        found = part_level(q, q.forenames[a, 2], x, x.forenames[b, 2 + j], 1)
        if found < best and found != lv.INITIAL:
            best, place, other_place = found, 0, j
    for i in range(1, q.forenames.shape[1] - 2):
        if q.forenames[a, 2 + i] < 0:
            break
        found = part_level(q, q.forenames[a, 2 + i], x, x.forenames[b, 2], 1)
        if found < best and found != lv.INITIAL:
            best, place, other_place = found, i, 0
    return place, other_place, best


@inner
def _middle_level(q: Any, a: int, used_a: int, x: Any, b: int, used_b: int) -> tuple[int, float]:
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
            found = part_level(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1)
            rarity = bits_of(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1)
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


@inner
def _swapped_level(q: Any, surname: int, x: Any, forenames: int) -> tuple[int, float]:
    """Compare the surname record of one side, whole or its first word, with each forename of the other: best level, rarity.

    When the two were swapped, a surname field holds "Harry William" and the forenames field "Lusby".
    """
    best = lv.DIFFERENT
    bits = 0.0
    for column in (0, 2):
        part = q.surnames[surname, column]
        if part < 0:
            continue
        for place in range(3 if column == 0 else x.forenames.shape[1]):
            other = x.forenames[forenames, place]
            if other >= 0:
                found = part_level(q, part, x, other, 2)
                if found < best:
                    best = found
                    bits = bits_of(q, part, x, other, 2)
    return best, bits


@inner
def _swapped_back(q: Any, forenames: int, x: Any, surname: int) -> tuple[int, float]:
    """Compare the forenames of the asking side with the surname record of the other, as `_swapped_level`."""
    best = lv.DIFFERENT
    bits = 0.0
    for column in (0, 2):
        part = x.surnames[surname, column]
        if part < 0:
            continue
        for place in range(3 if column == 0 else q.forenames.shape[1]):
            other = q.forenames[forenames, place]
            if other >= 0:
                found = part_level(q, other, x, part, 2)
                if found < best:
                    best = found
                    bits = bits_of(q, other, x, part, 2)
    return best, bits


@inner
def name_rows(q: Any, a: int, x: Any, b: int, model: Any, date: int, found: Any, rows: Any) -> float:
    """Score one name of the subject against one of the entry; fills levels and weights of the name and combination rows.

    Returns the sum of those rows and the date row. The better of the readings "as written" and "forename and surname swapped" counts.
    """
    surname, surname_bits = surname_level(q, q.names[a].surname, x, x.names[b].surname, model)
    forename, forename_bits, middle, middle_bits = forename_level(q, q.names[a].forenames, x, x.names[b].forenames, model)
    total = _fill(model, surname, surname_bits, forename, forename_bits, middle, middle_bits, date, found, rows)
    if surname >= lv.SHORTENED and forename >= lv.SHORTENED:
        level, forward_bits, back_bits = _swap(q, a, x, b, model)
        if level != lv.DIFFERENT:
            swapped = _fill(model, level, forward_bits, level, back_bits, lv.MIDDLE_MISSING, 0.0, date, found, rows)
            if swapped >= total:
                return swapped
            _fill(model, surname, surname_bits, forename, forename_bits, middle, middle_bits, date, found, rows)
    return total


@inner
def _swap(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float, float]:
    """Return the level of two names read with forename and surname in each other's place, and the rarity of both agreements."""
    forward, forward_bits = _swapped_level(q, q.names[a].surname, x, x.names[b].forenames)
    back, back_bits = lv.DIFFERENT, 0.0
    if forward <= lv.RESEMBLING:
        back, back_bits = _swapped_back(q, q.names[a].forenames, x, x.names[b].surname)
    better = min(forward, back)
    worse = max(forward, back)
    if worse <= lv.NICKNAME:
        return lv.SWAPPED, forward_bits, back_bits
    if q.names[a].bag == x.names[b].bag and q.forenames[q.names[a].forenames, 2] >= 0:
        return lv.SWAPPED, model.surname_base, model.forename_base
    if worse <= lv.TWO_EDITS:
        return lv.SWAPPED_NEAR, forward_bits, back_bits
    if worse <= lv.RESEMBLING and better <= lv.VARIANT:
        return lv.SWAPPED_ALIKE, forward_bits, back_bits
    return lv.DIFFERENT, 0.0, 0.0


@inner
def _fill(model: Any, surname: int, surname_bits: float, forename: int, forename_bits: float, middle: int, middle_bits: float, date: int,
          found: Any, rows: Any) -> float:  # fmt: skip
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
    return rows[lv.SURNAME] + rows[lv.FORENAMES] + rows[lv.MIDDLE] + rows[lv.COMBINATION] + rows[lv.DATE]


@inlined
def _part_may_be_near(fact: Any, name: Any) -> bool:
    """Tell whether a part may be on a level above an initial with the (simple) surname of `name`; never wrongly denies it."""
    if (fact.bloom >> np.uint64(name.bloom_bit)) & np.uint64(1) or fact.prefix == name.prefix or fact.length == 1 or name.prefix < 32:
        return True
    if (fact.sound != 0 and fact.sound == name.sound) or (fact.skeleton != 0 and fact.skeleton == name.skeleton):
        return True
    return letter_count(fact.mask ^ name.mask) <= NEAR_LETTERS


@inlined
def _parts_may_be_near(fact: Any, other: Any) -> bool:
    """Tell whether two parts may be near or one an initial of the other; never wrongly denies it."""
    if (fact.bloom >> (other.key & np.uint64(63))) & np.uint64(1) or fact.prefix == other.prefix:
        return True
    if (fact.length == 1 or other.length == 1) and (fact.prefix & 31) == (other.prefix & 31):
        return True
    if (fact.sound != 0 and fact.sound == other.sound) or (fact.skeleton != 0 and fact.skeleton == other.skeleton):
        return True
    return abs(fact.length - other.length) <= 3 and letter_count(fact.mask ^ other.mask) <= NEAR_LETTERS


@inlined
def _forenames_may_be_near(q: Any, a: int, x: Any, b: int) -> bool:
    """Tell whether the first forename of either record may be near any forename of the other; never wrongly denies it."""
    if q.parts[q.forenames[a, 0]].mask == x.parts[x.forenames[b, 0]].mask:
        return True
    if q.parts[q.forenames[a, 1]].mask == x.parts[x.forenames[b, 2]].mask or q.parts[q.forenames[a, 2]].mask == x.parts[x.forenames[b, 1]].mask:
        return True
    for place in range(2, x.forenames.shape[1]):
        if x.forenames[b, place] < 0:
            break
        if _parts_may_be_near(q.parts[q.forenames[a, 2]], x.parts[x.forenames[b, place]]):
            return True
    for place in range(3, q.forenames.shape[1]):
        if q.forenames[a, place] < 0:
            break
        if _parts_may_be_near(q.parts[q.forenames[a, place]], x.parts[x.forenames[b, 2]]):
            return True
    return False


@inlined
def may_be_near(q: Any, a: int, x: Any, b: int) -> bool:
    """Tell whether names `a` and `b` may have anything near in common, as written or with surname and forenames swapped.

    Reads little more than the row of name `b`, so that most candidates of a date cost one look; never wrongly denies it.
    """
    name = x.names[b]
    if not name.single or not q.names[a].single or q.names[a].bag == name.bag:
        return True
    if x.forenames[name.forenames, 2] < 0 or q.forenames[q.names[a].forenames, 2] < 0:
        return True
    if _part_may_be_near(q.parts[q.surnames[q.names[a].surname, 0]], name):
        return True
    for place in range(q.forenames.shape[1]):
        part = q.forenames[q.names[a].forenames, place]
        if part >= 0 and _part_may_be_near(q.parts[part], name):
            return True
    return _forenames_may_be_near(q, q.names[a].forenames, x, name.forenames)


@inlined
def identifier_rows(q: Any, a: int, x: Any, b: int, model: Any, found: Any, rows: Any) -> None:
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
    if date == dates.EXACT and surname == lv.EXACT and (forename == lv.DIFFERENT or forename == lv.SIMILAR or forename == lv.RESEMBLING):
        return lv.TWIN
    if date <= dates.SWAPPED and (surname == lv.DIFFERENT or surname == lv.RESEMBLING) and forename <= lv.VARIANT and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT:
        if found[lv.MIDDLE] == lv.MIDDLE_EXACT or found[lv.FORENAME_BITS] >= int(model.rare_forename * 16):
            return lv.SURNAME_CHANGED
    return lv.NO_REASON


@inlined
def score_pair(q: Any, a: int, x: Any, b: int, model: Any, floor: float, found: Any, rows: Any, work: Any, works: Any) -> float:
    """Score subject `a` against entry `b`: fills `found` (levels, then rarity, names used, lane, band) and `rows` (weights); returns the total.

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
    return total


@inlined
def _decide(model: Any, total: float, relief: float, lane: int, best_lane: int, agreed: bool, conflict: bool, found: Any) -> None:
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

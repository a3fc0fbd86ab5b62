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
from vetting.matching.name_levels import forename_level, one_word_level, surname_level, swapped_level

ROWS = 8
"""Rows of an explanation, in the order of `levels.FIELDS`."""
MIXED_NAMES = 5
"""Names of a person, from the first, of which a surname is also tried with the forenames of another."""
MIXED_BITS = 2.0
"""What a surname and forenames from two different names of one person count less: more ways to agree by chance."""


@inner
def frequency_adjustment(model: Any, level: int, bits: float, base: float, date: int) -> float:
    """Return the bits added for a rarer or taken for a commoner name than the average one, within the caps.

    Beside a date that hardly agrees only a part is added: whoever shares a rare name and not the date is most often a relative or a
    namesake, not a stranger who has it by chance.
    """
    moved = min(max(model.scale[level] * (bits - base), -model.down), model.up)
    return float(round(model.rate[date] * max(moved, 0.0) + min(moved, 0.0), 4))


@inner
def name_rows(q: Any, a: int, x: Any, b: int, model: Any, date: int, found: Any, rows: Any) -> float:  # noqa: PLR0917
    """Score one name of the subject against one of the entry; fills levels and weights of the name, date and combination rows.

    Returns the sum of those rows. The better of the readings "as written" and "forename and surname swapped" counts; swapped is
    tried where neither field is near as written, or the very same words stand in other places (Hassan Hussein, Hussein Hassan).
    """
    total = mixed_rows(q, a, a, x, b, b, model, date, found, rows)
    moved = lv.EXACT != found[lv.SURNAME] != lv.MISSING and q.names[a].bag == x.names[b].bag
    if moved or (found[lv.SURNAME] >= lv.SHORTENED and found[lv.FORENAMES] >= lv.SHORTENED):
        level, forward_bits, back_bits = swapped_level(q, a, x, b, model)
        if level != lv.DIFFERENT:
            swapped = _fill(
                q, a, a, x, b, b, model, level, forward_bits, level, back_bits, lv.MIDDLE_MISSING, 0.0, 0, date, found, rows
            )
            if swapped >= total:
                return swapped
            return mixed_rows(q, a, a, x, b, b, model, date, found, rows)
    return total


@inner
def mixed_rows(q: Any, a: int, i: int, x: Any, b: int, j: int, model: Any, date: int, found: Any, rows: Any) -> float:  # noqa: PLR0917
    """Score the surnames of names `a` and `b` with the forenames of names `i` and `j`, as `name_rows`, without swapping fields."""
    surname, surname_bits = surname_level(q, q.names[a].surname, x, x.names[b].surname, model)
    forename, forename_bits, middle, middle_bits, more = forename_level(q, q.names[i].forenames, x, x.names[j].forenames, model)
    if forename == lv.MISSING and surname >= lv.SHORTENED and a == i and b == j:
        surname, surname_bits = one_word_level(q, a, x, b, surname, surname_bits)
    return _fill(
        q, a, i, x, b, j, model, surname, surname_bits, forename, forename_bits, middle, middle_bits, more, date, found, rows
    )


@inner
def _surname_origin(q: Any, a: int, x: Any, b: int) -> int:
    """Return the group of origin of two surname records: that of the commoner one of which it is known."""
    part = q.surnames[a, 0]
    other = x.surnames[b, 0]
    if part < 0 or other < 0:
        return 0
    one = q.parts[part]
    two = x.parts[other]
    return _commoner(one.surname_origin, one.surname_bits, two.surname_origin, two.surname_bits)


@inner
def _forename_origin(q: Any, a: int, x: Any, b: int) -> int:
    """Return the group of origin of the first forenames of two records, as `_surname_origin`."""
    part = q.forenames[a, 2]
    other = x.forenames[b, 2]
    if part < 0 or other < 0:
        return 0
    one = q.parts[part]
    two = x.parts[other]
    return _commoner(one.forename_origin, one.forename_bits, two.forename_origin, two.forename_bits)


@inner
def _commoner(one: int, one_bits: float, two: int, two_bits: float) -> int:
    """Return the origin of the name with fewer bits; where one is not known, or they are equally common, the one with a number."""
    if one == 0 or two == 0 or one_bits == two_bits:
        return int(max(one, two))
    return int(one if one_bits < two_bits else two)


@inner
def _together(people: Any, name: Any, model: Any) -> float:
    """Return the bits by which surname and first forename of one name are rarer together than apart."""
    surname = people.surnames[name.surname, 0]
    forename = people.forenames[name.forenames, 2]
    if surname < 0 or forename < 0:
        return 0.0
    return float(model.together[people.parts[surname].surname_origin, people.parts[forename].forename_origin])


@inner
def _of_one_word(people: Any, name: int) -> bool:
    """Tell whether a name has no forenames and a surname of one word."""
    return bool(people.forenames[people.names[name].forenames, 2] < 0 and people.surnames[people.names[name].surname, 2] < 0)


@inner
def _fill(  # noqa: PLR0917
    q: Any,
    a: int,
    i: int,
    x: Any,
    b: int,
    j: int,
    model: Any,
    surname: int,
    surname_bits: float,
    forename: int,
    forename_bits: float,
    middle: int,
    middle_bits: float,
    more: int,
    date: int,
    found: Any,
    rows: Any,
) -> float:
    """Look up the weights of the name, date and combination rows; return their sum."""
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
    rows[lv.SURNAME] = model.surname[surname] + frequency_adjustment(model, surname, surname_bits, surname_base, date)
    rows[lv.FORENAMES] = model.forenames[forename] + frequency_adjustment(model, forename, forename_bits, forename_base, date)
    whole = forename == lv.MISSING and surname <= lv.TWO_EDITS and a == i and b == j
    if whole and _of_one_word(q, a) and _of_one_word(x, b):
        rows[lv.SURNAME] += model.one_word
    extra = 0.0
    if middle == lv.MIDDLE_EXACT:
        extra = round(min(max(model.middle_scale * (middle_bits - model.forename_base), -model.down), model.up), 4)
        extra += more * model.middle_more
    rows[lv.MIDDLE] = model.middle[middle] + extra
    joint = model.combination[model.surname_group[surname], model.forename_group[forename], model.date_group[date]]
    joint += model.surname_correction[surname] + model.forename_correction[forename]
    joint += model.middle_correction[middle] + model.date_correction[date]
    rows[lv.DATE] = model.date[date]
    both = min(model.together_scale[surname], model.together_scale[forename])
    january = found[lv.JANUARY] != 0
    if both > 0.0 or january:
        origin = _surname_origin(q, q.names[a].surname, x, x.names[b].surname)
        other = _forename_origin(q, q.names[i].forenames, x, x.names[j].forenames)
        together = model.together[origin, other]
        if lv.SWAPPED <= surname <= lv.SWAPPED_ALIKE:
            together = min(_together(q, q.names[a], model), _together(x, x.names[b], model))
        joint += round(model.rate[date] * both * together, 4)
        if (lv.VARIANT <= forename <= lv.RESEMBLING and forename != lv.INITIAL) or lv.PART <= forename <= lv.PART_NEAR:
            joint -= model.crowded[other]
        if january:
            rows[lv.DATE] += model.january[origin, other]
    rows[lv.COMBINATION] = joint
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
    apart = False
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
            elif known:
                apart = True
    if best >= lv.NUMBER_MISSING and differs:
        return lv.NUMBER_DIFFERENT
    return lv.NUMBER_FORCES_DIFFER if apart and best == lv.NUMBER_MISSING else best


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
def lane_of(found: Any, rows: Any, model: Any) -> int:
    """Return the review lane that names and date of one alignment fall into, or NO_REASON.

    Those of twins and of changed surnames ask for more than what many strangers share by chance (a common surname and 1 January,
    two common forenames), and that not every forename contradicts. The last takes the same names, however common, where no date
    of birth could tell two people apart.
    """
    date = found[lv.DATE]
    surname = found[lv.SURNAME]
    forename = found[lv.FORENAMES]
    if (
        date == dates.EXACT
        and surname == lv.EXACT
        and (forename == lv.DIFFERENT or forename == lv.SIMILAR or forename == lv.RESEMBLING)  # noqa: PLR1714
        and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT
        and rows[lv.SURNAME] + rows[lv.DATE] >= model.twin
    ):
        return lv.TWIN
    told_apart = surname == lv.DIFFERENT or surname == lv.RESEMBLING  # noqa: PLR1714
    if date <= dates.SWAPPED and told_apart and forename <= lv.VARIANT and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT:
        rare = found[lv.FORENAME_BITS] / 16
        if found[lv.MIDDLE] == lv.MIDDLE_EXACT:
            rare += found[lv.MIDDLE_BITS] / 16 * model.lane_middle
        if rare + rows[lv.DATE] >= model.surname_changed:
            return lv.SURNAME_CHANGED
    if date == dates.MISSING and surname <= lv.VARIANT and forename <= lv.NICKNAME and found[lv.MIDDLE] != lv.MIDDLE_DIFFERENT:
        return lv.SAME_NAME
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
    if model.best[date] + identifiers + relief < floor and not agreed and date > dates.SWAPPED:
        return -np.inf
    found[lv.DATE] = date
    work[lv.DATE] = date
    work[lv.JANUARY] = date == dates.FIRST_JANUARY or (q.dates[a] % 10000 == 101 and x.dates[b] % 10000 == 101)
    found[lv.COMBINATION] = 0
    best = -np.inf
    lane = lv.NO_REASON
    best_lane = lv.NO_REASON
    names = q.people[a].last_name - q.people[a].first_name
    listed = x.people[b].last_name - x.people[b].first_name
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            total = name_rows(q, i, x, j, model, date, work, works)
            here = lane_of(work, works, model)
            if here != lv.NO_REASON and (lane == lv.NO_REASON or here < lane):
                lane = here
            if total > best:
                best = total
                best_lane = here
                _keep(q, a, i, i, x, b, j, j, work, works, found, rows)
    if best == -np.inf:
        return best
    if names + listed > 2:
        mixed = _mix(q, a, x, b, model, date, best, found, rows, work, works)
        if mixed > best:
            best = mixed
            best_lane = lv.NO_REASON
    total = best + identifiers
    _decide(model, total, relief, lane, best_lane, agreed, conflict, found)
    return float(total)


@inner
def _keep(q: Any, a: int, s: int, f: int, x: Any, b: int, t: int, g: int, work: Any, works: Any, found: Any, rows: Any) -> None:  # noqa: PLR0917
    """Keep the best reading so far: levels, weights, and the names that surname (`s`, `t`) and forenames (`f`, `g`) came from."""
    found[lv.ASKED_NAME] = f - q.people[a].first_name
    found[lv.LISTED_NAME] = g - x.people[b].first_name
    found[lv.ASKED_SURNAME] = s - q.people[a].first_name
    found[lv.LISTED_SURNAME] = t - x.people[b].first_name
    for place in (lv.SURNAME_BITS, lv.FORENAME_BITS, lv.MIDDLE_BITS):
        found[place] = work[place]
    for row in (lv.SURNAME, lv.FORENAMES, lv.MIDDLE, lv.COMBINATION):
        found[row] = work[row]
        rows[row] = works[row]
    rows[lv.DATE] = works[lv.DATE]


@inner
def _mix(q: Any, a: int, x: Any, b: int, model: Any, date: int, best: float, found: Any, rows: Any, work: Any, works: Any) -> float:  # noqa: PLR0917
    """Compare the surname of one name with the forenames of another of the same person, on one side at a time.

    Returns the best sum of the rows, `best` or more; keeps that reading if it is better.
    """
    last = min(q.people[a].first_name + MIXED_NAMES, q.people[a].last_name)
    for i in range(q.people[a].first_name, last):
        for other in range(q.people[a].first_name, last):
            if q.names[i].surname == q.names[other].surname or q.names[i].forenames == q.names[other].forenames:
                continue
            for j in range(x.people[b].first_name, x.people[b].last_name):
                total = mixed_rows(q, i, other, x, j, j, model, date, work, works) - MIXED_BITS
                if total > best:
                    best = total
                    works[lv.COMBINATION] -= MIXED_BITS
                    _keep(q, a, i, other, x, b, j, j, work, works, found, rows)
    last = min(x.people[b].first_name + MIXED_NAMES, x.people[b].last_name)
    for j in range(x.people[b].first_name, last):
        for other in range(x.people[b].first_name, last):
            if x.names[j].surname == x.names[other].surname or x.names[j].forenames == x.names[other].forenames:
                continue
            for i in range(q.people[a].first_name, q.people[a].last_name):
                total = mixed_rows(q, i, i, x, j, other, model, date, work, works) - MIXED_BITS
                if total > best:
                    best = total
                    works[lv.COMBINATION] -= MIXED_BITS
                    _keep(q, a, i, i, x, b, j, other, work, works, found, rows)
    return best


@inlined
def _decide(model: Any, total: float, relief: float, lane: int, best_lane: int, agreed: bool, conflict: bool, found: Any) -> None:  # noqa: PLR0917
    """Choose band and reason: `found[BAND]` and `found[REASON]`."""
    reason = lv.NO_REASON
    band = 2 if total >= model.strong else (1 if total >= model.possible else 0)
    if conflict and total + relief >= model.possible:
        reason = lv.IDENTIFIER_CONFLICT
    elif best_lane != lv.NO_REASON and best_lane != lv.SAME_NAME:  # noqa: PLR1714
        reason = best_lane
    elif band == 0 and lane != lv.NO_REASON:
        reason = lane
    elif agreed and (band == 0 or found[lv.SURNAME] == lv.DIFFERENT or found[lv.FORENAMES] == lv.DIFFERENT):
        reason = lv.SAME_IDENTIFIER
    if reason != lv.NO_REASON:
        band = 1
    found[lv.BAND] = band
    found[lv.REASON] = reason

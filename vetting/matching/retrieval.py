"""Which entries a subject is compared with, and the compiled search.

Dates, names, words in any order, and identifiers, always all routes. What dates and names find is compared only if it may reach the
threshold (`shortcuts`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import compiled, inlined, inner
from vetting.matching.dates import date_level, day_before, digit_differences, next_day, surely_different
from vetting.matching.kernels import hash_without, part_level
from vetting.matching.scoring import ROWS, score_pair
from vetting.matching.shortcuts import LEVELS_OF_DATES, MOST, may_reach, person_may_reach

MAX_DATES = 256


class Scratch(NamedTuple):
    """The working arrays of one thread, large enough for the largest segment it searched."""

    marks: Any
    """int32[people]: the number of the search that last took each entry."""
    part_marks: Any
    """int32[parts]: the number of the search that last looked at each part."""
    out: Any
    """int32[people]: the candidates of one search."""
    near_parts: Any
    """int32[parts]"""


@inner
def bisect(keys: Any, key: Any, low: int, high: int) -> int:
    """Return the first place from `low` to `high` in the sorted `keys` that is not below `key`."""
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def hashed_place(keys: Any, key: Any, share: float) -> int:
    """Return what `bisect` would over all `keys`, where they are hashes: it begins where `share` of them should lie below."""
    size = len(keys)
    if size == 0:
        return 0
    place = min(int(size * share), size - 1)
    step = 8
    if keys[place] < key:
        low = place + 1
        high = low
        while high < size and keys[high] < key:
            low = high + 1
            high += step
            step *= 2
        return bisect(keys, key, low, min(high, size))
    high = place
    low = place
    while low > 0 and keys[low] >= key:
        high = low
        low -= step
        step *= 2
    return bisect(keys, key, max(low, 0), high)


@inlined
def _place32(keys: Any, key: Any) -> int:
    return hashed_place(keys, key, float(key) / 4294967296.0)


@inlined
def _place64(keys: Any, key: Any) -> int:
    return hashed_place(keys, key, float(key >> np.uint64(32)) / 4294967296.0)


@inner
def _real_date(year: int, month: int, day: int) -> bool:
    if month < 1 or month > 12 or day < 1 or day > 31 or year < 1:
        return False
    return day <= 30 or month in (1, 3, 5, 7, 8, 10, 12)


@compiled
def neighbour_dates(date: int, buffer: Any) -> int:
    """Write the dates that a date of birth may have been meant for (exact, swapped, one digit, one transposition).

    Return how many.
    """
    year = date // 10000
    month = date // 100 % 100
    day = date % 100
    buffer[0] = date
    count = 1
    swapped = year * 10000 + day * 100 + month
    if swapped != date and day <= 12:
        buffer[count] = swapped
        count += 1
    power = 1
    for place in range(8):
        digit = date // power % 10
        for other in range(10):
            changed = date + (other - digit) * power
            if other != digit and _real_date(changed // 10000, changed // 100 % 100, changed % 100):
                buffer[count] = changed
                count += 1
        if place < 7:
            following = date // (power * 10) % 10
            changed = date + (following - digit) * power + (digit - following) * power * 10
            if following != digit and changed != swapped and _real_date(changed // 10000, changed // 100 % 100, changed % 100):
                buffer[count] = changed
                count += 1
        power *= 10
    month_on = date + 100 if month < 12 else date - 1100
    month_back = date - 100 if month > 1 else date + 1100
    for other in (next_day(date), day_before(date), month_on, month_back, date + 10000, date - 10000):
        differing, transposed = digit_differences(date, other)
        if differing > 1 and not transposed and other != swapped:
            buffer[count] = other
            count += 1
    return count


@inner
def _near_dates(date: int, buffer: Any) -> int:
    """Write first and last date of each run of dates of birth that the date may have been meant for; return how many runs.

    Near dates, and the bare year and the first of January, which may stand for any date of the year.
    """
    if date == 0:
        return 0
    year = date // 10000 * 10000
    count = 0
    if date % 10000:
        count = neighbour_dates(date, buffer)
    for index in range(count - 1, -1, -1):
        buffer[2 * index] = buffer[2 * index + 1] = buffer[index]
    if date % 10000 == 0 or date % 10000 == 101:
        buffer[2 * count] = year
        buffer[2 * count + 1] = year + 9999
        return count + 1
    buffer[2 * count] = buffer[2 * count + 1] = year
    buffer[2 * count + 2] = buffer[2 * count + 3] = year + 101
    return count + 2


@inlined
def _dates_route(q: Any, a: int, x: Any, may: Any, buffer: Any, s: Any, mark: int) -> int:  # noqa: PLR0917
    """Collect the entries born on a near date that may reach the floor."""
    date = q.dates[a]
    count = 0
    for run in range(_near_dates(date, buffer)):
        last = buffer[2 * run + 1]
        index = bisect(x.dates, buffer[2 * run], 0, len(x.dates))
        born = -1
        level = 0
        while index < len(x.dates) and x.dates[index] <= last:
            if x.dates[index] != born:
                born = x.dates[index]
                level = date_level(date, born)
            if may.coarse[level] and s.marks[index] != mark and person_may_reach(q, a, x, index, level, may):
                s.marks[index] = mark
                s.out[count] = index
                count += 1
            index += 1
    return count


@inner
def _near_parts(q: Any, part: int, x: Any, look: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    """Collect the index's surname parts that stand near a part.

    One letter left out on either side, same sound, same consonants, related.
    """
    start = q.parts[part].start
    stop = start + q.parts[part].length
    for skipped in range(start - 1, stop):
        key = hash_without(q.chars, start, stop, skipped if skipped >= start else -1)
        index = _place32(look.near_key, key)
        while index < len(look.near_key) and look.near_key[index] == key:
            count = _take_part(q, part, x, look.near_part[index], s, mark, count)
            index += 1
    if q.parts[part].sound != 0:
        index = _place32(look.sound_key, q.parts[part].sound)
        while index < len(look.sound_key) and look.sound_key[index] == q.parts[part].sound:
            count = _take_part(q, part, x, look.sound_part[index], s, mark, count)
            index += 1
    if q.parts[part].skeleton != 0:
        index = _place32(look.skeleton_key, q.parts[part].skeleton)
        while index < len(look.skeleton_key) and look.skeleton_key[index] == q.parts[part].skeleton:
            count = _take_part(q, part, x, look.skeleton_part[index], s, mark, count)
            index += 1
    for relation in range(q.parts[part].related_start, q.parts[part].related_stop):
        index = _place64(look.part_key, q.relations[relation].key)
        if index < len(look.part_key) and look.part_key[index] == q.relations[relation].key:
            count = _take_part(q, part, x, look.part_code[index], s, mark, count)
    return count


@inlined
def _take_part(q: Any, part: int, x: Any, code: int, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    if s.part_marks[code] != mark and part_level(q, part, x, code, 0) < lv.INITIAL:
        s.part_marks[code] = mark
        s.near_parts[count] = code
        return count + 1
    return count


@inner
def _digits(date: int) -> Any:
    """Return a packed date with one digit in each four bits."""
    digits = 0
    place = 0
    while date > 0:
        digits |= date % 10 << place
        date //= 10
        place += 4
    return np.uint32(digits)


@inlined
def _names_route(q: Any, a: int, x: Any, look: Any, may: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    """Collect the bearers of surname parts near the subject's surnames or first forenames whose date does not rule them out."""
    found = 0
    for name in range(q.people[a].first_name, q.people[a].last_name):
        for column in range(q.surnames.shape[1]):
            part = q.surnames[q.names[name].surname, column]
            if part >= 0 and (column == 0 or part != q.surnames[q.names[name].surname, 0]):
                found = _near_parts(q, part, x, look, s, mark, found)
        for column in range(3):
            part = q.forenames[q.names[name].forenames, column]
            if part >= 0 and (column == 0 or part != q.forenames[q.names[name].forenames, 0]):
                found = _near_parts(q, part, x, look, s, mark, found)
    date = q.dates[a]
    digits = _digits(date)
    skip = date > 0 and not may.coarse[dates.DIFFERENT]
    for index in range(found):
        code = s.near_parts[index]
        for place in range(look.first_bearer[code], look.first_bearer[code + 1]):
            if skip and surely_different(digits, look.bearer_digits[place]):
                continue
            person = look.bearer[place]
            if s.marks[person] != mark:
                level = date_level(date, x.dates[person])
                if may.coarse[level] and person_may_reach(q, a, x, person, level, may):
                    s.marks[person] = mark
                    s.out[count] = person
                    count += 1
    return count


@inlined
def _key_route(keys: Any, people: Any, key: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    index = bisect(keys, key, 0, len(keys))
    while index < len(keys) and keys[index] == key:
        if s.marks[people[index]] != mark:
            s.marks[people[index]] = mark
            s.out[count] = people[index]
            count += 1
        index += 1
    return count


@inner
def _everybody(q: Any, a: int, x: Any, may: Any, s: Any, mark: int) -> int:  # noqa: PLR0917
    """Collect all entries that may reach the floor: what brute force compares."""
    count = 0
    for person in range(len(x.dates)):
        level = date_level(q.dates[a], x.dates[person])
        if may.coarse[level] and person_may_reach(q, a, x, person, level, may):
            s.marks[person] = mark
            s.out[count] = person
            count += 1
    return count


@inlined
def candidates(q: Any, a: int, x: Any, look: Any, may: Any, buffer: Any, s: Any, mark: int, brute: bool) -> int:  # noqa: PLR0917
    """Write the entries that subject `a` is compared with to `s.out`, each once; return how many."""
    count = _everybody(q, a, x, may, s, mark) if brute else _dates_route(q, a, x, may, buffer, s, mark)
    for name in range(q.people[a].first_name, q.people[a].last_name):
        count = _key_route(look.bag_key, look.bag_person, q.names[name].bag, s, mark, count)
    for number in range(q.people[a].first_number, q.people[a].last_number):
        count = _key_route(look.number_key, look.number_person, q.numbers[number].number, s, mark, count)
    if q.people[a].insurance != 0:
        count = _key_route(look.insurance_key, look.insurance_person, q.people[a].insurance, s, mark, count)
    return count if brute else _names_route(q, a, x, look, may, s, mark, count)


class May(NamedTuple):
    """Which pairs of one subject may reach the floor: see `shortcuts.may_reach`."""

    reach: Any
    swap: Any
    coarse: Any


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
        np.zeros((2, 3, 5, LEVELS_OF_DATES), np.bool_),
        np.zeros((2, LEVELS_OF_DATES), np.bool_),
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

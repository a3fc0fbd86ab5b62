"""Which entries a subject is compared with, and the compiled search.

Dates, names, words in any order, and identifiers, always all routes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import compiled, inner
from vetting.matching.dates import date_level, day_before, digit_differences, next_day, surely_different
from vetting.matching.kernels import hash_without, part_level
from vetting.matching.scoring import ROWS, score_pair

MAX_DATES = 128


@inner
def bisect(keys: Any, key: Any) -> int:
    """Return the first place in the sorted `keys` that is not below `key`."""
    low = 0
    high = len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


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
def _dates_route(date: int, x: Any, buffer: Any, marks: Any, mark: int, out: Any) -> int:  # noqa: PLR0917
    """Collect the entries whose date of birth is near, or whose bare year or first of January may stand for it."""
    count = 0
    if date == 0:
        return 0
    year = date // 10000 * 10000
    if date % 10000 == 0 or date % 10000 == 101:
        count = _slice(year, year + 9999, x, marks, mark, out, count)
    else:
        count = _slice(year, year, x, marks, mark, out, count)
        count = _slice(year + 101, year + 101, x, marks, mark, out, count)
    if date % 10000:
        for index in range(neighbour_dates(date, buffer)):
            count = _slice(buffer[index], buffer[index], x, marks, mark, out, count)
    return count


@inner
def _slice(low: int, high: int, x: Any, marks: Any, mark: int, out: Any, count: int) -> int:  # noqa: PLR0917
    index = bisect(x.dates, low)
    while index < len(x.dates) and x.dates[index] <= high:
        if marks[index] != mark:
            marks[index] = mark
            out[count] = index
            count += 1
        index += 1
    return count


@inner
def _near_parts(q: Any, part: int, x: Any, look: Any, marks: Any, mark: int, out: Any, count: int) -> int:  # noqa: PLR0917
    """Collect the index's surname parts that stand near a part.

    One letter left out on either side, same sound, same consonants, related.
    """
    start = q.parts[part].start
    stop = start + q.parts[part].length
    for skipped in range(start - 1, stop):
        key = hash_without(q.chars, start, stop, skipped if skipped >= start else -1)
        index = bisect(look.near_key, key)
        while index < len(look.near_key) and look.near_key[index] == key:
            count = _take_part(q, part, x, look.near_part[index], marks, mark, out, count)
            index += 1
    if q.parts[part].sound != 0:
        index = bisect(look.sound_key, q.parts[part].sound)
        while index < len(look.sound_key) and look.sound_key[index] == q.parts[part].sound:
            count = _take_part(q, part, x, look.sound_part[index], marks, mark, out, count)
            index += 1
    if q.parts[part].skeleton != 0:
        index = bisect(look.skeleton_key, q.parts[part].skeleton)
        while index < len(look.skeleton_key) and look.skeleton_key[index] == q.parts[part].skeleton:
            count = _take_part(q, part, x, look.skeleton_part[index], marks, mark, out, count)
            index += 1
    for relation in range(q.parts[part].related_start, q.parts[part].related_stop):
        index = bisect(look.part_key, q.relations[relation].key)
        if index < len(look.part_key) and look.part_key[index] == q.relations[relation].key:
            count = _take_part(q, part, x, look.part_code[index], marks, mark, out, count)
    return count


@inner
def _take_part(q: Any, part: int, x: Any, code: int, marks: Any, mark: int, out: Any, count: int) -> int:  # noqa: PLR0917
    if marks[code] != mark and part_level(q, part, x, code, 0) < lv.INITIAL:
        marks[code] = mark
        out[count] = code
        count += 1
    return count


@inner
def _names_route(  # noqa: PLR0917
    q: Any, a: int, x: Any, look: Any, limit: Any, marks: Any, mark: int, part_marks: Any, parts: Any, out: Any, count: int
) -> int:
    """Collect the bearers of surname parts near the subject's surnames or first forenames whose date does not rule them out."""
    found = 0
    for name in range(q.people[a].first_name, q.people[a].last_name):
        for column in range(q.surnames.shape[1]):
            part = q.surnames[q.names[name].surname, column]
            if part >= 0 and (column == 0 or part != q.surnames[q.names[name].surname, 0]):
                found = _near_parts(q, part, x, look, part_marks, mark, parts, found)
        for column in range(3):
            part = q.forenames[q.names[name].forenames, column]
            if part >= 0 and (column == 0 or part != q.forenames[q.names[name].forenames, 0]):
                found = _near_parts(q, part, x, look, part_marks, mark, parts, found)
    date = q.dates[a]
    digits = q.digits[a]
    skip = date > 0 and not limit[dates.DIFFERENT]
    for index in range(found):
        for place in range(look.first_bearer[parts[index]], look.first_bearer[parts[index] + 1]):
            person = look.bearer[place]
            if skip and surely_different(digits, x.digits[person]):
                continue
            if marks[person] != mark and limit[date_level(date, x.dates[person])]:
                marks[person] = mark
                out[count] = person
                count += 1
    return count


@inner
def _key_route(keys: Any, people: Any, key: Any, marks: Any, mark: int, out: Any, count: int) -> int:  # noqa: PLR0917
    index = bisect(keys, key)
    while index < len(keys) and keys[index] == key:
        if marks[people[index]] != mark:
            marks[people[index]] = mark
            out[count] = people[index]
            count += 1
        index += 1
    return count


@inner
def candidates(  # noqa: PLR0917
    q: Any, a: int, x: Any, look: Any, limit: Any, marks: Any, mark: int, part_marks: Any, parts: Any, buffer: Any, out: Any
) -> int:
    """Write the entries that subject `a` is compared with to `out`, each once; return how many."""
    count = _dates_route(q.dates[a], x, buffer, marks, mark, out)
    for name in range(q.people[a].first_name, q.people[a].last_name):
        count = _key_route(look.bag_key, look.bag_person, q.names[name].bag, marks, mark, out, count)
    for number in range(q.people[a].first_number, q.people[a].last_number):
        count = _key_route(look.number_key, look.number_person, q.numbers[number].number, marks, mark, out, count)
    if q.people[a].insurance != 0:
        count = _key_route(look.insurance_key, look.insurance_person, q.people[a].insurance, marks, mark, out, count)
    return _names_route(q, a, x, look, limit, marks, mark, part_marks, parts, out, count)


@compiled
def search_people(  # noqa: PLR0917
    q: Any,
    x: Any,
    look: Any,
    removed: Any,
    model: Any,
    floor: float,
    everything: bool,
    brute: bool,
    first: int,
    capacity: int,
    marks: Any,
    part_marks: Any,
    mark: int,
) -> Any:
    """Search the index for the subjects from `first` on, until all are done or a subject's hits might not fit in `capacity`.

    `brute` compares with every entry. Keeps pairs of a band above none and, if `everything`, every pair of weight `floor` or
    more. Returns the next subject and, for each hit,
    subject, entry, integers (`FOUND` of them), row weights and total.
    """
    size = len(x.dates)
    who = np.empty((capacity, 2), np.int32)
    found = np.empty((capacity, lv.FOUND), np.int32)
    rows = np.empty((capacity, ROWS), np.float64)
    totals = np.empty(capacity, np.float64)
    out = np.empty(size, np.int32)
    parts = np.empty(len(x.parts), np.int32)
    buffer = np.empty(MAX_DATES, np.int32)
    levels = np.zeros(lv.FOUND, np.int32)
    weights = np.zeros(ROWS, np.float64)
    work = np.zeros(lv.FOUND, np.int32)
    works = np.zeros(ROWS, np.float64)
    limit = np.zeros(len(model.date), np.bool_)
    hits = 0
    subject = first
    while subject < len(q.dates):
        mark += 1
        slack = model.force[lv.FORCE_SAME] if q.people[subject].force != 0 else 0.0
        if q.people[subject].insurance != 0:
            slack += model.insurance[lv.INSURANCE_ONE_DIGIT]
        for level in range(len(limit)):
            limit[level] = level <= dates.SWAPPED or model.best[level] + slack >= floor
        if brute:
            count = size
            for person in range(size):
                out[person] = person
        else:
            count = candidates(q, subject, x, look, limit, marks, mark, part_marks, parts, buffer, out)
        if hits + count > capacity and (hits > 0 or count > capacity):
            break
        for index in range(count):
            person = out[index]
            if removed[person]:
                continue
            total = score_pair(q, subject, x, person, model, floor, levels, weights, work, works)
            if total == -np.inf:
                continue
            if levels[lv.BAND] > 0 or (everything and total >= floor):
                found[hits] = levels
                rows[hits] = weights
                who[hits, 0] = subject
                who[hits, 1] = person
                totals[hits] = total
                hits += 1
        subject += 1
    return subject, mark, count, who[:hits].copy(), found[:hits].copy(), rows[:hits].copy(), totals[:hits].copy()

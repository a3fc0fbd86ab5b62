"""The dates that a date of birth may have been meant for, or stand for: those that an index is asked for by date."""

from __future__ import annotations

from typing import Any

from vetting.matching.compiled import compiled, inner
from vetting.matching.dates import day_before, digit_differences, next_day

MOST_RUNS = 128
"""Runs of dates that `near_dates` may write: nine other digits in eight places, seven transpositions, and a few more."""
MAX_DATES = 4 * MOST_RUNS
"""Integers of the buffer: two dates for each run, and room for where it begins."""


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
    years = (date + 10000, date - 10000, date + 100000, date - 100000, date + 1000000, date - 1000000)
    for other in (next_day(date), day_before(date), month_on, month_back, *years):
        differing, transposed = digit_differences(date, other)
        if differing > 1 and not transposed and other != swapped:
            buffer[count] = other
            count += 1
    return count


@inner
def near_dates(date: int, buffer: Any) -> int:
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

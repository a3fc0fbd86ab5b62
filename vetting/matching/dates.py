"""Dates of birth: reading them, and the level on which two of them agree.

A date is packed into one integer, `year * 10000 + month * 100 + day`; a year alone is `year * 10000`; 0 is missing. Levels
compare what goes wrong when people write dates (a digit, two digits transposed, day and month swapped, one step too far), never
nearness in the calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from vetting.matching.bits import letter_count
from vetting.matching.compiled import compiled, inner

EXACT, SWAPPED, TRANSPOSED, ONE_DIGIT, ONE_STEP, UNLIKE_DIGIT, YEAR_ONLY, FIRST_JANUARY, PARTS, MISSING = range(10)
TWO_SLIPS, UNLIKE_SLIPS, YEAR_NEAR, YEAR_DIFFERENT, DIFFERENT = range(10, 15)
LEVELS = (
    "exact",
    "day_month_swapped",
    "digits_transposed",
    "one_digit_different",
    "one_step_apart",
    "one_unlike_digit",
    "year_only",
    "first_of_january",
    "parts_agree",
    "missing",
    "two_slips",
    "two_unlike_slips",
    "year_near",
    "year_different",
    "different",
)
"""Names of the levels by number, best first."""
NEAR = FIRST_JANUARY
"""The last of the levels whose dates are looked up from a date."""

PLACEHOLDERS = frozenset({19000101, 19010101, 18991230, 18991231, 10101, 99991231, 11111111, 19000000, 17530101})
"""Dates that systems write where none is known; they count as missing."""
EPOCH = 19700101
"""The day computers count from: the same on both sides it is a date, against any other it is taken as missing."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z]*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?: [\d:.]*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_YEAR = re.compile(r"(\d{4})(?:\.0)?|(\d{4})-(?:\d{2}|00-00)")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date of birth as read: the packed integer (0: missing) and what was wrong with the text, if anything."""

    packed: int
    problem: str | None = None


def is_calendar_date(year: int, month: int, day: int) -> bool:
    """Tell whether a day exists in the (Gregorian) calendar."""
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and 1 <= year <= 9999):
        return False
    return not (month == 2 and day == 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


@lru_cache(maxsize=32_768)
def read_date(text: str | None) -> ReadDate:
    """Read an ISO date, dd/mm/yyyy (day first), yyyymmdd or a bare year.

    What is none of these is missing, and named as a problem.
    """
    written = " ".join((text or "")[:100].split())
    if not written:
        return ReadDate(0)
    packed = _packed(written)
    if packed is None:
        return ReadDate(0, f"date of birth {written[:40]!r} is not a date and counts as missing")
    if packed in PLACEHOLDERS:
        return ReadDate(0, f"date of birth {written[:40]!r} is a placeholder and counts as missing")
    return ReadDate(packed)


def _packed(written: str) -> int | None:
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_COMPACT, (1, 2, 3)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.fullmatch(written)
        if found:
            year, month, day = (int(found[group]) for group in order)
            return year * 10000 + month * 100 + day if is_calendar_date(year, month, day) else None
    found = _YEAR.fullmatch(written)
    if found:
        year = int(found[1] or found[2])
        return year * 10000 if year else None
    return None


_MISTAKEN = "01 02 06 08 09 12 14 17 23 25 27 34 35 36 38 45 47 49 56 58 67 68 69 78 89"
"""Digits easily written for each other: next to each other on a row or pad of keys, alike in handwriting, or one step apart."""
_TAKEN_FOR = np.array(
    [sum(1 << int(pair[1 - pair.index(str(digit))]) for pair in _MISTAKEN.split() if str(digit) in pair) for digit in range(10)],
    np.int64,
)
"""For each digit the digits it is easily mistaken for, a bit each."""


@inner
def easily_mistaken(first: int, second: int) -> bool:
    """Tell whether every digit in which two packed dates differ is easily written for the other."""
    while first > 0 or second > 0:
        x = first % 10
        y = second % 10
        if x != y and not _TAKEN_FOR[x] >> y & 1:
            return False
        first //= 10
        second //= 10
    return True


@compiled
def digit_differences(first: int, second: int) -> tuple[int, bool]:
    """Count the differing digits of two packed dates, and tell whether they are one transposition of neighbours."""
    count = 0
    low = -1
    high = -1
    position = 0
    a = first
    b = second
    a_low = b_low = a_high = b_high = 0
    while a > 0 or b > 0:
        x = a % 10
        y = b % 10
        if x != y:
            count += 1
            if low < 0:
                low = position
                a_low = x
                b_low = y
            high = position
            a_high = x
            b_high = y
        a //= 10
        b //= 10
        position += 1
    return count, count == 2 and high == low + 1 and a_low == b_high and a_high == b_low


@inner
def next_day(date: int) -> int:
    """Return the packed date of the day after (what a change of time zone does to a date)."""
    year = date // 10000
    month = date // 100 % 100
    day = date % 100
    length = 31
    if month == 4 or month == 6 or month == 9 or month == 11:  # noqa: PLR1714  (compiled without sets)
        length = 30
    elif month == 2:
        length = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    if day < length:
        return date + 1
    return date - day + 101 if month < 12 else (year + 1) * 10000 + 101


@inner
def day_before(date: int) -> int:
    """Return the packed date of the day before."""
    if date % 100 > 1:
        return date - 1
    month = date // 100 % 100
    start = date - 100 + 27 if month > 1 else (date // 10000 - 1) * 10000 + 1228
    while next_day(start) != date:
        start += 1
    return start


@inner
def one_step_apart(first: int, second: int) -> bool:
    """Tell whether two dates are a slip in counting apart: a day, a month (December to January too), a year, ten or a hundred.

    Ten years are one digit, but for 1991 and 2001, which are one digit where years are written with two; from those a program makes
    the wrong century.
    """
    if next_day(first) == second or next_day(second) == first:
        return True
    if first % 100 == second % 100 and first // 10000 == second // 10000:
        months = abs(first // 100 % 100 - second // 100 % 100)
        return months == 1 or months == 11  # noqa: PLR1714  (compiled without sets)
    years = abs(first // 10000 - second // 10000)
    return first % 10000 == second % 10000 and (years == 1 or years == 10 or years == 100)  # noqa: PLR1714


@inner
def digits_of(date: int) -> int:
    """Return a date with a digit in each four bits, the last digit lowest."""
    digits = 0
    for place in range(8):
        digits |= date % 10 << 4 * place
        date //= 10
    return digits


@inner
def date_of_digits(digits: int) -> int:
    """Return the packed date that `digits_of` wrote."""
    date = 0
    for place in range(28, -1, -4):
        date = date * 10 + (int(digits) >> place & 0xF)
    return date


@inner
def _unequal(first: int, second: int) -> int:
    """Count the digits in which two dates with a digit in each four bits differ."""
    return letter_count(_set_digits(np.uint32(first) ^ np.uint32(second)) & np.uint32(0x11111111))


@inner
def _day_and_month_swapped(digits: int) -> int:
    """Return a date (a digit in each four bits) with day and month in each other's place."""
    return (digits & 0xFFFF0000) | (digits & 0xFF) << 8 | (digits >> 8 & 0xFF)


@inner
def two_slips(first: int, second: int) -> bool:
    """Tell whether two slips explain two dates: two digits, day and month swapped and a digit, two transposed and a digit.

    Takes dates with a digit in each four bits; symmetric, because every slip can be undone.
    """
    if _unequal(first, second) <= 2 or _unequal(_day_and_month_swapped(first), second) <= 1:
        return True
    for place in range(7):
        low = first >> 4 * place & 0xF
        high = first >> 4 * (place + 1) & 0xF
        turned = first ^ ((low ^ high) << 4 * place) ^ ((low ^ high) << 4 * (place + 1))
        if low != high and _unequal(turned, second) <= 1:
            return True
    return False


@inner
def _any_transposed(first: Any, second: Any) -> bool:
    """Tell whether two unlike neighbouring digits of one date stand in each other's place in the other."""
    one = np.uint32(first)
    two = np.uint32(second)
    turned = (one ^ (two << np.uint32(4))) | ((one << np.uint32(4)) ^ two)
    return bool((~_set_digits(turned) & _set_digits(one ^ (one << np.uint32(4))) & np.uint32(0x11111110)) != 0)


@inner
def _set_digits(digits: Any) -> Any:
    """Set the lowest bit of each four that are not 0; the other bits mean nothing."""
    folded = np.uint32(digits) | (np.uint32(digits) >> np.uint32(1))
    return folded | (folded >> np.uint32(2))


@inner
def settled_by_date(first: int, second: int) -> bool:
    """Tell quickly, from dates with a digit in each four bits, that names need not be looked at; never wrongly says so.

    The dates are DIFFERENT, or on one of the levels up to NEAR, whose dates are looked up by themselves. Speaks only of two full
    dates that are no first of January: those are where nearly all pairs of a common name end.
    """
    day = np.uint32(first) & np.uint32(0xFFFF)
    other_day = np.uint32(second) & np.uint32(0xFFFF)
    unequal = _unequal(first, second)
    if unequal <= 2 or day == other_day or (unequal == 3 and _any_transposed(first, second)):
        return False
    if day == 0 or other_day == 0 or day == 0x0101 or other_day == 0x0101:
        return False
    return _unequal(_day_and_month_swapped(first), second) > 1


@compiled
def date_level(first: int, second: int) -> int:  # noqa: PLR0911
    """Put two packed dates on a level; symmetric."""
    if first == 0 or second == 0:
        return MISSING
    if first == second:
        return EXACT if first % 10000 else YEAR_ONLY
    if first == EPOCH or second == EPOCH:  # noqa: PLR1714
        return FIRST_JANUARY if first // 10000 == second // 10000 else MISSING
    if first % 10000 == 0 or second % 10000 == 0:
        return _bare_level(first, second)
    level = _slip_level(first, second)
    if level != DIFFERENT:
        return level
    same_year = first // 10000 == second // 10000
    if same_year and (first % 10000 == 101 or second % 10000 == 101):
        return FIRST_JANUARY
    agreeing = same_year + (first // 100 % 100 == second // 100 % 100) + (first % 100 == second % 100)
    if agreeing == 2:
        return PARTS
    if not two_slips(digits_of(first), digits_of(second)):
        return DIFFERENT
    likely = _unequal(digits_of(first), digits_of(second)) > 2 or easily_mistaken(first, second)
    return TWO_SLIPS if likely else UNLIKE_SLIPS


@inner
def _slip_level(first: int, second: int) -> int:
    """Return the level of two full dates that one slip explains, otherwise DIFFERENT.

    Between a first of January and another day, a digit that nobody mistakes is more likely no slip at all.
    """
    if first // 10000 == second // 10000 and first % 100 == second // 100 % 100 and first // 100 % 100 == second % 100:
        return SWAPPED
    count, transposed = digit_differences(first, second)
    if transposed:
        return TRANSPOSED
    if count == 1 and easily_mistaken(first, second):
        return ONE_DIGIT
    if one_step_apart(first, second):
        return ONE_STEP
    january = first % 10000 == 101 or second % 10000 == 101
    return UNLIKE_DIGIT if count == 1 and not january else DIFFERENT


@inner
def _bare_level(first: int, second: int) -> int:
    """Return the level of two dates of which one is a bare year."""
    if first // 10000 == second // 10000:
        return YEAR_ONLY
    count, transposed = digit_differences(first // 10000, second // 10000)
    years = abs(first // 10000 - second // 10000)
    near = count == 1 or transposed or years == 1 or years == 10 or years == 100  # noqa: PLR1714
    return YEAR_NEAR if near else YEAR_DIFFERENT

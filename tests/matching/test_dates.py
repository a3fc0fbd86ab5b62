"""Reading dates of birth, and the levels of two."""

from random import Random

import numpy as np
import pytest
from numba import njit

from vetting.matching.dates import DIFFERENT, LEVELS, NEAR, date_level, date_of_digits, digits_of, read_date, settled_by_date
from vetting.matching.near_dates import MAX_DATES, near_dates, neighbour_dates


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("1984-03-05", 19840305),
        ("05/03/1984", 19840305),
        ("5/3/1984", 19840305),
        ("5.3.1984", 19840305),
        ("5-3-1984", 19840305),
        ("19840305", 19840305),
        ("1984-03-05 00:00:00", 19840305),
        ("1984-03-05T00:00:00Z", 19840305),
        ("1984", 19840000),
        ("1984.0", 19840000),
        ("29/02/1984", 19840229),
        ("1850-01-31", 18500131),
        ("2090-01-31", 20900131),
        (" 1984-03-05 ", 19840305),
        ("", 0),
        (None, 0),
    ],
)
def test_iso_day_first_and_bare_years_are_read(text, packed):
    assert read_date(text).packed == packed
    assert read_date(text).problem is None


@pytest.mark.parametrize(
    "text", ["31/02/1980", "1980-13-01", "29/02/1983", "5/3/84", "March", "99", "0000", "1984-3", "1984-03-05x", "00/00/1984"]
)
def test_ill_formed_dates_are_missing_and_named(text):
    assert read_date(text).packed == 0
    assert "counts as missing" in (read_date(text).problem or "")


@pytest.mark.parametrize("text", ["01/01/1900", "1900-01-01", "9999-12-31", "1900"])
def test_placeholders_are_missing_and_named(text):
    assert read_date(text).packed == 0
    assert "placeholder" in (read_date(text).problem or "")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (19840315, 19840315, "exact"),
        (19840305, 19840503, "day_month_swapped"),
        (19480315, 19840315, "digits_transposed"),
        (19840315, 19840316, "one_digit_different"),
        (19840315, 19940315, "one_digit_different"),
        (19840315, 19840314, "one_digit_different"),
        (19840315, 19840310, "one_unlike_digit"),
        (19840315, 19840715, "one_unlike_digit"),
        (19840315, 19850310, "two_unlike_slips"),
        (19840101, 19840201, "one_digit_different"),
        (19840101, 19840102, "one_digit_different"),
        (19840101, 19840110, "digits_transposed"),
        (19840101, 19840601, "first_of_january"),
        (19840315, 19840000, "year_only"),
        (19840101, 19840315, "first_of_january"),
        (19840315, 19840216, "two_slips"),
        (19840131, 19840201, "one_step_apart"),
        (19831231, 19840101, "one_step_apart"),
        (20000229, 20000301, "one_step_apart"),
        (19991103, 20001103, "one_step_apart"),
        (19840915, 19841015, "one_step_apart"),
        (19841215, 19840115, "one_step_apart"),
        (19910315, 20010315, "one_step_apart"),
        (20050630, 19950630, "one_step_apart"),
        (20550315, 19550315, "one_step_apart"),
        (20550315, 19550000, "year_near"),
        (20560315, 19550000, "year_different"),
        (19810315, 20010315, "parts_agree"),
        (19840315, 19760315, "parts_agree"),
        (19840305, 19850503, "two_slips"),
        (19840315, 19480316, "two_slips"),
        (19641208, 19640312, "two_slips"),
        (19641208, 19640822, "two_slips"),
        (19840315, 19841028, "different"),
        (19840315, 19850000, "year_near"),
        (19840315, 19480000, "year_near"),
        (19920315, 20020000, "year_near"),
        (19890315, 19900000, "year_near"),
        (19840315, 19770000, "year_different"),
        (19840315, 0, "missing"),
        (0, 0, "missing"),
        (19700101, 19840315, "missing"),
        (19700101, 19700101, "exact"),
        (19840315, 19751122, "different"),
        (19840000, 19840000, "year_only"),
    ],
)
def test_levels_are_of_what_goes_wrong_in_writing_dates_not_of_calendar_nearness(first, second, expected):
    assert LEVELS[date_level(first, second)] == expected
    assert LEVELS[date_level(second, first)] == expected


def test_retrieval_asks_for_every_date_that_one_slip_makes():
    buffer = np.empty(MAX_DATES, np.int32)
    for date in (19840305, 20001231, 19990101, 19991111, 20000229, 19840930):
        found = buffer[: neighbour_dates(date, buffer)].tolist()
        assert len(found) == len(set(found))
        near = {"exact", "day_month_swapped", "digits_transposed", "one_digit_different", "one_step_apart"}
        for other in (
            year * 10000 + month * 100 + day for year in range(1880, 2120) for month in range(1, 13) for day in range(1, 29)
        ):
            assert LEVELS[date_level(date, other)] not in near or other in found


def test_whoever_is_on_a_near_level_is_in_the_runs_that_are_looked_up():
    """The names route leaves those to the dates route: none may be missing there, also for bare years and firsts of January."""
    written = njit(near_dates.py_func)
    buffer = np.empty(MAX_DATES, np.int32)
    days = [year * 10000 + month * 100 + day for year in range(1900, 2030) for month in range(1, 13) for day in range(1, 29)]
    days += [year * 10000 + day for year in range(1900, 2030) for day in (0, 229, 131, 531, 1031, 1231)]
    for date in (19840305, 20000229, 19701231, 19840000, 19840101, 20010101, 19700101, 19700315):
        runs = buffer[: 2 * written(date, buffer)].reshape(-1, 2).tolist()
        for other in days:
            assert date_level(date, other) > NEAR or any(first <= other <= last for first, last in runs), (date, other)


def _digits(date):
    return int(str(date).rjust(8, "0"), 16)


def test_a_date_of_digits_is_the_date_again():
    there, back = njit(digits_of.py_func), njit(date_of_digits.py_func)
    for date in (0, 19840000, 19840305, 20001231):
        assert there(date) == _digits(date)
        assert back(np.uint32(_digits(date))) == date


def test_the_quick_look_never_settles_two_dates_that_names_must_be_looked_at_for():
    rng = Random(5)
    dates = [rng.randrange(1950, 2009) * 10000 + rng.randrange(1, 13) * 100 + rng.randrange(1, 29) for _ in range(400)]
    dates += [year * 10000 + day for year in (1964, 1984, 1999, 2000) for day in (0, 101, 312, 822, 1001, 1010, 1208, 1231)]
    quick = njit(settled_by_date.py_func)
    said = 0
    for first in dates:
        for second in dates:
            settled = quick(_digits(first), _digits(second))
            said += settled
            level = date_level(first, second)
            assert not settled or level == DIFFERENT or level <= NEAR
    assert said > 120_000

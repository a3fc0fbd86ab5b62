"""Five working days beginning with the day of the event (SI 2017/1135 reg 3(1); domain.md section 8, rule 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from vetting.registry.working_days import day_in_london, days_late, due_date, is_working_day, working_days_late


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 20)),  # Monday: the end of Friday
        (date(2026, 11, 17), date(2026, 11, 23)),  # Tuesday: over one weekend
        (date(2026, 11, 20), date(2026, 11, 26)),  # Friday is day one
        (date(2026, 11, 21), date(2026, 11, 27)),  # a Saturday is not: Monday is
        (date(2026, 11, 22), date(2026, 11, 27)),  # nor a Sunday
        (date(2022, 6, 30), date(2022, 7, 6)),  # the Leicestershire finding
        (date(2021, 3, 22), date(2021, 3, 26)),  # the Kent dismissal
        (date(2026, 12, 24), date(2027, 1, 4)),  # Christmas Day, the Boxing Day substitute and New Year's Day fall out
        (date(2025, 12, 25), date(2026, 1, 5)),  # a bank holiday is not day one
        (date(2024, 3, 28), date(2024, 4, 5)),  # Good Friday and Easter Monday
        (date(2017, 12, 15), date(2017, 12, 21)),  # the first day of the lists, a Friday
        (date(2022, 9, 16), date(2022, 9, 23)),  # the bank holiday of 19 September 2022
    ],
)
def test_reports_are_due_at_the_end_of_the_fifth_working_day(event: date, due: date) -> None:
    assert due_date(event) == due


def test_scottish_holidays_are_working_days_here() -> None:
    assert is_working_day(date(2026, 11, 30))
    assert is_working_day(date(2026, 1, 2))


@pytest.mark.parametrize(("received", "late"), [(date(2026, 11, 20), 0), (date(2026, 11, 21), 1), (date(2026, 11, 30), 10)])
def test_lateness_is_counted_in_days_after_the_due_day(received: date, late: int) -> None:
    assert days_late(date(2026, 11, 20), received) == late


@pytest.mark.parametrize(
    ("due", "day", "late"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 19), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),  # Friday, and it is Sunday
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 12, 4), 10),
        (date(2026, 12, 23), date(2026, 12, 29), 2),  # the 24th and the 29th: Christmas and the substitute for Boxing Day fall out
        (date(2021, 3, 26), date(2021, 4, 6), 5),  # Good Friday and Easter Monday fall out
    ],
)
def test_lateness_in_working_days(due: date, day: date, late: int) -> None:
    assert working_days_late(due, day) == late
    counted = [due + timedelta(days=number) for number in range(1, max(0, (day - due).days) + 1)]
    assert late == sum(map(is_working_day, counted))


def test_the_day_ends_at_midnight_in_london() -> None:
    assert day_in_london(datetime(2026, 7, 1, 22, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_in_london(datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == date(2026, 7, 2)
    assert day_in_london(datetime(2026, 12, 1, 23, 59, tzinfo=UTC)) == date(2026, 12, 1)

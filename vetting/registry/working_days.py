"""Working days of England and Wales, and the deadlines that count in them. Pure, and offline: the holidays come with a library."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
REPORT_WORKING_DAYS = 5


@cache
def _holidays() -> frozenset[date]:
    calendar = BankHolidays(use_cached_holidays=True)
    return frozenset(holiday["date"] for holiday in calendar.get_holidays(BankHolidays.ENGLAND_AND_WALES))


def is_working_day(day: date) -> bool:
    """Neither a Saturday, a Sunday nor a bank holiday of England and Wales (past the library's last year: weekends only)."""
    return day.weekday() < 5 and day not in _holidays()


def due_date(event: date, working_days: int = REPORT_WORKING_DAYS) -> date:
    """The last day of a period of working days *beginning with* the day of the event, which is day one if it is a working day.

    SI 2017/1135 reg 3(1): dismissed on a Monday, due by the end of Friday. A weekend or a bank holiday is never day one.
    """
    day, counted = event, int(is_working_day(event))
    while counted < working_days:
        day += timedelta(days=1)
        counted += is_working_day(day)
    return day


def days_late(due: date, received: date) -> int:
    """How many days after its due day a report came in, by the calendar; 0 when in time."""
    return max(0, (received - due).days)


def working_days_late(due: date, day: date) -> int:
    """How many working days have begun since a due day, `day` itself among them; 0 until the first working day after it."""
    weeks, rest = divmod(max(0, (day - due).days), 7)
    tail = [due + timedelta(days=weeks * 7 + number) for number in range(1, rest + 1)]
    holidays = sum(due < holiday <= day and holiday.weekday() < 5 for holiday in _holidays())
    return weeks * 5 + sum(each.weekday() < 5 for each in tail) - holidays


def day_in_london(moment: datetime) -> date:
    """The day on which a moment falls for somebody in England or Wales: deadlines end at their midnight, not at UTC's."""
    return moment.astimezone(LONDON).date()

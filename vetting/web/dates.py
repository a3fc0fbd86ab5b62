"""A date as people type it into three boxes: kept as typed, months by number or by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
SHORTEST_MONTH_NAME = 3


@dataclass(frozen=True, slots=True)
class DateParts:
    """Day, month and year as typed."""

    day: str
    month: str
    year: str

    @classmethod
    def of(cls, text: str) -> DateParts:
        """The parts of an ISO date or of a bare year, to show it again."""
        year, _, rest = text.partition("-")
        month, _, day = rest.partition("-")
        return cls(day.lstrip("0"), month.lstrip("0"), year)

    def as_text(self) -> str | None:
        """`YYYY-MM-DD`, or `YYYY` when only the year was given; None when nothing was typed. What is no date stays as typed, and is
        never a date by accident: the door that takes it refuses it together with everything else that is wrong.
        """
        if not (self.day or self.month or self.year):
            return None
        if not self.day and not self.month:
            return self.year
        month = self._month_number()
        day = f"{int(self.day):02d}" if self.day.isascii() and self.day.isdigit() and len(self.day) <= 2 else self.day
        return f"{self.year}-{month:02d}-{day}" if month else f"{self.year}-{self.month}-{day}"

    def problem(self, label: str) -> str | None:
        """What is wrong with what was typed, naming the field; None when it is a date, a bare year, or nothing at all."""
        if not (self.day or self.month or self.year):
            return None
        missing = [name for name in ("day", "month", "year") if not getattr(self, name)]
        if missing and missing != ["day", "month"]:
            return f"{label} must include a {' and a '.join(missing)}"
        if not (self.year.isascii() and self.year.isdigit() and len(self.year) == 4):
            return f"{label} must have a year of 4 numbers, like 1984"
        if missing:
            return None
        if self._month_number() is None or not (self.day.isascii() and self.day.isdigit()) or not self._is_in_calendar():
            return f"{label} must be a real date: there is no {self.day} {self._month_name()} {self.year}"
        return None

    def wrong_parts(self) -> tuple[str, ...]:
        """The boxes that are wrong in themselves or empty while others are filled; none when only the whole does not fit."""
        if not (self.day or self.month or self.year):
            return ()
        wrong = []
        if not (self.day.isascii() and self.day.isdigit() and 1 <= int(self.day) <= 31):
            wrong.append("day")
        if self._month_number() is None:
            wrong.append("month")
        if not (self.year.isascii() and self.year.isdigit() and len(self.year) == 4):
            wrong.append("year")
        return tuple(wrong)

    def _month_number(self) -> int | None:
        word = self.month.casefold().rstrip(".")
        if word.isascii() and word.isdigit():
            return int(word) if 1 <= int(word) <= 12 else None
        if len(word) < SHORTEST_MONTH_NAME:
            return None
        return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(word)), None)

    def _month_name(self) -> str:
        number = self._month_number()
        return MONTHS[number - 1].capitalize() if number else f"month {self.month}"

    def _is_in_calendar(self) -> bool:
        month = self._month_number()
        try:
            return month is not None and bool(date(int(self.year), month, int(self.day)))
        except ValueError:
            return False

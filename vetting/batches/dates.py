"""Dates of birth as spreadsheets hold them: one declared order of day and month a file, guessed from the data and shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_MONTHS = (
    ("jan", "january", "ionawr"),
    ("feb", "february", "chwefror"),
    ("mar", "march", "mawrth"),
    ("apr", "april", "ebrill"),
    ("may", "mai"),
    ("jun", "june", "mehefin"),
    ("jul", "july", "gorffennaf"),
    ("aug", "august", "awst"),
    ("sep", "sept", "september", "medi"),
    ("oct", "october", "hydref"),
    ("nov", "november", "tachwedd"),
    ("dec", "december", "rhagfyr"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 00?:00(?::00)?)?", re.ASCII)
_SHORT = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}|\d{1,2}[-/. ]?[A-Za-z]{3,9}[-/. ,]*\d{2}", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([A-Za-z]{3,9})[-/. ,]*(\d{4})", re.ASCII)
_WORDS_FIRST = re.compile(r"([A-Za-z]{3,9})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/. ,]+(\d{4})", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_COMPACT = re.compile(r"(?:19|20)\d{6}", re.ASCII)
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?", re.ASCII)


class Order(StrEnum):
    """Which of two numbers comes first in a date such as 03/04/1985."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return "day/month/year (03/04/1985 is 3 April)" if self is Order.DAY_FIRST else "month/day/year (03/04/1985 is 4 March)"


class DateError(ValueError):
    """A cell is no date of birth; the words are for the row's list of errors."""


@dataclass(frozen=True, slots=True)
class DateFacts:
    """What the dates of a file look like. `order` is None when the data cannot tell; `mixed` when it says both.

    `swapped` is the mark that a program left when it read day/month as month/day: every real date of the column has a day up to 12,
    and every date left as text has a day over 12.
    """

    order: Order | None
    mixed: bool
    ambiguous: int
    serials: int
    swapped: bool

    @property
    def must_ask(self) -> bool:
        """Whether somebody has to say which order the file uses."""
        return self.order is None and (self.mixed or self.ambiguous > 0)


def look_at(cells: Iterable[str]) -> DateFacts:
    """Guess a file's order of day and month from all its dates of birth."""
    day_first = month_first = ambiguous = serials = 0
    iso_late = iso_early = 0
    for cell in cells:
        text = cell.strip()
        if (numeric := _NUMERIC.fullmatch(text)) is not None:
            first, second = int(numeric[1]), int(numeric[2])
            if first > 12 >= second:
                day_first += 1
            elif second > 12 >= first:
                month_first += 1
            elif first != second:
                ambiguous += 1
        elif (iso := _ISO.fullmatch(text)) is not None:
            iso_late += int(iso[3]) > 12
            iso_early += int(iso[3]) <= 12
        elif _SERIAL.fullmatch(text) and not _YEAR.fullmatch(text):
            serials += 1
    mixed = day_first > 0 and month_first > 0
    order = None if mixed else Order.DAY_FIRST if day_first else Order.MONTH_FIRST if month_first else None
    swapped = iso_early >= 5 and iso_late == 0 and day_first + month_first >= 3 and ambiguous == 0
    return DateFacts(order, mixed, ambiguous, serials, swapped)


def read_date(cell: str, order: Order | None, epoch: int) -> str:
    """A cell as `YYYY-MM-DD`, or `YYYY` for a bare year. `epoch` is the year a workbook counts its days from (1900 or 1904).

    Raises DateError in words for the row's errors.
    """
    text = " ".join(cell.split())
    if _YEAR.fullmatch(text):
        return text
    if (numeric := _NUMERIC.fullmatch(text)) is not None:
        return _numeric(numeric, order, text)
    parts = _certain(text)
    if parts is not None:
        return _made(*parts, text)
    if _SERIAL.fullmatch(text):
        return _from_serial(text, epoch)
    if _SHORT.fullmatch(text):
        raise DateError("The year has two digits. Write it with four.")
    raise DateError("This is not a date. Write it as 27/04/1985 or 1985-04-27.")


def _certain(text: str) -> tuple[str, str | int, str] | None:
    """Year, month and day of the forms in which their order is certain."""
    if (iso := _ISO.fullmatch(text)) is not None:
        return iso[1], iso[2], iso[3]
    if (words := _WORDS.fullmatch(text)) is not None and words[2].casefold() in MONTHS:
        return words[3], MONTHS[words[2].casefold()], words[1]
    if (words := _WORDS_FIRST.fullmatch(text)) is not None and words[1].casefold() in MONTHS:
        return words[3], MONTHS[words[1].casefold()], words[2]
    return (text[:4], text[4:6], text[6:]) if _COMPACT.fullmatch(text) else None


def _numeric(numeric: re.Match[str], order: Order | None, text: str) -> str:
    first, second = int(numeric[1]), int(numeric[2])
    if order is None and first != second:
        raise DateError("Day and month cannot be told apart. Say which comes first in this file.")
    day, month = (second, first) if order is Order.MONTH_FIRST else (first, second)
    if month > 12 >= day:
        first_word = "month" if order is Order.MONTH_FIRST else "day"
        raise DateError(f"The file’s dates have the {first_word} first; this one has not. Correct it.")
    return _made(numeric[3], month, day, text)


def _made(year: str, month: str | int, day: str | int, text: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise DateError(f"{text} is not a real date.") from None


def _from_serial(text: str, epoch: int) -> str:
    """A workbook's day number. Day 60 of the 1900 system is 29 February 1900, which never was."""
    days = int(float(text))
    if epoch == 1904:
        return (date(1904, 1, 1) + timedelta(days=days)).isoformat()
    if days <= 60:
        raise DateError("This is a number, not a date of birth.")
    return (date(1899, 12, 30) + timedelta(days=days)).isoformat()

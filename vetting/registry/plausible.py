"""Names and dates as people type them: what can be taken, and the sentence that says what is wrong and how to put it right.

Pure. These are the rules for what is typed about a person, listed or checked, so that every door asks for the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from vetting.matching import fold_full_name

LONGEST_NAME = 100
YOUNGEST, OLDEST = 16, 100
ONE_NAME_ONLY = "-"
"""Typed as the forenames of somebody who has one name only, which then stands as the surname."""

_NAME_MARKS = frozenset(" -‐‑'’‘ʻ`´.,·")
_STAND_INS = frozenset(
    {"unknown", "not known", "none", "null", "anonymous", "redacted", "withheld", "tbc", "tba", "asdf", "qwerty", "not applicable"}
)
_ALIAS = re.compile(
    r"(?:(?:former|ex|serving|retired|special|police|detective|chief|acting|temporary)[\s-]+)*"
    r"(?:officer|pcso|pc|dc|ds|di|dci|sc|sgt|sergeant|insp|inspector|superintendent|constable|witness|person|individual|volunteer|"
    r"employee|staff member|member of staff)\s+[a-z]",
    re.IGNORECASE,
)
_ONE_LETTER = re.compile(r"\b(?!iii\b)(\w)\1{2,}\b", re.IGNORECASE)
_UNREADABLE = frozenset({"Cc", "Cs", "Cn", "Co"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2}")


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as read from text, or the problem with it: a clause that follows the field's name in a sentence."""

    day: date | None
    problem: str | None = None


def clean_text(text: str) -> str:
    """Text with its white space made single and composed letters; what a person meant to type."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def clean_paragraphs(text: str) -> str:
    """A longer text with its lines kept."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def is_readable(text: str) -> bool:
    """Whether every character of a text can be shown and stored: no control characters but line ends and tabs, no halves of one."""
    return not any(unicodedata.category(letter) in _UNREADABLE for letter in text if letter not in "\n\t")


def read_day(text: str) -> ReadDay:
    """Read an ISO date or day/month/year with a year of four digits. Anything else is a problem, never a guess."""
    written = clean_text(text)
    if not written:
        return ReadDay(None, "is missing. Enter a day, month and year, like 31/3/1985")
    iso, day_first = _ISO.fullmatch(written), _DAY_FIRST.fullmatch(written)
    if iso is None and day_first is None:
        if _SHORT_YEAR.fullmatch(written):
            return ReadDay(None, "must have a year of four digits, like 31/3/1985")
        return ReadDay(None, "must be a day, month and year, like 31/3/1985")
    year, month, day = (iso or day_first).groups() if iso else tuple(reversed(day_first.groups()))  # type: ignore[union-attr]
    try:
        return ReadDay(date(int(year), int(month), int(day)))
    except ValueError:
        return ReadDay(None, "must be a date that exists: check the day and the month")


def age_on(born: date, today: date) -> int:
    """Whole years of age."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def read_date_of_birth(text: str, today: date) -> ReadDay:
    """Read a date of birth of somebody aged 16 to 100."""
    read = read_day(text)
    if read.day is None:
        return read
    if read.day > today:
        return ReadDay(None, "must be in the past")
    age = age_on(read.day, today)
    if age < YOUNGEST:
        return ReadDay(None, f"must be that of a person aged {YOUNGEST} or over: check the year")
    if age > OLDEST:
        return ReadDay(None, f"must be that of a person aged {OLDEST} or under: check the year")
    return read


def name_problem(text: str, what: str) -> str | None:
    """What is wrong with one part of a name, as a sentence about `what` ("Surname"), or None."""
    written = clean_text(text)
    plain = written.isascii() and written.isalpha()  # most are: then no letter has to be looked at by itself
    if not plain and not any(letter.isalpha() for letter in written):
        return f"Enter the {what.lower()}."
    if len(written) > LONGEST_NAME:
        return f"{what} must be {LONGEST_NAME} characters or fewer."
    if not plain and any(letter.isdigit() for letter in written):
        return f"{what} must not contain digits. Put a number in the field for numbers."
    if not plain and not _is_written_like_a_name(written):
        return f"{what} must contain only letters, spaces, hyphens, apostrophes and full stops."
    if written.casefold().strip(".") in _STAND_INS:
        return f"{what} must be the person’s own: “{written[:40]}” is no name."
    return f"{what}: this does not look like a name. Check what was typed." if _ONE_LETTER.search(written) else None


def _is_written_like_a_name(written: str) -> bool:
    return all(unicodedata.category(letter)[0] in "LM" or letter in _NAME_MARKS for letter in written)


def names_problems(forenames: str, surname: str) -> dict[str, str]:
    """What is wrong with a full name, by field. Forenames may be a single hyphen, for somebody with one name only."""
    problems: dict[str, str] = {}
    surname_problem = name_problem(surname, "Surname")
    if surname_problem:
        problems["surname"] = surname_problem
    if clean_text(forenames) != ONE_NAME_ONLY:
        forenames_problem = name_problem(forenames, "Forenames")
        if forenames_problem and not any(letter.isalpha() for letter in forenames):
            forenames_problem = "Enter the forenames. If the person has one name only, enter it as the surname and a hyphen here."
        if forenames_problem:
            problems["forenames"] = forenames_problem
    if not problems and not fold_full_name(forenames, surname):
        problems["surname"] = "This name cannot be searched for. Write it as it stands in the person’s passport, in Latin letters."
    if not problems and _ALIAS.fullmatch(clean_text(f"{forenames} {surname}").removeprefix(f"{ONE_NAME_ONLY} ")):
        problems["surname"] = "Enter the person’s own name: an alias from a hearing or a notice is not a name."
    return problems

"""From cells to a person: one row becomes a request for a check, an error that names row, column and remedy, or a leaver. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vetting.batches.columns import Use
from vetting.batches.dates import DateError, read_date
from vetting.batches.mapping import Mapping
from vetting.batches.reading.shapes import FORMULA, RawRow, column_letter
from vetting.matching import PersonName, ServiceNumber, split_full_name
from vetting.screening import CheckRequest

NOTHING = frozenset(
    (
        *("-", "--", ".", "?", "n/a", "na", "none", "nil", "null", "not known", "not applicable", "unknown", "tbc", "tba"),
        *("x", "xx", "xxx", "#n/a", "no", "none known", "not provided"),
    )
)
"""What people write in a cell where there is nothing to write. A main name is never compared with these."""
LEFT = frozenset(
    ("yes", "y", "true", "1", "leaver", "left", "has left", "terminated", "dismissed", "resigned", "retired", "former", "ended")
)
"""What a leaver’s cell says. Whatever is not among these words, and no date in the past, leaves the person in."""
_SEPARATOR = re.compile(r"[;|\n]+| / ")
_SAID_BEFORE = re.compile(r"^(?:n[ée]e|formerly|previously|aka|a\.k\.a\.?|also known as|f/?k/?a|maiden name)[:\s]+", re.IGNORECASE)
_WITH_NUMBER = re.compile(
    r"^(?P<force>.*?[^\W\d_].*?)[\s:,#(-]+(?:no\.?|number|warrant|collar|pin)?[\s:.]*(?P<number>[A-Za-z]{0,3}\d[\w/-]*)\)?$", re.I
)


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row cannot be checked: the row as a spreadsheet numbers it, the column's letter and heading, and what to do."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row came to: a request, errors, or neither for a leaver who is left out."""

    number: int
    request: CheckRequest | None
    errors: tuple[RowError, ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for every row of a batch: the purpose, the reference for rows without one, and the day it is prepared."""

    purpose: str
    reference: str
    today: date


def read_row(row: RawRow, mapping: Mapping, job: Job) -> ReadRow:
    """Read one person's row. Names, dates and numbers are checked further by screening, by the rules of a single check."""
    errors = [*_marked(row, mapping), *_overlong(row, mapping)]
    if _has_left(row, mapping, job.today):
        return ReadRow(row.number, None, left=True)
    born: str | None = None
    try:
        born = _born(row, mapping)
    except DateError as error:
        errors.append(RowError(row.number, mapping.place(Use.DATE_OF_BIRTH), str(error)))
    name = _main_name(row, mapping)
    if errors:
        return ReadRow(row.number, None, tuple(errors))
    reference = _cell(row, mapping.column(Use.REFERENCE)) or f"{job.reference} row {row.number}"
    request = CheckRequest(
        forenames=name.forenames,
        surname=name.surname,
        date_of_birth=born,
        purpose=job.purpose,
        reference=reference,
        other_names=tuple(dict.fromkeys(_other_names(row, mapping, name))),
        service_numbers=tuple(dict.fromkeys(_numbers(row, mapping))),
    )
    return ReadRow(row.number, request)


_FIELDS = (
    ("subject.surname", (Use.SURNAME, Use.FULL_NAME)),
    ("subject.forenames", (Use.FORENAMES, Use.FULL_NAME)),
    ("subject.date_of_birth", (Use.DATE_OF_BIRTH,)),
    ("subject.other_names", (Use.OTHER_NAMES, Use.FORMER_SURNAME, Use.KNOWN_AS)),
    ("subject.service_numbers", (Use.SERVICE_NUMBER, Use.PREVIOUS_FORCE, Use.PREVIOUS_NUMBER, Use.FORCE)),
    ("reference", (Use.REFERENCE,)),
)


def place_of(field: str, mapping: Mapping) -> str:
    """The column that a problem with a field of a check is about, as a person finds it in the spreadsheet."""
    for beginning, uses in _FIELDS:
        if field.startswith(beginning):
            return next((place for use in uses if (place := mapping.place(use))), "")
    return ""


def _cell(row: RawRow, index: int | None) -> str:
    text = _plain(row, index)
    return "" if text.casefold() in NOTHING else text


def _plain(row: RawRow, index: int | None) -> str:
    if index is None or index >= len(row.cells):
        return ""
    return " ".join(row.cells[index].replace("\u00a0", " ").split())


def _lines(row: RawRow, index: int) -> Iterator[str]:
    """The parts of a cell that holds several things."""
    if index < len(row.cells):
        for part in _SEPARATOR.split(row.cells[index].replace("\u00a0", " ")):
            text = " ".join(part.split())
            if text and text.casefold() not in NOTHING:
                yield text


def _marked(row: RawRow, mapping: Mapping) -> Iterator[RowError]:
    for index, mark in sorted(row.marks.items()):
        if index < len(mapping.uses) and mapping.uses[index] is not Use.IGNORE:
            what = (
                "The cell holds a formula: copy the column and paste it as values."
                if mark == FORMULA
                else "The cell holds an Excel error."
            )
            yield RowError(row.number, f"{column_letter(index)} ({mapping.headings[index]})", what)


def _overlong(row: RawRow, mapping: Mapping) -> Iterator[RowError]:
    beyond = [index for index in range(len(mapping.headings), len(row.cells)) if row.cells[index].strip()]
    if beyond:
        problem = "The row has more cells than there are headings: a mark inside a cell may have moved what follows. Correct it."
        yield RowError(row.number, column_letter(beyond[0]), problem)


def _has_left(row: RawRow, mapping: Mapping, today: date) -> bool:
    """Only what is certain leaves a person out: a word for having left, or a date in the past. Anything else is checked."""
    index = mapping.column(Use.LEAVER)
    if index is None or mapping.include_leavers:
        return False
    text = _plain(row, index).casefold()
    if _means_serving(mapping, index):
        return text in {"no", "n", "false", "0"}
    if text in LEFT:
        return True
    try:
        return date.fromisoformat(read_date(text, mapping.order, mapping.epoch)) < today
    except ValueError:
        return False


def _means_serving(mapping: Mapping, index: int) -> bool:
    """Whether the column asks the opposite: “Active: yes”."""
    heading = mapping.headings[index].casefold()
    return any(word in heading for word in ("active", "still", "current"))


def _born(row: RawRow, mapping: Mapping) -> str | None:
    text = _cell(row, mapping.column(Use.DATE_OF_BIRTH))
    return read_date(text, mapping.order, mapping.epoch) if text else None


def _main_name(row: RawRow, mapping: Mapping) -> PersonName:
    full = mapping.column(Use.FULL_NAME)
    if full is not None:
        return split_full_name(_plain(row, full))
    columns = [index for use in (Use.FORENAMES, Use.MIDDLE_NAMES) for index in mapping.columns(use)]
    forenames = " ".join(filter(None, (_plain(row, index) for index in columns)))
    return PersonName(forenames, _plain(row, mapping.column(Use.SURNAME)))


def _other_names(row: RawRow, mapping: Mapping, main: PersonName) -> Iterator[PersonName]:
    for index in mapping.columns(Use.FORMER_SURNAME):
        for part in _lines(row, index):
            yield PersonName("", _SAID_BEFORE.sub("", part))
    for index in mapping.columns(Use.OTHER_NAMES):
        for part in _lines(row, index):
            said = _SAID_BEFORE.sub("", part)
            yield split_full_name(said) if " " in said or "," in said else PersonName("", said)
    for index in mapping.columns(Use.KNOWN_AS):
        known_as = _cell(row, index)
        if known_as and known_as.casefold() != main.forenames.casefold():
            yield PersonName(known_as, main.surname)


def _numbers(row: RawRow, mapping: Mapping) -> Iterator[ServiceNumber]:
    """Every number with its force. A number whose force is missing comes too: screening says so, and nothing is lost."""
    number = _cell(row, mapping.column(Use.SERVICE_NUMBER))
    if number:
        yield ServiceNumber(_cell(row, mapping.column(Use.FORCE)) or mapping.own_force or "", number)
    forces, numbers = mapping.columns(Use.PREVIOUS_FORCE), mapping.columns(Use.PREVIOUS_NUMBER)
    for position in range(max(len(forces), len(numbers))):
        parts = list(_lines(row, forces[position])) if position < len(forces) else []
        beside = list(_lines(row, numbers[position])) if position < len(numbers) else []
        yield from _joined(parts, beside)


def _joined(forces: Sequence[str], numbers: Sequence[str]) -> Iterator[ServiceNumber]:
    """“Kent 1234; Essex 5678”, or forces in one column and as many numbers in the next. A force alone has nothing to compare."""
    for position in range(max(len(forces), len(numbers))):
        part = forces[position] if position < len(forces) else ""
        found = _WITH_NUMBER.match(part)
        if position < len(numbers):
            yield ServiceNumber(found["force"].strip(" -,:(") if found else part, numbers[position])
        elif found is not None:
            yield ServiceNumber(found["force"].strip(" -,:("), found["number"])

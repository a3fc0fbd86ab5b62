"""The files of `vetting match`: reading people from CSV or XLSX, row by row, and what is wrong with a row or a file."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from vetting.commands.match_headings import FULL_NAME, UnusableHeading, folded, read_headings
from vetting.matching import (
    Identity,
    PersonName,
    ServiceNumber,
    UnusableIdentity,
    check_identity,
    split_full_name,
    unread_values,
)

_MOST_UNZIPPED = 2_000_000_000
"""Bytes an XLSX file may unzip to."""
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""What Excel reads in the first line of a CSV to learn the delimiter."""
_BETWEEN_NAMES = re.compile(r"[;\r\n]+")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
csv.field_size_limit(10_000_000)


class UnusableFile(Exception):
    """A file that cannot be used at all; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row: its number in the file (the heading is row 1), its id, and the person; or what makes it unusable."""

    number: int
    person_id: str
    identity: Identity | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class People:
    """The rows of one file, and remarks on it as a whole: columns under another name, values that count as missing."""

    rows: tuple[PersonRow, ...]
    remarks: tuple[str, ...]

    def troubles(self) -> list[str]:
        """Return what is wrong with the rows that cannot be used."""
        return [row.trouble for row in self.rows if row.trouble]


def read_people(path: Path) -> People:
    """Read all rows of a CSV (UTF-8) or XLSX file.

    Raises `UnusableFile`; rows that cannot be used are returned with their trouble.
    """
    try:
        rows = _xlsx_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _csv_rows(path)
        return _people(path, rows)
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror or 'cannot be read'}") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path}: is not UTF-8 text (line {_line_of(path)}); save it as CSV UTF-8 or as XLSX") from error
    except UnusableHeading as error:
        raise UnusableFile(f"{path}: {error}") from error
    except (CalamineError, PasswordError, zipfile.BadZipFile) as error:
        raise UnusableFile(
            f"{path}: is not readable as a workbook ({str(error).splitlines()[0] if str(error) else 'damaged'})"
        ) from error


def _people(path: Path, rows: Iterator[tuple[int, Sequence[str]]]) -> People:
    heading = next((cells for _, cells in rows if any(cell.strip() for cell in cells)), ())
    columns = read_headings(heading)
    people = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            values = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.places.items()}
            beyond = any(cell.strip() for cell in cells[columns.width :])
            people.append(_person(path, number, values, len(cells) if beyond else 0, columns.width))
    remarks = (*columns.remarks, *_unread(people))
    return People(tuple(people), tuple(f"{path.name}: {remark}" for remark in remarks))


def _unread(people: Iterable[PersonRow]) -> Iterator[str]:
    """Say how many values of each column count as missing because they cannot be read, and whose is the first of them."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for row in people:
        for field in unread_values(row.identity) if row.identity else ():
            counts[field] += 1
            first.setdefault(field, row.person_id)
    for field, count in counts.items():
        values = "1 value cannot be read and counts" if count == 1 else f"{count} values cannot be read and count"
        yield f"column {field}: {values} as missing (the first has id {first[field][:40]})"


def _person(path: Path, number: int, values: dict[str, str], cells: int, width: int) -> PersonRow:
    """Read one row; `cells` is how many it has if some stand beyond the `width` of the heading, so that none has a sure column."""
    person_id = values["id"]
    if not person_id:
        return PersonRow(number, "", None, f"{path.name} row {number}, column id: is missing")
    if cells:
        trouble = f"has {cells} cells under a heading of {width} columns, so it is not sure which cell is which"
        return PersonRow(number, person_id, None, f"{path.name} row {number}, from column id on: {trouble}")
    names = [PersonName(values.get("forenames", ""), values.get("surname", ""))]
    others = _BETWEEN_NAMES.split(f"{values.get(FULL_NAME, '')};{values.get('other_names', '')}")
    names += [split_full_name(name) for name in others if name.strip()]
    force = values.get("force") or None
    numbers = tuple(
        ServiceNumber(force or "", part.strip()) for part in values.get("service_number", "").split(";") if part.strip()
    )
    identity = Identity(
        tuple(name for name in names if name.forenames.strip() or name.surname.strip()),
        values.get("date_of_birth") or None,
        force,
        numbers,
        values.get("national_insurance_number") or None,
    )
    try:
        check_identity(identity)
    except UnusableIdentity as error:
        return PersonRow(number, person_id, None, f"{path.name} row {number}, columns forenames, surname, other_names: {error}")
    return PersonRow(number, person_id, identity, None)


def _csv_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    with path.open("rb") as raw:
        start = raw.read(4)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    with path.open(encoding=encoding, newline="") as file:
        delimiter, skipped = _delimiter(path, encoding)
        reader = csv.reader(file, strict=True, delimiter=delimiter, skipinitialspace=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise UnusableFile(f"{path}: row {number} is not readable as CSV ({error})") from error
            if number > skipped:
                yield number, cells


def _delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """Return what stands between the columns of the heading, and how many lines before it tell that alone."""
    with path.open(encoding=encoding) as file:
        line = next((line for line in file if line.strip()), "")
    told = _SEPARATOR_LINE.fullmatch(line)
    if told:
        return told[1], 1
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        if len(cells) > 1 and "id" in map(folded, cells):
            return delimiter, 0
    return ",", 0


def _line_of(path: Path) -> int:
    """Return the line of a file's first bytes that are no UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1


def _xlsx_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    if path.suffix.lower() != ".xls":
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNZIPPED:
                raise UnusableFile(f"{path}: unzips to more than {_MOST_UNZIPPED:,} bytes")
    else:
        path.open("rb").close()
    workbook = CalamineWorkbook.from_path(str(path))
    if not workbook.sheet_names:
        raise UnusableFile(f"{path}: the workbook has no sheet")
    sheet = workbook.get_sheet_by_index(0)
    first = (sheet.start or (0, 0))[0]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > first:
            yield number, [_text(cell) for cell in cells]


def _text(cell: int | float | str | bool | time | date | datetime | timedelta) -> str:
    """Return a workbook's cell as it would stand in a CSV file: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

"""The files of `vetting match`: reading people from CSV or XLSX, row by row, and what is wrong with a row or a file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from vetting.matching import Identity, PersonName, ServiceNumber, UnusableIdentity, check_identity, split_full_name

COLUMNS = (
    "id",
    "forenames",
    "surname",
    "other_names",
    "date_of_birth",
    "force",
    "service_number",
    "national_insurance_number",
)
_NAMES = ("forenames", "surname", "other_names")
_MOST_UNZIPPED = 2_000_000_000
"""Bytes an XLSX file may unzip to."""
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


def read_people(path: Path) -> list[PersonRow]:
    """Read all rows of a CSV (UTF-8) or XLSX file.

    Raises `UnusableFile`; rows that cannot be used are returned with their trouble.
    """
    try:
        rows = _xlsx_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _csv_rows(path)
        return _people(path, rows)
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror or 'cannot be read'}") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except csv.Error as error:
        raise UnusableFile(f"{path}: is not readable as CSV ({error})") from error
    except (CalamineError, PasswordError, zipfile.BadZipFile) as error:
        raise UnusableFile(
            f"{path}: is not readable as a workbook ({str(error).splitlines()[0] if str(error) else 'damaged'})"
        ) from error


def _people(path: Path, rows: Iterator[tuple[int, Sequence[str]]]) -> list[PersonRow]:
    heading = next(rows, None)
    places = _places(path, heading[1] if heading else ())
    people = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            values = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
            people.append(_person(path, number, values))
    return people


def _places(path: Path, heading: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; other columns are ignored."""
    folded = ["_".join(cell.strip().lower().replace("_", " ").split()) for cell in heading]
    twice = sorted({name for name in folded if name in COLUMNS and folded.count(name) > 1})
    if twice:
        raise UnusableFile(f"{path}: the column {twice[0]} stands there twice")
    places = {name: folded.index(name) for name in COLUMNS if name in folded}
    if "id" not in places:
        raise UnusableFile(f"{path}: there is no column id")
    if not any(name in places for name in _NAMES):
        raise UnusableFile(f"{path}: there is no column with a name ({', '.join(_NAMES)})")
    return places


def _person(path: Path, number: int, values: dict[str, str]) -> PersonRow:
    person_id = values["id"]
    if not person_id:
        return PersonRow(number, "", None, f"{path.name} row {number}, column id: is missing")
    names = [PersonName(values.get("forenames", ""), values.get("surname", ""))]
    names += [split_full_name(name) for name in values.get("other_names", "").split(";")]
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
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from enumerate(csv.reader(file, strict=True), start=1)


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


def troubles(rows: Iterable[PersonRow]) -> list[str]:
    """Return what is wrong with the rows that cannot be used."""
    return [row.trouble for row in rows if row.trouble]

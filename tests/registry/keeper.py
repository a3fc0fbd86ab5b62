"""Files of a keeper's list for tests: fictional people, as many as are asked for, and rows that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from vetting.access import Actor
from vetting.db import Database
from vetting.registry.imports import ListFile, SheetRow, confirm_import, preview_import, upload_list

HEADINGS = (
    "Ref",
    "Limb",
    "Police force",
    "Forenames",
    "Surname",
    "DOB",
    "Rank",
    "Warrant number",
    "Ground",
    "Reasons",
    "Date of dismissal",
    "Date listed",
    "Shelf",
)
PLACE = {name: place for place, name in enumerate(HEADINGS)}
FIRST = date(1950, 1, 1)
FORENAMES = ("Bronwen", "Ambrose", "Clementina", "Dagmar", "Eustace", "Fenella", "Giraldus", "Hephzibah")
SURNAMES = ("Rumblebuffin", "Tumnusson", "Glimfeather", "Puddleglum", "Trufflehunter", "Pattertwig", "Wimbleweather")


def person(number: int, **changes: str) -> list[str]:
    """The cells of one fictional constable; no two of them share a name and a date of birth."""
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:05d}")
    cells = {
        "Ref": f"K-{number:05d}",
        "Limb": "a",
        "Police force": "Kent Police",
        "Forenames": FORENAMES[number % len(FORENAMES)],
        "Surname": f"{SURNAMES[number % len(SURNAMES)]}-Z{letters}",
        "DOB": (FIRST + timedelta(days=number % 15_000)).strftime("%d/%m/%Y"),
        "Rank": "PC",
        "Warrant number": str(10_000 + number),
        "Ground": "gross misconduct",
        "Reasons": "Was dishonest about a fictional matter.",
        "Date of dismissal": (date(2018, 1, 1) + timedelta(days=number % 2_500)).isoformat(),
        "Date listed": (date(2018, 1, 10) + timedelta(days=number % 2_500)).isoformat(),
        "Shelf": f"S{number % 7}",
    }
    return list((cells | changes).values())


def list_file(people: Sequence[Sequence[str]], **changes: object) -> ListFile:
    """A file of the barred list; row 1 has the headings."""
    rows = [SheetRow(number, tuple(cells)) for number, cells in enumerate(people, start=2)]
    file = ListFile("barred", "addition", len(rows), HEADINGS, rows, digest="0" * 64, name="list.xlsx")
    return replace(file, **changes)  # type: ignore[arg-type]


def uploaded(database: Database, people: dict[Someone, Actor], file: ListFile) -> str:
    """The id of an import that one registrar uploaded."""
    with database.write() as session:
        return upload_list(session, people[REGISTRAR], file)


def confirmed(database: Database, people: dict[Someone, Actor], file: ListFile) -> str:
    """The id of an import that one registrar uploaded and another confirmed."""
    import_id = uploaded(database, people, file)
    confirm(database, people, import_id)
    return import_id


def confirm(database: Database, people: dict[Someone, Actor], import_id: str, who: Someone = SECOND_REGISTRAR) -> int:
    """Confirm an import as it stands; returns the register's version."""
    with database.write() as session:
        preview = preview_import(session, people[who], import_id)
        assert preview is not None
    with database.write() as session:
        return confirm_import(session, people[who], import_id, preview.digest)

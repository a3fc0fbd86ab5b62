"""The files of the national data wash: a workbook of people who do not exist, some of whom are listed, and the list itself."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from vetting.commands.demo_people import fictional_reports
from vetting.matching.evaluation.people import make_person, pick_culture
from vetting.matching.evaluation.pool import load_pool
from vetting.registry import DemonstrationReport, ReportInput

SEED = 1_307_452
HEADINGS = (
    "Payroll", "Title", "Forename", "Middle name", "Surname", "Previous surname", "DOB", "Post", "Site", "Grade", "Team", "Note",
)  # fmt: skip
LISTED_ONE_IN = 1_500
BORN = (1940, 2008)


@dataclass(frozen=True)
class Wash:
    """A workbook, the rows of it (as a spreadsheet numbers them) that are about listed people, and the list."""

    workbook: bytes
    rows: int
    listed_rows: frozenset[int]
    reports: tuple[DemonstrationReport, ...]


def make_wash(rows: int, entries: int) -> Wash:
    """A file of so many people against a list of so many. Every 1,500th row is somebody listed, half of them misspelt."""
    reports = tuple(each for each in fictional_reports(entries) if each.report.forenames)
    listed = {number: _as_typed(reports[number % len(reports)].report, number) for number in _listed_places(rows)}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        others = _people()
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, _row(number, listed.get(number) or next(others)))
    return Wash(out.getvalue(), rows, frozenset(number + 1 for number in listed), reports)


def list_as_csv(reports: Sequence[DemonstrationReport]) -> str:
    """The list, for another program that links the same files."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("id", "forenames", "surname", "date_of_birth"))
    table.writerows(
        (number, each.report.forenames, each.report.surname, each.report.date_of_birth) for number, each in enumerate(reports)
    )
    return text.getvalue()


Typed = tuple[str, str, str, str, str]
"""Forename, middle names, surname, former surname, date of birth (day/month/year)."""


def _listed_places(rows: int) -> range:
    return range(LISTED_ONE_IN // 2, rows + 1, LISTED_ONE_IN)


def _as_typed(report: ReportInput, number: int) -> Typed:
    first, _, middle = report.forenames.partition(" ")
    surname = report.surname
    if number // LISTED_ONE_IN % 2 and len(surname) > 4:
        surname = f"{surname[:2]}{surname[3]}{surname[2]}{surname[4:]}"
    year, month, day = report.date_of_birth.split("-")
    return first, middle, surname, "", f"{day}/{month}/{year}"


def _people() -> Iterator[Typed]:
    chance, pool = random.Random(SEED), load_pool(SEED)
    while True:
        person = make_person(chance, pool, pick_culture(chance, 0.0))
        if person.forenames and BORN[0] <= person.born.year <= BORN[1]:
            former = person.former[0] if person.former else ""
            yield person.forenames[0], " ".join(person.forenames[1:]), person.surname, former, f"{person.born:%d/%m/%Y}"


def _row(number: int, person: Typed) -> tuple[str, ...]:
    return (str(number), "Ms", *person, "Post", "Site", "Grade", f"T{number % 90}", "")

"""One row of a list to what a report says, or to what can be searched of it and every problem named. Pure.

A row is taken by the rules of a report. One that cannot be taken is never dropped: what it says of the person is searched with as
little as there is, and a value that cannot be trusted counts as not known, which hides nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from vetting.access import Force, find_force
from vetting.errors import InvalidInput, Problem
from vetting.matching import Identity, PersonName, ServiceNumber, fold_full_name, split_full_name
from vetting.registry.amendments import Amendment, read_amendment
from vetting.registry.facts import ReportContent, ReportInput
from vetting.registry.imports.columns import Columns
from vetting.registry.imports.public_facts import PublicFacts, read_public_facts
from vetting.registry.plausible import (
    LONGEST_NAME,
    ONE_NAME_ONLY,
    clean_text,
    is_readable,
    name_problem,
    names_problems,
    read_date_of_birth,
    read_day,
)
from vetting.registry.policy import ListPolicy

LONGEST_REFERENCE = 80
DATES = (
    "date_of_birth",
    "event_date",
    "prior_advisory_report_date",
    "ceased_on",
    "known_on",
    "listed_on",
    "reported_on",
    "published_on",
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot become an entry: its number as a spreadsheet shows it, the column's heading, and what is wrong."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was read: its number, its cells as text, and what is wrong with a cell itself (a formula, an error), by place."""

    number: int
    cells: tuple[str, ...]
    marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What a row came to: a content, or problems and the fields as they were typed.

    `correction` is why it says something else than the file; its problems are then those that it had.
    """

    number: int
    cells: tuple[str, ...]
    reference: str
    content: ReportContent | None
    listed_on: date | None
    reported_on: date | None
    problems: tuple[RowProblem, ...]
    typed: dict[str, str]
    public: PublicFacts | None = None
    correction: str = ""

    def as_json(self) -> dict[str, Any]:
        """For sealing."""
        return {
            "number": self.number,
            "cells": list(self.cells),
            "reference": self.reference,
            "content": None if self.content is None else self.content.as_json(),
            "listed_on": self.listed_on.isoformat() if self.listed_on else None,
            "reported_on": self.reported_on.isoformat() if self.reported_on else None,
            "problems": [[each.column, each.problem] for each in self.problems],
            "typed": self.typed if self.content is None else {},
            "public": None if self.public is None else self.public.as_json(),
            "correction": self.correction,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """From what `as_json` made."""
        listed, reported = (date.fromisoformat(kept[name]) if kept[name] else None for name in ("listed_on", "reported_on"))
        content = None if kept["content"] is None else ReportContent.from_json(kept["content"])
        problems = tuple(RowProblem(kept["number"], column, problem) for column, problem in kept["problems"])
        public = PublicFacts.from_json(kept["public"]) if kept.get("public") else None
        return cls(
            kept["number"],
            tuple(kept["cells"]),
            kept["reference"],
            content,
            listed,
            reported,
            problems,
            kept["typed"],
            public,
            kept.get("correction", ""),
        )


def take_row(row: SheetRow, columns: Columns, list_id: str, policy: ListPolicy, today: date) -> TakenRow:
    """Read one row by the rules of a report for this list, and by those of the fields that only an import has."""
    typed = typed_fields(row, columns)
    found = [*_marked(row, columns), *_overlong(row, columns)]
    content, problems = _content(typed, list_id, policy, today)
    reference = clean_text(typed.get("reference", ""))
    if len(reference) > LONGEST_REFERENCE:
        problems.append(Problem("reference", f"The reference must be {LONGEST_REFERENCE} characters or fewer."))
    event = content.event_date if content else None
    listed = _day(typed, "listed_on", event, today, problems)
    reported = _day(typed, "reported_on", event, today, problems)
    public = read_public_facts(typed, content, policy, today, problems) if content else None
    found += [RowProblem(row.number, _heading(columns, each.field), each.message) for each in problems]
    return TakenRow(
        row.number,
        row.cells,
        reference[:LONGEST_REFERENCE],
        None if found else content,
        listed,
        reported,
        tuple(found),
        typed,
        None if found else public,
    )


def with_problem(taken: TakenRow, column: str, problem: str) -> TakenRow:
    """The row, not to become an entry after all."""
    return replace(taken, content=None, public=None, problems=(*taken.problems, RowProblem(taken.number, column, problem)))


def typed_fields(row: SheetRow, columns: Columns) -> dict[str, str]:
    """The cells by field, a full name taken apart, and days without the hours that a spreadsheet adds."""
    typed = {field: text for field in columns.places if (text := columns.cell(row.cells, field))}
    if "full_name" in typed and "surname" not in typed:
        name = split_full_name(typed["full_name"])
        typed["forenames"], typed["surname"] = name.forenames, name.surname
    if typed.get("surname") and not typed.get("forenames") and "forenames" not in columns.places:
        typed["forenames"] = ONE_NAME_ONLY
    for field in DATES:
        if field in typed:
            typed[field] = typed[field].replace("T", " ").removesuffix(" 00:00:00").removesuffix(" 00:00")
    return typed


def identity_of(typed: dict[str, str], today: date) -> Identity | None:
    """What can be searched of a row that could not be read; None when it has no name that a check could come upon.

    A date of birth counts only when it is a real one of somebody of an age that there is: a wrong one would hide the person.
    """
    name = _main_name(typed)
    if name is None:
        return None
    force = find_force(typed.get("force", ""))
    title = force.title if isinstance(force, Force) else clean_text(typed.get("force", ""))[:LONGEST_NAME]
    numbers = [typed.get("identifying_number", ""), *_parts(typed.get("other_numbers", ""))]
    return Identity(
        names=(name, *_other_names(typed, name)),
        date_of_birth=_born(typed, today),
        force=title or None,
        service_numbers=tuple(ServiceNumber(title, clean_text(each)[:40]) for each in numbers if _is_number(each)),
    )


def _content(typed: dict[str, str], list_id: str, policy: ListPolicy, today: date) -> tuple[ReportContent | None, list[Problem]]:
    data = ReportInput.from_mapping({**typed, "list_id": list_id, "standards": _standards(typed.get("standards", ""))})
    lines = {field: "\n".join(_parts(typed.get(field, ""))) for field in ("other_names", "other_numbers")}
    lines["other_names"] = "\n".join(_name_line(line) for line in lines["other_names"].splitlines())
    try:
        return read_amendment(Amendment(data, **lines), policy, today), []
    except InvalidInput as error:
        return None, list(error.problems)


def _standards(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ";").split(";") if part.strip())


def _parts(text: str) -> list[str]:
    return [part for line in text.replace("\n", ";").split(";") if (part := clean_text(line))]


def _name_line(text: str) -> str:
    """A further name as an amendment takes it: forenames, a comma, the surname."""
    name = split_full_name(text)
    return f"{name.forenames or ONE_NAME_ONLY}, {name.surname}"


def _day(typed: dict[str, str], field: str, event: date | None, today: date, problems: list[Problem]) -> date | None:
    text = typed.get(field, "")
    if not text:
        return None
    read = read_day(text)
    if read.day is None:
        problems.append(Problem(field, f"This day {read.problem}."))
    elif read.day > today or (event is not None and read.day < event):
        problems.append(Problem(field, "This day must be from the dismissal, finding or event to today."))
    return read.day


def _heading(columns: Columns, field: str) -> str:
    if field in ("surname", "forenames") and field not in columns.places and "full_name" in columns.places:
        return columns.heading("full_name")
    return columns.heading(field)


def _marked(row: SheetRow, columns: Columns) -> list[RowProblem]:
    used = {place for place in columns.places.values()}
    return [
        RowProblem(row.number, columns.headings[place], f"The cell holds {mark}: write the value itself.")
        for place, mark in row.marks
        if place in used
    ]


def _overlong(row: SheetRow, columns: Columns) -> list[RowProblem]:
    if any(cell.strip() for cell in row.cells[len(columns.headings) :]):
        problem = "The row has more cells than there are headings: a mark inside a cell may have moved what follows."
        return [RowProblem(row.number, "", problem)]
    return []


def _main_name(typed: dict[str, str]) -> PersonName | None:
    surname, forenames = clean_text(typed.get("surname", "")), clean_text(typed.get("forenames", ""))
    usable = forenames if forenames and forenames != ONE_NAME_ONLY and name_problem(forenames, "Forenames") is None else ""
    if "surname" in names_problems(usable or ONE_NAME_ONLY, surname) or not fold_full_name(usable, surname):
        return None
    return PersonName(usable, surname)


def _other_names(typed: dict[str, str], main: PersonName) -> Sequence[PersonName]:
    names = (split_full_name(part) for part in _parts(typed.get("other_names", "")))
    return [name for name in dict.fromkeys(names) if name != main and fold_full_name(name.forenames, name.surname)][:20]


def _born(typed: dict[str, str], today: date) -> str | None:
    read = read_date_of_birth(typed.get("date_of_birth", ""), today)
    return read.day.isoformat() if read.day is not None and read.problem is None else None


def _is_number(text: str) -> bool:
    return any(letter.isalnum() for letter in text) and is_readable(text)

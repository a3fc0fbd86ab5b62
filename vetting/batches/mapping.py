"""Which column holds what: guessed from headings and content, shown with sample rows, corrected by whoever sent the file. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vetting.batches.columns import ONCE, Use, use_of_heading
from vetting.batches.dates import DateFacts, Order, look_at
from vetting.batches.layout import Layout
from vetting.batches.reading.shapes import RawRow, column_letter
from vetting.errors import InvalidInput, Problem

SAMPLES = 5
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}.*|\d{1,2}[-/. ][A-Za-z]{3,9}[-/. ]\d{4}")
_COMMA_NAME = re.compile(r"[^\W\d_][\w'’. -]*,\s*[^\W\d_][\w'’. -]*")
_EARLY = re.compile(r"\b(?:19\d\d|200\d|201[01])\b")
_YES_NO = {"yes", "no", "y", "n", "true", "false", "leaver", "current", "active", "left", "serving"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column is used for, and what holds for the whole file.

    `order` is the declared order of day and month (None: no date needs it). `own_force` is the code of the force whose numbers
    stand in a column of numbers without a column of forces. `epoch` is 1900 or 1904.
    """

    headings: tuple[str, ...]
    uses: tuple[Use, ...]
    header_row: int | None
    order: Order | None = None
    epoch: int = 1900
    own_force: str | None = None
    include_leavers: bool = False
    _columns: dict[Use, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {use: tuple(index for index, used in enumerate(self.uses) if used is use) for use in set(self.uses)}
        object.__setattr__(self, "_columns", found)

    def columns(self, use: Use) -> tuple[int, ...]:
        """The columns with this use, from 0, left to right."""
        return self._columns.get(use, ())

    def column(self, use: Use) -> int | None:
        """The one column with this use, or None."""
        columns = self.columns(use)
        return columns[0] if columns else None

    def place(self, use: Use) -> str:
        """The column as a person finds it: its letter and heading."""
        index = self.column(use)
        return "" if index is None else f"{column_letter(index)} ({self.headings[index]})"

    def as_json(self) -> dict[str, Any]:
        """For keeping; `from_json` reads it back."""
        return {
            "headings": list(self.headings),
            "uses": [use.value for use in self.uses],
            "header_row": self.header_row,
            "order": self.order.value if self.order else None,
            "epoch": self.epoch,
            "own_force": self.own_force,
            "include_leavers": self.include_leavers,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Mapping:
        """Read back what `as_json` gave."""
        uses = tuple(Use(use) for use in kept["uses"])
        order = Order(kept["order"]) if kept["order"] else None
        return cls(**{**kept, "headings": tuple(kept["headings"]), "uses": uses, "order": order})


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping guessed from a file, and what its dates look like."""

    mapping: Mapping
    dates: DateFacts


def guess_mapping(layout: Layout, rows: Sequence[RawRow], epoch: int = 1900, own_force: str | None = None) -> Guess:
    """Guess from the headings first, then from the content of columns whose heading says nothing. `rows` are the people's rows."""
    width = len(layout.headings)
    uses = [use_of_heading(heading) or Use.IGNORE for heading in layout.headings]
    samples = [_column(rows, index) for index in range(width)]
    _only_once(uses)
    _from_content(uses, samples)
    _settle_names(uses, samples, layout.headings)
    born = next((index for index, use in enumerate(uses) if use is Use.DATE_OF_BIRTH), None)
    dates = look_at(_column(rows, born) if born is not None else [])
    mapping = Mapping(layout.headings, tuple(uses), layout.header_row, order=dates.order, epoch=epoch, own_force=own_force)
    return Guess(mapping, dates)


def with_dates(guess: Guess, dates: DateFacts) -> Guess:
    """The guess, its order of day and month now told from every date of birth in the file."""
    return Guess(replace(guess.mapping, order=dates.order), dates)


def corrected(mapping: Mapping, uses: Sequence[Use], order: Order | None, *, include_leavers: bool = False) -> Mapping:
    """The mapping as the user wants it. Raises InvalidInput when no person could be read with it; one Problem for each reason."""
    changed = replace(mapping, uses=tuple(uses), order=order, include_leavers=include_leavers)
    problems = problems_of(changed)
    if problems:
        raise InvalidInput(problems)
    return changed


def problems_of(mapping: Mapping, dates: DateFacts | None = None) -> list[Problem]:
    """Why no person could be read with this mapping; empty when it will do."""
    problems: list[Problem] = []
    if len(mapping.uses) != len(mapping.headings):
        problems.append(Problem("mapping", "Say for each column what it is used for."))
    for use in sorted(ONCE, key=str):
        columns = mapping.columns(use)
        if len(columns) > 1:
            places = " and ".join(column_letter(index) for index in columns)
            problems.append(Problem("mapping", f"Columns {places} are both “{use.label}”. Choose one."))
    if not mapping.columns(Use.SURNAME) and not mapping.columns(Use.FULL_NAME):
        problems.append(Problem("mapping", "Choose the column with the surname, or the one with the full name."))
    if mapping.columns(Use.SURNAME) and mapping.columns(Use.FULL_NAME):
        problems.append(Problem("mapping", "Choose either a surname column or a full name column, not both."))
    if not mapping.columns(Use.DATE_OF_BIRTH):
        problems.append(Problem("mapping", "Choose the column with the date of birth."))
    if mapping.columns(Use.SERVICE_NUMBER) and not mapping.columns(Use.FORCE) and mapping.own_force is None:
        problems.append(
            Problem("mapping", "Numbers are compared within a force: choose the column that names it, or do not use them.")
        )
    if dates is not None and dates.must_ask and mapping.order is None:
        problems.append(Problem("order", "Say whether day or month comes first in the dates of this file."))
    return problems


def _column(rows: Sequence[RawRow], index: int) -> list[str]:
    return [cell for row in rows if index < len(row.cells) and (cell := row.cells[index].strip())]


def _only_once(uses: list[Use]) -> None:
    """Of two columns that sound like the same single use, the first is it; a second identifier is only kept."""
    seen: set[Use] = set()
    for index, use in enumerate(uses):
        if use in ONCE and use in seen:
            uses[index] = Use.IGNORE
        seen.add(use)


def _from_content(uses: list[Use], samples: list[list[str]]) -> None:
    """A column whose heading says nothing may show by its cells what it is: dates of birth, or names as SMITH, John."""
    if Use.DATE_OF_BIRTH not in uses:
        found = [index for index, use in enumerate(uses) if use is Use.IGNORE and _looks_born(samples[index])]
        if len(found) == 1:
            uses[found[0]] = Use.DATE_OF_BIRTH
    if not {Use.SURNAME, Use.FULL_NAME} & set(uses):
        found = [index for index, use in enumerate(uses) if use is Use.IGNORE and _mostly(samples[index], _COMMA_NAME)]
        if found:
            uses[found[0]] = Use.FULL_NAME


def _settle_names(uses: list[Use], samples: list[list[str]], headings: Sequence[str]) -> None:
    """“Name” beside forenames is the surname; beside a surname it is a copy; a surname column of SMITH, John is a full name."""
    full = next((index for index, use in enumerate(uses) if use is Use.FULL_NAME), None)
    surname = next((index for index, use in enumerate(uses) if use is Use.SURNAME), None)
    if full is not None and surname is not None:
        uses[full] = Use.IGNORE
    elif full is not None and Use.FORENAMES in uses and not _mostly(samples[full], re.compile(r".*\S[ ,]+\S.*")):
        uses[full] = Use.SURNAME
    elif full is not None and Use.FORENAMES in uses:
        uses[:] = [Use.IGNORE if use in (Use.FORENAMES, Use.MIDDLE_NAMES) else use for use in uses]
    elif full is None and surname is not None and Use.FORENAMES not in uses and _mostly(samples[surname], _COMMA_NAME):
        uses[surname] = Use.FULL_NAME
    leaver = next((index for index, use in enumerate(uses) if use is Use.LEAVER), None)
    if leaver is not None and headings[leaver].casefold().strip() == "status" and not _looks_like_leavers(samples[leaver]):
        uses[leaver] = Use.IGNORE


def _mostly(cells: Sequence[str], form: re.Pattern[str]) -> bool:
    looked = cells[:200]
    return bool(looked) and sum(form.fullmatch(cell) is not None for cell in looked) * 5 >= len(looked) * 4


def _looks_born(cells: Sequence[str]) -> bool:
    """Dates, most of them before 2012. Dates of birth cannot be told from dates of joining, so only a lone column counts."""
    early = sum(_EARLY.search(cell) is not None for cell in cells[:200])
    return _mostly(cells, _DATE) and early * 5 >= len(cells[:200]) * 4


def _looks_like_leavers(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(cell.casefold() in _YES_NO for cell in cells[:200]) * 2 >= len(cells[:200])

"""A spreadsheet as a table, for journeys that are not about checks: the one hostile-file reader, its rows handed on untouched."""

from __future__ import annotations

from dataclasses import dataclass

from vetting.batches.columns import Use, use_of_heading
from vetting.batches.files import open_file
from vetting.batches.layout import find_layout, is_footer
from vetting.batches.reading.shapes import FORMULA, Choices, Facts, Limits, RawRow

LOOKED_BACK = 10
"""Rows at the end among which a total or a remark is looked for."""


@dataclass(frozen=True)
class TableRow:
    """A row as it stands: its number as a spreadsheet shows it, its cells, and places (from 0) that hold a formula or an error."""

    number: int
    cells: tuple[str, ...]
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Table:
    """The headings of a sheet and every row under them that has anything in it.

    `footers` are the numbers of rows at the end that look like a total or a remark; they are not among `rows`.
    """

    facts: Facts
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    footers: tuple[int, ...]


def read_table(data: bytes, choices: Choices | None = None, limits: Limits | None = None) -> Table:
    """Read a CSV or XLSX file in the child process. Raises UnusableFile and EncodingNeeded."""
    with open_file(data, choices, limits) as file:
        facts, raw = file.facts, [row for row in file.rows if any(cell.strip() for cell in row.cells)]
    layout = find_layout(raw)
    below = [row for row in raw if layout.header_row is None or row.number > layout.header_row]
    uses = [use_of_heading(heading) or Use.IGNORE for heading in layout.headings]
    footers: list[int] = []
    while below and len(footers) < LOOKED_BACK and is_footer(below[-1], uses):
        footers.append(below.pop().number)
    return Table(facts, layout.headings, tuple(_row(row) for row in below), tuple(reversed(footers)))


def _row(row: RawRow) -> TableRow:
    marks = sorted(row.marks.items())
    return TableRow(row.number, row.cells, tuple((place, "a formula" if mark == FORMULA else "an error") for place, mark in marks))

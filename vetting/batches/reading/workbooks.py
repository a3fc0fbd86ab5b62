"""XLSX: which sheet, and every row of it as text. Values come from calamine; formulas are told of, never evaluated."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import python_calamine

from .packages import Package, Sheet
from .shapes import Choices, Facts, FileRefused, Limits, RawRow, column_letter
from .sheets import SheetScan, scan_sheet


def read_xlsx(data: bytes, choices: Choices, limits: Limits) -> tuple[Facts, Iterator[RawRow]]:
    """Facts and rows of one sheet: the one chosen, else the first that is shown. Raises FileRefused."""
    package = Package(data, limits)
    sheet = _sheet(package, choices)
    package.check_other_parts()
    scan = scan_sheet(package.pieces(sheet.path), limits)
    try:
        opened = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet.name)
    except Exception:  # calamine has many kinds of error, and each means the same
        raise FileRefused("damaged", "The workbook is damaged or was cut short. Open it, save it anew and upload that.") from None
    facts = Facts(
        "xlsx",
        sheet=sheet.name,
        other_sheets=tuple(other.name for other in package.sheets if other is not sheet and other.visible),
        hidden_sheets=tuple(other.name for other in package.sheets if other is not sheet and not other.visible),
        hidden_rows=scan.hidden_rows,
        hidden_columns=tuple(column_letter(index) for index in sorted(scan.hidden_columns)),
        merged=len(opened.merged_cell_ranges or ()),
        formulas=scan.formulas,
        epoch=package.epoch,
    )
    return facts, _rows(opened, scan, limits)


def _sheet(package: Package, choices: Choices) -> Sheet:
    if choices.sheet is not None:
        for sheet in package.sheets:
            if sheet.name == choices.sheet:
                return sheet
        raise FileRefused("no_sheet", "The workbook has no sheet of that name. Choose one of its sheets.")
    return next((sheet for sheet in package.sheets if sheet.visible), package.sheets[0])


def _rows(sheet: python_calamine.CalamineSheet, scan: SheetScan, limits: Limits) -> Iterator[RawRow]:
    if sheet.start is None:
        return
    before = sheet.start[1]
    people = cells = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        row = tuple([""] * before + [value if type(value) is str else _text(value) for value in values])
        filled = sum(map(bool, row))
        people += bool(filled)
        cells += filled
        if people > limits.rows or cells > limits.cells:
            message = f"At most {limits.rows:,} rows and {limits.cells:,} cells are taken. Divide the list and upload the parts."
            raise FileRefused("too_many_rows" if people > limits.rows else "too_many_cells", message, number)
        if filled:
            _check_cells(row, number, limits)
        yield RawRow(number, row, scan.marks.get(number, {}))


def _check_cells(row: tuple[str, ...], number: int, limits: Limits) -> None:
    for index, cell in enumerate(row):
        if not cell:
            continue
        if len(cell) > limits.cell_characters or "\x00" in cell:
            column = column_letter(index)
            why = "holds a NUL character" if "\x00" in cell else f"has more than {limits.cell_characters:,} characters"
            code = "nul" if "\x00" in cell else "long_cell"
            raise FileRefused(code, f"Row {number}, column {column} {why}. Correct it and upload the file again.", number, column)


def _text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as ISO."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)

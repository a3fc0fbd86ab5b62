"""What a sheet's XML says beside its values, which calamine does not tell: hidden rows, formulas, errors, its true size.

The XML is walked in pieces by regular expressions that begin with a literal; it is never held whole and never built as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .packages import no_doctype
from .shapes import ERROR, FORMULA, FileRefused, Limits, column_index, column_letter

_LONGEST_ROW = 16 * 1024 * 1024
_MOST_MARKED_ROWS = 50_000
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_SPAN = re.compile(rb'\bmin="(\d+)"|\bmax="(\d+)"')
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_WIDE = re.compile(rb'r="([A-Z]{2,})(\d+)"(?![^>]*/>)')


@dataclass
class SheetScan:
    """What was found. `marks` names cells with a formula or an error: row as shown, then column from 0."""

    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    formulas: int = 0
    cells: int = 0
    marks: dict[int, dict[int, str]] = field(default_factory=dict)


def scan_sheet(pieces: Iterable[bytes], limits: Limits) -> SheetScan:
    """Walk a sheet's XML. Raises FileRefused when it is larger than the limits or holds what no spreadsheet program writes."""
    scanner: _Scanner | None = None
    for data in _whole_rows(pieces):
        if scanner is None:
            no_doctype(data)
            prefix = _PREFIX.search(data)
            scanner = _Scanner((prefix[1] or b"") if prefix else b"", limits)
        scanner.rows(data)
    return scanner.found if scanner else SheetScan()


def _whole_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where a row begins."""
    rest = b""
    for piece in pieces:
        data = rest + piece
        cut = max(data.rfind(b"<row"), data.rfind(b":row "))
        cut = data.rfind(b"<", 0, cut + 1) if cut > 0 else 0
        if len(data) - cut > _LONGEST_ROW:
            raise FileRefused("row_too_large", "One row of the sheet holds more than a list of people needs.")
        if cut:
            yield data[:cut]
        rest = data[cut:]
    yield rest


class _Scanner:
    def __init__(self, prefix: bytes, limits: Limits) -> None:
        self.found = SheetScan()
        self._limits = limits
        self._last = 0
        tag = re.escape(b"<" + prefix)
        self._row = re.compile(tag + rb"row\b([^>]*)>")
        self._columns = re.compile(tag + rb"col\b([^>]*)>")
        self._marked = re.compile(tag + rb"c\b((?:[^>]*[^/>])?)>\s*(" + tag + rb"f\b)?")
        self._value = re.compile(tag + rb"(?:v|is|t|f)\b")
        self._row_end = b"</" + prefix + b"row>"
        self._cell = b"<" + prefix + b"c"
        self._formula = b"<" + prefix + b"f"

    def rows(self, data: bytes) -> None:
        """Take in some whole rows, or what stands before or behind the rows."""
        found, limits = self.found, self._limits
        found.cells += data.count(self._cell + b" ") + data.count(self._cell + b">")
        if found.cells > 4 * limits.cells:
            message = f"The sheet has more than {limits.cells:,} cells. Remove columns that are not needed, or divide it."
            raise FileRefused("too_many_cells", message)
        for column in self._columns.finditer(data):
            if _HIDDEN.search(column[1]):
                self._hide(column[1])
        for row in self._row.finditer(data):
            self._take_row(data, row)
        for wide in _WIDE.finditer(data):
            if column_index(wide[1][:4].decode()) >= limits.columns:
                column_name, number = wide[1][:4].decode(), int(wide[2][:9])
                message = f"Row {number}, column {column_name}: at most {limits.columns} columns are taken."
                raise FileRefused("too_many_columns", message, number, column_name)
        if self._formula + b">" in data or self._formula + b" " in data or self._formula + b"/" in data or b't="e"' in data:
            self._mark(data)

    def _take_row(self, data: bytes, row: re.Match[bytes]) -> None:
        attributes = row[1]
        if b"hidden" in attributes and _HIDDEN.search(attributes):
            self.found.hidden_rows += 1
        number = _NUMBER.search(attributes)
        self._last = int(number[1][:9]) if number else self._last + 1
        if self._last <= self._limits.rows:
            return
        end = data.find(self._row_end, row.end())
        if self._value.search(data, row.end(), end if end > 0 else row.end()):  # formatted empty rows do not count
            message = f"Row {self._last:,}: at most {self._limits.rows:,} rows are taken. Divide the list and upload the parts."
            raise FileRefused("too_many_rows", message, self._last)

    def _hide(self, attributes: bytes) -> None:
        span = [int((low or high)[:6]) for low, high in _SPAN.findall(attributes)]
        if len(span) == 2:
            self.found.hidden_columns.update(range(min(span) - 1, min(max(span), self._limits.columns)))

    def _mark(self, data: bytes) -> None:
        found = self.found
        for cell in self._marked.finditer(data):
            formula, error = cell[2] is not None, b't="e"' in cell[1]
            if not (formula or error):
                continue
            place = _REFERENCE.search(cell[1])
            if place is None:
                message = "The sheet holds formulas whose place is not given. Copy it, paste as values, and upload that."
                raise FileRefused("formula", message)
            row, column = int(place[2][:9]), column_index(place[1][:4].decode())
            found.formulas += formula
            found.marks.setdefault(row, {})[column] = FORMULA if formula else ERROR
            if len(found.marks) > _MOST_MARKED_ROWS:
                message = f"More than {_MOST_MARKED_ROWS:,} rows hold formulas. Copy the sheet, paste as values, and upload that."
                raise FileRefused("formula", message, row, column_letter(column))

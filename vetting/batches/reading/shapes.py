"""What the reader is told and what it answers: limits, the user's choices, facts about a file, and refusals in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most. Sizes are bytes; `memory` and the times are those of the child process (seconds)."""

    file_bytes: int = 60 * MEGABYTE
    rows: int = 350_000
    columns: int = 100
    cells: int = 4_500_000
    cell_characters: int = 1_000
    unpacked_bytes: int = 700 * MEGABYTE
    ratio: int = 100
    members: int = 200
    memory: int = 640 * MEGABYTE
    cpu_seconds: int = 90
    wall_seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about the file: the encoding of its text, the mark between its columns, the sheet. None: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A line of the file as each encoding on offer would read it."""

    line: int
    readings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found about a file before its rows: shown to the person who sent it.

    `epoch` is 1900 or 1904, from which a workbook counts its days. Counts are of rows, columns, sheets and cells.
    """

    kind: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    merged: int = 0
    formulas: int = 0
    epoch: int = 1900


class FileRefused(Exception):
    """The file cannot be taken. `code` is stable; `message` says what is wrong and what to do."""

    def __init__(self, code: str, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.row, self.column = code, message, row, column


class EncodingUnknown(Exception):
    """The text is in none of the encodings that say what they are; the person is asked, with previews."""

    def __init__(self, proposed: str, previews: tuple[Preview, ...]) -> None:
        super().__init__(proposed)
        self.proposed, self.previews = proposed, previews


FORMULA = "formula"
ERROR = "error"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file: `number` as a spreadsheet shows it (from 1); cells as text, dates as ISO text.

    `marks` names cells that hold a formula or an Excel error, by column (from 0).
    """

    number: int
    cells: tuple[str, ...]
    marks: dict[int, str] = field(default_factory=dict)


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 of a letter: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1

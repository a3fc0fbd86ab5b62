"""The keeper's file of a list, as a spreadsheet: read by the one hostile-file reader, handed on for the register to take in."""

from __future__ import annotations

import hashlib

from vetting.batches.reading.shapes import Choices, Limits
from vetting.batches.tables import read_table
from vetting.errors import InvalidInput, Problem
from vetting.registry.imports import ListFile, SheetRow

LIMITS = Limits(rows=100_000, cell_characters=20_000)
LONGEST_NAME = 200


def read_list(data: bytes, *, list_id: str, kind: str, keeper_count: str, name: str = "", encoding: str | None = None) -> ListFile:
    """The file of a list with what was said of it. `keeper_count` is as typed, with or without separators.

    Raises InvalidInput for what is missing and for a file that cannot be taken, UnusableFile, and EncodingNeeded.
    """
    count = keeper_count.replace(",", "").replace(" ", "")
    problems = []
    if not data:
        problems.append(Problem("file", "Choose a file that is not empty."))
    if not list_id:
        problems.append(Problem("list_id", "Choose the list that the file is of."))
    if not kind:
        problems.append(Problem("kind", "Say whether the rows are added or the file replaces the list."))
    if not count.isdecimal() or len(count) > 7:
        problems.append(Problem("keeper_count", "Enter how many entries the keeper’s own count has, in digits."))
    if problems:
        raise InvalidInput(problems)
    table = read_table(data, Choices(encoding=encoding), LIMITS)
    return ListFile(
        list_id,
        kind,
        int(count),
        table.headings,
        [SheetRow(row.number, row.cells, row.marks) for row in table.rows],
        hashlib.sha256(data).hexdigest(),
        name[:LONGEST_NAME],
        table.footers,
    )

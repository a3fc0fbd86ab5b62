"""Where the people stand on a sheet: which row holds the headings, and which rows above and below are not about anybody. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vetting.batches.columns import Use, fold_heading, use_of_heading
from vetting.batches.files import UnusableFile
from vetting.batches.reading.shapes import RawRow, column_letter

LOOKED_AT = 40
"""Rows at the top among which the headings are looked for."""
_FOOTER = re.compile(
    r"^\W*(?:grand\s+)?(?:total|sub\s*-?total|count|sum|number of (?:records|rows|people|staff)|records?|rows"
    r"|end of (?:report|file|list|data)"
    r"|report (?:run|generated|produced)|printed|prepared by|produced by|generated|page \d|cyfanswm|\*{2,}|-{3,}|official)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The row of headings (None: there is none, and columns go by their letters), the headings, and how many rows stood above."""

    header_row: int | None
    headings: tuple[str, ...]
    rows_above: int


def find_layout(rows: Sequence[RawRow]) -> Layout:
    """Find the headings among the first rows of a sheet. Raises UnusableFile for an empty sheet and for two columns of one name."""
    filled = [row for row in rows[:LOOKED_AT] if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise UnusableFile("empty", "The sheet has no rows. Upload a spreadsheet with a row of headings and a row for each person.")
    best = max(filled, key=lambda row: (_score(row), -row.number))
    if _score(best) == 0:
        if any(_DATE.fullmatch(cell.strip()) for cell in filled[0].cells):
            width = max(len(row.cells) for row in filled)
            return Layout(None, tuple(f"Column {column_letter(index)}" for index in range(width)), 0)
        best = filled[0] if len([cell for cell in filled[0].cells if cell.strip()]) > 1 else max(filled, key=_width)
    headings = tuple(cell.strip() for cell in best.cells)
    _refuse_doubles(headings, best.number)
    above = sum(row.number < best.number for row in filled)
    named = [heading or f"Column {column_letter(index)}" for index, heading in enumerate(headings)]
    return Layout(best.number, tuple(named), above)


def is_footer(row: RawRow, uses: Sequence[Use]) -> bool:
    """Whether a row near the end is a total or a remark and not a person: it begins with such a word and has no date of birth."""
    filled = [(index, cell.strip()) for index, cell in enumerate(row.cells) if cell.strip()]
    if not filled or len(filled) > 3:
        return False
    if any(index < len(uses) and uses[index] is Use.DATE_OF_BIRTH and _DATE.search(cell) for index, cell in filled):
        return False
    return _FOOTER.match(filled[0][1]) is not None


def _score(row: RawRow) -> int:
    uses = [use for cell in row.cells if cell.strip() and len(cell) <= 60 and (use := use_of_heading(cell)) is not None]
    return len(set(uses)) if len(uses) > 1 or (uses and len([cell for cell in row.cells if cell.strip()]) == 1) else 0


def _width(row: RawRow) -> tuple[int, int]:
    return sum(bool(cell.strip()) for cell in row.cells), -row.number


def _refuse_doubles(headings: Sequence[str], number: int) -> None:
    seen: dict[str, int] = {}
    for index, heading in enumerate(headings):
        folded = fold_heading(heading) or heading.casefold()
        if not folded:
            continue
        if folded in seen:
            first, second = column_letter(seen[folded]), column_letter(index)
            message = (
                f"Row {number}: columns {first} and {second} have the same heading, “{heading[:60]}”. "
                "Rename one of them, so that neither is mistaken for the other."
            )
            raise UnusableFile("same_heading", message, number, second)
        seen[folded] = index

"""A whole file to people: headings found, mapping guessed, rows read, and a control total that accounts for every row. Pure."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vetting.batches.columns import Use
from vetting.batches.dates import look_at
from vetting.batches.layout import Layout, find_layout, is_footer
from vetting.batches.mapping import SAMPLES, Guess, Mapping, guess_mapping, with_dates
from vetting.batches.reading.shapes import RawRow

LOOKED_BACK = 10
"""Rows at the end among which a total or a remark is looked for."""
LOOKED_AHEAD = 1_000
"""Rows at the beginning from which the columns are guessed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What surrounds the people of a file: headings, rows above them, blank rows, footers at the end; and how the columns look.

    `people` counts the rows that are about somebody; `samples` are the first of them, to be shown beside the mapping.
    """

    layout: Layout
    guess: Guess
    people: int
    blank: int
    footers: tuple[RawRow, ...]
    samples: tuple[RawRow, ...]


def lay_out(rows: Iterable[RawRow], take: Callable[[RawRow], None], epoch: int = 1900, own_force: str | None = None) -> Sheet:
    """Take a file's rows apart; every row about a person goes to `take`, in order, so that no file is held whole.

    Raises UnusableFile.
    """
    coming = _Filled(rows)
    ahead = list(itertools.islice(coming, LOOKED_AHEAD))
    layout = find_layout(ahead)
    first = [row for row in ahead if layout.header_row is None or row.number > layout.header_row]
    guess = guess_mapping(layout, first[: -LOOKED_BACK or None] if len(first) > 2 * LOOKED_BACK else first, epoch, own_force)
    born = guess.mapping.column(Use.DATE_OF_BIRTH)
    dates: list[str] = []
    samples: list[RawRow] = []
    waiting: deque[RawRow] = deque()
    people = 0

    def passed(row: RawRow) -> None:
        nonlocal people
        people += 1
        if len(samples) < SAMPLES:
            samples.append(row)
        if born is not None and born < len(row.cells):
            dates.append(row.cells[born])
        take(row)

    for row in itertools.chain(first, coming):
        waiting.append(row)
        if len(waiting) > LOOKED_BACK:
            passed(waiting.popleft())
    footers = _footers(waiting, guess.mapping)
    for row in waiting:
        passed(row)
    return Sheet(layout, with_dates(guess, look_at(dates)), people, coming.blank, footers, tuple(samples))


class _Filled:
    """The rows with anything in them; counts the others."""

    def __init__(self, rows: Iterable[RawRow]) -> None:
        self._rows = iter(rows)
        self.blank = 0

    def __iter__(self) -> Iterator[RawRow]:
        return self

    def __next__(self) -> RawRow:
        for row in self._rows:
            if any(cell and not cell.isspace() for cell in row.cells):
                return row
            self.blank += 1
        raise StopIteration


def _footers(last: deque[RawRow], mapping: Mapping) -> tuple[RawRow, ...]:
    """Take totals and remarks off the end of the last rows."""
    found: list[RawRow] = []
    while last and is_footer(last[-1], mapping.uses):
        found.append(last.pop())
    return tuple(reversed(found))

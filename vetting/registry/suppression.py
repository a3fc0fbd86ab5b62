"""Keeping a small count from being told by a table: it is hidden, and so is whatever else would give it away. Pure.

A table whose cells add up to totals is a network: each line of cells and its total is a node through which what goes in comes out.
A hidden cell stays unknown exactly when the hidden cells around it can change together without changing anything that is shown,
which is a closed walk through the network. So the check is exact, not a rule of thumb: as long as no such walk leads through a
small cell, one more is hidden. What a reader knows is taken to be: a hidden number is at least 1, for zeros are always shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Grid = tuple[tuple[int | None, ...], ...]


@dataclass(slots=True)
class Cell:
    """One number, as a flow from one node to another; `may_hide` is false for the table's own total."""

    tail: str
    head: str
    value: int
    may_hide: bool = True
    hidden: bool = False


@dataclass(slots=True)
class Network:
    """The cells of one table, and which of them are too small to show."""

    cells: list[Cell] = field(default_factory=list)

    def give_away(self, small: Sequence[Cell]) -> Cell | None:
        """A small cell whose number follows from what is shown; None when there is none."""
        return next((cell for cell in small if not self._can_vary(cell)), None)

    def neighbour_to_hide(self, cell: Cell) -> Cell | None:
        """The smallest number in a line with this cell that may still be hidden; failing that, of the whole table."""
        free = [each for each in self.cells if each.may_hide and not each.hidden and each.value > 0]
        beside = [each for each in free if {each.tail, each.head} & {cell.tail, cell.head}]
        return min(beside or free, key=lambda each: each.value, default=None)

    def _can_vary(self, cell: Cell) -> bool:
        up = self._reaches(cell, cell.head, cell.tail)
        return up or (cell.value > 1 and self._reaches(cell, cell.tail, cell.head))

    def _reaches(self, without: Cell, start: str, goal: str) -> bool:
        steps: dict[str, set[str]] = defaultdict(set)
        for each in self.cells:
            if each.hidden and each is not without:
                steps[each.tail].add(each.head)
                if each.value > 1:
                    steps[each.head].add(each.tail)
        seen, ahead = {start}, [start]
        while ahead:
            node = ahead.pop()
            if node == goal:
                return True
            ahead.extend(steps[node] - seen)
            seen |= steps[node]
        return False


def suppress_column(values: Sequence[int], smallest: int) -> tuple[int | None, ...] | None:
    """One column that adds up to a total which is shown: each number, or None for one that is hidden; None when no part can be."""
    total = sum(values)
    if 0 < total < smallest:
        return None
    cells = [Cell("outside", "column", value) for value in values]
    rest = [Cell("column", "outside", total, may_hide=False)]
    return None if not _hide(cells, rest, smallest) else tuple(_shown(cell) for cell in cells)


def suppress_grid(grid: Sequence[Sequence[int]], smallest: int) -> Grid | None:
    """The rows, the total of each last, and the totals of the columns as the last row; None when no part can be shown.

    The lower right number, the table's own total, is always shown, because other tables show it too.
    """
    total = sum(map(sum, grid))
    if 0 < total < smallest:
        return None
    rows = [[Cell(f"row {place}", f"column {column}", value) for column, value in enumerate(row)] for place, row in enumerate(grid)]
    sums = [Cell("all columns", f"row {place}", sum(row)) for place, row in enumerate(grid)]
    feet = [Cell(f"column {column}", "all rows", sum(part)) for column, part in enumerate(zip(*grid, strict=True))]
    end = Cell("all rows", "all columns", total, may_hide=False)
    if not _hide([*(cell for row in rows for cell in row), *sums, *feet], [end], smallest):
        return None
    body = tuple((*(_shown(cell) for cell in row), _shown(sums[place])) for place, row in enumerate(rows))
    return (*body, (*(_shown(cell) for cell in feet), end.value))


def hide_small(values: Iterable[int], smallest: int) -> tuple[int | None, ...]:
    """Numbers that add up to nothing that is shown: the small ones hidden, the others as they are."""
    return tuple(None if 0 < value < smallest else value for value in values)


def _hide(cells: list[Cell], fixed: list[Cell], smallest: int) -> bool:
    """Hide the small cells and what gives them away; false when that cannot be done within this table."""
    small = [cell for cell in cells if 0 < cell.value < smallest]
    for cell in small:
        cell.hidden = True
    network = Network([*cells, *fixed])
    while (told := network.give_away(small)) is not None:
        other = network.neighbour_to_hide(told)
        if other is None:
            return False
        other.hidden = True
    return True


def _shown(cell: Cell) -> int | None:
    return None if cell.hidden else cell.value

"""No small count can be worked out from what is shown: proven on small tables by trying every number that could stand there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetting.registry.suppression import Grid, hide_small, suppress_column, suppress_grid

SMALLEST = 4
VALUES = st.integers(0, 7)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((12, 9, 30), (12, 9, 30)),
        ((12, 0, 30), (12, 0, 30)),  # a zero is no person
        ((12, 2, 30), (None, None, 30)),  # one hidden number would follow from the total, so the next smallest goes too
        ((12, 2, 3), (12, None, None)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 1, 12), (None, None, None)),  # two that add up to 2 are 1 and 1
        ((3, 0, 0), None),  # the total itself is small
        ((1, 1, 1, 1), None),  # four hidden numbers that add up to 4
        ((9, 3, 0), (None, None, 0)),
    ],
)
def test_a_column_with_its_total(values: tuple[int, ...], shown: tuple[int | None, ...] | None) -> None:
    assert suppress_column(values, SMALLEST) == shown


def test_a_grid_hides_enough_in_both_directions() -> None:
    shown = suppress_grid([[2, 9, 8], [10, 11, 12], [20, 30, 40]], SMALLEST)
    assert shown is not None
    assert shown[0][0] is None
    assert shown[3][3] == 142
    assert sum(number is None for row in shown for number in row) >= 4


def test_a_grid_of_nobody_is_shown_and_one_of_three_people_is_not() -> None:
    assert suppress_grid([[0, 0], [0, 0]], SMALLEST) == ((0, 0, 0), (0, 0, 0), (0, 0, 0))
    assert suppress_grid([[1, 0], [0, 2]], SMALLEST) is None


def test_what_adds_up_to_nothing_hides_the_small_ones_only() -> None:
    assert hide_small((0, 1, 3, 4, 90), SMALLEST) == (0, None, None, 4, 90)


def summing_to(total: int, count: int) -> Iterator[tuple[int, ...]]:
    """Every row of so many numbers of 1 or more with this sum."""
    if count == 0:
        if total == 0:
            yield ()
    else:
        for first in range(1, total - count + 2):
            for rest in summing_to(total - first, count - 1):
                yield (first, *rest)


def fillings(shown: Grid, total: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every table of whole numbers that agrees with what is shown: a hidden number is 1 or more."""
    height, width = len(shown) - 1, len(shown[0]) - 1
    free = [(r, c) for r in range(height) for c in range(width) if shown[r][c] is None]
    found = []
    known = sum(number or 0 for row in shown[:-1] for number in row[:-1])
    for guess in summing_to(total - known, len(free)):
        table = [[shown[r][c] or 0 for c in range(width)] for r in range(height)]
        for (r, c), number in zip(free, guess, strict=True):
            table[r][c] = number
        rows = [sum(row) for row in table]
        columns = [sum(column) for column in zip(*table, strict=True)]
        agrees = all(shown[r][width] in (None, rows[r]) for r in range(height))
        agrees &= all(shown[height][c] in (None, columns[c]) for c in range(width))
        if agrees and sum(rows) == total:
            found.append(tuple(tuple(row) for row in table))
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, min_size=2, max_size=5))
def test_no_small_count_of_a_column_can_be_worked_out(values: list[int]) -> None:
    shown = suppress_column(values, SMALLEST)
    if shown is None:
        return
    assert all(told in (None, real) for told, real in zip(shown, values, strict=True))
    assert all(told is not None for told, real in zip(shown, values, strict=True) if real == 0)
    hidden = [place for place, told in enumerate(shown) if told is None]
    rest = sum(values[place] for place in hidden)
    guesses = list(summing_to(rest, len(hidden)))
    for number, place in enumerate(hidden):
        if values[place] < SMALLEST:
            assert len({guess[number] for guess in guesses}) > 1


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_small_count_of_a_grid_can_be_worked_out(grid: list[list[int]]) -> None:
    shown, total = suppress_grid(grid, SMALLEST), sum(map(sum, grid))
    if shown is None:
        return
    assert shown[-1][-1] == total
    tables = fillings(shown, total)
    assert tuple(tuple(row) for row in grid) in tables
    for r, row in enumerate(grid):
        for c, real in enumerate(row):
            if 0 < real < SMALLEST:
                assert shown[r][c] is None
                assert len({table[r][c] for table in tables}) > 1, (grid, shown)
            elif real == 0:
                assert shown[r][c] == 0
    for r, row in enumerate(grid):
        if 0 < sum(row) < SMALLEST:
            assert shown[r][-1] is None
            assert len({sum(table[r]) for table in tables}) > 1, (grid, shown)

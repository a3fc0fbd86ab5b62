"""A table of the figures as a picture: which of its lines it shows, and what it says of itself to whoever cannot see it. Pure."""

from __future__ import annotations

from markupsafe import Markup

from vetting.registry import Row, Table
from vetting.web.charts import BarChart, Line, bar_chart

MOST_LINES = 15


def picture(table: Table) -> Markup | None:
    """The chart of a table, the longest lines of a long one only; None for a table in which nothing is to be seen."""
    lines = [row for row in table.lines if any(row.values)]
    if not lines:
        return None
    if len(lines) > MOST_LINES:
        lines = sorted(lines, key=lambda row: -_length(row))[:MOST_LINES]
    parts = table.columns[:-1] if table.is_grid else table.columns
    bars = tuple(Line(row.label, row.values[: len(parts)]) for row in lines)
    return bar_chart(BarChart(f"chart-{table.id}", table.title, _summary(table, lines), parts, bars))


def is_cut(table: Table) -> bool:
    """Whether the picture leaves lines out."""
    return sum(any(row.values) for row in table.lines) > MOST_LINES


def _summary(table: Table, lines: list[Row]) -> str:
    longest = max(lines, key=_length)
    return f"{longest.label} has the most: {_length(longest):,}. The table below the chart gives every number."


def _length(row: Row) -> int:
    return row.values[-1] or sum(value or 0 for value in row.values)

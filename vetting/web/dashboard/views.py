"""Checks a day, how they came out, how long decisions took, what is open. Every picture stands above a table that says the same."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from vetting.access import Permission, current_actor, db_session, requires
from vetting.screening import Figures, unit_figures
from vetting.web.charts import BarChart, Line, bar_chart
from vetting.web.checks.filters import OUTCOMES

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/figures")
@requires(Permission.READ_COMPARISONS)
def show() -> str:
    """The page."""
    figures = unit_figures(db_session(), current_actor())
    tables = _tables(figures)
    charts, took = [_chart(*table) for table in tables], took_words(figures.median_days or 0.0)
    return render_template("dashboard/show.html", figures=figures, tables=tables, charts=charts, took=took)


def took_words(days: float) -> str:
    """A length of time as a person says it: in hours up to two days, then in days."""
    if days >= 2:
        return f"{days:.1f} days"
    hours = max(1, round(days * 24))
    return "an hour" if hours == 1 else f"{hours} hours"


Table = tuple[str, str, str, list[tuple[str, int]]]
"""An id, a title, the heading of the first column, and the rows."""


def _tables(figures: Figures) -> list[Table]:
    days = [(f"{day:%a} {day.day} {day:%b}", count) for day, count in figures.per_day]
    outcomes = [(OUTCOMES[outcome.value], count) for outcome, count in figures.outcomes]
    took = [(words[0].upper() + words[1:], count) for words, count in figures.decided]
    now = [("Open", figures.open), ("Overdue", figures.overdue), ("On hold", figures.on_hold), ("Unassigned", figures.unassigned)]
    return [
        ("now", "Cases now", "Cases", now),
        ("days", "Checks a day in the last fortnight", "Day", days),
        ("outcomes", "How the checks of the last 30 days stand", "Answer", outcomes),
        ("took", "How long decisions took in the last 30 days", "From opening to decision", took),
    ]


def _chart(name: str, title: str, column: str, rows: list[tuple[str, int]]) -> Markup:
    summary = f"{title}: " + "; ".join(f"{label} {count}" for label, count in rows) + "."
    return bar_chart(BarChart(f"chart-{name}", title, summary, (column,), tuple(Line(label, (count,)) for label, count in rows)))

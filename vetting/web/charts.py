"""Charts as SVG, made on the server: horizontal bars, one number or several parts a line. Pure: numbers in, markup out, no script.

A chart never stands alone: the page shows its table beneath it, which says the same in words and figures, so a screen reader is
told of one image with a title and a summary. Parts differ by pattern as well as by colour. A number that is hidden is said to be
so, and is no bar of no length. Labels stand above their bars, so that the picture can be read on a telephone too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, ROW, BAR, TEXT = 480, 46, 18, 16
END = 90
LEGEND_STEP = 24
HIDDEN = "not shown"

FILLS = ("#1d70b8", "#f3c21b", "#54319f", "#00703c", "#b58840", "#912b88")
"""Colours of the parts, each at least 3:1 against white or edged in black."""
PATTERNS = (
    "",
    '<path d="M0 8L8 0" stroke="#0b0c0c" stroke-width="1.5"/>',
    '<path d="M4 0V8" stroke="#ffffff" stroke-width="2"/>',
    '<circle cx="4" cy="4" r="1.7" fill="#ffffff"/>',
    '<path d="M0 4H8" stroke="#0b0c0c" stroke-width="1.5"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="#ffffff" stroke-width="1.2"/>',
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its label, and its parts in the order of the chart's. None stands for a number that is not shown."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart: an id unique on its page, a title, a summary in a sentence, the names of its parts (one for plain bars), lines."""

    id: str
    title: str
    summary: str
    parts: tuple[str, ...]
    lines: tuple[Line, ...]


def bar_chart(chart: BarChart) -> Markup:
    """The chart as SVG. Bars of one scale; each line ends with its number, so nothing has to be read off an axis."""
    legend = LEGEND_STEP * len(chart.parts) + 10 if len(chart.parts) > 1 else 0
    height = legend + ROW * len(chart.lines) + 6
    most = max((_length(line) for line in chart.lines), default=0) or 1
    scale = (WIDTH - END) / most
    body = Markup("").join(
        [
            _defs(chart),
            *(_legend(chart, number) for number in range(len(chart.parts) if legend else 0)),
            *(_line(chart, line, legend + ROW * number, scale) for number, line in enumerate(chart.lines)),
        ]
    )
    return Markup(
        '<svg class="app-chart" role="img" aria-labelledby="{id}-title {id}-desc" viewBox="0 0 {width} {height}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="arial, sans-serif" font-size="{text}">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{summary}</desc>{body}</svg>'
    ).format(id=chart.id, width=WIDTH, height=height, text=TEXT, title=chart.title, summary=chart.summary, body=body)


def _defs(chart: BarChart) -> Markup:
    patterns = (
        Markup(
            '<pattern id="{id}-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
            '<rect width="8" height="8" fill="{fill}"/>{marks}</pattern>'
        ).format(id=chart.id, number=number, fill=FILLS[number % len(FILLS)], marks=Markup(PATTERNS[number % len(PATTERNS)]))  # noqa: S704
        for number in range(len(chart.parts))
    )
    return Markup("<defs>{}</defs>").format(Markup("").join(patterns))


def _legend(chart: BarChart, number: int) -> Markup:
    top = LEGEND_STEP * number
    return Markup(
        '<rect x="0" y="{top}" width="18" height="18" fill="url(#{id}-{number})" stroke="#0b0c0c"/>'
        '<text x="28" y="{base}" fill="#0b0c0c">{words}</text>'
    ).format(top=top + 1, id=chart.id, number=number, base=top + 16, words=chart.parts[number])


def _line(chart: BarChart, line: Line, top: float, scale: float) -> Markup:
    pieces, left = [], 1.0
    for number, value in enumerate(line.values):
        if value:
            pieces.append(_bar(chart.id, number, left, top, value * scale))
            left += value * scale
    words = _end_words(line.values)
    return Markup(
        '<text x="0" y="{base}" fill="#0b0c0c">{label}</text>{bars}<text x="{end:.1f}" y="{end_base}" fill="#0b0c0c">{words}</text>'
    ).format(base=top + 15, label=line.label, bars=Markup("").join(pieces), end=left + 8, end_base=top + 36, words=words)


def _bar(chart_id: str, number: int, left: float, top: float, width: float) -> Markup:
    return Markup(
        '<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{bar}" fill="url(#{id}-{number})" stroke="#0b0c0c" '
        'stroke-width="1"/>'
    ).format(left=left, top=top + 22, width=max(width, 1.0), bar=BAR, id=chart_id, number=number)


def _end_words(values: Sequence[int | None]) -> str:
    """The line's number; what is hidden is said."""
    shown = [value for value in values if value is not None]
    hidden = len(shown) < len(values)
    if not hidden:
        return f"{sum(shown):,}"
    return f"{sum(shown):,} +" if sum(shown) else HIDDEN


def _length(line: Line) -> int:
    return sum(value or 0 for value in line.values)

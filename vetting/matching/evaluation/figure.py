"""The curves as an SVG: recall over the share of false hits on a logarithmic scale, one line a matcher. No library needed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from vetting.matching.evaluation.report import Accuracy, Report

_WIDTH, _HEIGHT = 860, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 240, 70, 60
_COLOURS = ("#0b0c0c", "#1d70b8", "#d4351c", "#00703c", "#f47738", "#4c2c92", "#6f777b")
_DASHES = ("", "7 3", "2 3", "10 3 2 3", "5 5", "1 4", "12 4")
_STYLE = (
    "text{font-family:Arial,Helvetica,sans-serif;fill:#0b0c0c}.axis{font-size:13px}.name{font-size:14px}"
    ".title{font-size:18px;font-weight:bold}"
)


def _x(share: float) -> float:
    return _LEFT + (math.log10(share) + 4) / 3 * (_WIDTH - _LEFT - _RIGHT)


def _y(recall: float) -> float:
    return _HEIGHT - _BOTTOM - recall * (_HEIGHT - _TOP - _BOTTOM)


def _grid() -> Iterator[str]:
    for power, label in ((-4, "0.01 %"), (-3, "0.1 %"), (-2, "1 %"), (-1, "10 %")):
        x = _x(10.0**power)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_HEIGHT - _BOTTOM}" stroke="#b1b4b6"/>'
        yield f'<text class="axis" x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{label}</text>'
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#b1b4b6"/>'
        yield f'<text class="axis" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth * 10} %</text>'
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    flagged, found = "share of innocent people flagged (false hits)", "share of listed people found (recall)"
    yield f'<text class="axis" x="{middle}" y="{_HEIGHT - 14}" text-anchor="middle">{flagged}</text>'
    yield f'<text class="axis" transform="translate(20 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">{found}</text>'


def _lines(matchers: Sequence[Accuracy]) -> Iterator[str]:
    for place, found in enumerate(matchers):
        colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
        points = " ".join(f"{_x(share):.1f},{_y(recall):.1f}" for share, recall in found.curve)
        width = 3.5 if place == 0 else 2
        yield f'<polyline fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}" points="{points}"/>'
        y = _TOP + 14 + 40 * place
        x = _WIDTH - _RIGHT + 18
        stroke = f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"'
        yield f'<line x1="{x}" y1="{y - 5}" x2="{x + 34}" y2="{y - 5}" {stroke}/>'
        yield f'<text class="name" x="{x + 42}" y="{y}">{escape(found.matcher)}</text>'
        yield f'<text class="axis" x="{x + 42}" y="{y + 16}">{100 * found.recall[0]:.1f} % at 1 %</text>'


def svg(report: Report) -> str:
    """Return the figure of a report."""
    plan = report.plan
    what = "all identifiers" if plan.all_identifiers else "names and date of birth"
    below = f"list of {plan.listed:,}, {what}; half of the innocent are namesakes, siblings or twins of listed people"
    spoken = "; ".join(f"{found.matcher} finds {100 * found.recall[0]:.1f} % at 1 % false hits" for found in report.matchers)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="title desc">',
        f"<title id='title'>Listed people found against innocent people flagged</title><desc id='desc'>{escape(spoken)}</desc>",
        f'<style>{_STYLE}</style><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text class="title" x="{_LEFT}" y="30">Listed people found, by how many innocent people are flagged</text>',
        f'<text class="axis" x="{_LEFT}" y="50">{escape(below)}</text>',
        *_grid(),
        *_lines(report.matchers),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"

"""How a match weight comes together, as a picture: each row begins where the one before it ended. Pure: numbers in, markup out.

Its table stands beneath it and says the same. What adds and what subtracts differ by pattern and by sign as well as by colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, ROW, BAR, TEXT, END = 480, 46, 18, 16, 70
ADDS, SUBTRACTS, SUM = "#1d70b8", "#f3c21b", "#54319f"
PATTERNS = (
    ("adds", ADDS, ""),
    ("subtracts", SUBTRACTS, '<path d="M0 8L8 0" stroke="#0b0c0c" stroke-width="1.5"/>'),
    ("sum", SUM, ""),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row: its label, its weight in bits, and the sum so far."""

    label: str
    weight: float
    so_far: float


def steps_of(weights: Sequence[tuple[str, float]]) -> tuple[Step, ...]:
    """The rows with their running sum; a row that weighs nothing is kept, because it was compared."""
    steps, total = [], 0.0
    for label, weight in weights:
        total += weight
        steps.append(Step(label, weight, total))
    return tuple(steps)


def waterfall(name: str, title: str, steps: Sequence[Step]) -> Markup:
    """The picture; `name` is an id unique on its page."""
    total = steps[-1].so_far if steps else 0.0
    edges = [0.0, *(step.so_far for step in steps)]
    low, high = min(edges), max(edges)
    scale = (WIDTH - END - 2) / ((high - low) or 1.0)
    rows = [_row(name, place, step, low, scale) for place, step in enumerate(steps)]
    rows.append(_row(name, len(steps), Step("Match weight", total, total), low, scale, kind="sum"))
    zero = 1 + (0.0 - low) * scale
    marks = (
        Markup('<path d="M{x:.1f} {top}v26" stroke="#0b0c0c" stroke-dasharray="3 3"/>').format(x=zero, top=ROW * place + 18)
        for place in range(len(rows))
    )
    axis = Markup("").join(marks)
    summary = f"{title}: " + "; ".join(f"{step.label} {step.weight:+.1f}" for step in steps) + f"; together {total:+.1f} bits."
    return Markup(
        '<svg class="app-chart" role="img" aria-labelledby="{id}-title {id}-desc" viewBox="0 0 {width} {height}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="arial, sans-serif" font-size="{text}">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{summary}</desc>{defs}{axis}{rows}</svg>'
    ).format(
        id=name,
        width=WIDTH,
        height=ROW * len(rows) + 6,
        text=TEXT,
        title=title,
        summary=summary,
        defs=_defs(name),
        axis=axis,
        rows=Markup("").join(rows),
    )


def _row(name: str, place: int, step: Step, low: float, scale: float, *, kind: str = "") -> Markup:
    begin = 0.0 if kind == "sum" else step.so_far - step.weight
    left, right = sorted((begin, step.so_far))
    top = ROW * place
    return Markup(
        '<text x="0" y="{base}" fill="#0b0c0c">{label}</text>'
        '<rect x="{x:.1f}" y="{bar_top}" width="{width:.1f}" height="{bar}" fill="url(#{id}-{kind})" stroke="#0b0c0c"/>'
        '<text x="{end:.1f}" y="{end_base}" fill="#0b0c0c">{weight:+.1f}</text>'
    ).format(
        base=top + 15,
        label=step.label,
        x=1 + (left - low) * scale,
        bar_top=top + 22,
        width=max((right - left) * scale, 1.0),
        bar=BAR,
        id=name,
        kind=kind or ("adds" if step.weight >= 0 else "subtracts"),
        end=1 + (right - low) * scale + 8,
        end_base=top + 36,
        weight=step.weight,
    )


def _defs(name: str) -> Markup:
    patterns = (
        Markup(
            '<pattern id="{id}-{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
            '<rect width="8" height="8" fill="{fill}"/>{marks}</pattern>'
        ).format(id=name, kind=kind, fill=fill, marks=Markup(marks))  # noqa: S704 (constants of this module)
        for kind, fill, marks in PATTERNS
    )
    return Markup("<defs>{}</defs>").format(Markup("").join(patterns))

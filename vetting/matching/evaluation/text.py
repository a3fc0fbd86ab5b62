"""The report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from vetting.matching.evaluation.measures import NOTHING, Row
from vetting.matching.evaluation.report import Report


def percent(share: float) -> str:
    """Return a share as a percentage with two decimals; nothing for no data."""
    return "–" if isnan(share) else f"{100 * share:.2f} %"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        yield "  " + "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )


def _breakdown(rows: Sequence[Row], head: Sequence[str]) -> Iterator[str]:
    return table(head, [[row.label, f"{row.count:,}", *map(percent, row.shares)] for row in rows])


def _accuracy(report: Report) -> Iterator[str]:
    plan = report.plan
    what = "all identifiers" if plan.all_identifiers else "names and date of birth only"
    yield f"List of {plan.listed:,}; {plan.members:,} questions about listed people, {plan.others:,} about others; {what}"
    yield f"World {plan.seed}; model {report.model_version}"
    yield ""
    yield "Recall at a share of false hits"
    rows = []
    for found in report.matchers:
        bits = "–" if found.thresholds[0] <= NOTHING / 2 else f"{found.thresholds[0]:.2f}"
        rows.append([found.matcher, *map(percent, found.recall), percent(found.standard_error), bits])
    yield from table(("", "1 %", "0.1 %", "0.01 %", "s.e. at 1 %", "threshold at 1 %"), rows)


def _default(report: Report) -> Iterator[str]:
    yield ""
    yield f"At the default thresholds: recall {percent(report.default_recall)}; flagged:"
    yield from _breakdown(report.flags, ("non-members", "questions", "flagged", "strong"))
    if report.lanes:
        yield "  review lanes among them: " + ", ".join(f"{reason} {count}" for reason, count in report.lanes.items())


def _retrieval(report: Report) -> Iterator[str]:
    yield ""
    lost = report.candidates_lost / max(report.candidates_over, 1)
    over = f"{report.candidates_lost} of {report.candidates_over:,} true pairs over the threshold"
    yield f"Candidates lost against brute force: {over} ({percent(lost)})"
    yield f"Two digits of the date wrong, names right: true entry in the first 20 for {percent(report.two_digits_wrong)}"


def _calibration(report: Report) -> Iterator[str]:
    yield ""
    if not report.reliability:
        yield "Reliability: the model shows no probabilities"
        return
    yield "Reliability of the probability"
    rows = [
        [band, f"{count:,}", percent(predicted), percent(seen), f"{100 * (seen - predicted):+.1f}"]
        for band, count, predicted, seen in report.reliability
    ]
    yield from table(("band", "pairs", "predicted", "observed", "points"), rows)


def lines(report: Report) -> Iterator[str]:
    """Return the report, line by line."""
    yield from _accuracy(report)
    yield ""
    yield from _breakdown(report.by_error_count, ("errors on the form", "members", "1 %", "0.1 %", "0.01 %"))
    yield ""
    yield from _breakdown(report.by_error, ("kind of error", "members", "1 %", "0.1 %", "0.01 %"))
    yield from _default(report)
    yield from _retrieval(report)
    yield from _calibration(report)
    if report.groups:
        yield ""
        yield "By group: recall where all cultures are equally frequent on the list; people flagged where the list is as the UK is"
        yield from _breakdown(report.groups, ("group", "members", "recall", "at default", "ordinary flagged", "namesakes flagged"))
    if report.speed is not None:
        speed = report.speed
        yield ""
        yield (
            f"Speed: {speed.file_per_second:,.0f} queries a second over a whole file in one process,"
            f" {speed.file_per_second_two:,.0f} in two; one check {speed.one_p50:.2f} ms p50, {speed.one_p99:.2f} ms p99;"
            f" index built in {speed.build_seconds:.2f} s; {speed.bytes_an_entry:.0f} bytes an entry"
        )

"""What a kept notice lets the College expect, and whether a report has met it. A notice is never identity evidence.

Nobody's name in a notice reaches the lists or the matching index: an expectation is a force, the limbs of s.88A(1) that fit, and a
date. Whether it is met is worked out from the register each time it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vetting.access import Force, OutOfScopeBody, find_force
from vetting.notices.models import Expectation
from vetting.notices.reading import SubjectReading
from vetting.registry import Limb, ReportKey, due_date

OFFICERS = frozenset({"police officer", "special constable"})
STAFF = frozenset({"police staff", "PCSO", "designated officer"})
VOLUNTEERS = frozenset({"community support volunteer", "policing support volunteer"})

BARRING_OUTCOMES = {"dismissed": "ac", "would_have_been_dismissed": "bd"}
"""The limbs that an outcome can fall under; every other outcome leaves a person off the list (domain.md section 8, rule 1)."""

NOT_EXPECTED = {
    "before_the_lists": "The finding was made before 15 December 2017, when the lists began.",
    "out_of_scope": "The College’s lists do not cover this body.",
    "force_not_stated": "The notice does not say which force.",
    "volunteer": "A designated volunteer is not reported under section 88A.",
}
"""Why an outcome does not lead to an entry, by code."""


class ExpectationState(StrEnum):
    """Where an expectation stands today."""

    OVERDUE = "overdue"
    EXPECTED = "expected"
    MET = "met"
    NOT_EXPECTED = "not_expected"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one outcome in a notice leads one to expect; `not_expected` is a code of `NOT_EXPECTED`, or None."""

    force_code: str | None
    force_name: str
    limbs: str
    finding_date: date | None
    not_expected: str | None


@dataclass(frozen=True, slots=True)
class ExpectationView:
    """An expectation as it stands today: met by which report, or due when, or how many days overdue, or why none is expected."""

    id: str
    notice_id: str
    source: str
    description: str
    state: ExpectationState
    force_code: str | None
    force_name: str
    limbs: tuple[Limb, ...]
    finding_date: date | None
    due: date | None
    days_overdue: int
    report_id: str | None
    reason: str | None


def prospect_of(subject: SubjectReading, earliest: date) -> Prospect | None:
    """What to expect after a notice about this person, or None where the outcome leads to no entry."""
    if subject.outcome not in BARRING_OUTCOMES:
        return None
    body = find_force(subject.force) if subject.force else None
    force_code = body.code if isinstance(body, Force) else None
    finding_date = date.fromisoformat(subject.hearing_date) if subject.hearing_date else None
    limbs = "".join(limb for limb in BARRING_OUTCOMES[subject.outcome] if _fits(Limb(limb), subject))
    reasons = (
        ("out_of_scope", isinstance(body, OutOfScopeBody)),
        ("before_the_lists", finding_date is not None and finding_date < earliest),
        ("volunteer", subject.role in VOLUNTEERS),
        ("force_not_stated", force_code is None),
    )
    not_expected = next((code for code, applies in reasons if applies), None)
    return Prospect(force_code, body.name if body else subject.force or "", limbs, finding_date, not_expected)


def _fits(limb: Limb, subject: SubjectReading) -> bool:
    if subject.role in OFFICERS or (subject.role is None and subject.rank is not None):
        return limb.is_officer
    return not limb.is_officer if subject.role in STAFF else subject.role is None


def describe(force_name: str, limbs: Sequence[Limb], outcome: str, finding_date: date | None) -> str:
    """An expectation in one line: "Leicestershire will report a former civilian employee, finding of 30 June 2022"."""
    former = "former " if outcome == "would_have_been_dismissed" else ""
    kinds = {True: f"{former}police officer", False: f"{former}civilian employee"}
    people = " or ".join(kinds[is_officer] for is_officer in (True, False) if any(limb.is_officer is is_officer for limb in limbs))
    what = "dismissal" if outcome == "dismissed" else "finding"
    when = f"of {finding_date.day} {finding_date:%B %Y}" if finding_date else "on a day that the notice does not give"
    return f"{force_name or 'A force'} will report a {people or f'{former}volunteer'}, {what} {when}"


def reconcile(expectations: Iterable[Expectation], reports: Sequence[ReportKey]) -> dict[str, str]:
    """Which report meets which expectation (report id by expectation id): same force, a limb that fits, the same day.

    One report meets one expectation only; the narrower expectation chooses first, so that the answer does not depend on the order.
    """
    free = list(reports)
    met: dict[str, str] = {}
    expected = [row for row in expectations if row.not_expected is None and row.finding_date is not None]
    for row in sorted(expected, key=lambda each: (len(each.limbs), each.finding_date or date.max, each.id)):
        found = next((report for report in free if _meets(report, row)), None)
        if found is not None:
            free.remove(found)
            met[row.id] = found.report_id
    return met


def _meets(report: ReportKey, row: Expectation) -> bool:
    return report.force_code == row.force_code and report.limb.value in row.limbs and report.event_date == row.finding_date


def view_of(row: Expectation, source: str, report_id: str | None, today: date) -> ExpectationView:
    """An expectation as it stands on a day."""
    limbs = tuple(Limb(limb) for limb in row.limbs)
    due = due_date(row.finding_date) if row.finding_date and row.not_expected is None else None
    late = (today - due).days if due and report_id is None else 0
    return ExpectationView(
        id=row.id,
        notice_id=row.notice_id,
        source=source,
        description=describe(row.force_name, limbs, row.outcome, row.finding_date),
        state=_state(row, report_id, late),
        force_code=row.force_code,
        force_name=row.force_name,
        limbs=limbs,
        finding_date=row.finding_date,
        due=due,
        days_overdue=max(0, late),
        report_id=report_id,
        reason=NOT_EXPECTED.get(row.not_expected or ""),
    )


def _state(row: Expectation, report_id: str | None, days_late: int) -> ExpectationState:
    if row.not_expected is not None:
        return ExpectationState.NOT_EXPECTED
    if report_id is not None:
        return ExpectationState.MET
    return ExpectationState.OVERDUE if days_late > 0 else ExpectationState.EXPECTED

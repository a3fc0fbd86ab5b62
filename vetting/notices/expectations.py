"""What a kept notice lets the College expect, and where each expectation stands. Pure. A notice is never identity evidence.

Nobody's name in a notice reaches the lists or the matching index: an expectation is a force, the limbs of s.88A(1) that fit, and a
date. Which reports could meet it is worked out from the register each time it is asked; that one does is a person's word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from vetting.access import Force, OutOfScopeBody, find_force, force_by_code, force_history
from vetting.notices.models import Expectation
from vetting.notices.reading import SubjectReading
from vetting.registry import Limb, ReportKey, day_in_london, due_date

WINDOW_PATH = Path(__file__).resolve().parents[2] / "config" / "notices.toml"

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
    """What one outcome in a notice leads one to expect; `not_expected` is a code of `NOT_EXPECTED`, or None.

    `finding_date` is the last day of the hearing, `hearing_from` its first.
    """

    force_code: str | None
    force_name: str
    limbs: str
    hearing_from: date | None
    finding_date: date | None
    not_expected: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """How far a report's day may lie from the hearing's days, in calendar days, to be offered besides (`config/notices.toml`)."""

    days_before: int
    days_after: int
    undated_days: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that could meet an expectation. `within` says that its day is a day of the hearing, as the notice gives it."""

    report: ReportKey
    within: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person said of an expectation: met by this report, or set aside for this reason."""

    by: str
    at: datetime
    report_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ExpectationView:
    """An expectation as it stands today: met, due when, how many days overdue, or why none is expected.

    `candidates` are the reports that could meet it and meet no other, those of a day of the hearing first; `settled` is what a
    person said of it.
    """

    id: str
    notice_id: str
    subject: int
    source: str
    description: str
    state: ExpectationState
    force_code: str | None
    force_name: str
    limbs: tuple[Limb, ...]
    hearing_from: date | None
    finding_date: date | None
    due: date | None
    days_overdue: int
    reason: str | None
    candidates: tuple[Candidate, ...] = ()
    settled: Settled | None = None

    @property
    def report_id(self) -> str | None:
        """The report that meets it."""
        return self.settled.report_id if self.settled and self.state is ExpectationState.MET else None


@dataclass(frozen=True, slots=True)
class ForceBoard:
    """What is owed by one force, the longest overdue first."""

    force_name: str
    expectations: tuple[ExpectationView, ...]

    @property
    def overdue(self) -> int:
        """How many are past their deadline."""
        return sum(view.state is ExpectationState.OVERDUE for view in self.expectations)

    @property
    def longest(self) -> int:
        """The most days by which one is overdue."""
        return max((view.days_overdue for view in self.expectations), default=0)


@cache
def load_window(path: Path = WINDOW_PATH) -> Window:
    """The window of `config/notices.toml`."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))["candidates"]
    return Window(int(given["days_before"]), int(given["days_after"]), int(given["undated_days"]))


def prospect_of(subject: SubjectReading, earliest: date) -> Prospect | None:
    """What to expect after a notice about this person, or None where the outcome leads to no entry."""
    if subject.outcome not in BARRING_OUTCOMES:
        return None
    finding_date = date.fromisoformat(subject.hearing_date) if subject.hearing_date else None
    body = _force_then(find_force(subject.force) if subject.force else None, finding_date)
    force_code = body.code if isinstance(body, Force) else None
    limbs = "".join(limb for limb in BARRING_OUTCOMES[subject.outcome] if _fits(Limb(limb), subject))
    reasons = (
        ("out_of_scope", isinstance(body, OutOfScopeBody)),
        ("before_the_lists", finding_date is not None and finding_date < earliest),
        ("volunteer", subject.role in VOLUNTEERS),
        ("force_not_stated", force_code is None),
    )
    not_expected = next((code for code, applies in reasons if applies), None)
    hearing_from = date.fromisoformat(subject.hearing_from) if subject.hearing_from else None
    return Prospect(force_code, body.name if body else subject.force or "", limbs, hearing_from, finding_date, not_expected)


def _force_then(body: Force | OutOfScopeBody | None, day: date | None) -> Force | OutOfScopeBody | None:
    """The force that a name means on a day: people go on using the name of one that has been merged."""
    if not isinstance(body, Force) or day is None:
        return body
    return force_by_code(force_history().answers_for(body.code, day))


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


def candidates_for(
    row: Expectation, kept_at: datetime, reports: Iterable[ReportKey], taken: Iterable[str], window: Window
) -> tuple[Candidate, ...]:
    """The reports that could meet an expectation: same force, a limb that fits, a day of the hearing; the nearest to its end first.

    A notice can be wrong about the days, or give one of several: reports of days about the hearing come after those, marked. One
    that meets another expectation (`taken`) is left out. Nobody's name is compared: a person reads both and confirms.
    """
    if row.not_expected is not None:
        return ()
    first, last = hearing_of(row.hearing_from, row.finding_date)
    if first is None or last is None:
        last = day_in_london(kept_at)
        begin, end = last - timedelta(days=window.undated_days), last
    else:
        begin, end = first - timedelta(days=window.days_before), last + timedelta(days=window.days_after)
    others = set(taken)
    found = [
        Candidate(report, first is not None and first <= report.event_date <= last)
        for report in reports
        if report.force_code == row.force_code
        and report.limb.value in row.limbs
        and begin <= report.event_date <= end
        and report.report_id not in others
    ]
    return tuple(sorted(found, key=lambda each: (not each.within, abs((each.report.event_date - last).days), _arrived(each))))


def hearing_of(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """The first and the last day of a hearing as a notice gives them; a day alone is both."""
    return (first if first is not None and last is not None and first <= last else last), last


def _arrived(candidate: Candidate) -> tuple[datetime, str]:
    return candidate.report.received_at, candidate.report.report_id


def view_of(
    row: Expectation, source: str, today: date, *, candidates: tuple[Candidate, ...] = (), settled: Settled | None = None
) -> ExpectationView:
    """An expectation as it stands on a day."""
    limbs = tuple(Limb(limb) for limb in row.limbs)
    due = due_date(row.finding_date) if row.finding_date and row.not_expected is None else None
    late = (today - due).days if due and settled is None else 0
    return ExpectationView(
        id=row.id,
        notice_id=row.notice_id,
        subject=row.subject,
        source=source,
        description=describe(row.force_name, limbs, row.outcome, row.finding_date),
        state=_state(row, settled, late),
        force_code=row.force_code,
        force_name=row.force_name,
        limbs=limbs,
        hearing_from=row.hearing_from,
        finding_date=row.finding_date,
        due=due,
        days_overdue=max(0, late),
        reason=NOT_EXPECTED.get(row.not_expected or "", settled.reason if settled else None),
        candidates=candidates if settled is None else (),
        settled=settled,
    )


def by_force(views: Iterable[ExpectationView]) -> tuple[ForceBoard, ...]:
    """What each force owes: the force with the longest overdue first, then those with most, then by name."""
    forces: dict[str, list[ExpectationView]] = {}
    for view in views:
        if view.state in (ExpectationState.OVERDUE, ExpectationState.EXPECTED):
            forces.setdefault(view.force_name, []).append(view)
    boards = [
        ForceBoard(name, tuple(sorted(owed, key=lambda view: (-view.days_overdue, view.due or date.max, view.id))))
        for name, owed in forces.items()
    ]
    return tuple(sorted(boards, key=lambda board: (-board.longest, -board.overdue, board.force_name)))


def _state(row: Expectation, settled: Settled | None, days_late: int) -> ExpectationState:
    if row.not_expected is not None:
        return ExpectationState.NOT_EXPECTED
    if settled is not None:
        return ExpectationState.MET if settled.report_id else ExpectationState.NOT_EXPECTED
    return ExpectationState.OVERDUE if days_late > 0 else ExpectationState.EXPECTED

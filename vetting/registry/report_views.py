"""What the doors of reports hand out: frozen, opened, apart from the tables. Who acted is an account id, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vetting.registry.facts import ReportContent
from vetting.registry.vocabulary import COUNTING, AdvisoryLimb, Limb, ReportState


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """One line of a queue of reports. `event_date` is the day of the dismissal or finding; `days_late` is 0 when in time."""

    id: str
    list_id: str
    state: ReportState
    version: int
    organisation_id: str
    full_name: str
    limb: Limb | AdvisoryLimb
    force_code: str
    force_name: str
    event_date: date
    received_at: datetime
    due: date
    days_late: int
    prepared_by: str


@dataclass(frozen=True, slots=True)
class ReportVersionView:
    """One version of a report, as it was sent in."""

    number: int
    received_at: datetime
    prepared_by: str
    content: ReportContent


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a registrar decided on one version: `returned` with a reason, or `approved`."""

    version: int
    decision: str
    decided_by: str
    decided_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Whether a report stands: `kind` is `withdrawal`, or what the lawyers say, `listable` or `not_listable`.

    `first_by` is the first of the College's two people, once there is one; `answer` why it was refused.
    """

    id: str
    report_id: str
    organisation_id: str
    kind: str
    label: str
    state: str
    asked_by: str
    asked_at: datetime
    first_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    answer: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report: the present version's content, every version, every decision, and the entry if there is one."""

    id: str
    list_id: str
    state: ReportState
    version: int
    organisation_id: str
    received_at: datetime
    due: date
    days_late: int
    prepared_by: str
    approved_by: str | None
    approved_at: datetime | None
    content: ReportContent
    versions: tuple[ReportVersionView, ...]
    decisions: tuple[DecisionView, ...]
    entry_id: str | None
    questions: tuple[QuestionView, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether a check comes upon it as a report that was received."""
        return self.state.value in COUNTING

    @property
    def open_question(self) -> QuestionView | None:
        """What waits for the College's two people, if anything does."""
        return next((question for question in self.questions if question.is_open), None)

    @property
    def return_reason(self) -> str | None:
        """Why it was returned, while it is."""
        return self.decisions[-1].reason if self.state is ReportState.RETURNED and self.decisions else None


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What can be said of a report without naming anybody: for reconciling notices with what was reported."""

    report_id: str
    limb: Limb
    force_code: str
    event_date: date
    received_at: datetime

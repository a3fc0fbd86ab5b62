"""A force's own page: what it has sent in and by when, what came back, what was late. In working days, as its deadlines count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, owned_by, require
from vetting.registry.decisions import content_of
from vetting.registry.models import Proposal, Report, ReportDecision, ReportVersion
from vetting.registry.present import report_now
from vetting.registry.proposals import Kind
from vetting.registry.vocabulary import ReportState
from vetting.registry.working_days import day_in_london, working_days_late

MOST = 100
WITH_COLLEGE = (ReportState.SUBMITTED.value, ReportState.REFERRED.value)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report of one's own organisation. `days_late` is how late it came, `waits` how long it has been back; working days."""

    id: str
    full_name: str
    list_id: str
    received_on: date
    due: date
    days_late: int
    returned_on: date | None
    waits: int


@dataclass(frozen=True, slots=True)
class OwnFurtherReport:
    """A further report of one's own organisation, and how late it came, in working days."""

    id: str
    received_on: date
    due: date | None
    days_late: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What came back and is to be sent in again, what the College has, and the further reports; the oldest first."""

    returned: tuple[OwnReport, ...]
    with_college: tuple[OwnReport, ...]
    further_reports: tuple[OwnFurtherReport, ...]
    sent: int
    sent_late: int


def own_deadlines(session: Session, actor: Actor, today: date) -> Deadlines:
    """The reports and deadlines of one's own organisation. Leaves an audit event that names the reports shown."""
    require(actor, Permission.READ_OWN_REPORTS)
    returned = _reports(session, actor, today, (ReportState.RETURNED.value,))
    with_college = _reports(session, actor, today, WITH_COLLEGE)
    shown = [report.id for report in (*returned, *with_college)]
    if shown:
        audit.record(session, actor, "reports_listed", reports=shown)
    mine = _of(actor, Report).subquery()
    sent, late = session.execute(select(func.count(), func.count().filter(mine.c.days_late > 0)).select_from(mine)).one()
    return Deadlines(tuple(returned), tuple(with_college), tuple(_further(session, actor)), sent, late)


def _of(actor: Actor, model: Any) -> Select[Any]:
    """One's own organisation's only, also for those who may read everybody's."""
    return owned_by(actor, model).where(model.organisation_id == actor.organisation_id)


def _reports(session: Session, actor: Actor, today: date, states: tuple[str, ...]) -> list[OwnReport]:
    returned_at = (
        select(func.max(ReportDecision.decided_at))
        .where(ReportDecision.report_id == Report.id, ReportDecision.decision == ReportState.RETURNED.value)
        .scalar_subquery()
    )
    rows = session.execute(
        _of(actor, Report)
        .add_columns(ReportVersion, returned_at)
        .join(ReportVersion, report_now())
        .where(Report.state.in_(states))
        .order_by(Report.received_at, Report.id)
        .limit(MOST)
    ).all()
    return [_own(session, report, version, back, today) for report, version, back in rows]


def _own(session: Session, report: Report, version: ReportVersion, back: Any, today: date) -> OwnReport:
    received = day_in_london(report.received_at)
    returned = day_in_london(back) if back is not None and report.state == ReportState.RETURNED.value else None
    return OwnReport(
        id=report.id,
        full_name=content_of(session, version).full_name,
        list_id=report.list_id,
        received_on=received,
        due=report.due,
        days_late=working_days_late(report.due, received),
        returned_on=returned,
        waits=working_days_late(returned, today) if returned else 0,
    )


def _further(session: Session, actor: Actor) -> list[OwnFurtherReport]:
    rows = session.scalars(
        _of(actor, Proposal)
        .where(Proposal.kind == Kind.FURTHER_REPORT.value)
        .order_by(Proposal.received_at.desc(), Proposal.id)
        .limit(MOST)
    )
    return [
        OwnFurtherReport(
            row.id,
            day_in_london(row.received_at),
            row.due,
            working_days_late(row.due, day_in_london(row.received_at)) if row.due else 0,
            row.state == "open",
        )
        for row in rows
    ]

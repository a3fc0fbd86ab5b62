"""Reports under s.88A and s.88I: sent in, sent in again, returned, read; each counts in checks from receipt (practice.md 1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, find_organisation, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import InvalidInput, NotFound, Problem
from vetting.registry import lifecycle
from vetting.registry.advisory import check_prior_report, take_content
from vetting.registry.decisions import content_of, decide, decisions_of, move
from vetting.registry.facts import ReportContent, ReportInput
from vetting.registry.models import Entry, Report, ReportVersion
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.present import opened_summary, report_now
from vetting.registry.proposals import written_reason
from vetting.registry.questions import is_advised, questions_about
from vetting.registry.report_views import ReportKey, ReportSummary, ReportVersionView, ReportView
from vetting.registry.versions import Action, Change, current_version, raise_version
from vetting.registry.vocabulary import Limb, ReportState
from vetting.registry.working_days import day_in_london, days_late, due_date
from vetting.vault import seal_column, vault_of

PAGE_ROWS = 50
LONGEST_PAGE = 200
LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Received:
    """A checked report on its way in: what it says, whose it is, and when it came."""

    content: ReportContent
    organisation_id: str
    at: datetime


def submit_report(session: Session, actor: Actor, data: ReportInput) -> Report:
    """Take in a report. It counts in every check from the commit on; a late one is taken and flagged with the number of days.

    Raises InvalidInput with a problem for every field that cannot be taken, and Refused for another force's report.
    """
    require(actor, Permission.SUBMIT_REPORT)
    content, organisation_code = _taken(session, actor, data)
    organisation = find_organisation(session, organisation_code)
    return receive(session, actor, [Received(content, organisation.id, utc_now())])[0]


def receive(session: Session, actor: Actor, items: Sequence[Received]) -> list[Report]:
    """Keep checked reports, all of them at one version of the register."""
    reports = [_report(actor, item) for item in items]
    session.add_all(reports)
    session.flush()
    for report, item in zip(reports, items, strict=True):
        _add_version(session, actor, report, item.content, item.at)
    session.flush()
    version = raise_version(session, [Change(Action.ADD, "report", report.id) for report in reports])
    for report, item in zip(reports, items, strict=True):
        audit.record(
            session,
            actor,
            "report_received",
            report=report.id,
            report_version=report.version,
            limb=item.content.limb.value,
            due=report.due.isoformat(),
            days_late=report.days_late,
            register_version=version,
            commitment=commitment(session, item.content),
        )
    return reports


def resubmit_report(session: Session, actor: Actor, report_id: str, data: ReportInput, expected_version: int) -> Report:
    """Send a report in again, as its next version; what it said before is kept. Raises Conflict when it changed meanwhile."""
    require(actor, Permission.SUBMIT_REPORT)
    report = get_owned(session, actor, Report, report_id, "report")
    lifecycle.check_version(report.version, expected_version)
    lifecycle.check_correctable(ReportState(report.state))
    content, organisation_code = _taken(session, actor, data)
    if content.list_id != report.list_id:
        raise InvalidInput([Problem("list_id", "A report stays with the list that it was sent in for.")])
    due = due_date(content.clock_starts)
    changes = {
        "state": _state_after(session, report, content).value,
        "version": expected_version + 1,
        "prepared_by": actor.id,
        "organisation_id": find_organisation(session, organisation_code).id,
        "due": due,
        "days_late": days_late(due, day_in_london(report.received_at)),
    }
    move(session, [report], (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.REFERRED), changes)
    _add_version(session, actor, report, content, utc_now())
    session.flush()
    version = raise_version(session, [Change(Action.REPLACE, "report", report.id)])
    audit.record(
        session,
        actor,
        "report_resubmitted",
        report=report.id,
        report_version=report.version,
        register_version=version,
        commitment=commitment(session, content),
    )
    return report


def return_report(session: Session, actor: Actor, report_id: str, reason: str, expected_version: int) -> Report:
    """Return a report for correction, with a reason. It hides nothing: the report still counts in every check."""
    require(actor, Permission.CHANGE_REGISTER)
    report = get_owned(session, actor, Report, report_id, "report")
    lifecycle.check_version(report.version, expected_version)
    lifecycle.check_open(ReportState(report.state))
    written = written_reason(reason, "Say what must be corrected: the force reads it.", longest=LONGEST_REASON)
    move(session, [report], (ReportState.SUBMITTED,), {"state": ReportState.RETURNED.value})
    decide(session, actor, [report], ReportState.RETURNED, at=utc_now(), reason=written)
    session.flush()
    audit.record(
        session,
        actor,
        "report_returned",
        report=report.id,
        report_version=report.version,
        register_version=current_version(session),
    )
    return report


def get_report(session: Session, actor: Actor, report_id: str) -> ReportView:
    """A whole report: one's own organisation's, or any for a registrar. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.READ_OWN_REPORTS)
    report = get_owned(session, actor, Report, report_id, "report")
    if session.scalar(select(func.count()).select_from(ReportVersion).where(ReportVersion.report_id == report.id)) == 0:
        raise NotFound("report")  # it stands for a row of an import that could not be read, and says nothing yet
    audit.record(session, actor, "report_read", report=report.id, report_version=report.version)
    versions = tuple(
        ReportVersionView(row.number, row.received_at, row.prepared_by, content_of(session, row))
        for row in session.scalars(select(ReportVersion).where(ReportVersion.report_id == report.id).order_by(ReportVersion.number))
    )
    return ReportView(
        id=report.id,
        list_id=report.list_id,
        state=ReportState(report.state),
        version=report.version,
        organisation_id=report.organisation_id,
        received_at=report.received_at,
        due=report.due,
        days_late=report.days_late,
        prepared_by=report.prepared_by,
        approved_by=report.approved_by,
        approved_at=report.approved_at,
        content=versions[-1].content,
        versions=versions,
        decisions=decisions_of(session, report.id),
        entry_id=session.scalar(select(Entry.id).where(Entry.report_id == report.id)),
        questions=questions_about(session, report.id),
    )


def list_reports(
    session: Session, actor: Actor, state: ReportState | None = None, limit: int = PAGE_ROWS, offset: int = 0
) -> list[ReportSummary]:
    """Reports of one's own organisation, or all of them for a registrar: those due first come first. Leaves an audit event."""
    require(actor, Permission.READ_OWN_REPORTS)
    statement = owned_by(actor, Report).add_columns(ReportVersion).join(ReportVersion, report_now())
    if state is not None:
        statement = statement.where(Report.state == state.value)
    page = statement.order_by(Report.due, Report.id).limit(min(max(limit, 1), LONGEST_PAGE)).offset(max(offset, 0))
    rows = session.execute(page)
    summaries = [_summary(session, report, version) for report, version in cast("Iterable[Any]", rows)]
    if summaries:
        audit.record(session, actor, "reports_listed", reports=[summary.id for summary in summaries])
    return summaries


def count_reports(session: Session, actor: Actor) -> dict[ReportState, int]:
    """How many reports there are in each state, of those the actor may read; rows of imports are counted with their import."""
    require(actor, Permission.READ_OWN_REPORTS)
    mine = owned_by(actor, Report).subquery()
    rows = session.execute(select(mine.c.state, func.count()).group_by(mine.c.state))
    counts = {state: int(number) for state, number in rows}
    return {state: counts.get(state.value, 0) if state is not ReportState.UNREAD else 0 for state in ReportState}


def report_keys(session: Session, force_codes: Iterable[str]) -> list[ReportKey]:
    """What was reported about people of these forces, without anything that identifies them, the earliest received first."""
    rows = session.execute(
        select(Report.id, ReportVersion.limb, ReportVersion.force_code, ReportVersion.event_date, Report.received_at)
        .join(ReportVersion, report_now())
        .where(ReportVersion.force_code.in_(set(force_codes)), Report.list_id == BARRED)
        .where(Report.state != ReportState.WITHDRAWN.value)
        .order_by(Report.received_at, Report.id)
    )
    return [ReportKey(report_id, Limb(limb), force, event, at) for report_id, limb, force, event, at in rows]


def commitment(session: Session, content: ReportContent) -> str:
    """A keyed digest of what was sent in: proves later what it was, and says nothing to whoever reads the trail."""
    canonical = json.dumps(content.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return vault_of(session).blind_index("commitment", canonical)


def _taken(session: Session, actor: Actor, data: ReportInput) -> tuple[ReportContent, str]:
    policy, today = lists_of(session), day_in_london(utc_now())
    content = take_content(data, policy, today)
    check_prior_report(session, content)
    return content, lifecycle.reporting_organisation(actor, content, policy, today)


def _report(actor: Actor, item: Received) -> Report:
    due = due_date(item.content.clock_starts)
    return Report(
        id=new_id(),
        organisation_id=item.organisation_id,
        list_id=item.content.list_id,
        state=lifecycle.intake_state(item.content).value,
        version=1,
        received_at=item.at,
        due=due,
        days_late=days_late(due, day_in_london(item.at)),
        prepared_by=actor.id,
    )


def _state_after(session: Session, report: Report, content: ReportContent) -> ReportState:
    """Where a report that is sent in again stands: one that is with the lawyers stays there until they have answered."""
    if is_advised(session, report.id):
        return ReportState.SUBMITTED
    return ReportState.REFERRED if report.state == ReportState.REFERRED else lifecycle.intake_state(content)


def _add_version(session: Session, actor: Actor, report: Report, content: ReportContent, at: datetime) -> None:
    row = ReportVersion(
        id=new_id(),
        report_id=report.id,
        number=report.version,
        limb=content.limb.value,
        force_code=content.force_code,
        event_date=content.event_date,
        received_at=at,
        prepared_by=actor.id,
        prepared_kind=actor.kind,
    )
    seal_column(session, row, "sealed_content", content.as_json())
    session.add(row)


def _summary(session: Session, report: Report, version: ReportVersion) -> ReportSummary:
    content, named = opened_summary(session, version)
    return ReportSummary(
        id=report.id,
        list_id=report.list_id,
        state=ReportState(report.state),
        version=report.version,
        organisation_id=report.organisation_id,
        event_date=content.event_date,
        received_at=report.received_at,
        due=report.due,
        days_late=report.days_late,
        prepared_by=report.prepared_by,
        **named,
    )

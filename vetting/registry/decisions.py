"""Deciding on a report: the one conditional step that lets a single person through, and the row that keeps what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vetting.access import Actor
from vetting.db import new_id
from vetting.registry.facts import ReportContent
from vetting.registry.models import Report, ReportDecision, ReportVersion
from vetting.registry.once import change_once
from vetting.registry.report_views import DecisionView
from vetting.registry.vocabulary import ReportState
from vetting.vault import open_column, seal_column


def move(session: Session, reports: Sequence[Report], states: Sequence[ReportState], changes: Mapping[str, Any]) -> None:
    """Change reports only if each still is in one of these states and at the version read, which one statement decides.

    Of two people who act at once exactly one succeeds, on both databases. Raises Conflict for the other.
    """
    as_read = tuple_(Report.id, Report.version).in_([(report.id, report.version) for report in reports])
    statement = update(Report).where(as_read, Report.state.in_([state.value for state in states])).values(**changes)
    message = "Somebody else changed this report a moment ago. Read it again."
    change_once(session, statement, message, code="version_changed", rows=len(reports))
    for report in reports:
        for name, value in changes.items():
            set_committed_value(report, name, value)


def decide(
    session: Session, actor: Actor, reports: Sequence[Report], decision: ReportState, *, at: datetime, reason: str | None = None
) -> list[ReportVersion]:
    """Keep what was decided on the present version of each report, and return those versions, in the same order."""
    rows = session.execute(
        select(Report.id, ReportVersion)
        .join(ReportVersion, (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.version))
        .where(Report.id.in_([report.id for report in reports]))
    )
    present = {report_id: version for report_id, version in rows}
    versions = [present[report.id] for report in reports]
    decisions = [_decision(actor, version, decision, at) for version in versions]
    if reason is not None:
        for row in decisions:
            seal_column(session, row, "sealed_reason", reason)
    session.add_all(decisions)
    return versions


def _decision(actor: Actor, version: ReportVersion, decision: ReportState, at: datetime) -> ReportDecision:
    return ReportDecision(
        id=new_id(),
        report_id=version.report_id,
        report_version_id=version.id,
        prepared_by=version.prepared_by,
        decision=decision.value,
        decided_by=actor.id,
        decided_at=at,
        sealed_reason=None,
    )


def content_of(session: Session, row: Any) -> ReportContent:
    """The opened content of a version of a report or an entry. Raises VaultError."""
    return ReportContent.from_json(open_column(session, row, "sealed_content"))


def decisions_of(session: Session, report_id: str) -> tuple[DecisionView, ...]:
    """Every decision on a report, in order."""
    rows = session.execute(
        select(ReportDecision, ReportVersion.number)
        .join(ReportVersion, ReportVersion.id == ReportDecision.report_version_id)
        .where(ReportDecision.report_id == report_id)
        .order_by(ReportVersion.number)
    )
    return tuple(
        DecisionView(
            number,
            row.decision,
            row.decided_by,
            row.decided_at,
            open_column(session, row, "sealed_reason") if row.sealed_reason is not None else None,
        )
        for row, number in rows
    )

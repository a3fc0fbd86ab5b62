"""Deciding on a report: the one conditional step that lets a single person through, and the row that keeps what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from vetting.access import Actor
from vetting.db import new_id
from vetting.errors import Conflict
from vetting.registry.facts import ReportContent
from vetting.registry.models import Report, ReportDecision, ReportVersion
from vetting.registry.views import DecisionView
from vetting.registry.vocabulary import ReportState
from vetting.vault import open_column, seal_column


def move(session: Session, report: Report, states: Sequence[ReportState], expected_version: int, changes: dict[str, Any]) -> None:
    """Change a report only if it still is in one of these states and at this version, which the database decides in one statement.

    Of two people who act at once exactly one succeeds, on both databases. Raises Conflict for the other.
    """
    statement = (
        update(Report)
        .where(Report.id == report.id, Report.version == expected_version, Report.state.in_([state.value for state in states]))
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise Conflict("Somebody else changed this report a moment ago. Read it again.", code="version_changed")
    session.refresh(report)


def decide(
    session: Session, actor: Actor, report: Report, decision: ReportState, *, at: datetime, reason: str | None = None
) -> ReportVersion:
    """Keep what was decided on the present version of a report, and return that version."""
    version = session.scalars(
        select(ReportVersion).where(ReportVersion.report_id == report.id, ReportVersion.number == report.version)
    ).one()
    row = ReportDecision(
        id=new_id(),
        report_id=report.id,
        report_version_id=version.id,
        prepared_by=version.prepared_by,
        decision=decision.value,
        decided_by=actor.id,
        decided_at=at,
        sealed_reason=None,
    )
    if reason is not None:
        seal_column(session, row, "sealed_reason", reason)
    session.add(row)
    return version


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

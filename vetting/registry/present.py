"""What reports and entries say now: the one place that knows how a row and its present version belong together."""

from __future__ import annotations

from typing import Any, TypedDict

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from vetting.registry.decisions import content_of
from vetting.registry.facts import ReportContent
from vetting.registry.models import Entry, EntryVersion, Report, ReportVersion
from vetting.registry.vocabulary import AdvisoryLimb, Limb


class SummaryFields(TypedDict):
    """What one line of a list of reports and one of entries both say."""

    full_name: str
    limb: Limb | AdvisoryLimb
    force_code: str
    force_name: str


def report_now() -> ColumnElement[bool]:
    """Joins a report to the version of it that stands."""
    return and_(ReportVersion.report_id == Report.id, ReportVersion.number == Report.version)


def entry_now() -> ColumnElement[bool]:
    """Joins an entry to the version of it that stands."""
    return and_(EntryVersion.entry_id == Entry.id, EntryVersion.number == Entry.version)


def report_version(session: Session, report: Report) -> ReportVersion:
    """The version of a report that stands."""
    statement = select(ReportVersion).where(ReportVersion.report_id == report.id, ReportVersion.number == report.version)
    return session.scalars(statement).one()


def entry_version(session: Session, entry: Entry) -> EntryVersion:
    """The version of an entry that stands."""
    statement = select(EntryVersion).where(EntryVersion.entry_id == entry.id, EntryVersion.number == entry.version)
    return session.scalars(statement).one()


def report_content(session: Session, report: Report) -> ReportContent:
    """What a report says now. Raises VaultError."""
    return content_of(session, report_version(session, report))


def entry_content(session: Session, entry: Entry) -> ReportContent:
    """What an entry says now. Raises VaultError."""
    return content_of(session, entry_version(session, entry))


def opened_summary(session: Session, version: Any) -> tuple[ReportContent, SummaryFields]:
    """The opened content of a version, and the part of it that a line of a list shows."""
    content = content_of(session, version)
    named = SummaryFields(
        full_name=content.full_name,
        limb=content.limb,
        force_code=content.force_code,
        force_name=content.force.name,
    )
    return content, named

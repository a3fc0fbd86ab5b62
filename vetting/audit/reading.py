"""Reading the trail: some of its events, latest first, as a filter says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting.audit.events import Operation
from vetting.audit.models import AuditEvent

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which events: `about` is the id of one thing; the days are UTC, both inclusive; `before` is the number to go on below."""

    event: str | None = None
    operation: Operation | None = None
    organisation_id: str | None = None
    actor_id: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One event as an auditor reads it: ids, codes, versions and counts only."""

    sequence: int
    recorded_at: str
    event: str
    operation: str
    actor_kind: str
    actor_id: str
    organisation_id: str | None
    fields: dict[str, Any]


def find_events(session: Session, wanted: TrailFilter, limit: int) -> Iterator[TrailEvent]:
    """Some of the events that fit, latest first."""
    found = _fitting(wanted).order_by(AuditEvent.sequence.desc()).limit(limit).execution_options(yield_per=AT_ONCE)
    for row in session.scalars(found):
        yield TrailEvent(
            sequence=row.sequence,
            recorded_at=row.recorded_at,
            event=row.event,
            operation=row.operation,
            actor_kind=row.actor_kind,
            actor_id=row.actor_id,
            organisation_id=row.organisation_id,
            fields=json.loads(row.fields),
        )


def _fitting(wanted: TrailFilter) -> Select[AuditEvent]:
    found = select(AuditEvent)
    for column, value in (
        (AuditEvent.event, wanted.event),
        (AuditEvent.operation, wanted.operation),
        (AuditEvent.organisation_id, wanted.organisation_id),
        (AuditEvent.actor_id, wanted.actor_id),
    ):
        if value is not None:
            found = found.where(column == str(value))
    if wanted.about is not None:
        found = found.where(AuditEvent.fields.contains(json.dumps(wanted.about), autoescape=True))
    if wanted.since is not None:
        found = found.where(AuditEvent.recorded_at >= wanted.since.isoformat())
    if wanted.until is not None and wanted.until < date.max:
        found = found.where(AuditEvent.recorded_at < (wanted.until + timedelta(days=1)).isoformat())
    return found if wanted.before is None else found.where(AuditEvent.sequence < wanted.before)

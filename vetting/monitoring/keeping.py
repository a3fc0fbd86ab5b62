"""What monitoring holds that ends by the clock: people whose watch has ended, and alerts that were worked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from vetting.monitoring.models import Alert, Watch, WatchTerm
from vetting.screening.keeping import ERASED, ERASED_SUBJECT
from vetting.vault import seal_column


def ended_watches_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of watches that ended before a moment, but for those that `done` selects."""
    due = select(Watch.id).where(Watch.ended_at < moment, Watch.id.not_in(done))
    return list(session.scalars(due.order_by(Watch.id).limit(limit)))


def erase_ended_watches(session: Session, ids: Sequence[str]) -> None:
    """Erase who was watched, the reference, and where the basis is recorded. That there was a watch, and when, stays."""
    for watch in session.scalars(select(Watch).where(Watch.id.in_(ids))).all():
        seal_column(session, watch, "sealed_subject", ERASED_SUBJECT)
        seal_column(session, watch, "sealed_reference", ERASED)
    for term in session.scalars(select(WatchTerm).where(WatchTerm.watch_id.in_(ids))).all():
        seal_column(session, term, "sealed_basis_reference", ERASED)
    session.flush()


def worked_alerts_before(session: Session, moment: datetime, limit: int, _done: Select[Any]) -> list[str]:
    """The ids of alerts that were worked before a moment; an open alert never ends by the clock."""
    return list(session.scalars(select(Alert.id).where(Alert.worked_at < moment).order_by(Alert.id).limit(limit)))


def erase_worked_alerts(session: Session, ids: Sequence[str]) -> None:
    """Erase alerts with the digests by which their person would be known again. Their events stay in the trail."""
    session.execute(delete(Alert).where(Alert.id.in_(ids)))

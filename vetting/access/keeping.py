"""What access holds that ends by the clock: answers kept for repeated requests, and what was counted of the budgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from vetting.access.models import KeptAnswer, SpentSubject


def kept_answers_before(session: Session, moment: datetime, limit: int) -> list[str]:
    """The ids of answers kept since before a moment."""
    return list(session.scalars(select(KeptAnswer.id).where(KeptAnswer.created_at < moment).order_by(KeptAnswer.id).limit(limit)))


def erase_kept_answers(session: Session, ids: Sequence[str]) -> None:
    """Erase kept answers."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.id.in_(ids)))


def stepping_indexes_before(session: Session, moment: datetime, limit: int) -> list[str]:
    """The ids of counted people that still carry the indexes of stepping."""
    carries = or_(SpentSubject.name_index.is_not(None), SpentSubject.date_index.is_not(None))
    found = select(SpentSubject.id).where(SpentSubject.spent_at < moment, carries).order_by(SpentSubject.id).limit(limit)
    return list(session.scalars(found))


def erase_stepping_indexes(session: Session, ids: Sequence[str]) -> None:
    """Erase the indexes of stepping and leave the rest."""
    session.execute(update(SpentSubject).where(SpentSubject.id.in_(ids)).values(name_index=None, date_index=None))


def spent_subjects_before(session: Session, moment: datetime, limit: int) -> list[str]:
    """The ids of people counted before a moment."""
    return list(
        session.scalars(select(SpentSubject.id).where(SpentSubject.spent_at < moment).order_by(SpentSubject.id).limit(limit))
    )


def erase_spent_subjects(session: Session, ids: Sequence[str]) -> None:
    """Erase who checked whom."""
    session.execute(delete(SpentSubject).where(SpentSubject.id.in_(ids)))

"""What screening holds that ends by the clock: who was asked about in checks that found nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import Outcome
from vetting.vault import seal_column

ERASED = "(erased)"
ERASED_SUBJECT: dict[str, Any] = {
    "forenames": "",
    "surname": ERASED,
    "date_of_birth": None,
    "other_names": [],
    "service_numbers": [],
    "no_date_of_birth_reason": None,
}


def clear_checks_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of checks before a moment that found nobody, but for those that `done` selects."""
    due = select(Check.id)
    due = due.where(Check.outcome == Outcome.NO_MATCH.value, Check.checked_at < moment, Check.id.not_in(done))
    return list(session.scalars(due.order_by(Check.id).limit(limit)))


def erase_clear_checks(session: Session, ids: Sequence[str]) -> None:
    """Erase who was asked about, the reference and the salt. Outcome, time, who asked, versions and the commitment stay."""
    for check_id in ids:
        check = session.get(Check, check_id)
        if check is None:
            continue
        seal_column(session, check, "sealed_subject", {"subject": ERASED_SUBJECT, "salt": ""})
        seal_column(session, check, "sealed_reference", ERASED)
        for hit in session.scalars(select(Hit).where(Hit.check_id == check_id)):
            seal_column(session, hit, "sealed_comparisons", [])
        for disposition in session.scalars(select(Disposition).where(Disposition.check_id == check_id)):
            seal_column(session, disposition, "sealed_reason", ERASED)
            if disposition.sealed_second_reason is not None:
                seal_column(session, disposition, "sealed_second_reason", ERASED)
    session.flush()

"""What screening holds that ends by the clock: who was asked about in checks that found nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from vetting.screening.case_models import Application, CaseEvent, Consideration, DocumentSeen, GuestOfficer, ManualCheck
from vetting.screening.case_rules import GOING_ON, ApplicationState
from vetting.screening.models import Check, Disposition, Hit, SecondLook
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


def ended_checks_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of checks that found nobody and whose application ended before a moment, but for those that `done` selects."""
    ended = [state.value for state in ApplicationState if state not in GOING_ON]
    due = select(Check.id).join(Application, Application.check_id == Check.id)
    due = due.where(Check.outcome == Outcome.NO_MATCH.value, Application.state.in_(ended), Application.changed_at < moment)
    return list(session.scalars(due.where(Check.id.not_in(done)).order_by(Check.id).limit(limit)))


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
        for look in session.scalars(select(SecondLook).where(SecondLook.check_id == check_id)):
            seal_column(session, look, "sealed_reason", ERASED)
        _erase_case(session, check_id)
    session.flush()


def _erase_case(session: Session, check_id: str) -> None:
    """Erase what was written on the case of a check, and the documents seen. Who did what when stays."""
    for event in session.scalars(select(CaseEvent).where(CaseEvent.check_id == check_id, CaseEvent.sealed_text.is_not(None))):
        seal_column(session, event, "sealed_text", ERASED)
    for manual in session.scalars(select(ManualCheck).where(ManualCheck.check_id == check_id)):
        seal_column(session, manual, "sealed_account", ERASED)
    for record in session.scalars(select(Consideration).where(Consideration.check_id == check_id)):
        seal_column(session, record, "sealed_content", dict.fromkeys(("facts", "comments", "rationale", "appeal"), ERASED))
    for guest in session.scalars(select(GuestOfficer).where(GuestOfficer.check_id == check_id)):
        seal_column(session, guest, "sealed_reason", ERASED)
    session.execute(delete(DocumentSeen).where(DocumentSeen.check_id == check_id))

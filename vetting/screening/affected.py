"""Which earlier checks came upon an entry: when it is removed, or changed, whoever was answered from it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, confine, require
from vetting.registry import report_behind
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState


@dataclass(frozen=True, slots=True)
class AffectedCheck:
    """One check that came upon the entry: whose it is, when it was made, what was decided on the hit. Nothing of the applicant."""

    check_id: str
    organisation_id: str
    checked_at: datetime
    state: HitState


def checks_that_hit(session: Session, actor: Actor, entry_id: str) -> tuple[AffectedCheck, ...]:
    """Every check of any organisation that came upon this entry, or upon the report behind it, the newest first.

    For the College, which tells the organisations; it learns no applicant's name. Works for a removed entry too. Leaves an audit
    event. Raises NotFound when there never was such an entry.
    """
    require(actor, Permission.CHANGE_REGISTER)
    report_id = report_behind(session, entry_id)
    found = _found(session, actor, or_(Hit.entry_id == entry_id, Hit.report_id == report_id))
    audit.record(session, actor, "affected_checks_listed", entry=entry_id, checks=len(found))
    return found


def checks_that_hit_report(session: Session, actor: Actor, report_id: str) -> tuple[AffectedCheck, ...]:
    """Every check that came upon a report which never became an entry, the newest first: a withdrawn one was found, too."""
    require(actor, Permission.CHANGE_REGISTER)
    found = _found(session, actor, Hit.report_id == report_id)
    audit.record(session, actor, "affected_checks_of_report_listed", report=report_id, checks=len(found))
    return found


def _found(session: Session, actor: Actor, condition: ColumnElement[bool]) -> tuple[AffectedCheck, ...]:
    statement = (
        select(Check.id, Check.organisation_id, Check.checked_at, Hit.state)
        .join(Hit, Hit.check_id == Check.id)
        .where(condition)
        .order_by(Check.checked_at.desc(), Check.id)
    )
    with _every_organisation(session, actor):
        rows = session.execute(statement).all()
    return tuple(AffectedCheck(check_id, owner, at, HitState(state)) for check_id, owner, at, state in rows)


@contextmanager
def _every_organisation(session: Session, actor: Actor) -> Iterator[None]:
    """See the checks of all organisations inside the block: only what the statement above selects is handed out."""
    confine(session, SYSTEM)
    try:
        yield
    finally:
        confine(session, actor)

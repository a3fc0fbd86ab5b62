"""Checks that take the place of earlier ones: a typing error corrected by hand, a check that could not be made made again by the
clock, and what was asked by hand while the service was down. Nothing here changes what an earlier check asked or answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.screening.case_models import ManualCheck
from vetting.screening.case_rules import LinkKind, ManualAnswer
from vetting.screening.checks import run_check
from vetting.screening.links import REPLACED, link_checks, links_of
from vetting.screening.models import Check
from vetting.screening.requests import CheckRequest
from vetting.screening.rules import clean_words
from vetting.screening.views import visible_checks
from vetting.vault import open_column, seal_column


@dataclass(frozen=True, slots=True)
class ManualView:
    """What was asked by hand during an outage, as it was recorded afterwards."""

    made_at: datetime
    answer: ManualAnswer
    account: str
    recorded_by: str
    recorded_at: datetime


def correct_check(session: Session, actor: Actor, check_id: str, request: CheckRequest) -> str:
    """Run a new check with a typing error corrected, linked to the one it replaces; gives the new check's id.

    The earlier one keeps its answer: what was found in it still has to be decided. Raises as `run_check` does, NotFound, and
    Conflict (`replaced`).
    """
    require(actor, Permission.REQUEST_CHECK)
    earlier = get_owned(session, actor, Check, check_id, "check", lock=True)
    if session.scalar(visible_checks(actor).where(Check.id == earlier.id)) is None:
        raise NotFound("check")
    if links_of(session, actor, earlier.id).replaced_by is not None:
        raise Conflict(REPLACED, code="replaced")
    new = run_check(session, actor, request)
    link_checks(session, actor, get_owned(session, actor, Check, new, "check"), earlier, LinkKind.CORRECTION)
    return new


def record_manual_check(session: Session, actor: Actor, check_id: str, *, made_at: datetime, answer: str, account: str) -> None:
    """Record beside a check what was asked by hand before it, during an outage: it is marked so and is no outcome.

    Raises Refused, NotFound, InvalidInput and Conflict (`recorded`).
    """
    require(actor, Permission.DECIDE_HITS)
    check = get_owned(session, actor, Check, check_id, "check", lock=True)
    problems = []
    if answer not in {each.value for each in ManualAnswer}:
        problems.append(Problem("answer", "Choose what you were told."))
    if made_at > utc_now():
        problems.append(Problem("made_at", "The moment must be in the past."))
    try:
        words = clean_words(account, "account", "Say who asked whom, how, and what was answered.")
    except InvalidInput as error:
        problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    if _manual(session, actor, check.id) is not None:
        raise Conflict("A manual check was recorded here before.", code="recorded")
    row = ManualCheck(
        id=new_id(),
        check_id=check.id,
        organisation_id=check.organisation_id,
        made_at=made_at,
        answer=answer,
        recorded_by_id=actor.id,
        recorded_at=utc_now(),
    )
    seal_column(session, row, "sealed_account", words)
    session.add(row)
    session.flush()
    audit.record(session, actor, "manual_check_recorded", check=check.id, answer=answer)


def manual_check_of(session: Session, actor: Actor, check_id: str) -> ManualView | None:
    """What was asked by hand before a check that came through the door; for the vetting unit."""
    require(actor, Permission.READ_COMPARISONS)
    row = _manual(session, actor, check_id)
    if row is None:
        return None
    account = open_column(session, row, "sealed_account")
    return ManualView(row.made_at, ManualAnswer(row.answer), account, row.recorded_by_id, row.recorded_at)


def _manual(session: Session, actor: Actor, check_id: str) -> ManualCheck | None:
    return session.scalar(owned_by(actor, ManualCheck).where(ManualCheck.check_id == check_id))

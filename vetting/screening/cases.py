"""A check's case follows its outcome: open while something is left to do, closed when nothing is, its clock stopped on hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting.access import Force, find_force
from vetting.db import utc_now
from vetting.registry import day_in_london, lists_of
from vetting.screening.case_models import Case, CaseEvent, CheckLink, Consideration
from vetting.screening.case_rules import CaseEventKind, LinkKind, case_due, needs_work, unanswered_forces
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.practice import practice_of
from vetting.vault import open_column


def open_cases(session: Session, checks: Sequence[Check]) -> None:
    """Give each of these new checks its case, if somebody has to do something about it. The caller flushes."""
    asks_forces = practice_of(session).former_forces_asked_for
    for check in checks:
        waits = check.outcome != Outcome.NO_MATCH.value
        if waits or (check.purpose in asks_forces and former_forces(session, check)):
            session.add(_opened(session, Case(check_id=check.id, organisation_id=check.organisation_id)))


def follow_case(session: Session, check: Check) -> None:
    """Open or close a check's case as its outcome, its considerations and the forces' answers say. The check is locked already."""
    session.flush()
    case = session.get(Case, check.id, with_for_update=True, populate_existing=True)
    if not has_work(session, check):
        if case is not None and case.closed_at is None:
            case.closed_at, case.due_on = utc_now(), None
            case.hold_reason = case.held_since = case.escalated_at = None
    elif case is None:
        session.add(_opened(session, Case(check_id=check.id, organisation_id=check.organisation_id)))
    elif case.closed_at is not None:
        _opened(session, case)
    session.flush()


def former_forces(session: Session, check: Check) -> list[str]:
    """The codes of the forces in which the subject says to have served; a force without a code by its name."""
    numbers = open_column(session, check, "sealed_subject")["subject"].get("service_numbers", [])
    return [force_key(item["force"]) for item in numbers if item["force"]]


def force_key(text: str) -> str:
    """What a force is called in a case's events: its two-digit code, or the slug of a body outside the College's lists."""
    body = find_force(text)
    if body is None:
        return text[:40]
    return body.code if isinstance(body, Force) else body.slug[:40]


def due_again(session: Session, case: Case) -> date:
    """The last day for deciding, as the clock stands."""
    return case_due(day_in_london(case.opened_at), practice_of(session).case_working_days, case.held_days)


def _opened(session: Session, case: Case) -> Case:
    case.opened_at, case.closed_at, case.held_days = utc_now(), None, 0
    case.due_on = due_again(session, case)
    return case


def has_work(session: Session, check: Check) -> bool:
    """Whether something is left to do on a check: decide, consider, or hear from a former force. None of it lapses."""
    failed = check.outcome == Outcome.COULD_NOT_CHECK.value
    if failed and session.scalar(select(CheckLink.check_id).where(CheckLink.replaces_id == check.id)) is not None:
        return False  # the later check stands for it; what an earlier one found is still to be decided
    policy = lists_of(session)
    rows = session.execute(select(Hit.state, Hit.list_id).where(Hit.check_id == check.id)).all()
    hits = [(HitState(state), policy.find(list_id).effect) for state, list_id in rows]
    standing = select(func.count()).select_from(Consideration).where(Consideration.check_id == check.id, Consideration.stands)
    return needs_work(Outcome(check.outcome), hits, session.scalar(standing) or 0, len(forces_to_ask(session, check)))


def forces_to_ask(session: Session, check: Check) -> list[str]:
    """The former forces of a transferee or rejoiner that have not answered yet."""
    if check.purpose not in practice_of(session).former_forces_asked_for:
        return []
    asked = select(CaseEvent.kind, CaseEvent.code).where(CaseEvent.check_id.in_(_asked_the_same(session, check)))
    events = session.execute(asked).all()
    return unanswered_forces(former_forces(session, check), [(CaseEventKind(kind), code) for kind, code in events])


def _asked_the_same(session: Session, check: Check) -> list[str]:
    """This check, and those that asked the same before: what it was made again for, because a list changed or a fault was gone.

    A check in which something was mistyped is none of them: the force may have been asked about the wrong name.
    """
    ids = [check.id] if check.recheck_of_id is None else [check.id, check.recheck_of_id]
    again = select(CheckLink.replaces_id).where(CheckLink.kind == LinkKind.RETRY.value)
    while (earlier := session.scalar(again.where(CheckLink.check_id == ids[-1]))) is not None:
        ids.append(earlier)
    return ids

"""What became of the application that a check was made for: while it goes on, the check is kept up to date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, Problem
from vetting.registry import day_in_london, lists_of
from vetting.screening.case_models import Application, Consideration
from vetting.screening.case_rules import (
    ENDED,
    GOES_FURTHER,
    GOING_ON,
    ApplicationState,
    ConsiderationDecision,
    application_problem,
    is_too_old,
)
from vetting.screening.links import links_of
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState
from vetting.screening.practice import practice_of

IDS_AT_ONCE = 500
NO_APPLICATION = "This check is about somebody who serves already: there is no application."


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """What became of an application. `check_again` says that the check is too old for the first day of work.

    `on_day` is the first day of work: planned, and in fact once appointed. `changed_at` is None for one that nobody has touched.
    """

    state: ApplicationState
    on_day: date | None
    changed_at: datetime | None
    check_again: bool
    may_record: bool


def record_application(session: Session, actor: Actor, check_id: str, state: str, on_day: date | None = None) -> None:
    """Record what became of the application; what was recorded before stays in the trail.

    Raises Refused, NotFound, InvalidInput, and Conflict (`no_application`, `replaced`, `appointment_blocked`,
    `not_considered`, `not_complete`).
    """
    require(actor, Permission.RECORD_APPLICATION)
    check = get_owned(session, actor, Check, check_id, "check", lock=True)
    wanted = _known_state(state)
    if not has_application(session, check):
        raise Conflict(NO_APPLICATION, code="no_application")
    if wanted is ApplicationState.APPOINTED and on_day is None:
        raise InvalidInput([Problem("on_day", "Enter the day of appointment.")])
    if wanted in GOES_FURTHER and links_of(session, actor, check.id).replaced_by is not None:
        raise Conflict("This check was replaced by a later one: record it there.", code="replaced")
    problem = application_problem(wanted, check.released_at is not None, *_confirmed(session, check))
    if problem is not None:
        raise Conflict(problem[1], code=problem[0])
    row = session.get(Application, check.id) or Application(check_id=check.id, organisation_id=check.organisation_id)
    row.state, row.on_day = wanted.value, None if wanted in ENDED else on_day
    row.changed_at, row.changed_by_id = utc_now(), actor.id
    session.add(row)
    session.flush()
    audit.record(session, actor, "application_recorded", check=check.id, state=wanted.value)


def application_of(session: Session, actor: Actor, check_id: str) -> ApplicationView | None:
    """What became of the application of one check; None for somebody who serves already. Raises Refused and NotFound."""
    require(actor, Permission.READ_CHECK_STATES)
    return application_view(session, actor, get_owned(session, actor, Check, check_id, "check"))


def has_application(session: Session, check: Check) -> bool:
    """Whether a check was made for an application, and not about somebody who serves already."""
    return check.purpose not in practice_of(session).without_application


def application_view(session: Session, actor: Actor, check: Check) -> ApplicationView | None:
    """The application of a check that came through the door, if it was made for one."""
    if not has_application(session, check):
        return None
    row = session.get(Application, check.id)
    state = ApplicationState(row.state) if row is not None else ApplicationState.LIVE
    day = row.on_day if row is not None else None
    today, most = day_in_london(utc_now()), practice_of(session).check_again_after_days
    old = state in GOING_ON and is_too_old(day_in_london(check.checked_at), day, today, most)
    changed = row.changed_at if row is not None else None
    return ApplicationView(state, day, changed, old, actor.may(Permission.RECORD_APPLICATION))


def application_states(session: Session, check_ids: Sequence[str]) -> dict[str, ApplicationState]:
    """What became of the applications of these checks; for callers that have looked at whose they are."""
    states = dict.fromkeys(check_ids, ApplicationState.LIVE)
    for start in range(0, len(check_ids), IDS_AT_ONCE):
        some = check_ids[start : start + IDS_AT_ONCE]
        rows = session.execute(select(Application.check_id, Application.state).where(Application.check_id.in_(some)))
        states.update((check_id, ApplicationState(state)) for check_id, state in rows)
    return states


def ended_applications(session: Session, check_ids: Sequence[str]) -> dict[str, ApplicationState]:
    """Of these checks, those whose application does not go on: appointed, not appointed or withdrawn."""
    return {check_id: state for check_id, state in application_states(session, check_ids).items() if state not in GOING_ON}


def _known_state(text: str) -> ApplicationState:
    if text not in {state.value for state in ApplicationState}:
        raise InvalidInput([Problem("state", "Choose what became of the application.")])
    return ApplicationState(text)


def _confirmed(session: Session, check: Check) -> tuple[frozenset[str], ConsiderationDecision | None]:
    """The effects of the lists on which the applicant is confirmed, and the consideration that stands.

    Of several, one that is against appointing decides. What a re-check of the check confirmed counts like the check itself.
    """
    checks = select(Check.id).where((Check.id == check.id) | (Check.recheck_of_id == check.id))
    lists = session.scalars(select(Hit.list_id).where(Hit.check_id.in_(checks), Hit.state == HitState.CONFIRMED.value)).all()
    policy = lists_of(session)
    effects = frozenset(policy.find(list_id).effect for list_id in lists)
    standing = select(Consideration.decision).where(Consideration.check_id.in_(checks), Consideration.stands)
    decisions: Collection[str] = session.scalars(standing).all()
    if not decisions or len(decisions) < len(lists):
        return effects, None
    against = ConsiderationDecision.NOT_APPOINT
    return effects, against if against.value in decisions else ConsiderationDecision.APPOINT

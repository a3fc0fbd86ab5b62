"""What people do about monitoring: enrol, renew, end, and work an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, Problem
from vetting.monitoring.models import Alert, Watch, WatchTerm
from vetting.monitoring.policy import policy
from vetting.monitoring.rules import AlertState, EndedBecause, Term, clean_note, cleaned_term
from vetting.registry import Choice, day_in_london, lists_of
from vetting.screening import Asked, is_settled, subject_of, watchable
from vetting.vault import seal_column

MOST_AT_ONCE = 10_000
AT_ONCE = 500
NOBODY = "None of these is a check of your organisation that has been decided: only after a check can a person be watched."
ALL_WATCHED = "Each of these people is under watch already."


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of an enrolment: the watches begun, by check, how many people were watched already, and how many could not be."""

    watches: dict[str, str]
    watched_already: int
    left_out: int


def enrol(session: Session, actor: Actor, check_ids: Sequence[str], purpose: str, term: Term) -> Enrolled:
    """Keep the people of these decided checks under watch for a term, on a recorded basis. Each is copied, sealed, to its watch.

    The lists are those that the organisation may search for the purpose. A check that is not decided, or of another organisation,
    is left out and counted. Raises Refused, and InvalidInput with every problem.
    """
    require(actor, Permission.KEEP_WATCHES)
    ids = list(dict.fromkeys(check_ids))
    allowed = {choice.code for choice in purposes_for(session, actor)}
    problems = [] if purpose in allowed else [Problem("purpose", "Choose what the person is watched for.")]
    if not 0 < len(ids) <= MOST_AT_ONCE:
        problems.append(Problem("checks", f"Give at least one check, and at most {MOST_AT_ONCE:,} at once."))
    try:
        term = _clean(term)
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems)
    asked = watchable(session, actor, ids)
    watched = _watched(session, actor, [each.check_id for each in asked])
    new = [each for each in asked if each.check_id not in watched]
    if not new:
        raise InvalidInput([Problem("checks", ALL_WATCHED if asked else NOBODY)])
    lists = lists_of(session).lists_for(actor.organisation_kind, purpose)
    watches = {each.check_id: _begin(session, actor, each, purpose, lists, term) for each in new}
    session.flush()
    return Enrolled(watches, len(watched), len(ids) - len(asked))


def purposes_for(session: Session, actor: Actor) -> list[Choice]:
    """What the actor's organisation may watch people for."""
    searched = lists_of(session).purposes_for(actor.organisation_kind)
    return [choice for choice in searched if choice.code in policy().purposes]


def renew(session: Session, actor: Actor, watch_id: str, term: Term) -> None:
    """Go on watching until a later day, on a basis recorded anew. Raises Refused, NotFound, InvalidInput and Conflict."""
    require(actor, Permission.KEEP_WATCHES)
    watch = _going_on(session, actor, watch_id)
    term = _clean(term)
    assert term.until is not None  # noqa: S101 (a clean term has one)
    if term.until <= watch.until:
        raise InvalidInput([Problem("until", f"The last day must be after the present one, {watch.until.isoformat()}.")])
    number = session.scalar(select(func.max(WatchTerm.number)).where(WatchTerm.watch_id == watch.id)) or 0
    watch.until, watch.basis = term.until, term.basis
    session.add(_term(session, actor, watch, number + 1, term))
    session.flush()
    audit.record(session, actor, "watch_renewed", watch=watch.id, basis=term.basis, until=term.until.isoformat())


def end_watch(session: Session, actor: Actor, watch_id: str, because: str) -> None:
    """Stop watching a person; what was raised before stays. Raises Refused, NotFound, InvalidInput and Conflict."""
    require(actor, Permission.KEEP_WATCHES)
    reasons = [reason.value for reason in EndedBecause if reason is not EndedBecause.TERM_OVER]
    if because not in reasons:
        raise InvalidInput([Problem("because", "Choose why the person is no longer watched.")])
    watch = _going_on(session, actor, watch_id)
    watch.ended_at, watch.ended_because, watch.ended_by_id = utc_now(), because, actor.id
    session.flush()
    audit.record(session, actor, "watch_ended", watch=watch.id, because=because)


def work_alert(session: Session, actor: Actor, alert_id: str, note: str) -> None:
    """Put an alert away with what was done about it. One that asks for a decision waits until every hit has been decided.

    Raises Refused, NotFound, InvalidInput and Conflict (`already_worked`, `undecided`).
    """
    require(actor, Permission.WORK_ALERTS)
    note = clean_note(note)
    alert = get_owned(session, actor, Alert, alert_id, "alert", lock=True)
    if alert.state != AlertState.OPEN.value:
        raise Conflict("A colleague has worked this alert already.", code="already_worked")
    if alert.recheck_id is not None and not is_settled(session, alert.recheck_id):
        raise Conflict("Decide on every comparison of the new check first: then the alert can be put away.", code="undecided")
    alert.state, alert.worked_at, alert.worked_by_id = AlertState.WORKED.value, utc_now(), actor.id
    seal_column(session, alert, "sealed_note", note)
    session.flush()
    audit.record(session, actor, "alert_worked", alert=alert.id)


def _clean(term: Term) -> Term:
    rules = policy()
    return cleaned_term(term, day_in_london(utc_now()), [basis.id for basis in rules.bases], rules.longest_term_days)


def _going_on(session: Session, actor: Actor, watch_id: str) -> Watch:
    watch = get_owned(session, actor, Watch, watch_id, "watch", lock=True)
    if watch.ended_at is not None:
        raise Conflict("This watch has ended. Check the person again and enrol them anew.", code="ended")
    return watch


def _watched(session: Session, actor: Actor, check_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(check_ids), AT_ONCE):
        some = check_ids[start : start + AT_ONCE]
        going_on = owned_by(actor, Watch).where(Watch.check_id.in_(some), Watch.ended_at.is_(None))
        found |= {watch.check_id for watch in session.scalars(going_on)}
    return found


def _begin(session: Session, actor: Actor, asked: Asked, purpose: str, lists: Sequence[str], term: Term) -> str:  # noqa: PLR0917
    assert term.until is not None  # noqa: S101 (a clean term has one)
    watch = Watch(
        id=new_id(),
        organisation_id=asked.organisation_id,
        check_id=asked.check_id,
        purpose=purpose,
        lists=list(lists),
        basis=term.basis,
        until=term.until,
        began_at=utc_now(),
    )
    seal_column(session, watch, "sealed_subject", subject_of(asked.request))
    seal_column(session, watch, "sealed_reference", asked.request.reference)
    session.add_all([watch, _term(session, actor, watch, 1, term)])
    until, door = term.until.isoformat(), actor.door.value
    audit.record(session, actor, "watch_begun", watch=watch.id, check=watch.check_id, basis=term.basis, until=until, door=door)
    return watch.id


def _term(session: Session, actor: Actor, watch: Watch, number: int, term: Term) -> WatchTerm:
    now: datetime = utc_now()
    row = WatchTerm(
        id=new_id(),
        organisation_id=watch.organisation_id,
        watch_id=watch.id,
        number=number,
        until=term.until,
        basis=term.basis,
        recorded_at=now,
        recorded_by_id=actor.id,
    )
    seal_column(session, row, "sealed_basis_reference", term.basis_reference)
    return row

"""Deciding on a hit: one officer records a decision, a second one confirms or refuses it where two are needed; it can be undone.

Of two officers at once one wins: each step is an update that holds only for the state that was seen, and the database lets one
decision of a hit wait and one count. Nothing is overwritten: what replaces a decision is a row of its own. Everybody locks in one
order (`locks`), so that two who undo each other's ground wait for one another in turn and not for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound, Refused
from vetting.screening.consequences import after_decision
from vetting.screening.locks import lock_hit
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.pairs import DISPUTED, TAKEN_BACK
from vetting.screening.rules import STATE_AFTER, Decision, Stand, clean_reason, known_decision, may_follow, needs_second
from vetting.screening.settling import settle_outcome
from vetting.vault import seal_column

CHANGED = "Somebody else decided on this a moment ago. Read it again."


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: whether it counts, the state of the hit, and the outcome of the check."""

    id: str
    check_id: str
    hit_id: str
    decision: Decision
    stand: Stand
    hit_state: HitState
    outcome: Outcome


def decide_hit(
    session: Session, actor: Actor, check_id: str, hit_id: str, decision: str, *, reason: str, seen: int | None = None
) -> Decided:
    """Record that the hit is the same person, a different person, or cannot be told yet. `seen` is how many decisions were read.

    Raises Refused, InvalidInput, NotFound and Conflict (`already_decided`, `awaiting_second`, `version_changed`).
    """
    require(actor, Permission.DECIDE_HITS)
    return _record(session, actor, (check_id, hit_id), known_decision(decision), reason=clean_reason(reason), seen=seen)


def reopen_hit(session: Session, actor: Actor, check_id: str, hit_id: str, *, reason: str, seen: int | None = None) -> Decided:
    """Take a decision back, as a decision of its own; of *same person* a second officer must agree. Raises as `decide_hit` does.

    A pair that an earlier check had cleared is open again in every check that relied on it.
    """
    require(actor, Permission.DECIDE_HITS)
    return _record(session, actor, (check_id, hit_id), Decision.REOPENED, reason=clean_reason(reason), seen=seen)


def second_disposition(
    session: Session, actor: Actor, check_id: str, hit_id: str, disposition_id: str, *, agrees: bool, reason: str
) -> Decided:
    """Confirm or refuse, as the second officer, what a first one decided.

    Raises Refused (`same_officer`, `second_must_be_person`), InvalidInput, NotFound and Conflict (`version_changed`).
    """
    require(actor, Permission.DECIDE_HITS)
    reason = clean_reason(reason)
    check, hit = lock_hit(session, actor, check_id, hit_id)
    disposition = get_owned(session, actor, Disposition, disposition_id, "decision", lock=True)
    if disposition.hit_id != hit.id:
        raise NotFound("decision")
    if disposition.decided_by_id == actor.id:
        raise Refused("You took this decision. A second officer of your organisation must look at it.", code="same_officer")
    if actor.kind != "person":
        raise Refused("The second officer must be a person who has signed in.", code="second_must_be_person")
    decision = Decision(disposition.decision)
    if not may_follow(decision, HitState(hit.state)):
        raise Conflict(CHANGED, code="version_changed")
    _fill_in_second(session, actor, disposition, agrees, reason)
    if agrees:
        _put_in_force(session, actor, check, hit, disposition)
        outcome = {"outcome": check.outcome}
        name = "disposition_seconded"
    else:
        outcome, name = {}, "disposition_refused"
    told = {"check": check.id, "hit": hit.id, "disposition": disposition.id, "decision": decision.value}
    audit.record(session, actor, name, **told, **outcome)
    return _decided(check, hit, disposition)


def dispositions_of(session: Session, actor: Actor, hit: Hit) -> Sequence[Disposition]:
    """Everything that was decided on a hit, in its order."""
    return session.scalars(owned_by(actor, Disposition).where(Disposition.hit_id == hit.id).order_by(Disposition.number)).all()


def _record(
    session: Session, actor: Actor, place: tuple[str, str], decision: Decision, *, reason: str, seen: int | None
) -> Decided:
    check, hit = lock_hit(session, actor, *place)
    before = dispositions_of(session, actor, hit)
    _may_be_taken(hit, before, decision, seen)
    said = [Decision(each.decision) for each in before]
    two = needs_second(decision, hit.band, HitState(hit.state), said)
    disposition = Disposition(
        id=new_id(),
        organisation_id=check.organisation_id,
        check_id=check.id,
        hit_id=hit.id,
        number=len(before) + 1,
        decision=decision.value,
        needs_second=two,
        stand=Stand.WAITING.value,
        decided_by_kind=actor.kind,
        decided_by_id=actor.id,
        decided_at=utc_now(),
    )
    seal_column(session, disposition, "sealed_reason", reason)
    session.add(disposition)
    try:
        session.flush()
    except IntegrityError as error:  # another officer was quicker
        raise Conflict(CHANGED, code="version_changed") from error
    if not two:
        _put_in_force(session, actor, check, hit, disposition)
    audit.record(
        session,
        actor,
        "hit_decided",
        check=check.id,
        hit=hit.id,
        disposition=disposition.id,
        decision=decision.value,
        stand=disposition.stand,
        outcome=check.outcome,
    )
    return _decided(check, hit, disposition)


def _may_be_taken(hit: Hit, before: Sequence[Disposition], decision: Decision, seen: int | None) -> None:
    if seen is not None and seen != len(before):
        raise Conflict(CHANGED, code="version_changed")
    if any(each.stand == Stand.WAITING.value for each in before):
        raise Conflict("A decision on this waits for a second officer: confirm or refuse that one first.", code="awaiting_second")
    if not may_follow(decision, HitState(hit.state)):
        if decision is Decision.REOPENED:
            raise Conflict("There is no decision on this to take back.", code="not_decided")
        raise Conflict("This was decided before. Take that decision back first, with a reason.", code="already_decided")


def _fill_in_second(session: Session, actor: Actor, disposition: Disposition, agrees: bool, reason: str) -> None:
    """Let one second officer through: the row must still wait, and must not be the same officer's."""
    seal_column(session, disposition, "sealed_second_reason", reason)
    values = {
        "second_by_id": actor.id,
        "second_at": utc_now(),
        "sealed_second_reason": disposition.sealed_second_reason,
        "stand": (Stand.PAST if agrees else Stand.REFUSED).value,
    }
    session.expire(disposition, ["sealed_second_reason"])
    statement = update(Disposition).where(
        Disposition.id == disposition.id, Disposition.stand == Stand.WAITING.value, Disposition.decided_by_id != actor.id
    )
    _only_one(session, statement.values(**values))
    session.refresh(disposition)


def _put_in_force(session: Session, actor: Actor, check: Check, hit: Hit, disposition: Disposition) -> None:
    """Make a decision the one that counts: what counted before is past, and the hit and its check follow."""
    decision = Decision(disposition.decision)
    _make_past(session, hit.id)
    _only_one(
        session,
        update(Disposition).where(Disposition.id == disposition.id, Disposition.stand != Stand.COUNTS.value).values(stand="counts"),
    )
    session.refresh(disposition)
    source, state_before = hit.cleared_by_hit_id or hit.id, HitState(hit.state)
    hit.state = STATE_AFTER[decision].value
    hit.cleared_by_hit_id = hit.reopened_because = None
    after_decision(session, actor, check, hit, state_before)
    settle_outcome(session, actor, check)
    if decision is Decision.REOPENED:
        _open_again(session, actor, hit, disposition, owned_by(actor, Hit).where(_relies_on(source)), why=TAKEN_BACK)
    elif decision is Decision.SAME_PERSON and hit.origin_id is not None:
        same_record = owned_by(actor, Hit).where(Hit.origin_id == hit.origin_id, Hit.state == HitState.CLEARED.value)
        _open_again(session, actor, hit, disposition, same_record, why=DISPUTED)


def _open_again(session: Session, actor: Actor, hit: Hit, disposition: Disposition, others: Any, *, why: str) -> None:
    """Open what other checks took over from this pair, or decided against it. Nobody is told a clear that is in doubt."""
    rows = session.scalars(others.where(Hit.id != hit.id).order_by(Hit.id).with_for_update()).all()
    for other in (row for row in rows if row.state == HitState.CLEARED.value and (why == TAKEN_BACK or row.pair == hit.pair)):
        _make_past(session, other.id)
        other.state, other.cleared_by_hit_id, other.reopened_because = HitState.OPEN.value, None, [why]
        check = get_owned(session, actor, Check, other.check_id, "check", lock=True)
        settle_outcome(session, actor, check)
        told = {"check": check.id, "hit": other.id, "disposition": disposition.id, "outcome": check.outcome}
        audit.record(session, actor, "hit_reopened", **told)


def _relies_on(source: str) -> Any:
    return (Hit.cleared_by_hit_id == source) | (Hit.id == source)


def _make_past(session: Session, hit_id: str) -> None:
    session.execute(
        update(Disposition)
        .where(Disposition.hit_id == hit_id, Disposition.stand == Stand.COUNTS.value)
        .values(stand=Stand.PAST.value)
        .execution_options(synchronize_session="fetch")
    )


def _only_one(session: Session, statement: Any) -> None:
    statement = statement.execution_options(synchronize_session=False)
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise Conflict(CHANGED, code="version_changed")


def _decided(check: Check, hit: Hit, disposition: Disposition) -> Decided:
    return Decided(
        id=disposition.id,
        check_id=check.id,
        hit_id=hit.id,
        decision=Decision(disposition.decision),
        stand=Stand(disposition.stand),
        hit_state=HitState(hit.state),
        outcome=Outcome(check.outcome),
    )

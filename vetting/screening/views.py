"""What each role learns of a check, and when (practice.md section 2). The one place where that is decided.

Recruiters and HR officers: state and dates, the same whether or not anybody was found, until the vetting unit releases the check.
Vetting officers: the identity facts of the comparison; nothing here knows an allegation or a reason for listing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, Role, get_owned, owned_by, require
from vetting.errors import NotFound
from vetting.matching import Comparison
from vetting.screening.applications import ApplicationView, application_view
from vetting.screening.cases import has_work
from vetting.screening.checks import stored_request
from vetting.screening.links import NO_LINKS, Links, links_of
from vetting.screening.models import Certificate, Check, Disposition, Hit
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.requests import CheckRequest
from vetting.screening.rules import Decision, Stand
from vetting.screening.search import NOT_MADE_AGAIN
from vetting.screening.shown import shown_comparisons, shown_request
from vetting.vault import open_column

MOST_CHECKS = 100
STATES_AT_ONCE = 500


class CheckState(StrEnum):
    """Where a check stands for whoever asked; it does not tell a clear from a hit. `submitted` is for checks that wait."""

    SUBMITTED = "submitted"
    WITH_VETTING_UNIT = "with_vetting_unit"
    COMPLETE = "complete"
    COULD_NOT_CHECK = "could_not_check"


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as a vetting officer sees it: the identity facts that were compared.

    `waiting` is a decision that waits for a second officer; `reopened_because` says what changed since the pair was cleared.
    """

    id: str
    list_id: str
    standing: str
    band: str
    match_weight: float
    probability: float | None
    state: HitState
    reason: str | None
    comparisons: tuple[Comparison, ...]
    waiting: Decision | None = None
    cleared_earlier: bool = False
    reopened_because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, on which state of which lists. `cause` is why a check could not be made."""

    outcome: Outcome
    cause: str | None
    lists_consulted: tuple[str, ...]
    register_version: int | None
    model_version: str | None
    checked_at: datetime
    coverage: tuple[str, ...]
    hits: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check, reduced to what the actor may know. `subject` is what was typed; `answer` is there for a vetting officer only.

    `application` is None for somebody who serves already. `unfinished`: every hit is decided, and a former force has not answered
    or an advisory entry is not considered. `made_again`: it could not be made, and the clock makes it again.
    """

    id: str
    reference: str
    purpose: str
    state: CheckState
    submitted_at: datetime
    completed_at: datetime | None
    subject: CheckRequest
    answer: Answer | None = None
    releasable: bool = False
    unfinished: bool = False
    certifiable: bool = False
    certified: bool = False
    links: Links = NO_LINKS
    application: ApplicationView | None = None
    made_again: bool = False


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """One line of a list of checks. `outcome` is there for a vetting officer only."""

    id: str
    reference: str
    state: CheckState
    submitted_at: datetime
    completed_at: datetime | None
    outcome: Outcome | None = None


def view_check(session: Session, actor: Actor, check_id: str) -> CheckView:
    """One check, reduced to what the actor may know; reading it is audited.

    Raises Refused, and NotFound alike for another organisation's check and for one that does not exist.
    """
    require(actor, Permission.READ_CHECK_STATES)
    check = get_owned(session, actor, Check, check_id, "check")
    compares = actor.may(Permission.READ_COMPARISONS)
    if (_sees_own_only(actor) and check.asked_by_id != actor.id) or (check.recheck_of_id is not None and not compares):
        raise NotFound("check")
    audit.record(session, actor, "check_read", check=check.id, view="comparison" if compares else "state")
    subject = shown_request(session, actor, check)
    certified = session.scalar(select(Certificate.id).where(Certificate.check_id == check.id)) is not None
    links = links_of(session, actor, check.id)
    finished = compares and is_finished(session, check)
    handed_on = actor.may(Permission.RELEASE_CHECK) and finished and links.replaced_by is None
    return CheckView(
        id=check.id,
        reference=subject.reference,
        purpose=check.purpose,
        state=_state(check),
        submitted_at=check.checked_at,
        completed_at=check.released_at,
        subject=subject,
        answer=_answer(session, actor, check) if compares else None,
        releasable=handed_on and check.released_at is None,
        unfinished=compares and is_decided(check) and not finished,
        certifiable=handed_on and not certified,
        certified=compares and certified,
        links=links,
        application=application_view(session, actor, check),
        made_again=check.cause is not None and check.cause not in NOT_MADE_AGAIN,
    )


def is_finished(session: Session, check: Check) -> bool:
    """Whether nothing at all is left to do, so that whoever asked may be told that the check is complete: everything is decided,
    a confirmed advisory entry is considered, and each former force of a transferee has answered.

    Complete is not clear: whoever asked reads the same of a clear check and of a confirmed one, and asks the vetting unit.
    """
    return is_decided(check) and not has_work(session, check)


def is_decided(check: Check) -> bool:
    """Whether nothing is left to decide: no match, every hit cleared, or one confirmed by two officers."""
    return check.outcome in {Outcome.NO_MATCH.value, Outcome.CONFIRMED_MATCH.value}


def hits_of(session: Session, check: Check) -> Sequence[Hit]:
    """The hits of one check, best first."""
    return session.scalars(select(Hit).where(Hit.check_id == check.id).order_by(Hit.position)).all()


def check_states(session: Session, check_ids: Sequence[str]) -> dict[str, CheckState]:
    """Where each of these checks stands, as whoever asked may know it; for callers that have looked at whose they are."""
    states: dict[str, CheckState] = {}
    for start in range(0, len(check_ids), STATES_AT_ONCE):
        some = check_ids[start : start + STATES_AT_ONCE]
        rows = session.execute(select(Check.id, Check.outcome, Check.released_at).where(Check.id.in_(some)))
        states.update((check_id, _state_of(outcome, released=released_at is not None)) for check_id, outcome, released_at in rows)
    return states


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """How many of some checks stand where, and how many came out how (for the vetting unit only), and the models that answered."""

    states: dict[CheckState, int]
    outcomes: dict[Outcome, int]
    model_versions: tuple[str, ...]


def check_counts(session: Session, checks: Select[Any]) -> CheckCounts:
    """Count checks that the caller names by a select of their ids, after looking at whose they are. Reads each once."""
    columns = (Check.outcome, Check.released_at.is_not(None), Check.model_version)
    wanted = select(*columns, func.count()).where(Check.id.in_(checks)).group_by(*columns)
    states: Counter[CheckState] = Counter()
    outcomes: Counter[Outcome] = Counter()
    models: set[str] = set()
    for outcome, released, model, count in session.execute(wanted):
        states[_state_of(outcome, released=released)] += count
        outcomes[Outcome(outcome)] += count
        if model is not None:
            models.add(model)
    return CheckCounts(dict(states), dict(outcomes), tuple(sorted(models)))


def visible_checks(actor: Actor) -> Select[Check]:
    """The checks that the actor may see.

    A re-check is for the vetting unit alone: a second line for those who were found, and for nobody else, would expose them.
    """
    owned = owned_by(actor, Check)
    if not actor.may(Permission.READ_COMPARISONS):
        owned = owned.where(Check.recheck_of_id.is_(None))
    return owned.where(Check.asked_by_id == actor.id) if _sees_own_only(actor) else owned


def _sees_own_only(actor: Actor) -> bool:
    """A recruiter sees what they asked for themselves; everybody else with the permission sees their organisation's checks."""
    return actor.role is Role.RECRUITER


def _state(check: Check) -> CheckState:
    return _state_of(check.outcome, released=check.released_at is not None)


def _state_of(outcome: str, *, released: bool) -> CheckState:
    if outcome == Outcome.COULD_NOT_CHECK.value:
        return CheckState.COULD_NOT_CHECK
    return CheckState.COMPLETE if released else CheckState.WITH_VETTING_UNIT


def summarise(session: Session, actor: Actor, check: Check) -> CheckSummary:
    """One line of a list of checks, reduced to what the actor may know."""
    return CheckSummary(
        id=check.id,
        reference=open_column(session, check, "sealed_reference"),
        state=_state(check),
        submitted_at=check.checked_at,
        completed_at=check.released_at,
        outcome=Outcome(check.outcome) if actor.may(Permission.READ_COMPARISONS) else None,
    )


def _answer(session: Session, actor: Actor, check: Check) -> Answer:
    return Answer(
        outcome=Outcome(check.outcome),
        cause=check.cause,
        lists_consulted=tuple(check.lists_consulted),
        register_version=check.register_version,
        model_version=check.model_version,
        checked_at=check.checked_at,
        coverage=tuple(check.coverage),
        hits=hit_views(session, actor, check),
    )


def hit_views(session: Session, actor: Actor, check: Check) -> tuple[HitView, ...]:
    """The hits of one check as a vetting officer sees them, best first; sensitive names as the actor may see them."""
    waits = select(Disposition.hit_id, Disposition.decision).where(
        Disposition.check_id == check.id, Disposition.stand == Stand.WAITING.value
    )
    waiting = {hit_id: Decision(decision) for hit_id, decision in session.execute(waits)}
    request = stored_request(session, check)
    return tuple(_hit_view(session, actor, request, hit, waiting.get(hit.id)) for hit in hits_of(session, check))


def _hit_view(session: Session, actor: Actor, request: CheckRequest, hit: Hit, waiting: Decision | None) -> HitView:
    comparisons = [Comparison(**comparison) for comparison in open_column(session, hit, "sealed_comparisons")]
    return HitView(
        id=hit.id,
        list_id=hit.list_id,
        standing=hit.standing,
        band=hit.band,
        match_weight=hit.match_weight,
        probability=hit.probability,
        state=HitState(hit.state),
        reason=hit.reason,
        comparisons=shown_comparisons(actor, request, comparisons),
        waiting=waiting,
        cleared_earlier=hit.cleared_by_hit_id is not None,
        reopened_because=tuple(hit.reopened_because or ()),
    )

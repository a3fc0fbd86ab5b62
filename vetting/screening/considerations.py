"""Considering an advisory entry: an employer must, and must not refuse automatically (Police Act 1996 Part 4A, practice.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from vetting.registry import lists_of
from vetting.screening.case_models import Consideration
from vetting.screening.case_rules import ConsiderationDecision
from vetting.screening.cases import follow_case
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState
from vetting.screening.rules import clean_words
from vetting.vault import open_column, seal_column

PARTS = {
    "facts": "Write the facts that were considered.",
    "comments": "Write the applicant’s comments, or that they were asked for and none were made.",
    "rationale": "Write the reasons for the decision.",
    "appeal": "Write how the applicant can appeal.",
}
"""The parts of the record, and what is said when one is missing."""


@dataclass(frozen=True, slots=True)
class ConsiderationText:
    """What is recorded, in the words of the decision-maker; `decision` is a `ConsiderationDecision`."""

    decision: str
    facts: str
    comments: str
    rationale: str
    appeal: str


@dataclass(frozen=True, slots=True)
class ConsiderationView:
    """A consideration record. `stands` ends when the confirmation that it rests on is taken back."""

    text: ConsiderationText
    decided_by: str
    decided_at: datetime
    stands: bool


def record_consideration(session: Session, actor: Actor, check_id: str, hit_id: str, given: ConsiderationText) -> None:
    """Record how a confirmed advisory entry was considered and what was decided; that closes the case.

    Raises Refused, NotFound, InvalidInput, and Conflict (`not_confirmed`, `not_advisory`, `considered`).
    """
    require(actor, Permission.DECIDE_HITS)
    if actor.kind != "person":
        raise Refused("A consideration is a person’s own.", code="person_needed")
    check, hit = (
        get_owned(session, actor, Check, check_id, "check", lock=True),
        get_owned(session, actor, Hit, hit_id, "hit", lock=True),
    )
    if hit.check_id != check.id:
        raise NotFound("hit")
    if hit.state != HitState.CONFIRMED.value:
        raise Conflict("There is nothing to consider before two officers have confirmed the same person.", code="not_confirmed")
    if lists_of(session).find(hit.list_id).effect != "consider":
        raise Conflict("A barred person must not be appointed: there is nothing to consider.", code="not_advisory")
    if session.scalar(owned_by(actor, Consideration).where(Consideration.hit_id == hit.id, Consideration.stands)) is not None:
        raise Conflict("This was considered before.", code="considered")
    kept = _cleaned(given)
    row = Consideration(
        id=new_id(),
        organisation_id=check.organisation_id,
        check_id=check.id,
        hit_id=hit.id,
        decision=given.decision,
        stands=True,
        decided_by_id=actor.id,
        decided_at=utc_now(),
    )
    seal_column(session, row, "sealed_content", kept)
    session.add(row)
    session.flush()
    audit.record(session, actor, "consideration_recorded", check=check.id, hit=hit.id, decision=given.decision)
    follow_case(session, check)


def considerations_of(session: Session, actor: Actor, hit_id: str) -> tuple[ConsiderationView, ...]:
    """Every consideration of a hit, the earliest first. Raises Refused."""
    require(actor, Permission.DECIDE_HITS)
    rows = owned_by(actor, Consideration).where(Consideration.hit_id == hit_id).order_by(Consideration.decided_at, Consideration.id)
    return tuple(
        ConsiderationView(
            ConsiderationText(row.decision, **open_column(session, row, "sealed_content")),
            row.decided_by_id,
            row.decided_at,
            row.stands,
        )
        for row in session.scalars(rows)
    )


def _cleaned(text: ConsiderationText) -> dict[str, str]:
    problems, kept = [], {}
    if text.decision not in {each.value for each in ConsiderationDecision}:
        problems.append(Problem("decision", "Choose what was decided."))
    for part, missing in PARTS.items():
        try:
            kept[part] = clean_words(getattr(text, part), part, missing)
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return kept

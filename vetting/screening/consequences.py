"""What follows from *same person* once two officers have said it, and from taking it back: the College and the reporting force are
told, the record's summary is released to the vetting unit, and an advisory entry waits for its consideration.

What is told names the record, which is the reader's own, and the organisation that confirmed it; nothing of the applicant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, confine, find_organisation, get_owned, organisation_names, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound
from vetting.registry import lists_of
from vetting.registry.released import ReleasedSummary, authority_behind, released_summary
from vetting.screening.case_models import Confirmation, Consideration
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState
from vetting.screening.practice import practice_of

COLLEGE = "college"
CONFIRMED, TAKEN_BACK = "confirmed", "taken_back"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """One thing that the College or a reporting force is told: which of its records, by whom, when."""

    id: str
    kind: str
    list_name: str
    entry_id: str | None
    report_id: str | None
    by: str
    told_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Released:
    """What the vetting unit reads of a confirmed hit: the record's summary, and whom to ask at the force (None: nobody entered)."""

    summary: ReleasedSummary
    contact: str | None
    effect: str


def after_decision(session: Session, actor: Actor, check: Check, hit: Hit, before: HitState) -> None:
    """Do what follows from a decision that counts now. Call it in the transaction that puts the decision in force."""
    now = HitState(hit.state)
    if now is HitState.CONFIRMED and before is not HitState.CONFIRMED:
        _tell(session, actor, hit, CONFIRMED)
    elif before is HitState.CONFIRMED and now is not HitState.CONFIRMED:
        session.execute(update(Consideration).where(Consideration.hit_id == hit.id, Consideration.stands).values(stands=False))
        _tell(session, actor, hit, TAKEN_BACK)


def release_summary(session: Session, actor: Actor, check_id: str, hit_id: str) -> Released:
    """What the record says of a person whom two officers have confirmed; reading it is a disclosure and audited as one.

    Raises Refused, NotFound, and Conflict (`not_confirmed`) for a hit that is not confirmed.
    """
    require(actor, Permission.DECIDE_HITS)
    check, hit = get_owned(session, actor, Check, check_id, "check"), get_owned(session, actor, Hit, hit_id, "hit")
    if hit.check_id != check.id or hit.origin_id is None:
        raise NotFound("hit")
    if hit.state != HitState.CONFIRMED.value:
        raise Conflict("What happened is told once two officers have confirmed that it is the same person.", code="not_confirmed")
    summary = released_summary(session, entry_id=hit.entry_id, report_id=hit.origin_id)
    told = {"check": check.id, "hit": hit.id, "entry": hit.entry_id, "report": hit.report_id}
    audit.record(session, actor, "summary_released", **told, record_version=summary.record_version)
    contact = practice_of(session).contacts.get(summary.contact_code)
    return Released(summary, contact, lists_of(session).find(hit.list_id).effect)


def list_confirmations(session: Session, actor: Actor) -> tuple[ConfirmationView, ...]:
    """What the actor's organisation was told of its records, the latest first; reading it is audited. Raises Refused."""
    require(actor, Permission.READ_OWN_REPORTS)
    latest = owned_by(actor, Confirmation).order_by(Confirmation.told_at.desc(), Confirmation.id).limit(MOST_SHOWN)
    rows = session.scalars(latest).all()
    names = organisation_names(session, {row.from_organisation_id for row in rows})
    policy = lists_of(session)
    audit.record(session, actor, "confirmations_read", confirmations=len(rows))
    return tuple(
        ConfirmationView(
            id=row.id,
            kind=row.kind,
            list_name=policy.find(row.list_id).name,
            entry_id=row.entry_id,
            report_id=row.report_id,
            by=names[row.from_organisation_id],
            told_at=row.told_at,
            read_at=row.read_at,
        )
        for row in rows
    )


def mark_confirmation_read(session: Session, actor: Actor, confirmation_id: str) -> None:
    """Say that somebody of the organisation has read it; a second reader changes nothing. Raises Refused and NotFound."""
    require(actor, Permission.READ_OWN_REPORTS)
    row = get_owned(session, actor, Confirmation, confirmation_id, "message", lock=True)
    if row.read_at is None:
        row.read_at, row.read_by_id = utc_now(), actor.id
        session.flush()


def _tell(session: Session, actor: Actor, hit: Hit, kind: str) -> None:
    if hit.origin_id is None:
        return
    told = dict.fromkeys((find_organisation(session, COLLEGE).id, authority_behind(session, hit.origin_id)))
    for organisation_id in told:
        row = Confirmation(
            id=new_id(),
            organisation_id=organisation_id,
            from_organisation_id=hit.organisation_id,
            hit_id=hit.id,
            kind=kind,
            list_id=hit.list_id,
            entry_id=hit.entry_id,
            report_id=hit.origin_id,
            told_at=utc_now(),
        )
        with _for_another(session, actor):
            session.add(row)
            session.flush()
        about = {"organisation": organisation_id, "entry": hit.entry_id, "report": hit.origin_id}
        audit.record(session, actor, "confirmation_told", confirmation=row.id, kind=kind, **about)


@contextmanager
def _for_another(session: Session, actor: Actor) -> Iterator[None]:
    """Write a row that another organisation owns inside the block: only what is told."""
    session.flush()
    confine(session, SYSTEM)
    try:
        yield
    finally:
        confine(session, actor)

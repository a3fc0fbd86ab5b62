"""A second officer from another force, by agreement of both units: for one decision, while it waits, and for nothing else.

The guest reads the comparison and confirms or refuses; sensitive names stay hidden. There is no other way round one officer alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import (
    SYSTEM,
    Actor,
    Permission,
    confine,
    get_owned,
    organisation_names,
    organisations_with,
    owned_by,
    require,
)
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.screening.case_models import GuestOfficer
from vetting.screening.decision_views import HitPage, view_hit
from vetting.screening.dispositions import Decided, second_disposition
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.rules import Stand, clean_words
from vetting.vault import open_column, seal_column


@dataclass(frozen=True, slots=True)
class GuestRequest:
    """One decision of another organisation that the actor's unit was asked to look at."""

    id: str
    organisation: str
    asked_at: datetime
    reason: str


def check_askable(session: Session, actor: Actor, check_id: str, hit_id: str) -> None:
    """Whether another force can be asked about this hit now. Raises Refused, NotFound, and Conflict (`not_waiting`)."""
    require(actor, Permission.DECIDE_HITS)
    _waiting(session, actor, *_place(session, actor, check_id, hit_id))


def ask_guest(session: Session, actor: Actor, check_id: str, hit_id: str, *, organisation_id: str, reason: str) -> None:
    """Ask the vetting unit of another organisation for the second officer of a decision that waits.

    Raises Refused, NotFound, InvalidInput, and Conflict (`not_waiting`, `asked`).
    """
    require(actor, Permission.DECIDE_HITS)
    check, hit = _place(session, actor, check_id, hit_id, lock=True)
    if organisation_id not in organisations_with(session, actor, Permission.DECIDE_HITS):
        raise InvalidInput([Problem("organisation", "Choose the force whose vetting unit has agreed.")])
    words = clean_words(reason, "reason", "Say with whom it was agreed, and why nobody of your own can do it.")
    waiting = _waiting(session, actor, check, hit)
    row = GuestOfficer(
        id=new_id(),
        organisation_id=check.organisation_id,
        check_id=check.id,
        hit_id=hit.id,
        disposition_id=waiting.id,
        to_organisation_id=organisation_id,
        asked_by_id=actor.id,
        asked_at=utc_now(),
    )
    seal_column(session, row, "sealed_reason", words)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict("Another force was asked about this decision before.", code="asked") from error
    asked = {"check": check.id, "hit": hit.id, "disposition": waiting.id, "organisation": organisation_id}
    audit.record(session, actor, "guest_officer_asked", **asked)


def guest_requests(session: Session, actor: Actor) -> tuple[GuestRequest, ...]:
    """What the actor's unit was asked to look at and nobody has yet, the oldest first. Raises Refused."""
    require(actor, Permission.DECIDE_HITS)
    with _reaching(session, SYSTEM, actor):
        rows = session.scalars(_open_for(actor).order_by(GuestOfficer.asked_at, GuestOfficer.id)).all()
        names = organisation_names(session, {row.organisation_id for row in rows})
        return tuple(
            GuestRequest(row.id, names[row.organisation_id], row.asked_at, open_column(session, row, "sealed_reason"))
            for row in rows
        )


def view_as_guest(session: Session, actor: Actor, guest_id: str) -> HitPage:
    """The comparison and the decision that waits, for the guest officer; reading it is audited. Raises Refused and NotFound."""
    row = _asked(session, actor, guest_id)
    host = _as_host(actor, row)
    with _reaching(session, host, actor):
        page = view_hit(session, host, row.check_id, row.hit_id)
    audit.record(session, actor, "guest_officer_read", check=row.check_id, hit=row.hit_id, disposition=row.disposition_id)
    return page


def second_as_guest(session: Session, actor: Actor, guest_id: str, *, agrees: bool, reason: str) -> Decided:
    """Confirm or refuse the decision as the guest officer; the request is over then. Raises as `second_disposition` does."""
    row = _asked(session, actor, guest_id)
    host = _as_host(actor, row)
    with _reaching(session, host, actor):
        place = (row.check_id, row.hit_id, row.disposition_id)
        decided = second_disposition(session, host, *place, agrees=agrees, reason=reason)
        row.ended_at = utc_now()
        session.flush()
    return decided


def _place(session: Session, actor: Actor, check_id: str, hit_id: str, *, lock: bool = False) -> tuple[Check, Hit]:
    check, hit = get_owned(session, actor, Check, check_id, "check", lock=lock), get_owned(session, actor, Hit, hit_id, "hit")
    if hit.check_id != check.id:
        raise NotFound("hit")
    return check, hit


def _waiting(session: Session, actor: Actor, check: Check, hit: Hit) -> Disposition:
    waits = owned_by(actor, Disposition).where(Disposition.check_id == check.id, Disposition.hit_id == hit.id)
    waiting = session.scalar(waits.where(Disposition.stand == Stand.WAITING.value))
    if waiting is None:
        raise Conflict("No decision here waits for a second officer.", code="not_waiting")
    return waiting


def _asked(session: Session, actor: Actor, guest_id: str) -> GuestOfficer:
    require(actor, Permission.DECIDE_HITS)
    with _reaching(session, SYSTEM, actor):
        row = session.scalar(_open_for(actor).where(GuestOfficer.id == guest_id))
    if row is None:
        raise NotFound("request")
    return row


def _open_for(actor: Actor) -> Select[GuestOfficer]:
    waits = select(Disposition.id).where(Disposition.stand == Stand.WAITING.value)
    asked = owned_by(SYSTEM, GuestOfficer).where(GuestOfficer.to_organisation_id == actor.organisation_id)
    return asked.where(GuestOfficer.ended_at.is_(None), GuestOfficer.disposition_id.in_(waits))


def _as_host(actor: Actor, row: GuestOfficer) -> Actor:
    """The guest inside the organisation that asked: for the one hit that is looked at, without sensitive names."""
    seen = actor.permissions - {Permission.SEE_SENSITIVE_NAMES}
    return replace(actor, organisation_id=row.organisation_id, permissions=seen)


@contextmanager
def _reaching(session: Session, who: Actor, actor: Actor) -> Iterator[None]:
    confine(session, who)
    try:
        yield
    finally:
        confine(session, actor)

"""A blind second look at a sample of what one officer alone has called *different person* (practice.md section 3: 5 % in washes).

The sample is drawn by a keyed digest of the hit's id: it is the same whenever it is asked for, and nobody without the service's key
can tell beforehand which hits are in it. Whoever looks sees the comparison and not the decision, its reason or its officer. When
the two do not agree, the hit is open again by the ordinary way of taking a decision back; both stay in the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound, Refused
from vetting.matching import Comparison
from vetting.screening.among import is_one_of
from vetting.screening.dispositions import CHANGED, reopen_hit
from vetting.screening.locks import lock_hits
from vetting.screening.models import Check, Disposition, Hit, SecondLook
from vetting.screening.practice import practice_of
from vetting.screening.rules import Decision, Stand, clean_reason, known_decision
from vetting.screening.shown import shown_comparisons, shown_request
from vetting.vault import Vault, open_column, seal_column, vault_of

PURPOSE = "second-look"
DIGITS = 12
STEPS = float(16**DIGITS)
NOT_AGREED = "second_look"
"""Why a hit is open again that a second officer did not call a different person."""


@dataclass(frozen=True, slots=True)
class BlindPair:
    """What the second officer reads: the facts that were compared."""

    check_id: str
    hit_id: str
    list_id: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class LookTally:
    """How second looks stand: `mine` are the hits (check id, hit id) that this officer can look at; the rest are counts."""

    mine: tuple[tuple[str, str], ...]
    waiting: int
    agreed: int
    not_agreed: int


def is_drawn(vault: Vault, hit_id: str, percent: float) -> bool:
    """Whether a hit is in the sample of so many percent."""
    drawn = int(vault.blind_index(PURPOSE, hit_id)[:DIGITS], 16)
    return drawn / STEPS < percent / 100


def second_looks(session: Session, actor: Actor, checks: Select[Any]) -> LookTally:
    """How the second looks at these checks' hits stand. Raises Refused."""
    require(actor, Permission.READ_COMPARISONS)
    waiting = _waiting(session, actor, checks)
    taken = owned_by(actor, SecondLook).with_only_columns(SecondLook.agrees).where(is_one_of(SecondLook.check_id, checks))
    agreed = list(session.scalars(taken))
    mine = tuple((each.check_id, each.hit_id) for each in waiting if each.decided_by_id != actor.id)
    return LookTally(mine, len(waiting), sum(agreed), len(agreed) - sum(agreed))


def view_blind(session: Session, actor: Actor, checks: Select[Any], hit_id: str) -> BlindPair:
    """One comparison for a second look; reading it is audited. Raises Refused, NotFound and VaultError."""
    require(actor, Permission.DECIDE_HITS)
    disposition = _to_look_at(session, actor, checks, hit_id)
    check = get_owned(session, actor, Check, disposition.check_id, "check")
    hit = get_owned(session, actor, Hit, disposition.hit_id, "hit")
    comparisons = [Comparison(**each) for each in open_column(session, hit, "sealed_comparisons")]
    shown = shown_comparisons(actor, shown_request(session, actor, check), comparisons)
    audit.record(session, actor, "hit_read", check=check.id, hit=hit.id)
    return BlindPair(check.id, hit.id, hit.list_id, shown)


def look_again(session: Session, actor: Actor, checks: Select[Any], hit_id: str, decision: str, *, reason: str) -> bool:
    """Record what a second officer says of a hit without having seen the decision; gives whether the two agree.

    If they do not, the hit is open again, in every check that relied on it. Raises Refused (`same_officer`,
    `second_must_be_person`), InvalidInput, NotFound and Conflict (`version_changed`).
    """
    require(actor, Permission.DECIDE_HITS)
    said, reason = known_decision(decision), clean_reason(reason)
    seen = _to_look_at(session, actor, checks, hit_id)
    lock_hits(session, actor, [(seen.check_id, seen.hit_id)])
    session.refresh(seen)
    if seen.stand != Stand.COUNTS.value:
        raise Conflict(CHANGED, code="version_changed")
    look = SecondLook(
        id=new_id(),
        organisation_id=seen.organisation_id,
        check_id=seen.check_id,
        hit_id=seen.hit_id,
        disposition_id=seen.id,
        decided_by_id=seen.decided_by_id,
        decision=said.value,
        agrees=said is Decision.DIFFERENT_PERSON,
        looked_by_id=actor.id,
        looked_at=utc_now(),
    )
    seal_column(session, look, "sealed_reason", reason)
    session.add(look)
    try:
        session.flush()
    except IntegrityError as error:  # another officer was quicker
        raise Conflict(CHANGED, code="version_changed") from error
    told = {"check": look.check_id, "hit": look.hit_id, "disposition": look.disposition_id}
    audit.record(session, actor, "second_look_taken", **told, agrees=look.agrees)
    if not look.agrees:
        reopen_hit(session, actor, look.check_id, look.hit_id, reason=reason)
        get_owned(session, actor, Hit, look.hit_id, "hit").reopened_because = [NOT_AGREED]
        session.flush()
    return look.agrees


def _to_look_at(session: Session, actor: Actor, checks: Select[Any], hit_id: str) -> Disposition:
    """The decision in the sample that waits for a look at this hit. Raises NotFound and Refused."""
    found = next((each for each in _waiting(session, actor, checks) if each.hit_id == hit_id), None)
    if found is None:
        raise NotFound("second look")
    if found.decided_by_id == actor.id:
        raise Refused("You took this decision. A second officer of your organisation must look at it.", code="same_officer")
    if actor.kind != "person":
        raise Refused("The second officer must be a person who has signed in.", code="second_must_be_person")
    return found


def _waiting(session: Session, actor: Actor, checks: Select[Any]) -> Sequence[Disposition]:
    """The decisions of one officer alone that count, clear, were drawn, and that nobody has looked at."""
    looked = exists().where(SecondLook.disposition_id == Disposition.id)
    clears = owned_by(actor, Disposition).where(is_one_of(Disposition.check_id, checks), ~looked)
    clears = clears.where(Disposition.decision == Decision.DIFFERENT_PERSON.value, Disposition.stand == Stand.COUNTS.value)
    percent, vault = practice_of(session).second_look_percent, vault_of(session)
    rows = session.scalars(clears.where(~Disposition.needs_second).order_by(Disposition.hit_id)).all()
    drawn = [row for row in rows if is_drawn(vault, row.hit_id, percent)]
    hits = owned_by(actor, Hit).where(Hit.id.in_([row.hit_id for row in drawn]))
    kept = {hit.id for hit in session.scalars(hits) if open_column(session, hit, "sealed_comparisons")}
    return [row for row in drawn if row.hit_id in kept]  # of a check that was erased, there is nothing left to look at

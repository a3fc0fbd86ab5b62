"""A pair that was cleared stays cleared in later checks of the same organisation, until what is compared changes on either side.

Both sides are kept with the hit as keyed digests, in parts, so that a hit that opens again can say what changed. The key is the
vault's and the organisation is part of it: the digests name nobody and cannot be joined across organisations.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor
from vetting.matching import Identity, PersonName
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import HitState
from vetting.screening.rules import STRONG, Decision, Stand
from vetting.vault import Vault, vault_of

SUBMITTED, LISTED = "submitted", "listed"
PARTS = ("names", "date_of_birth", "numbers")
NOW_STRONG = "now_strong"
DISPUTED = "disputed"
TAKEN_BACK = "taken_back"

Pair = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """One decision of the organisation on the same listed person that stands or waits."""

    hit_id: str
    origin_id: str
    pair: Pair
    decision: Decision
    stand: Stand
    by_two: bool

    @property
    def clears(self) -> bool:
        return self.decision is Decision.DIFFERENT_PERSON and self.stand is Stand.COUNTS


def pair_of(session: Session, organisation_id: str, submitted: Identity, listed: Identity) -> Pair:
    """Keyed digests of what is compared on both sides, in the parts by which a change is named."""
    vault = vault_of(session)
    return {
        SUBMITTED: _digests(vault, organisation_id, submitted),
        LISTED: _digests(vault, organisation_id, listed),
    }


def keep_cleared(session: Session, actor: Actor, checks: Sequence[tuple[Check, Sequence[Hit]]]) -> None:
    """Clear the new hits whose pair an earlier decision of the organisation has cleared, and say of others why they are open again.

    Call it in the transaction that stores them: the decisions relied on are locked until it ends, so that none can be taken back
    unseen. The rows are in the session already; the caller settles the checks' outcomes.
    """
    hits = [hit for _, found in checks for hit in found if hit.origin_id is not None and hit.pair is not None]
    earlier = _earlier(session, {hit.organisation_id for hit in hits}, {hit.origin_id for hit in hits if hit.origin_id})
    for hit in hits:
        same = [each for each in earlier if each.origin_id == hit.origin_id]
        cleared_by = _clearing(hit, same)
        if isinstance(cleared_by, str):
            hit.state, hit.cleared_by_hit_id = HitState.CLEARED.value, cleared_by
            audit.record(session, actor, "pair_kept_cleared", check=hit.check_id, hit=hit.id, cleared_by_hit=cleared_by)
        else:
            hit.reopened_because = cleared_by or None
    session.flush()


def _clearing(hit: Hit, earlier: Sequence[_Earlier]) -> str | list[str]:
    """The earlier hit whose decision clears this one, or why none does: empty when nobody ever cleared this pair."""
    pair = hit.pair or {}
    of_pair = [each for each in earlier if each.pair == pair]
    clearing = [each for each in of_pair if each.clears]
    if not clearing:
        return _what_changed(pair, [each.pair for each in earlier if each.clears])
    if any(each.decision is not Decision.DIFFERENT_PERSON for each in of_pair):
        return [DISPUTED]
    enough = [each for each in clearing if each.by_two or hit.band != STRONG]
    return enough[0].hit_id if enough else [NOW_STRONG]


def _what_changed(pair: Pair, cleared: Sequence[Pair]) -> list[str]:
    """The parts in which the likest cleared pair differs; empty when none of them is about this applicant."""
    told: list[list[str]] = []
    for other in cleared:
        changed = [f"{side}.{part}" for side in (SUBMITTED, LISTED) for part in PARTS if pair[side][part] != other[side][part]]
        of_applicant = {f"{SUBMITTED}.names", f"{SUBMITTED}.date_of_birth"}
        if not of_applicant <= set(changed):
            told.append(changed)
    return min(told, key=len, default=[])


def _earlier(session: Session, organisation_ids: Collection[str], origins: Collection[str]) -> list[_Earlier]:
    if not origins:
        return []
    rows = session.execute(
        select(Hit.id, Hit.origin_id, Hit.pair, Disposition.decision, Disposition.stand, Disposition.second_by_id)
        .join(Disposition, Disposition.hit_id == Hit.id)
        .where(Hit.organisation_id.in_(organisation_ids), Hit.origin_id.in_(origins))
        .where(Disposition.stand.in_([Stand.COUNTS.value, Stand.WAITING.value]))
        .where(Disposition.decision != Decision.REOPENED.value)
        .order_by(Disposition.decided_at.desc(), Disposition.id)
        .with_for_update(read=True, of=Disposition)
    ).all()
    return [
        _Earlier(hit_id, origin_id, pair, Decision(decision), Stand(stand), second is not None)
        for hit_id, origin_id, pair, decision, stand, second in rows
        if pair is not None and origin_id is not None
    ]


def _digests(vault: Vault, organisation_id: str, identity: Identity) -> dict[str, str]:
    numbers = sorted([_folded(each.force), _folded(each.number)] for each in identity.service_numbers)
    facts: dict[str, object] = {
        "names": sorted({_folded_name(name) for name in identity.names}),
        "date_of_birth": identity.date_of_birth or "",
        "numbers": [numbers, _folded(identity.force or ""), _folded(identity.national_insurance_number or "")],
    }
    return {part: vault.blind_index(f"pair:{part}:{organisation_id}", json.dumps(facts[part])) for part in PARTS}


def _folded_name(name: PersonName) -> str:
    return f"{_folded(name.forenames)}|{_folded(name.surname)}"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

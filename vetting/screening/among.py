"""What a set of checks came to, such as those of one batch: their hits, how alike they are, what was decided and how soon.

The caller says which checks by a select of their ids, and has looked at whose they are; the scoped door is held all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vetting.access import Actor, Permission, owned_by, require
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import HitState
from vetting.screening.rules import Decision, Stand

STEP_BITS = 2
"""How wide a bar of the picture of match weights is."""
HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class HitBrief:
    """One hit in a list: where it stands, and nothing of the strength of the match, which is read after the comparison."""

    check_id: str
    hit_id: str
    list_id: str
    standing: str
    state: HitState
    waits: bool


@dataclass(frozen=True, slots=True)
class WeightStep:
    """How many hits have a match weight from `low` (bits, included) to `high` (not included)."""

    low: int
    high: int
    hits: int


@dataclass(frozen=True, slots=True)
class DecisionTally:
    """What was decided on the hits of a set of checks. Hours are from the check to the decision that counts; None before one."""

    counting: dict[Decision, int]
    kept_cleared: int
    by_two: int
    waiting: int
    refused: int
    taken_back: int
    median_hours: float | None
    longest_hours: float | None


def is_one_of(check_id: InstrumentedAttribute[str], checks: Select[Any]) -> ColumnElement[bool]:
    """The condition that a check is one of these. Each is looked up by its id: a batch may have 300,000, and few of them hits."""
    (own_id,) = checks.selected_columns
    return checks.where(own_id == check_id).exists()


def hits_among(session: Session, actor: Actor, checks: Select[Any]) -> tuple[HitBrief, ...]:
    """The hits of these checks. Raises Refused."""
    require(actor, Permission.READ_COMPARISONS)
    waits = owned_by(actor, Disposition).with_only_columns(Disposition.hit_id)
    waits = waits.where(is_one_of(Disposition.check_id, checks), Disposition.stand == Stand.WAITING.value)
    waiting = set(session.scalars(waits))
    wanted = owned_by(actor, Hit).where(is_one_of(Hit.check_id, checks)).order_by(Hit.check_id, Hit.id)
    rows = session.execute(wanted.with_only_columns(Hit.check_id, Hit.id, Hit.list_id, Hit.standing, Hit.state))
    return tuple(
        HitBrief(check_id, hit_id, list_id, standing, HitState(state), hit_id in waiting)
        for check_id, hit_id, list_id, standing, state in rows
    )


def weights_among(session: Session, actor: Actor, checks: Select[Any]) -> tuple[WeightStep, ...]:
    """How the match weights of these checks' hits are spread, in steps of two bits without a gap. Raises Refused."""
    require(actor, Permission.READ_COMPARISONS)
    wanted = owned_by(actor, Hit).with_only_columns(Hit.match_weight).where(is_one_of(Hit.check_id, checks))
    return weight_steps(list(session.scalars(wanted)))


def weight_steps(weights: Sequence[float]) -> tuple[WeightStep, ...]:
    """Weights counted in steps, from the least to the greatest; empty steps between them are there as well."""
    counts = Counter(math.floor(weight / STEP_BITS) * STEP_BITS for weight in weights)
    if not counts:
        return ()
    lows = range(min(counts), max(counts) + STEP_BITS, STEP_BITS)
    return tuple(WeightStep(low, low + STEP_BITS, counts.get(low, 0)) for low in lows)


def decisions_among(session: Session, actor: Actor, checks: Select[Any]) -> DecisionTally:
    """What was decided on these checks' hits, by whom of how many, and how soon. Raises Refused."""
    require(actor, Permission.READ_COMPARISONS)
    wanted = (
        owned_by(actor, Disposition).join(Check, Check.id == Disposition.check_id).where(is_one_of(Disposition.check_id, checks))
    )
    columns = (Disposition.decision, Disposition.stand, Disposition.decided_at, Disposition.second_at, Check.checked_at)
    counting: Counter[Decision] = Counter()
    stands: Counter[Stand] = Counter()
    hours: list[float] = []
    by_two = taken_back = 0
    for decision, stand, decided_at, second_at, checked_at in session.execute(wanted.with_only_columns(*columns)):
        stands[Stand(stand)] += 1
        taken_back += decision == Decision.REOPENED.value and stand != Stand.REFUSED.value
        if stand == Stand.COUNTS.value and decision != Decision.REOPENED.value:
            counting[Decision(decision)] += 1
            by_two += second_at is not None
            hours.append(((second_at or decided_at) - checked_at).total_seconds() / HOUR)
    kept = owned_by(actor, Hit).with_only_columns(Hit.id)
    kept = kept.where(is_one_of(Hit.check_id, checks), Hit.state == HitState.CLEARED.value, Hit.cleared_by_hit_id.is_not(None))
    return DecisionTally(
        counting=dict(counting),
        kept_cleared=len(session.scalars(kept).all()),
        by_two=by_two,
        waiting=stands[Stand.WAITING],
        refused=stands[Stand.REFUSED],
        taken_back=taken_back,
        median_hours=median(hours) if hours else None,
        longest_hours=max(hours, default=None),
    )

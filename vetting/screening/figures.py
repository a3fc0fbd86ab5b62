"""The figures of an organisation's vetting unit: checks a day, how they came out, how long decisions took, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, owned_by, require
from vetting.db import utc_now
from vetting.registry import day_in_london
from vetting.screening.case_models import Case
from vetting.screening.history import starts_of
from vetting.screening.models import Check
from vetting.screening.outcomes import Outcome

DAYS_SHOWN = 14
DAYS_COUNTED = 30
MOST_DECIDED = 5_000
STEPS = ((1, "within a day"), (2, "within 2 days"), (5, "within 5 days"), (10, "within 10 days"))
LATER = "later"


@dataclass(frozen=True, slots=True)
class Figures:
    """`per_day` is the last fortnight, the rest of the last thirty days. `median_days` is None before the first decision."""

    per_day: tuple[tuple[date, int], ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    decided: tuple[tuple[str, int], ...]
    median_days: float | None
    open: int
    overdue: int
    on_hold: int
    unassigned: int


def unit_figures(session: Session, actor: Actor) -> Figures:
    """The figures of the actor's organisation; reading them is audited. Raises Refused."""
    require(actor, Permission.READ_COMPARISONS)
    today = day_in_london(utc_now())
    days = [today - timedelta(days=back) for back in range(DAYS_SHOWN - 1, -1, -1)]
    per_day = tuple((day, _checks_between(session, actor, day, day)) for day in days)
    since = starts_of(today - timedelta(days=DAYS_COUNTED - 1))
    took = _days_to_decide(session, actor, since)
    open_cases = owned_by(actor, Case).where(Case.closed_at.is_(None))
    parts = (
        open_cases,
        open_cases.where(Case.due_on < today),
        open_cases.where(Case.held_since.is_not(None)),
        open_cases.where(Case.assigned_to_id.is_(None)),
    )
    counts = [session.scalar(select(func.count()).select_from(part.subquery())) or 0 for part in parts]
    audit.record(session, actor, "dashboard_read", checks=sum(count for _, count in per_day))
    return Figures(per_day, _outcomes(session, actor, since), steps_of(took), median(took) if took else None, *counts)


def steps_of(days: Sequence[float]) -> tuple[tuple[str, int], ...]:
    """How many decisions took how long, in steps."""
    counts = dict.fromkeys([*(words for _, words in STEPS), LATER], 0)
    for each in days:
        counts[next((words for most, words in STEPS if each <= most), LATER)] += 1
    return tuple(counts.items())


def _checks_between(session: Session, actor: Actor, first: date, last: date) -> int:
    inside = owned_by(actor, Check).where(
        Check.checked_at >= starts_of(first), Check.checked_at < starts_of(last + timedelta(days=1))
    )
    return session.scalar(select(func.count()).select_from(inside.subquery())) or 0


def _outcomes(session: Session, actor: Actor, since: datetime) -> tuple[tuple[Outcome, int], ...]:
    inside = owned_by(actor, Check).where(Check.checked_at >= since).subquery()
    rows = session.execute(select(inside.c.outcome, func.count()).group_by(inside.c.outcome)).all()
    counts = {outcome: count for outcome, count in rows}
    return tuple((outcome, counts.get(outcome.value, 0)) for outcome in Outcome)


def _days_to_decide(session: Session, actor: Actor, since: datetime) -> list[float]:
    latest = owned_by(actor, Case).where(Case.closed_at >= since).order_by(Case.closed_at.desc()).limit(MOST_DECIDED)
    closed = [(case.opened_at, case.closed_at) for case in session.scalars(latest)]
    return [(ended - opened).total_seconds() / 86_400 for opened, ended in closed if ended is not None]

"""The checks that somebody may see, filtered, on pages and as rows to export. A filter tells no role more than its lines do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.screening.applications import application_states, has_application
from vetting.screening.case_models import Application
from vetting.screening.case_rules import ApplicationState
from vetting.screening.models import Check
from vetting.screening.outcomes import Outcome
from vetting.screening.practice import practice_of
from vetting.screening.views import MOST_CHECKS, CheckState, CheckSummary, summarise, visible_checks

LONDON = ZoneInfo("Europe/London")
MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is asked for; None is anything. Days are those of London, both included. `outcome` is for who compares only."""

    state: CheckState | None = None
    outcome: Outcome | None = None
    application: ApplicationState | None = None
    purpose: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One check of the history, and what became of its application; None for somebody who serves already."""

    check: CheckSummary
    purpose: str
    application: ApplicationState | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some of the checks asked for, latest first, and how many there are in all."""

    rows: tuple[HistoryRow, ...]
    total: int


def read_history(session: Session, actor: Actor, wanted: HistoryFilter, *, limit: int = 50, offset: int = 0) -> HistoryPage:
    """The checks asked for, as far as the actor may see them; reading them is audited. Raises Refused."""
    require(actor, Permission.READ_CHECK_STATES)
    found = _filtered(session, actor, wanted)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.order_by(Check.checked_at.desc(), Check.id).limit(max(1, min(limit, MOST_CHECKS))).offset(max(0, offset))
    rows = _rows(session, actor, session.scalars(page).all())
    audit.record(session, actor, "checks_listed", checks=len(rows), view="outcome" if _compares(actor) else "state")
    return HistoryPage(rows, total)


def export_history(session: Session, actor: Actor, wanted: HistoryFilter) -> Iterator[HistoryRow]:
    """The checks asked for, latest first, at most `MOST_EXPORTED`; that they were taken out is audited. Raises Refused."""
    require(actor, Permission.READ_CHECK_STATES)
    statement = _filtered(session, actor, wanted).order_by(Check.checked_at.desc(), Check.id).limit(MOST_EXPORTED)
    checks = session.scalars(statement).all()
    audit.record(session, actor, "checks_exported", checks=len(checks))
    for start in range(0, len(checks), MOST_CHECKS):
        yield from _rows(session, actor, checks[start : start + MOST_CHECKS])


def starts_of(day: date) -> datetime:
    """The moment at which a day begins in London."""
    return datetime.combine(day, time.min, LONDON)


def _filtered(session: Session, actor: Actor, wanted: HistoryFilter) -> Select[Any]:
    found = visible_checks(actor)
    if wanted.outcome is not None and _compares(actor):
        found = found.where(Check.outcome == wanted.outcome.value)
    if wanted.state is not None:
        found = found.where(_in_state(wanted.state))
    if wanted.purpose:
        found = found.where(Check.purpose == wanted.purpose)
    if wanted.since is not None:
        found = found.where(Check.checked_at >= starts_of(wanted.since))
    if wanted.until is not None:
        found = found.where(Check.checked_at < starts_of(wanted.until + timedelta(days=1)))
    if wanted.application is not None:
        found = found.where(Check.purpose.not_in(sorted(practice_of(session).without_application)))
        found = found.outerjoin(Application, Application.check_id == Check.id).where(_with_application(wanted.application))
    return found


def _in_state(state: CheckState) -> Any:
    failed = Check.outcome == Outcome.COULD_NOT_CHECK.value
    if state is CheckState.COULD_NOT_CHECK:
        return failed
    if state is CheckState.COMPLETE:
        return and_(~failed, Check.released_at.is_not(None))
    return and_(~failed, Check.released_at.is_(None))


def _with_application(state: ApplicationState) -> Any:
    known = Application.state == state.value
    return or_(known, Application.state.is_(None)) if state is ApplicationState.LIVE else known


def _rows(session: Session, actor: Actor, checks: Sequence[Check]) -> tuple[HistoryRow, ...]:
    states = application_states(session, [check.id for check in checks])
    return tuple(
        HistoryRow(summarise(session, actor, check), check.purpose, states[check.id] if has_application(session, check) else None)
        for check in checks
    )


def _compares(actor: Actor) -> bool:
    return actor.may(Permission.READ_COMPARISONS)

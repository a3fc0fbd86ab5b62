"""The queue of an organisation's vetting unit, and one case with everything that was done on it. Nothing here says how strong a
match is: the comparison is read first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Force, Permission, colleagues, find_force, get_owned, owned_by, require
from vetting.db import utc_now
from vetting.registry import Choice, day_in_london
from vetting.screening.case_models import Case, CaseEvent, DocumentSeen
from vetting.screening.case_rules import CaseEventKind
from vetting.screening.cases import forces_to_ask, former_forces
from vetting.screening.models import Check, Disposition
from vetting.screening.outcomes import Outcome
from vetting.screening.practice import Practice, practice_of
from vetting.screening.rules import Stand
from vetting.vault import open_column

CASES_A_PAGE = 50


class QueueView(StrEnum):
    """Which part of the queue is asked for."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    OVERDUE = "overdue"
    SECOND = "second"
    HELD = "held"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the queue. `waits_for_second` says that a decision of it waits for a second officer."""

    check_id: str
    reference: str
    outcome: Outcome
    opened_at: datetime
    due_on: date | None
    overdue: bool
    assigned_to: str | None
    hold: str | None
    escalated: bool
    waits_for_second: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some open cases, the most urgent first; how many there are in this part, and how many in every part."""

    view: QueueView
    cases: tuple[CaseSummary, ...]
    total: int
    counts: dict[QueueView, int]
    officers: dict[str, str]


@dataclass(frozen=True, slots=True)
class CaseEventView:
    """One thing done or written on a case; `about` is the hold's reason, the force or the colleague in words."""

    kind: CaseEventKind
    at: datetime
    by: str
    about: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document that was seen."""

    kind: str
    seen_on: date
    seen_by: str
    last_four: str


@dataclass(frozen=True, slots=True)
class FormerForce:
    """A force to ask: its key in the case's events, its name, whom to ask there (None where nobody is entered)."""

    key: str
    name: str
    contact: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A check's case. `summary` is None for a check that never had one; `open` says whether something is left to do."""

    check_id: str
    reference: str
    open: bool
    summary: CaseSummary | None
    events: tuple[CaseEventView, ...]
    documents: tuple[DocumentView, ...]
    forces: tuple[FormerForce, ...]
    asks_forces: bool
    officers: dict[str, str]


def read_queue(session: Session, actor: Actor, view: QueueView, *, limit: int = CASES_A_PAGE, offset: int = 0) -> QueuePage:
    """The open cases of the actor's organisation: escalated ones first, then by their last day. Reading them is audited."""
    require(actor, Permission.DECIDE_HITS)
    today = day_in_london(utc_now())
    counts = {each: _count(session, _part(actor, each, today)) for each in QueueView}
    statement = (
        _part(actor, view, today)
        .order_by(Case.escalated_at.is_(None), Case.due_on.is_(None), Case.due_on, Case.opened_at, Case.check_id)
        .limit(limit)
        .offset(max(0, offset))
    )
    cases = session.scalars(statement).all()
    found = owned_by(actor, Check).where(Check.id.in_([case.check_id for case in cases]))
    checks = {check.id: check for check in session.scalars(found)}
    waiting = _waiting(session, actor, list(checks))
    shown = tuple(_summary(session, case, checks[case.check_id], case.check_id in waiting) for case in cases)
    audit.record(session, actor, "queue_read", cases=len(shown))
    return QueuePage(view, shown, counts[view], counts, colleagues(session, actor, Permission.DECIDE_HITS))


def view_case(session: Session, actor: Actor, check_id: str) -> CasePage:
    """One check's case; reading it is audited. Raises Refused and NotFound."""
    require(actor, Permission.DECIDE_HITS)
    check = get_owned(session, actor, Check, check_id, "check")
    case = session.scalar(owned_by(actor, Case).where(Case.check_id == check.id))
    practice = practice_of(session)
    waiting = check.id in _waiting(session, actor, [check.id])
    summary = _summary(session, case, check, waiting) if case is not None else None
    officers = colleagues(session, actor, Permission.DECIDE_HITS)
    audit.record(session, actor, "case_read", check=check.id)
    return CasePage(
        check_id=check.id,
        reference=open_column(session, check, "sealed_reference"),
        open=case is not None and case.closed_at is None,
        summary=summary,
        events=tuple(_event(session, row, practice, officers) for row in _events(session, actor, check.id)),
        documents=tuple(_document(session, row, practice) for row in _documents(session, actor, check.id)),
        forces=_forces(session, check, practice),
        asks_forces=check.purpose in practice.former_forces_asked_for,
        officers=officers,
    )


def _part(actor: Actor, view: QueueView, today: date) -> Select[Any]:
    cases = owned_by(actor, Case).where(Case.closed_at.is_(None))
    if view is QueueView.UNASSIGNED:
        return cases.where(Case.assigned_to_id.is_(None))
    if view is QueueView.MINE:
        return cases.where(Case.assigned_to_id == actor.id)
    if view is QueueView.OVERDUE:
        return cases.where(Case.due_on < today)
    if view is QueueView.HELD:
        return cases.where(Case.held_since.is_not(None))
    if view is QueueView.SECOND:
        others = (Disposition.stand == Stand.WAITING.value) & (Disposition.decided_by_id != actor.id)
        return cases.where(exists().where(Disposition.check_id == Case.check_id, others))
    return cases


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _waiting(session: Session, actor: Actor, check_ids: list[str]) -> set[str]:
    rows = owned_by(actor, Disposition).where(Disposition.check_id.in_(check_ids), Disposition.stand == Stand.WAITING.value)
    return {row.check_id for row in session.scalars(rows)}


def _summary(session: Session, case: Case, check: Check, waits: bool) -> CaseSummary:
    return CaseSummary(
        check_id=check.id,
        reference=open_column(session, check, "sealed_reference"),
        outcome=Outcome(check.outcome),
        opened_at=case.opened_at,
        due_on=case.due_on,
        overdue=case.closed_at is None and case.due_on is not None and case.due_on < day_in_london(utc_now()),
        assigned_to=case.assigned_to_id,
        hold=_label(practice_of(session).hold_reasons, case.hold_reason),
        escalated=case.escalated_at is not None,
        waits_for_second=waits,
    )


def _events(session: Session, actor: Actor, check_id: str) -> Any:
    return session.scalars(owned_by(actor, CaseEvent).where(CaseEvent.check_id == check_id).order_by(CaseEvent.at, CaseEvent.id))


def _documents(session: Session, actor: Actor, check_id: str) -> Any:
    rows = owned_by(actor, DocumentSeen).where(DocumentSeen.check_id == check_id)
    return session.scalars(rows.order_by(DocumentSeen.recorded_at, DocumentSeen.id))


def _event(session: Session, row: CaseEvent, practice: Practice, officers: dict[str, str]) -> CaseEventView:
    kind = CaseEventKind(row.kind)
    about = row.code
    if kind is CaseEventKind.HELD:
        about = _label(practice.hold_reasons, row.code)
    elif kind is CaseEventKind.ASSIGNED:
        about = officers.get(row.code, "somebody whose account is gone") if row.code else "nobody"
    elif kind in {CaseEventKind.FORCE_ASKED, CaseEventKind.FORCE_ANSWERED} and row.code:
        about = _force_name(row.code)
    text = open_column(session, row, "sealed_text") if row.sealed_text is not None else None
    return CaseEventView(kind, row.at, row.by_id, about, text)


def _document(session: Session, row: DocumentSeen, practice: Practice) -> DocumentView:
    kind = _label(practice.documents, row.kind) or row.kind
    return DocumentView(kind, row.seen_on, row.seen_by_id, open_column(session, row, "sealed_last_four"))


def _forces(session: Session, check: Check, practice: Practice) -> tuple[FormerForce, ...]:
    waiting = set(forces_to_ask(session, check))
    keys = dict.fromkeys(former_forces(session, check))
    return tuple(FormerForce(key, _force_name(key), practice.contacts.get(key), key in waiting) for key in keys)


def _force_name(key: str) -> str:
    body = find_force(key)
    if body is None:
        return key
    return body.title if isinstance(body, Force) else body.name


def _label(choices: tuple[Choice, ...], code: str | None) -> str | None:
    return next((choice.label for choice in choices if choice.code == code), code)

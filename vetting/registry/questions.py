"""Whether an undecided report stands: its authority asks to withdraw it, or the College's lawyers have answered about it.

Listing is a duty, and a received report counts (practice.md 1.1); no law on taking one back was read. So an authority's wish ends
nothing by itself: the report counts until two registrars have let it go, the first of whom may be the one who took the wish in.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, Refused
from vetting.registry.decisions import move
from vetting.registry.lifecycle import check_correctable, check_person
from vetting.registry.models import Report, ReportQuestion
from vetting.registry.once import add_once, change_once
from vetting.registry.proposals import APPROVED, OPEN, REFUSED, written_reason
from vetting.registry.report_views import QuestionView
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.vocabulary import ReportState
from vetting.vault import open_column, seal_column


class QuestionKind(StrEnum):
    """What is asked, or answered by the lawyers."""

    WITHDRAWAL = "withdrawal"
    NOT_LISTABLE = "not_listable"
    LISTABLE = "listable"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _LABELS[self]


_LABELS = {
    QuestionKind.WITHDRAWAL: "Withdraw the report",
    QuestionKind.NOT_LISTABLE: "The lawyers say that it does not belong on the list",
    QuestionKind.LISTABLE: "The lawyers say that it belongs on the list",
}
UNDECIDED = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.REFERRED)


def ask_withdrawal(session: Session, actor: Actor, report_id: str, reason: str) -> QuestionView:
    """Ask that an undecided report be withdrawn. It counts in every check until two registrars have let it go.

    Raises InvalidInput without a reason, Conflict when the report is decided or something about it is open.
    """
    require(actor, Permission.SUBMIT_REPORT)
    check_person(actor)
    report = get_owned(session, actor, Report, report_id, "report", lock=True)
    written = written_reason(reason, "Say why the report should never have been sent in.")
    return _ask(session, actor, report, QuestionKind.WITHDRAWAL, written)


def record_advice(session: Session, actor: Actor, report_id: str, *, listable: bool, advice: str) -> QuestionView:
    """Record what the College's lawyers say about a report that was referred to them; another registrar confirms it."""
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    report = get_owned(session, actor, Report, report_id, "report", lock=True)
    if report.state != ReportState.REFERRED:
        raise Conflict("This report is not with the College’s lawyers.", code="state")
    written = written_reason(advice, "Say what the lawyers advised, when, and where it can be read.", "advice")
    return _ask(session, actor, report, QuestionKind.LISTABLE if listable else QuestionKind.NOT_LISTABLE, written)


def agree(session: Session, actor: Actor, question_id: str) -> QuestionView:
    """Agree, as the first or the second of the College's two people; with the second it works.

    Raises Refused for whoever asked or agreed already, Conflict when it is decided.
    """
    row = _to_decide(session, actor, question_id)
    if actor.id in (row.asked_by, row.first_by):
        raise Refused("You have said this already, so another registrar must agree too.", code="own_change")
    if row.first_by is None:
        _settle(session, row, {"first_by": actor.id})
        _note(session, actor, row)
        return question_view(session, row)
    _settle(session, row, {"state": APPROVED, "decided_by": actor.id, "decided_at": utc_now()})
    _note(session, actor, row)
    _work(session, actor, row)
    return question_view(session, row)


def disagree(session: Session, actor: Actor, question_id: str, reason: str) -> QuestionView:
    """Refuse it, with a reason: the report stands as before. One registrar is enough, for nothing ends by it."""
    row = _to_decide(session, actor, question_id)
    seal_column(session, row, "sealed_answer", written_reason(reason, "Say why the report stands: whoever asked reads it."))
    decision = {"state": REFUSED, "decided_by": actor.id, "decided_at": utc_now(), "sealed_answer": row.sealed_answer}
    _settle(session, row, decision)
    _note(session, actor, row)
    return question_view(session, row)


def questions_about(session: Session, report_id: str) -> tuple[QuestionView, ...]:
    """Everything that was asked about a report, in order. The caller has made sure that the actor may read it."""
    statement = select(ReportQuestion).where(ReportQuestion.report_id == report_id)
    rows = session.scalars(statement.order_by(ReportQuestion.asked_at, ReportQuestion.id))
    return tuple(question_view(session, row) for row in rows)


def check_nothing_asked(session: Session, reports: list[str]) -> None:
    """Raises Conflict while something is open about one of these reports: it is decided before they are."""
    statement = select(ReportQuestion.kind).where(ReportQuestion.report_id.in_(reports), ReportQuestion.state == OPEN)
    if session.scalar(statement.limit(1)) is not None:
        raise Conflict("Its authority has asked to withdraw this report. Decide that first.", code="withdrawal_open")


def is_advised(session: Session, report_id: str) -> bool:
    """Whether the lawyers have said, and two people confirmed, that a report belongs on the list."""
    statement = select(ReportQuestion.id).where(
        ReportQuestion.report_id == report_id,
        ReportQuestion.kind == QuestionKind.LISTABLE.value,
        ReportQuestion.state == APPROVED,
    )
    return session.scalar(statement.limit(1)) is not None


def may_agree(view: QuestionView, actor: Actor) -> bool:
    """Whether the actor could agree: what a page asks before it shows the button."""
    is_other = actor.id not in (view.asked_by, view.first_by)
    return view.is_open and actor.may(Permission.CHANGE_REGISTER) and actor.kind == "person" and is_other


def question_view(session: Session, row: ReportQuestion) -> QuestionView:
    """A question with its words opened."""
    return QuestionView(
        id=row.id,
        report_id=row.report_id,
        organisation_id=row.organisation_id,
        kind=row.kind,
        label=QuestionKind(row.kind).label,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        first_by=row.first_by,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=open_column(session, row, "sealed_reason"),
        answer=open_column(session, row, "sealed_answer") if row.sealed_answer is not None else None,
    )


def _ask(session: Session, actor: Actor, report: Report, kind: QuestionKind, reason: str) -> QuestionView:
    check_correctable(ReportState(report.state))
    row = ReportQuestion(
        id=new_id(),
        report_id=report.id,
        organisation_id=report.organisation_id,
        kind=kind.value,
        state=OPEN,
        asked_by=actor.id,
        asked_at=utc_now(),
        first_by=actor.id if actor.may(Permission.CHANGE_REGISTER) else None,
    )
    seal_column(session, row, "sealed_reason", reason)
    add_once(session, row, "Something about this report is open already. It is decided first.")
    audit.record(session, actor, "report_question_asked", report=report.id, question=row.id, kind=row.kind)
    return question_view(session, row)


def _to_decide(session: Session, actor: Actor, question_id: str) -> ReportQuestion:
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    row = get_owned(session, actor, ReportQuestion, question_id, "question", lock=True)
    session.refresh(row)
    if row.state != OPEN:
        raise Conflict("This has been decided already.", code="state")
    return row


def _settle(session: Session, row: ReportQuestion, changes: dict[str, Any]) -> None:
    """Change it only if it is as it was read, which one statement decides: of two who agree at once, one succeeds."""
    as_read = ReportQuestion.first_by.is_(None) if row.first_by is None else ReportQuestion.first_by == row.first_by
    statement = update(ReportQuestion).where(ReportQuestion.id == row.id, ReportQuestion.state == OPEN, as_read).values(**changes)
    change_once(session, statement, "Somebody else decided this a moment ago. Read it again.")
    session.refresh(row)


def _note(session: Session, actor: Actor, row: ReportQuestion) -> None:
    audit.record(
        session, actor, "report_question_answered", report=row.report_id, question=row.id, kind=row.kind, decision=row.state
    )


def _work(session: Session, actor: Actor, row: ReportQuestion) -> None:
    """What two people agreed on takes effect. Raises Conflict when the report was decided meanwhile."""
    report = get_owned(session, actor, Report, row.report_id, "report")
    session.refresh(report)
    if row.kind == QuestionKind.LISTABLE:
        move(session, [report], (ReportState.REFERRED,), {"state": ReportState.SUBMITTED.value})
        return
    move(session, [report], UNDECIDED, {"state": ReportState.WITHDRAWN.value})
    session.flush()
    version = raise_version(session, [Change(Action.REMOVE, "report", report.id)])
    audit.record(session, actor, "report_withdrawn", report=report.id, question=row.id, kind=row.kind, register_version=version)

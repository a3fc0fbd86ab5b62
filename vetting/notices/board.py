"""The reconciliation board: what notices let the College expect, beside what was reported. A person says what meets what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import FORCES, Actor, Permission, force_history, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.notices.expectations import (
    ExpectationState,
    ExpectationView,
    ForceBoard,
    Settled,
    by_force,
    candidates_for,
    load_window,
    view_of,
)
from vetting.notices.models import Expectation, ExpectationSettled, Notice
from vetting.registry import clean_paragraphs, day_in_london, due_date, is_readable, report_keys
from vetting.vault import open_column, seal_column

LONGEST_REASON = 2_000
FORCE_CODES = tuple(force.code for force in FORCES)
_ORDER = tuple(ExpectationState)


def list_expectations(session: Session, actor: Actor, today: date) -> list[ExpectationView]:
    """Every expectation as it stands today: overdue first, the longest first; then what is expected, met, and not expected."""
    require(actor, Permission.KEEP_NOTICES)
    views = _views(session, today)
    return sorted(views, key=lambda view: (_ORDER.index(view.state), -view.days_overdue, view.due or date.max, view.id))


def board(session: Session, actor: Actor, today: date) -> tuple[ForceBoard, ...]:
    """What each force still owes the College, the force with the longest overdue first."""
    require(actor, Permission.KEEP_NOTICES)
    return by_force(_views(session, today))


def expectations_of(session: Session, actor: Actor, notice_id: str, today: date) -> list[ExpectationView]:
    """What is expected because of one notice, in the order of its people. The caller has read the notice through its door."""
    require(actor, Permission.KEEP_NOTICES)
    rows = session.scalars(select(Expectation).where(Expectation.notice_id == notice_id)).all()
    return sorted(_views(session, today, rows), key=lambda view: view.subject) if rows else []


def get_expectation(session: Session, actor: Actor, expectation_id: str, today: date) -> ExpectationView:
    """One expectation, with the reports that could meet it. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.KEEP_NOTICES)
    row = _find(session, expectation_id)
    audit.record(session, actor, "notice_read", notice=row.notice_id)
    return next(view for view in _views(session, today, [row]))


def confirm_met(session: Session, actor: Actor, expectation_id: str, report_id: str) -> None:
    """Say that this report meets the expectation. Raises InvalidInput for a report that could not, Conflict if it is settled."""
    require(actor, Permission.KEEP_NOTICES)
    row = _find(session, expectation_id)
    view = next(iter(_views(session, day_in_london(utc_now()), [row])))
    _check_open(view)
    if report_id not in {each.report.report_id for each in view.candidates}:
        message = "Choose one of the reports: of the same force and kind of person, of a day of the hearing or about it."
        raise InvalidInput([Problem("report_id", message)])
    _settle(session, row, ExpectationSettled(report_id=report_id, sealed_reason=None, settled_by=actor.id))
    audit.record(session, actor, "expectation_met", expectation=row.id, report=report_id)


def set_aside(session: Session, actor: Actor, expectation_id: str, reason: str) -> None:
    """Say that no report is to be expected after all, and why: a notice that was misread, an outcome that was set aside."""
    require(actor, Permission.KEEP_NOTICES)
    row = _find(session, expectation_id)
    _check_open(next(iter(_views(session, day_in_london(utc_now()), [row]))))
    written = clean_paragraphs(reason)
    if not any(letter.isalpha() for letter in written) or len(written) > LONGEST_REASON or not is_readable(written):
        raise InvalidInput([Problem("reason", f"Say why no report is expected, in {LONGEST_REASON:,} characters or fewer.")])
    _settle(session, row, ExpectationSettled(report_id=None, settled_by=actor.id), written)
    audit.record(session, actor, "expectation_set_aside", expectation=row.id)


def reopen_expectation(session: Session, actor: Actor, expectation_id: str) -> None:
    """Take back what was said of an expectation: it is expected, or overdue, as before. Raises Conflict when nothing was said."""
    require(actor, Permission.KEEP_NOTICES)
    row = _find(session, expectation_id)
    settled = session.scalar(select(ExpectationSettled).where(ExpectationSettled.expectation_id == row.id))
    if settled is None:
        raise Conflict("Nobody has settled this.", code="state")
    session.delete(settled)
    session.flush()
    audit.record(session, actor, "expectation_reopened", expectation=row.id)


def count_overdue(session: Session, actor: Actor, today: date) -> int:
    """How many expected outcomes are past their deadline and not settled; no notice is opened for it."""
    require(actor, Permission.KEEP_NOTICES)
    rows = session.execute(
        select(Expectation.finding_date, ExpectationSettled.id, ExpectationSettled.report_id)
        .outerjoin(ExpectationSettled, ExpectationSettled.expectation_id == Expectation.id)
        .where(Expectation.not_expected.is_(None), Expectation.finding_date.is_not(None))
    ).all()
    overdue = [row for row in rows if row.finding_date is not None and due_date(row.finding_date) < today]
    met = {row.report_id for row in overdue if row.report_id}
    gone = met - {report.report_id for report in report_keys(session, FORCE_CODES)} if met else set()
    return sum(row.id is None or row.report_id in gone for row in overdue)


def owed_by_own_force(session: Session, actor: Actor, today: date) -> list[ExpectationView]:
    """What the College expects of the actor's own force because of notices and nobody has settled, the earliest due first.

    A force that has taken over from another owes what that one owed.

    Neither the notice nor its address is told, so nothing is kept in the trail. A local policing body is told nothing: a notice
    does not say who is to report.
    """
    require(actor, Permission.READ_OWN_REPORTS)
    line = force_history().line_of(actor.organisation_code or "", today)
    rows = session.scalars(
        select(Expectation)
        .outerjoin(ExpectationSettled, ExpectationSettled.expectation_id == Expectation.id)
        .where(Expectation.force_code.in_(line), Expectation.not_expected.is_(None))
        .where(ExpectationSettled.id.is_(None))
    ).all()
    return sorted((view_of(row, "", today) for row in rows), key=lambda view: (view.due or date.max, view.id))


def _views(session: Session, today: date, wanted: Sequence[Expectation] = ()) -> list[ExpectationView]:
    """The wanted expectations, or all. One met by a report that is gone is open again: only what stands can meet it."""
    statement = select(Expectation, Notice).join(Notice, Notice.id == Expectation.notice_id)
    if wanted:
        statement = statement.where(Expectation.id.in_([row.id for row in wanted]))
    pairs = session.execute(statement).all()
    notices = {notice.id: notice for _, notice in pairs}
    sources = {notice_id: open_column(session, notice, "sealed_source") for notice_id, notice in notices.items()}
    reports = report_keys(session, {row.force_code for row, _ in pairs if row.force_code})
    standing = {report.report_id for report in reports}
    all_settled = session.scalars(select(ExpectationSettled)).all()
    taken = [said.report_id for said in all_settled if said.report_id]
    settled = {
        said.expectation_id: Settled(said.settled_by, said.settled_at, said.report_id, _reason(session, said))
        for said in all_settled
        if said.expectation_id in {row.id for row, _ in pairs} and (said.report_id is None or said.report_id in standing)
    }
    window = load_window()
    return [
        view_of(
            row,
            sources[row.notice_id],
            today,
            candidates=candidates_for(row, notice.kept_at, reports, taken, window),
            settled=settled.get(row.id),
        )
        for row, notice in pairs
    ]


def _reason(session: Session, said: ExpectationSettled) -> str | None:
    return open_column(session, said, "sealed_reason") if said.sealed_reason is not None else None


def _settle(session: Session, row: Expectation, said: ExpectationSettled, reason: str | None = None) -> None:
    said.id, said.expectation_id, said.settled_at = new_id(), row.id, utc_now()
    if reason is not None:
        seal_column(session, said, "sealed_reason", reason)
    try:
        with session.begin_nested():
            stale = session.scalar(select(ExpectationSettled).where(ExpectationSettled.expectation_id == row.id))
            if stale is not None:  # what met it is gone, or `_check_open` would have refused
                session.delete(stale)
                session.flush()
            session.add(said)
            session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else settled this a moment ago, or the report meets another outcome.", code="state") from error


def _check_open(view: ExpectationView) -> None:
    if view.state is ExpectationState.NOT_EXPECTED and view.settled is None:
        raise Conflict("No report is expected because of this outcome.", code="state")
    if view.settled is not None:
        raise Conflict("This has been settled already. Reopen it first.", code="state")


def _find(session: Session, expectation_id: str) -> Expectation:
    row = session.get(Expectation, expectation_id) if expectation_id.isalnum() else None
    if row is None:
        raise NotFound("expected outcome")
    return row

"""Rows that could not be read, resolved by two people: completed and listed, or set aside with a reason. Until then they count."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.registry.amendments import Amendment, read_amendment
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import ImportOrigin, RowResolution, UnreadRow
from vetting.registry.imports.intake import PENDING
from vetting.registry.imports.listing import NewEntry, TwoPeople, list_people
from vetting.registry.imports.plan import find_listed
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Report
from vetting.registry.policy import lists_of
from vetting.registry.proposals import check_decidable, written_reason
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.vocabulary import ReportState
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column, seal_column

OPEN, APPROVED, REFUSED = "open", "approved", "refused"
COMPLETE, SET_ASIDE = "complete", "set_aside"


def find_row(session: Session, row_id: str, *, lock: bool = False, pending: bool = False) -> UnreadRow:
    """A row that could not be read, whose import was confirmed, or (`pending`) may not have been. Raises NotFound."""
    statement = select(UnreadRow).where(UnreadRow.id == row_id).execution_options(populate_existing=True)
    if not pending:
        statement = statement.where(UnreadRow.state != PENDING)
    row = session.scalar(statement.with_for_update() if lock else statement) if row_id.isalnum() else None
    if row is None:
        raise NotFound("row")
    return row


def propose_completion(session: Session, actor: Actor, row_id: str, data: Amendment) -> str:
    """Propose what a row should have said, for another registrar to approve; returns the resolution's id.

    Raises InvalidInput with every problem, and Conflict when the row is resolved or a resolution waits.
    """
    row = _to_resolve(session, actor, row_id)
    content = _content(session, row, data)
    reason = written_reason(data.reason, "Say what shows that it is right, and where it was seen.")
    return _propose(session, actor, row, COMPLETE, {"content": content.as_json(), "reason": reason})


def propose_setting_aside(session: Session, actor: Actor, row_id: str, reason: str) -> str:
    """Propose that a row is about nobody who belongs on the list, or about somebody who stands there already."""
    row = _to_resolve(session, actor, row_id)
    written = written_reason(reason, "Say why nobody needs to be listed for this row, and how that is known.")
    return _propose(session, actor, row, SET_ASIDE, {"content": None, "reason": written})


def decide_resolution(session: Session, actor: Actor, row_id: str, *, approve: bool, reason: str = "") -> str | None:
    """Approve or refuse what another registrar proposed for a row; returns the entry that was made, if one was.

    Refused, the row counts as before. Raises Refused for whoever proposed it, and Conflict when nothing waits.
    """
    require(actor, Permission.CHANGE_REGISTER)
    row = find_row(session, row_id, lock=True)
    waiting = session.scalar(select(RowResolution).where(RowResolution.row_id == row.id, RowResolution.state == OPEN))
    if waiting is None:
        raise Conflict("No resolution of this row waits for a second person.", code="state")
    check_decidable(waiting.state, waiting.proposed_by, actor)
    if not approve:
        written = written_reason(reason, "Say why this does not resolve the row.")
        seal_column(session, waiting, "sealed_reason", written)
    _settle(session, actor, waiting, APPROVED if approve else REFUSED)
    entry_id, version = _take_effect(session, actor, row, waiting) if approve else (None, None)
    audit.record(
        session,
        actor,
        "row_resolution_decided",
        register_import=row.import_id,
        row=row.id,
        kind=waiting.kind,
        decision=waiting.state,
        entry=entry_id,
        register_version=version,
    )
    return entry_id


def _to_resolve(session: Session, actor: Actor, row_id: str) -> UnreadRow:
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    row = find_row(session, row_id, lock=True)
    if row.state != OPEN:
        raise Conflict("This row has been resolved already.", code="state")
    return row


def _content(session: Session, row: UnreadRow, data: Amendment) -> ReportContent:
    content = read_amendment(data, lists_of(session), day_in_london(utc_now()))
    if content.list_id != row.list_id:
        raise InvalidInput([Problem("list_id", "A row stays with its list.")])
    _check_not_listed(session, row, content)
    return content


def _check_not_listed(session: Session, row: UnreadRow, content: ReportContent) -> None:
    if find_listed(session, row.list_id, content) is not None:
        message = "This person was listed for this event already. Set the row aside, or put back the entry if it was removed."
        raise InvalidInput([Problem("surname", message)])


def _propose(session: Session, actor: Actor, row: UnreadRow, kind: str, content: dict[str, Any]) -> str:
    resolution = RowResolution(
        id=new_id(), row_id=row.id, kind=kind, state=OPEN, proposed_by=actor.id, proposed_at=utc_now(), sealed_reason=None
    )
    seal_column(session, resolution, "sealed_content", content)
    try:
        with session.begin_nested():
            session.add(resolution)
            session.flush()
    except IntegrityError as error:
        raise Conflict("A resolution of this row waits for a second person already.", code="already_open") from error
    audit.record(session, actor, "row_resolution_proposed", register_import=row.import_id, row=row.id, kind=kind)
    return resolution.id


def _settle(session: Session, actor: Actor, waiting: RowResolution, state: str) -> None:
    statement = (
        update(RowResolution)
        .where(RowResolution.id == waiting.id, RowResolution.state == OPEN)
        .values(state=state, decided_by=actor.id, decided_at=utc_now(), sealed_reason=waiting.sealed_reason)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise Conflict("Somebody else decided this a moment ago. Read it again.", code="state")
    session.refresh(waiting)


def _take_effect(session: Session, actor: Actor, row: UnreadRow, resolution: RowResolution) -> tuple[str | None, int]:
    at = utc_now()
    row.state = "completed" if resolution.kind == COMPLETE else "set_aside"
    session.flush()
    if resolution.kind == SET_ASIDE:
        return None, raise_version(session, _set_aside(session, row))
    content = ReportContent.from_json(open_column(session, resolution, "sealed_content")["content"])
    _check_not_listed(session, row, content)
    new = NewEntry(row.id, content, was_unread=row.searchable)
    entries, changes = list_people(session, [new], TwoPeople(resolution.proposed_by, actor, at))
    session.add(
        ImportOrigin(
            report_id=row.id,
            import_id=row.import_id,
            chunk_id=row.chunk_id,
            row_number=row.row_number,
            list_id=row.list_id,
            reference_index=row.reference_index,
        )
    )
    session.flush()
    return entries[row.id], raise_version(session, changes)


def _set_aside(session: Session, row: UnreadRow) -> list[Change]:
    """The report that stood for the row is withdrawn: checks no longer find it. One without a name was never found."""
    if not row.searchable:
        return []
    statement = update(Report).where(Report.id == row.id).values(state=ReportState.WITHDRAWN.value)
    session.execute(statement.execution_options(synchronize_session="fetch"))
    return [Change(Action.REMOVE, "report", row.id)]

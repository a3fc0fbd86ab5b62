"""Correcting a bad row before its import is confirmed: whoever uploaded the file says what the row should have said.

The file's own cells stay as they were. The second registrar sees each corrected row, what was wrong with it and why it was
changed, and confirms it with all others: the two people behind it are the same as behind every row of the file.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from vetting.registry.amendments import Amendment, read_amendment
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import Import, ImportChunk, UnreadRow
from vetting.registry.imports.confirming import find_import
from vetting.registry.imports.intake import PENDING, READY, person_key, rows_of
from vetting.registry.imports.rows import TakenRow
from vetting.registry.lifecycle import check_person
from vetting.registry.policy import lists_of
from vetting.registry.proposals import written_reason
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column, seal_column


def correct_row(session: Session, actor: Actor, row_id: str, data: Amendment) -> str:
    """Let a bad row of an import that nobody has confirmed say what it should have said; returns the import's id.

    Raises NotFound for a row that is not to be corrected, Refused for anybody but the uploader, Conflict when the import is
    confirmed or withdrawn, and InvalidInput with every problem of the correction.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    row, item = _find(session, row_id)
    if item.uploaded_by != actor.id:
        raise Refused("Whoever uploaded the file corrects its rows, and another registrar confirms them.", code="not_uploader")
    content = read_amendment(data, lists_of(session), day_in_london(utc_now()))
    if content.list_id != item.list_id:
        raise InvalidInput([Problem("list_id", "A row stays with its list.")])
    reason = written_reason(data.reason, "Say what shows that it is right, and where it was seen.")
    _rewrite(session, item, row, content, reason)
    session.execute(delete(UnreadRow).where(UnreadRow.id == row.id))
    item.readable, item.unreadable = item.readable + 1, item.unreadable - 1
    session.flush()
    audit.record(session, actor, "import_row_corrected", register_import=item.id, row=row.id)
    return item.id


def _find(session: Session, row_id: str) -> tuple[UnreadRow, Import]:
    """The row and its import, both locked, the import first: whoever confirms it waits, or has done so."""
    import_id = session.scalar(select(UnreadRow.import_id).where(UnreadRow.id == row_id)) if row_id.isalnum() else None
    if import_id is None:
        raise NotFound("row")
    item = find_import(session, import_id, lock=True)
    if item.state != READY:
        raise Conflict("This import was confirmed or withdrawn already.", code="state")
    row = session.scalar(select(UnreadRow).where(UnreadRow.id == row_id, UnreadRow.state == PENDING))
    if row is None:
        raise NotFound("row")
    return row, item


def _rewrite(session: Session, item: Import, row: UnreadRow, content: ReportContent, reason: str) -> None:
    """Seal the row's piece of the file anew, what the row now says in it; the cells as the file had them stay."""
    others = [other for _, other in rows_of(session, item.id) if other.number != row.row_number]
    double = next((other.number for other in others if other.content and person_key(other.content) == person_key(content)), None)
    if double is not None:
        raise InvalidInput([Problem("surname", f"Row {double} of this file is of the same person, force and event.")])
    references = {other.reference.casefold() for other in others}
    chunk = session.get_one(ImportChunk, row.chunk_id)
    kept = [TakenRow.from_json(each) for each in open_column(session, chunk, "sealed_rows")]
    said = [_corrected(each, content, reason, references) if each.number == row.row_number else each for each in kept]
    seal_column(session, chunk, "sealed_rows", [each.as_json() for each in said])


def _corrected(row: TakenRow, content: ReportContent, reason: str, references: set[str]) -> TakenRow:
    """The row as corrected; a reference that another row has too is nobody's."""
    reference = "" if row.reference.casefold() in references else row.reference
    return replace(row, content=content, correction=reason, reference=reference)

"""Rows that could not be read, as pages show them: what stands in the file, what is wrong, and how two people resolved them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import Import, RowResolution, UnreadRow
from vetting.registry.imports.intake import PENDING
from vetting.registry.imports.preview import SHOWN
from vetting.registry.imports.rows import RowProblem
from vetting.registry.imports.unread import OPEN, find_row
from vetting.registry.imports.views import cells_of, problems_of
from vetting.registry.models import Entry
from vetting.vault import open_column


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A row that could not be read: its number, what is wrong, how it stands, and whether a resolution waits."""

    id: str
    import_id: str
    list_id: str
    row: int
    state: str
    searchable: bool
    waits: bool
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class ResolutionView:
    """What was proposed for a row, and what was decided."""

    kind: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    content: ReportContent | None
    reason: str
    refusal: str | None


@dataclass(frozen=True, slots=True)
class UnreadView:
    """A row that could not be read, whole: every cell as it stood in the file, what is typed of it, and every resolution.

    While nobody has confirmed the import (`pending`), whoever uploaded the file can correct the row.
    """

    line: UnreadLine
    cells: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    resolutions: tuple[ResolutionView, ...]
    entry_id: str | None
    uploaded_by: str

    @property
    def is_pending(self) -> bool:
        """Whether nobody has confirmed the import."""
        return self.line.state == PENDING

    @property
    def waiting(self) -> ResolutionView | None:
        """The resolution that waits for a second person."""
        return next((each for each in self.resolutions if each.state == OPEN), None)


def unread_rows(session: Session, actor: Actor, import_id: str | None = None, limit: int = SHOWN) -> list[UnreadLine]:
    """The open rows of one import, or of all: those that stand in the way of every check first. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    waits = select(RowResolution.id).where(RowResolution.row_id == UnreadRow.id, RowResolution.state == OPEN).exists()
    states = [OPEN] if import_id is None else [OPEN, PENDING]
    statement = select(UnreadRow, waits).where(UnreadRow.state.in_(states))
    if import_id is not None:
        statement = statement.where(UnreadRow.import_id == import_id)
    statement = statement.order_by(UnreadRow.searchable, UnreadRow.import_id, UnreadRow.row_number).limit(limit)
    found = [_line(session, row, waiting) for row, waiting in session.execute(statement)]
    if found:
        audit.record(session, actor, "import_read", register_import=import_id or "", view="unread")
    return found


def read_unread(session: Session, actor: Actor, row_id: str) -> UnreadView:
    """One row that could not be read, whole. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.CHANGE_REGISTER)
    row = find_row(session, row_id, pending=True)
    audit.record(session, actor, "unread_row_read", register_import=row.import_id, row=row.id)
    kept = open_column(session, row, "sealed_row")
    resolutions = session.scalars(select(RowResolution).where(RowResolution.row_id == row.id).order_by(RowResolution.proposed_at))
    found = tuple(_resolution(session, each) for each in resolutions)
    waits = any(each.state == OPEN for each in found)
    entry_id = session.scalar(select(Entry.id).where(Entry.report_id == row.id))
    cells, _ = cells_of(session, row.import_id, row.chunk_id, row.row_number)
    uploaded_by = session.scalars(select(Import.uploaded_by).where(Import.id == row.import_id)).one()
    return UnreadView(_line(session, row, waits), cells, kept["typed"], found, entry_id, uploaded_by)


def _line(session: Session, row: UnreadRow, waits: bool) -> UnreadLine:
    problems = tuple(problems_of(session, row))
    return UnreadLine(row.id, row.import_id, row.list_id, row.row_number, row.state, row.searchable, waits, problems)


def _resolution(session: Session, row: RowResolution) -> ResolutionView:
    said = open_column(session, row, "sealed_content")
    content = None if said["content"] is None else ReportContent.from_json(said["content"])
    refusal = open_column(session, row, "sealed_reason") if row.sealed_reason is not None else None
    return ResolutionView(
        row.kind, row.state, row.proposed_by, row.proposed_at, row.decided_by, row.decided_at, content, said["reason"], refusal
    )

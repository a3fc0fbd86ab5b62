"""What an import shows: its totals, each bad row by number, the difference to the list, and what still waits for two people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.errors import InvalidInput, NotFound, Problem
from vetting.registry.decisions import content_of
from vetting.registry.facts import ReportContent
from vetting.registry.history import differences
from vetting.registry.import_models import Import, ImportChunk, ImportOrigin, MissingEntry, RowResolution, UnreadRow
from vetting.registry.imports.confirming import find_import
from vetting.registry.imports.intake import CONFIRMED, READY
from vetting.registry.imports.plan import Plan, make_plan
from vetting.registry.imports.rows import RowProblem, TakenRow
from vetting.registry.imports.unread import OPEN, find_row
from vetting.registry.models import Entry, EntryVersion, Proposal
from vetting.registry.standing import REMOVED
from vetting.registry.views import Difference, ProposalView
from vetting.registry.ways_off import propose_missing
from vetting.vault import Place, open_column, vault_of

SHOWN = 100
"""Rows of one kind on a page; the download has every one."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import as a list of imports shows it."""

    id: str
    list_id: str
    kind: str
    state: str
    rows: int
    readable: int
    unreadable: int
    keeper_count: int
    uploaded_by: str
    uploaded_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    name: str

    @property
    def counts_agree(self) -> bool:
        """Whether the file has as many rows as the keeper's own count says."""
        return self.rows == self.keeper_count


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """An entry that a file says otherwise, and how."""

    row: int
    entry_id: str
    full_name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do. Totals are of the whole file; the lists hold the first rows of each kind."""

    digest: str
    added: int
    changed: int
    unchanged: int
    held: int
    missing: int
    first_added: tuple[tuple[int, str], ...]
    first_changed: tuple[ChangedRow, ...]
    first_missing: tuple[tuple[str, str], ...]
    held_back: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class MissingLine:
    """An entry that a replacement file no longer had: how it stands, and the proposal about it, if there is one."""

    entry_id: str
    full_name: str
    standing: str
    proposal_id: str | None
    proposal_state: str | None


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
    """A row that could not be read, whole: every cell as it stood in the file, what is typed of it, and every resolution."""

    line: UnreadLine
    cells: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    resolutions: tuple[ResolutionView, ...]
    entry_id: str | None

    @property
    def waiting(self) -> ResolutionView | None:
        """The resolution that waits for a second person."""
        return next((each for each in self.resolutions if each.state == OPEN), None)


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """The row of a file that an entry came of, each cell with its heading as the keeper wrote it."""

    import_id: str
    row: int
    uploaded_at: datetime
    cells: tuple[tuple[str, str], ...]


def list_imports(session: Session, actor: Actor) -> list[ImportSummary]:
    """Every import, latest first. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    rows = session.scalars(select(Import).order_by(Import.uploaded_at.desc(), Import.id).limit(200)).all()
    if rows:
        audit.record(session, actor, "imports_listed", imports=[row.id for row in rows])
    return [_summary(session, row) for row in rows]


def read_import(session: Session, actor: Actor, import_id: str) -> tuple[ImportSummary, Mapping[str, list[str]]]:
    """One import, and what surrounds its rows: headings, columns not used, rows about nobody. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    audit.record(session, actor, "import_read", register_import=item.id, view="totals")
    return _summary(session, item), open_column(session, item, "sealed_about")


def preview_import(session: Session, actor: Actor, import_id: str) -> Preview | None:
    """What confirming an import would do now; None for one that is not ready. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    if item.state != READY:
        return None
    audit.record(session, actor, "import_read", register_import=item.id, view="preview")
    return _preview(make_plan(session, item))


def import_problems(session: Session, actor: Actor, import_id: str) -> Iterator[RowProblem]:
    """Every problem of every row that could not be read, in the order of the file. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    audit.record(session, actor, "import_read", register_import=item.id, view="problems")
    rows = session.scalars(select(UnreadRow).where(UnreadRow.import_id == item.id).order_by(UnreadRow.row_number))
    return (problem for row in rows for problem in _problems(session, row))


def unread_rows(session: Session, actor: Actor, import_id: str | None = None, limit: int = SHOWN) -> list[UnreadLine]:
    """The open rows of one import, or of all: those that stand in the way of every check first. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    waits = select(RowResolution.id).where(RowResolution.row_id == UnreadRow.id, RowResolution.state == OPEN).exists()
    states = ["open"] if import_id is None else ["open", "pending"]
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
    row = find_row(session, row_id)
    audit.record(session, actor, "unread_row_read", register_import=row.import_id, row=row.id)
    kept = open_column(session, row, "sealed_row")
    resolutions = session.scalars(select(RowResolution).where(RowResolution.row_id == row.id).order_by(RowResolution.proposed_at))
    found = tuple(_resolution(session, each) for each in resolutions)
    waits = any(each.state == OPEN for each in found)
    entry_id = session.scalar(select(Entry.id).where(Entry.report_id == row.id))
    cells = _cells(session, row.import_id, row.chunk_id, row.row_number)
    return UnreadView(_line(session, row, waits), cells, kept["typed"], found, entry_id)


def missing_entries(session: Session, actor: Actor, import_id: str) -> list[MissingLine]:
    """The entries that a confirmed replacement no longer had, each with what became of it. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    statement = (
        select(MissingEntry, Entry, EntryVersion, Proposal.state)
        .join(Entry, Entry.id == MissingEntry.entry_id)
        .join(EntryVersion, (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == Entry.version))
        .outerjoin(Proposal, Proposal.id == MissingEntry.proposal_id)
        .where(MissingEntry.import_id == import_id)
        .order_by(Entry.listed_at, Entry.id)
    )
    found = [
        MissingLine(
            entry.id,
            "" if entry.standing == REMOVED else content_of(session, version).full_name,
            entry.standing,
            missing.proposal_id,
            state,
        )
        for missing, entry, version, state in session.execute(statement)
    ]
    if found:
        audit.record(session, actor, "import_read", register_import=import_id, view="missing")
    return found


def propose_removal(session: Session, actor: Actor, import_id: str, entry_id: str, *, ground: str, details: str) -> ProposalView:
    """Propose to take off one entry that a confirmed replacement no longer has; another registrar decides that one.

    Raises NotFound when the entry was not missing from this file, InvalidInput, and Conflict when a way off is open already.
    """
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    missing = session.get(MissingEntry, (item.id, entry_id)) if item.state == CONFIRMED else None
    if missing is None:
        raise NotFound("missing entry")
    proposal = propose_missing(session, actor, entry_id, ground, details)
    missing.proposal_id = proposal.id
    session.flush()
    audit.record(session, actor, "removal_from_file_proposed", register_import=item.id, entry=entry_id, proposal=proposal.id)
    return proposal


def original_rows(session: Session, actor: Actor, report_id: str) -> tuple[OriginalRow, ...]:
    """The rows of imported files that a listed person stands in, as the keeper wrote them. Whoever calls has read the entry."""
    require(actor, Permission.READ_REGISTER)
    rows = session.execute(
        select(ImportOrigin, Import.uploaded_at)
        .join(Import, Import.id == ImportOrigin.import_id)
        .where(ImportOrigin.report_id == report_id)
        .order_by(Import.uploaded_at)
    )
    return tuple(
        OriginalRow(row.import_id, row.row_number, at, _cells(session, row.import_id, row.chunk_id, row.row_number))
        for row, at in rows
    )


def _summary(session: Session, row: Import) -> ImportSummary:
    return ImportSummary(
        row.id,
        row.list_id,
        row.kind,
        row.state,
        row.row_count,
        row.readable,
        row.unreadable,
        row.keeper_count,
        row.uploaded_by,
        row.uploaded_at,
        row.confirmed_by,
        row.confirmed_at,
        open_column(session, row, "sealed_about")["name"],
    )


def _preview(plan: Plan) -> Preview:
    return Preview(
        digest=plan.digest,
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        held=len(plan.held),
        missing=len(plan.missing),
        first_added=tuple((each.row.number, each.content.full_name) for each in plan.added[:SHOWN]),
        first_changed=tuple(
            ChangedRow(each.row.number, one.entry_id, one.content.full_name, differences(one.content, each.content))
            for one, each in plan.changed[:SHOWN]
        ),
        first_missing=tuple((one.entry_id, one.content.full_name) for one in plan.missing[:SHOWN]),
        held_back=tuple(RowProblem(each.row.number, "", why) for each, why in plan.held),
    )


def _line(session: Session, row: UnreadRow, waits: bool) -> UnreadLine:
    problems = tuple(_problems(session, row))
    return UnreadLine(row.id, row.import_id, row.list_id, row.row_number, row.state, row.searchable, waits, problems)


def _problems(session: Session, row: UnreadRow) -> list[RowProblem]:
    kept = open_column(session, row, "sealed_row")["problems"]
    return [RowProblem(row.row_number, column, problem) for column, problem in kept]


def _resolution(session: Session, row: RowResolution) -> ResolutionView:
    said = open_column(session, row, "sealed_content")
    content = None if said["content"] is None else ReportContent.from_json(said["content"])
    refusal = open_column(session, row, "sealed_reason") if row.sealed_reason is not None else None
    return ResolutionView(
        row.kind, row.state, row.proposed_by, row.proposed_at, row.decided_by, row.decided_at, content, said["reason"], refusal
    )


def _cells(session: Session, import_id: str, chunk_id: str, number: int) -> tuple[tuple[str, str], ...]:
    """Every cell of one row beside its heading; cells beyond the headings are shown too."""
    headings = open_column(session, session.get_one(Import, import_id), "sealed_about")["headings"]
    sealed = session.scalars(select(ImportChunk.sealed_rows).where(ImportChunk.id == chunk_id)).one()
    rows = vault_of(session).open(Place(ImportChunk.__tablename__, "sealed_rows", chunk_id), sealed)
    row = next((TakenRow.from_json(kept) for kept in rows if kept["number"] == number), None)
    if row is None:
        raise InvalidInput([Problem("row", "This row is not in its file.")])
    named = [*headings, *("" for _ in row.cells[len(headings) :])]
    return tuple(zip(named, row.cells, strict=False))

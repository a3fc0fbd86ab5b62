"""What an import shows: its totals, each bad row by number, the entries that it misses, and the rows that entries came of."""

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
from vetting.registry.import_models import Import, ImportChunk, ImportOrigin, MissingEntry, UnreadRow
from vetting.registry.imports.confirming import find_import
from vetting.registry.imports.intake import CONFIRMED
from vetting.registry.imports.rows import RowProblem, TakenRow
from vetting.registry.models import Entry, EntryVersion, Proposal
from vetting.registry.present import entry_now
from vetting.registry.standing import REMOVED
from vetting.registry.views import ProposalView
from vetting.registry.ways_off import propose_missing
from vetting.vault import Place, open_column, vault_of


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
class MissingLine:
    """An entry that a replacement file no longer had: how it stands, and the proposal about it, if there is one."""

    entry_id: str
    full_name: str
    standing: str
    proposal_id: str | None
    proposal_state: str | None


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """The row of a file that an entry came of, each cell with its heading as the keeper wrote it.

    `correction` is why whoever uploaded the file let the row say something else; empty for a row taken as it stood.
    """

    import_id: str
    row: int
    uploaded_at: datetime
    cells: tuple[tuple[str, str], ...]
    correction: str


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


def import_problems(session: Session, actor: Actor, import_id: str) -> Iterator[RowProblem]:
    """Every problem of every row that could not be read, in the order of the file. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    audit.record(session, actor, "import_read", register_import=item.id, view="problems")
    rows = session.scalars(select(UnreadRow).where(UnreadRow.import_id == item.id).order_by(UnreadRow.row_number))
    return (problem for row in rows for problem in problems_of(session, row))


def problems_of(session: Session, row: UnreadRow) -> list[RowProblem]:
    """What is wrong with a row that could not be read."""
    kept = open_column(session, row, "sealed_row")["problems"]
    return [RowProblem(row.row_number, column, problem) for column, problem in kept]


def missing_entries(session: Session, actor: Actor, import_id: str) -> list[MissingLine]:
    """The entries that a confirmed replacement no longer had, each with what became of it. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    statement = (
        select(MissingEntry, Entry, EntryVersion, Proposal.state)
        .join(Entry, Entry.id == MissingEntry.entry_id)
        .join(EntryVersion, entry_now())
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
        OriginalRow(row.import_id, row.row_number, at, *cells_of(session, row.import_id, row.chunk_id, row.row_number))
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


def cells_of(session: Session, import_id: str, chunk_id: str, number: int) -> tuple[tuple[tuple[str, str], ...], str]:
    """Every cell of one row beside its heading, cells beyond the headings too; and why the row was corrected, if it was."""
    headings = open_column(session, session.get_one(Import, import_id), "sealed_about")["headings"]
    sealed = session.scalars(select(ImportChunk.sealed_rows).where(ImportChunk.id == chunk_id)).one()
    rows = vault_of(session).open(Place(ImportChunk.__tablename__, "sealed_rows", chunk_id), sealed)
    row = next((TakenRow.from_json(kept) for kept in rows if kept["number"] == number), None)
    if row is None:
        raise InvalidInput([Problem("row", "This row is not in its file.")])
    named = [*headings, *("" for _ in row.cells[len(headings) :])]
    return tuple(zip(named, row.cells, strict=False)), row.correction

"""Results: the sender's own columns as they came, with reference and state of each check appended, as CSV and XLSX.

List, band and reasons are never in it (practice.md section 2): they stay on the vetting officer's screen. No cell begins with what
a spreadsheet program would take for a formula. An XLSX is put together in memory only: names never lie on a disk in plain.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.batches.looking import has_errors, looked_chunks, mapping_of, rows_of
from vetting.batches.models import Batch, BatchChunk, BatchRow, BatchState, RowState
from vetting.errors import Conflict
from vetting.screening import CheckState, Outcome, check_counts, check_states

APPENDED = ("Vetting check reference", "Vetting check state", "Why not checked")
STATES = {
    CheckState.SUBMITTED: "Submitted",
    CheckState.WITH_VETTING_UNIT: "With the vetting unit. Do not appoint yet.",
    CheckState.COMPLETE: "Complete",
    CheckState.COULD_NOT_CHECK: "Not checked. We do not know either way. Do not appoint.",
}
LEFT_OUT = "Left out: the file says that this person has left."
NOT_REACHED = "Not checked: the batch was cancelled before this row."
_UNREACHED = ("", STATES[CheckState.COULD_NOT_CHECK], NOT_REACHED)
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 (memory, not a disk; the folder made in it is private)
MOST_RESULT_ROWS = 1_000
_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠|%")
_ENDED = frozenset({BatchState.CLOSED, BatchState.CANCELLED})


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """What is kept of a batch: its control total, its one register version, and, for a vetting officer, what the checks came to."""

    rows_read: int
    rows_checked: int
    rows_rejected: int
    rows_left_out: int
    rows_failed: int
    rows_again: int
    register_version: int | None
    started_at: datetime | None
    closed_at: datetime | None
    states: dict[CheckState, int]
    model_versions: tuple[str, ...]
    outcomes: dict[Outcome, int] | None


def write_csv(session: Session, actor: Actor, batch_id: str) -> Iterator[bytes]:
    """The results as CSV in UTF-8 with a byte order mark, piece by piece. Raises Refused, NotFound, Conflict at once."""
    batch = _with_rows(session, actor, batch_id)
    audit.record(session, actor, "batch_exported", batch=batch.id, rows=batch.rows_read, form="csv")
    return _csv_pieces(_table(session, batch))


def write_xlsx(session: Session, actor: Actor, batch_id: str) -> bytes:
    """The results as an Excel workbook. Raises Refused, NotFound, Conflict, OSError where there is no memory-backed storage."""
    batch = _with_rows(session, actor, batch_id)
    audit.record(session, actor, "batch_exported", batch=batch.id, rows=batch.rows_read, form="xlsx")
    with tempfile.TemporaryDirectory(dir=MEMORY_FOLDER, prefix="vetting-") as folder:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False})
        sheet = book.add_worksheet("Results")
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(_table(session, batch)):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(number, column, cell)
        book.close()
        return target.getvalue()


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What became of one row, as its sender may know it: its number in the file, the check and its state, or why there is none."""

    row: int
    check_id: str | None
    state: CheckState
    why: str | None


def result_rows(session: Session, actor: Actor, batch_id: str, after: int = 0, limit: int = MOST_RESULT_ROWS) -> list[ResultRow]:
    """The results of the rows behind row `after`, in order, at most `limit`; rows never reached have none.

    Raises Refused, NotFound, Conflict.
    """
    batch = _with_rows(session, actor, batch_id)
    wanted = select(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.row_number > after).order_by(BatchRow.row_number)
    rows = session.scalars(wanted.limit(max(1, min(limit, MOST_RESULT_ROWS)))).all()
    states = check_states(session, [row.check_id for row in rows if row.check_id is not None])
    audit.record(session, actor, "batch_exported", batch=batch.id, rows=len(rows), form="json")
    return [
        ResultRow(
            row.row_number,
            row.check_id,
            states[row.check_id] if row.check_id is not None else CheckState.COULD_NOT_CHECK,
            None if row.check_id is not None else row.state,
        )
        for row in rows
    ]


def closing_report(session: Session, actor: Actor, batch_id: str) -> ClosingReport:
    """What an ended batch came to. Raises Refused, NotFound, Conflict."""
    batch = _ended(session, actor, batch_id)
    audit.record(session, actor, "batch_consulted", batch=batch.id, view="report")
    counts = check_counts(session, select(BatchRow.check_id).where(BatchRow.batch_id == batch.id))
    return ClosingReport(
        rows_read=batch.rows_read,
        rows_checked=batch.rows_done,
        rows_rejected=batch.rows_rejected,
        rows_left_out=batch.rows_left_out,
        rows_failed=batch.rows_failed,
        rows_again=batch.rows_again,
        register_version=batch.register_version,
        started_at=batch.started_at,
        closed_at=batch.closed_at,
        states=counts.states,
        model_versions=counts.model_versions,
        outcomes=counts.outcomes if actor.may(Permission.READ_COMPARISONS) else None,
    )


def safe_cell(text: str) -> str:
    """The text as a spreadsheet program shows it and never runs it: a leading apostrophe before what could begin a formula."""
    if not text or text[0].isalnum():
        return text
    begins = text.lstrip(" \u00a0\u3000\ufeff")[:1]
    return f"'{text}" if (begins in _TRIGGERS and begins) or text[0] in _TRIGGERS else text


def _ended(session: Session, actor: Actor, batch_id: str) -> Batch:
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    if batch.state not in _ENDED:
        raise Conflict("The results are there when the batch has ended.", code="not_ended")
    return batch


def _with_rows(session: Session, actor: Actor, batch_id: str) -> Batch:
    batch = _ended(session, actor, batch_id)
    if batch.erased_at is not None:
        raise Conflict(
            "The rows of this batch were erased by the rules of retention. Its checks and its report stay.", code="erased"
        )
    if batch.sealed_mapping is None:
        raise Conflict("This batch ended before its rows were known, so there are no results.", code="nothing_read")
    return batch


def _csv_pieces(table: Iterator[Sequence[str]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    for number, cells in enumerate(table, start=1):
        writer.writerow(cells)
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _table(session: Session, batch: Batch) -> Iterator[list[str]]:
    """The headings, then every row of the file in its order; each with its three cells appended."""
    headings = mapping_of(session, batch).headings
    width = len(headings)
    yield [safe_cell(cell) for cell in (*headings, *APPENDED)]
    chunks = select(BatchChunk.id).where(BatchChunk.batch_id == batch.id).order_by(BatchChunk.position)
    for chunk_id in session.scalars(chunks).all():
        ends = _ends(session, chunk_id)
        for row in rows_of(session, chunk_id):
            cells = [*row.cells, *([""] * (width - len(row.cells)))][:width]
            cells.extend(ends.get(row.number, _UNREACHED))
            yield [safe_cell(cell) for cell in cells]


def _ends(session: Session, chunk_id: str) -> dict[int, tuple[str, str, str]]:
    """What is appended to each row of a chunk that was reached: the check's reference and state, or why there is none."""
    columns = select(BatchRow.row_number, BatchRow.state, BatchRow.check_id).where(BatchRow.chunk_id == chunk_id)
    found = session.execute(columns).all()
    states = check_states(session, [check_id for _, _, check_id in found if check_id is not None])
    why = _why(session, chunk_id)
    ends: dict[int, tuple[str, str, str]] = {}
    for number, state, check_id in found:
        if check_id is not None:
            ends[number] = check_id, STATES[states[check_id]], ""
        elif state == RowState.LEFT_OUT.value:
            ends[number] = "", "", LEFT_OUT
        else:
            ends[number] = "", STATES[CheckState.COULD_NOT_CHECK], why.get(number, "The row was rejected.")
    return ends


def _why(session: Session, chunk_id: str) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for looked in looked_chunks(session, BatchChunk.id == chunk_id, has_errors()):
        for number, column, problem in looked["errors"]:
            found.setdefault(number, []).append(f"{column}: {problem}" if column else problem)
    return {number: " ".join(problems) for number, problems in found.items()}

"""What people do with a batch: say how its text and columns are to be read, correct a row, start it, confirm it, cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.batches.bell import ring_after_commit
from vetting.batches.columns import Use
from vetting.batches.dates import Order
from vetting.batches.doubles import find_doubles, keep_doubles
from vetting.batches.intake import entitlement_of, pack_row
from vetting.batches.looking import look_at_rows, mapping_of, rows_of
from vetting.batches.mapping import corrected
from vetting.batches.models import Batch, BatchChunk, BatchRow, BatchState, ChunkState, RowState
from vetting.batches.reading.shapes import Choices, RawRow, column_letter
from vetting.batches.running import asker_of
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from vetting.vault import open_column, seal_column

_OPEN = frozenset(set(BatchState) - {BatchState.CLOSED, BatchState.CANCELLED, BatchState.REFUSED})


def choose_reading(session: Session, actor: Actor, batch_id: str, choices: Choices) -> None:
    """Say in which encoding a file is, or which sheet counts; it is then read again. Raises Conflict when it was read already."""
    batch = _mine(session, actor, batch_id, BatchState.NEEDS_ENCODING)
    seal_column(session, batch, "sealed_choices", asdict(choices))
    batch.state = BatchState.READING.value
    session.flush()
    ring_after_commit(session)


def choose_mapping(
    session: Session, actor: Actor, batch_id: str, uses: Sequence[Use], order: Order | None, *, include_leavers: bool = False
) -> None:
    """Say what each column is; every row is then looked at anew. Raises InvalidInput with every reason why it cannot be."""
    batch = _mine(session, actor, batch_id, BatchState.NEEDS_MAPPING, BatchState.READY)
    dates = open_column(session, batch, "sealed_found")["dates"]
    mapping = corrected(mapping_of(session, batch), uses, order, include_leavers=include_leavers)
    if order is None and (dates["ambiguous"] or dates["mixed"]):
        raise InvalidInput([Problem("order", "Say whether day or month comes first in the dates of this file.")])
    seal_column(session, batch, "sealed_mapping", mapping.as_json())
    session.execute(delete(BatchRow).where(BatchRow.batch_id == batch.id))
    raw = (
        update(BatchChunk).where(BatchChunk.batch_id == batch.id).values(state=ChunkState.RAW.value, leased_by=None, leased_until=0)
    )
    session.execute(raw.execution_options(synchronize_session=False))
    batch.rows_to_check = batch.rows_rejected = batch.rows_left_out = 0
    batch.state = BatchState.CHECKING_ROWS.value
    session.flush()
    ring_after_commit(session)
    audit.record(session, actor, "batch_mapped", batch=batch.id)


def correct_row(session: Session, actor: Actor, batch_id: str, number: int, cells: Sequence[str]) -> tuple[str, ...]:
    """Replace the cells of a rejected row; gives what is still wrong with it, empty when it will now be checked.

    Raises NotFound for a row that was not rejected.
    """
    batch = _mine(session, actor, batch_id, BatchState.READY)
    row = session.get(BatchRow, (batch.id, number))
    if row is None or row.state != RowState.REJECTED.value:
        raise NotFound("rejected row")
    chunk = session.get_one(BatchChunk, row.chunk_id, with_for_update=True)
    rows = rows_of(session, chunk.id)
    corrected_row = RawRow(number, tuple(cells))
    seal_column(session, chunk, "sealed_rows", [pack_row(corrected_row if other.number == number else other) for other in rows])
    looked = look_at_rows(session, asker_of(batch), batch, [corrected_row])
    kept: dict[str, Any] = open_column(session, chunk, "sealed_looked")
    errors = [error for error in kept["errors"] if error[0] != number]
    errors += [[error.row, error.column, error.problem] for error in looked.errors]
    keys = [*kept["keys"], *(list(key) for key in looked.keys)]
    seal_column(session, chunk, "sealed_looked", {"errors": sorted(errors), "keys": sorted(keys)})
    chunk.errors = len(errors)
    if not looked.rejected:
        batch.rows_rejected -= 1
        if looked.left:
            row.state = RowState.LEFT_OUT.value
            batch.rows_left_out += 1
        else:
            session.delete(row)
            batch.rows_to_check += 1
    session.flush()
    if looked.keys:
        keep_doubles(session, batch, find_doubles(session, batch.id))
    audit.record(session, actor, "batch_row_corrected", batch=batch.id, row=number)
    return tuple(error.problem for error in looked.errors)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A rejected row to be corrected: the columns' headings, its cells, and what is wrong with it."""

    headings: tuple[str, ...]
    cells: tuple[str, ...]
    problems: tuple[str, ...]


def rejected_row(session: Session, actor: Actor, batch_id: str, number: int) -> RejectedRow:
    """A rejected row of a batch that is ready; reading it is audited. Raises NotFound for a row that was not rejected."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    row = session.get(BatchRow, (batch.id, number))
    if row is None or row.state != RowState.REJECTED.value or batch.state != BatchState.READY.value:
        raise NotFound("rejected row")
    audit.record(session, actor, "batch_consulted", batch=batch.id, view="row")
    chunk = session.get_one(BatchChunk, row.chunk_id)
    cells = next(other.cells for other in rows_of(session, chunk.id) if other.number == number)
    headings = mapping_of(session, batch).headings
    problems = [error[2] for error in open_column(session, chunk, "sealed_looked")["errors"] if error[0] == number]
    width = max(len(headings), len(cells))
    named = [*headings, *(f"Column {column_letter(index)}" for index in range(len(headings), width))]
    return RejectedRow(tuple(named), (*cells, *([""] * (width - len(cells)))), tuple(problems))


def start(session: Session, actor: Actor, batch_id: str) -> BatchState:
    """Run the rows that are fit; a large batch waits for a second person first. Gives the new state."""
    batch = _mine(session, actor, batch_id, BatchState.READY)
    entitlement = entitlement_of(session, actor)
    if batch.rows_to_check == 0:
        raise Conflict("No row of this file can be checked. Correct the rows, or upload another file.", code="nothing_to_check")
    if batch.rows_to_check > entitlement.most_rows:
        message = f"Your organisation may check at most {entitlement.most_rows:,} people at once."
        raise Refused(message, code="too_many_rows")
    if batch.rows_read != batch.rows_to_check + batch.rows_rejected + batch.rows_left_out:
        raise Conflict("The rows of this file do not add up. Upload it again.", code="control_total")
    batch.started_by_id = actor.id
    second = batch.rows_to_check > entitlement.second_person_above
    batch.state = (BatchState.NEEDS_SECOND if second else BatchState.RUNNING).value
    batch.started_at = None if second else utc_now()
    session.flush()
    ring_after_commit(session)
    audit.record(session, actor, "batch_started", batch=batch.id, rows=batch.rows_to_check, purpose=batch.purpose)
    return BatchState(batch.state)


def confirm(session: Session, actor: Actor, batch_id: str) -> None:
    """Let a large batch run, as its second person. Raises Refused for whoever sent or started it, and for a system's key."""
    batch = _mine(session, actor, batch_id, BatchState.NEEDS_SECOND)
    if actor.id in (batch.started_by_id, batch.created_by_id) or actor.kind != "person":
        raise Refused("Another person of your organisation has to confirm a batch of this size.", code="second_person")
    batch.confirmed_by_id, batch.started_at = actor.id, utc_now()
    batch.state = BatchState.RUNNING.value
    session.flush()
    ring_after_commit(session)
    audit.record(session, actor, "batch_confirmed", batch=batch.id, rows=batch.rows_to_check, purpose=batch.purpose)


def cancel(session: Session, actor: Actor, batch_id: str) -> None:
    """Stop a batch; rows that were checked stay checked. Raises Conflict when it has ended already."""
    batch = _mine(session, actor, batch_id, *_OPEN)
    batch.state = BatchState.CANCELLED.value
    session.flush()
    done = session.scalar(select(func.count()).where(BatchRow.batch_id == batch.id, BatchRow.check_id.is_not(None))) or 0
    audit.record(session, actor, "batch_cancelled", batch=batch.id, done=done)


def _mine(session: Session, actor: Actor, batch_id: str, *states: BatchState) -> Batch:
    """The actor's organisation's batch, locked, in one of these states."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch", lock=True)
    if batch.state not in states:
        raise Conflict("The batch is not where this can be done any more.", code="wrong_state")
    return batch

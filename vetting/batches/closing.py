"""Closing a batch at one named register version: what changed since its rows were answered is run against them first.

Some chunks at a time, so that a long batch holds nobody up; how far each has come is kept with it. A row is run again when a
record that changed would now be a hit on it, or when one of its hits is on a record that changed. All other answers are what a
fresh run at the closing version would give, since nothing that bears on them has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM
from vetting.batches.leases import holds_batch
from vetting.batches.models import Batch, BatchChunk, BatchRow, BatchState, ChunkState
from vetting.batches.rows import ReadRow
from vetting.batches.running import LeaseLost, asker_of, fit_rows, search_rows
from vetting.db import Database, utc_now
from vetting.registry import Changed, changes_since, current_version
from vetting.screening import comparable, stale_checks, store_checks

CHUNKS_AT_ONCE = 10


def is_finished() -> ColumnElement[bool]:
    """The condition that no chunk of a batch waits any more."""
    return ~exists().where(BatchChunk.batch_id == Batch.id, BatchChunk.state != ChunkState.DONE.value)


@dataclass(frozen=True)
class Again:
    """Rows of one chunk that have to be run again, each with the check that is replaced."""

    chunk_id: str
    batch_id: str
    rows: tuple[tuple[ReadRow, str], ...]


def close_batch(database: Database, batch_id: str, worker: str) -> bool:
    """Bring some chunks of a finished batch to the present register version, or, when none is behind, close the batch there.

    False while there is more to do. Gives the lease back. Raises Unavailable, also while a row of an import names nobody who could
    be searched for, and LeaseLost when another worker took the batch over; nothing is half done then.
    """
    with database.read() as session:
        version = current_version(session)
        behind = _behind(session, batch_id, version)
        changed = changes_since(session, behind[0].register_version or 0 if behind else version)
        again = _touched(session, session.get_one(Batch, batch_id), changed, behind)
    if not behind:
        with database.write() as session:
            return _close(session, batch_id, worker, version)
    for some in again:
        _run_again(database, worker, some, changed.version)
    with database.write() as session:
        if not holds_batch(session, batch_id, worker, release=True):
            raise LeaseLost
        _hold_at(session, [chunk.id for chunk in behind], changed.version)
    return False


def _behind(session: Session, batch_id: str, version: int) -> Sequence[BatchChunk]:
    """The next chunks whose answers are known to hold at an older version only, all of them at the same one."""
    older = select(BatchChunk).where(BatchChunk.batch_id == batch_id, BatchChunk.register_version < version)
    found = session.scalars(older.order_by(BatchChunk.register_version, BatchChunk.position).limit(CHUNKS_AT_ONCE)).all()
    return [chunk for chunk in found if chunk.register_version == found[0].register_version]


def _touched(session: Session, batch: Batch, changed: Changed, chunks: Sequence[BatchChunk]) -> list[Again]:
    found: list[Again] = []
    for chunk in chunks if changed.record_ids else ():
        checks, condemned = _checks_of(session, chunk.id), set(chunk.condemned)  # what killed a worker is not compared here either
        fit = [row for row in fit_rows(session, batch, chunk) if row.number not in condemned]
        rows = [row for row in fit if row.request is not None and checks.get(row.number)]
        hit = changed.touches([comparable(row.request) for row in rows if row.request is not None])
        ids = [check_id for row in rows if (check_id := checks[row.number]) is not None]
        stale = stale_checks(session, ids, changed.version, changed.record_ids)
        pairs = zip(rows, ids, hit, strict=True)
        again = tuple((row, check_id) for row, check_id, now_hit in pairs if now_hit or check_id in stale)
        if again:
            found.append(Again(chunk.id, batch.id, again))
    return found


def _checks_of(session: Session, chunk_id: str) -> dict[int, str | None]:
    rows = session.execute(select(BatchRow.row_number, BatchRow.check_id).where(BatchRow.chunk_id == chunk_id))
    return {number: check_id for number, check_id in rows}


def _run_again(database: Database, worker: str, again: Again, version: int) -> None:
    """Check a chunk's rows anew; with that, all of its answers hold at `version`."""
    rows = tuple(row for row, _ in again.rows)
    with database.read() as session:
        batch, chunk = session.get_one(Batch, again.batch_id), session.get_one(BatchChunk, again.chunk_id)
        prepared = search_rows(session, batch, rows, chunk.condemned)
    with database.write() as session:
        if not holds_batch(session, batch.id, worker, release=False):
            raise LeaseLost
        check_ids = store_checks(session, asker_of(batch), prepared)
        for (row, before), check_id in zip(again.rows, check_ids, strict=True):
            replaced = update(BatchRow).where(
                BatchRow.batch_id == batch.id, BatchRow.row_number == row.number, BatchRow.check_id == before
            )
            session.execute(replaced.values(check_id=check_id).execution_options(synchronize_session=False))
        counted = update(Batch).where(Batch.id == batch.id).values(rows_again=Batch.rows_again + len(rows))
        session.execute(counted.execution_options(synchronize_session=False))
        _hold_at(session, [chunk.id], version)


def _hold_at(session: Session, chunk_ids: Sequence[str], version: int) -> None:
    held = update(BatchChunk).where(BatchChunk.id.in_(chunk_ids)).values(register_version=version)
    session.execute(held.execution_options(synchronize_session=False))


def _close(session: Session, batch_id: str, worker: str, version: int) -> bool:
    """Close a batch whose answers all hold at `version`. False when the register has moved on since that was found."""
    if not holds_batch(session, batch_id, worker, release=True):
        raise LeaseLost
    if current_version(session) != version:
        return False
    batch = session.get_one(Batch, batch_id, with_for_update=True, populate_existing=True)
    if batch.state != BatchState.RUNNING.value:
        return True
    batch.state, batch.register_version, batch.closed_at = BatchState.CLOSED.value, version, utc_now()
    session.flush()
    audit.record(
        session,
        SYSTEM,
        "batch_closed",
        batch=batch.id,
        rows=batch.rows_done,
        failed=batch.rows_failed,
        again=batch.rows_again,
        register_version=version,
    )
    return True

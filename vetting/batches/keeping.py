"""What batches hold that ends by the clock: the rows of a file, what was said about them, and what the file was called.

That there was a batch, its totals and version, and which row of it led to which check stay: they name nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from vetting.batches.models import Batch, BatchChunk, BatchPiece, BatchState
from vetting.db import utc_now
from vetting.vault import seal_column

ERASED = "(erased)"
ENDED = (BatchState.CLOSED, BatchState.CANCELLED, BatchState.REFUSED)
NEVER_STARTED = (BatchState.NEEDS_ENCODING, BatchState.NEEDS_MAPPING, BatchState.READY, BatchState.NEEDS_SECOND)


def ended_batches_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of batches that ended before a moment (one that never ran: that were sent in before it), but for `done`."""
    ended = func.coalesce(Batch.closed_at, Batch.created_at)
    return list(session.scalars(_kept(ENDED, done).where(ended < moment).limit(limit)))


def stale_batches_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of batches that were sent in before a moment and that nobody let run, but for those that `done` selects."""
    return list(session.scalars(_kept(NEVER_STARTED, done).where(Batch.created_at < moment).limit(limit)))


def erase_batches(session: Session, ids: Sequence[str]) -> None:
    """Erase the rows of batches, their errors and keys, their columns and the names they were given. A waiting one is cancelled."""
    for batch in session.scalars(select(Batch).where(Batch.id.in_(ids)).with_for_update()):
        for chunk in session.scalars(select(BatchChunk).where(BatchChunk.batch_id == batch.id)):
            seal_column(session, chunk, "sealed_rows", [])
            if chunk.sealed_looked is not None:
                seal_column(session, chunk, "sealed_looked", {"errors": [], "keys": []})
        session.execute(delete(BatchPiece).where(BatchPiece.batch_id == batch.id))
        seal_column(session, batch, "sealed_reference", ERASED)
        seal_column(session, batch, "sealed_name", ERASED)
        batch.sealed_choices = batch.sealed_found = batch.sealed_mapping = batch.sealed_doubles = None
        batch.file_digest = ""
        batch.erased_at = utc_now()
        if batch.state in {state.value for state in NEVER_STARTED}:
            batch.state = BatchState.CANCELLED.value
    session.flush()


def _kept(states: Sequence[BatchState], done: Select[Any]) -> Select[Any]:
    """The ids of batches in these states whose rows are still kept."""
    kept = select(Batch.id).where(Batch.state.in_([state.value for state in states]), Batch.erased_at.is_(None))
    return kept.where(Batch.id.not_in(done)).order_by(Batch.id)

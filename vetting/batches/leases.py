"""Who works on what, by the clock of the database: a lease is taken in one statement, and whoever lost it cannot commit.

Organisations take turns: the one that was served longest ago comes first, so a long batch does not hold up a short one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from vetting.batches.models import Batch, BatchChunk, BatchState, ChunkState
from vetting.db import database_now

WORKED_ON = (BatchState.CHECKING_ROWS.value, BatchState.RUNNING.value)


def lease_chunk(session: Session, worker: str, seconds: float) -> str | None:
    """Take the next chunk that waits, or whose worker did not come back; None when there is none. The caller commits.

    A chunk that was taken before and not given back counts as lost once more.
    """
    now = database_now(session)
    for batch_id in session.scalars(_batches_by_turn()).all():
        wanted = _open_chunk(now).where(BatchChunk.batch_id == batch_id).order_by(BatchChunk.position).limit(1)
        chunk_id: str | None = session.scalar(wanted.with_for_update(skip_locked=True, of=BatchChunk))
        if chunk_id is None:
            continue
        session.execute(
            update(BatchChunk)
            .where(BatchChunk.id == chunk_id)
            .values(
                lost=BatchChunk.lost + case((BatchChunk.leased_by.is_not(None), 1), else_=0),
                leased_by=worker,
                leased_until=now + int(seconds * 1000),
            )
            .execution_options(synchronize_session=False)
        )
        session.execute(update(Batch).where(Batch.id == batch_id).values(served=now).execution_options(synchronize_session=False))
        return chunk_id
    return None


def renew_chunk(session: Session, chunk_id: str, worker: str, seconds: float) -> bool:
    """Keep a lease for longer; False when it was lost to another worker. The caller commits."""
    return _changed(session, chunk_id, worker, leased_until=database_now(session) + int(seconds * 1000))


def finish_chunk(session: Session, chunk_id: str, worker: str, before: ChunkState, **values: Any) -> bool:
    """Set a chunk's new state and give its lease back; False, and nothing may be committed, when the lease was lost."""
    return _changed(session, chunk_id, worker, BatchChunk.state == before.value, leased_by=None, leased_until=0, lost=0, **values)


def give_back_chunk(session: Session, chunk_id: str, worker: str, wait_seconds: float) -> bool:
    """Let others have the chunk after a while: the worker is well, but could not do it now. Does not count as lost."""
    later = database_now(session) + int(wait_seconds * 1000)
    return _changed(session, chunk_id, worker, leased_by=None, leased_until=later)


def lease_batch(
    session: Session, worker: str, states: Iterable[BatchState], seconds: float, *extra: ColumnElement[bool]
) -> str | None:
    """Take a batch for work on the whole of it (reading its file, closing it); None when there is none. The caller commits."""
    now = database_now(session)
    wanted = (
        select(Batch.id)
        .where(Batch.state.in_([state.value for state in states]), Batch.leased_until < now, *extra)
        .order_by(Batch.served, Batch.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    batch_id = session.scalar(wanted)
    if batch_id is not None:
        taken = update(Batch).where(Batch.id == batch_id).values(leased_by=worker, leased_until=now + int(seconds * 1000))
        session.execute(taken.execution_options(synchronize_session=False))
    return batch_id


def holds_batch(session: Session, batch_id: str, worker: str, *, release: bool, wait_seconds: float = 0.0) -> bool:
    """Whether this worker still holds the batch; the row is locked until the commit. `release` gives it back."""
    values: dict[str, Any] = {"leased_by": worker}
    if release:
        until: Any = database_now(session) + int(wait_seconds * 1000) if wait_seconds else 0
        values = {"leased_by": None, "leased_until": until}
    statement = update(Batch).where(Batch.id == batch_id, Batch.leased_by == worker).values(**values)
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount == 1)


def renew_batch(session: Session, batch_id: str, worker: str, seconds: float) -> None:
    """Keep a batch's lease for longer, if it is still this worker's. The caller commits."""
    longer = update(Batch).where(Batch.id == batch_id, Batch.leased_by == worker)
    longer = longer.values(leased_until=database_now(session) + int(seconds * 1000))
    session.execute(longer.execution_options(synchronize_session=False))


def _open_chunk(now: ColumnElement[int]) -> Any:
    raw = and_(Batch.state == BatchState.CHECKING_ROWS.value, BatchChunk.state == ChunkState.RAW.value)
    waiting = and_(Batch.state == BatchState.RUNNING.value, BatchChunk.state == ChunkState.WAITING.value)
    return (
        select(BatchChunk.id).join(Batch, Batch.id == BatchChunk.batch_id).where(or_(raw, waiting), BatchChunk.leased_until < now)
    )


def _batches_by_turn() -> Any:
    """Batches being worked on, those first whose organisation was served longest ago."""
    other = aliased(Batch)
    served = select(func.max(other.served)).where(other.organisation_id == Batch.organisation_id).scalar_subquery()
    return select(Batch.id).where(Batch.state.in_(WORKED_ON)).order_by(served, Batch.served, Batch.created_at, Batch.id)


def _changed(session: Session, chunk_id: str, worker: str, *conditions: ColumnElement[bool], **values: Any) -> bool:
    statement = update(BatchChunk).where(BatchChunk.id == chunk_id, BatchChunk.leased_by == worker, *conditions).values(**values)
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount == 1)


def work_is_left(session: Session, *besides: ColumnElement[bool]) -> bool:
    """Whether any batch waits for a worker, is being worked on, is to be closed, or fits one condition besides. Reads only."""
    states = (*WORKED_ON, BatchState.READING.value)
    return session.scalar(select(Batch.id).where(or_(Batch.state.in_(states), *besides)).limit(1)) is not None

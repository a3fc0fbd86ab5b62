"""What people see of a batch: where it stands, how fast it goes, what became of its rows. Reading it is audited."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.batches.doubles import Doubles, doubles_of
from vetting.batches.looking import mapping_of, row_errors
from vetting.batches.mapping import Mapping
from vetting.batches.models import Batch, BatchChunk, BatchState
from vetting.batches.rows import RowError
from vetting.db import utc_now
from vetting.registry import records_searched
from vetting.vault import open_column

REVIEWS_PER_ROW = 0.0025
"""The share of people on no list whom a vetting officer has to look at, for each 10,000 who are listed: measured on the 60,000
people of `tests/benchmarks/batch_wash.py`. The model aims for a fifth of it (practice.md section 5)."""
MOST_BATCHES = 100
ASSUMED_RATE = 500.0
"""Rows a second that a batch is taken to run at of which no row is done yet: what one busy worker does."""
_NOT_BEGUN = frozenset(set(BatchState) - {BatchState.CLOSED, BatchState.CANCELLED, BatchState.REFUSED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: rows, rows a second, and the seconds that are left (None: not known yet).

    Before its first row is done: the rows of the organisation's earlier batches that come first, and the seconds they will take.
    """

    done: int
    to_check: int
    rate: float | None
    seconds_left: float | None
    rows_ahead: int
    seconds_ahead: float

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 100 only when all is done."""
        return 100 * self.done // self.to_check if self.to_check else 0


@dataclass(frozen=True)
class BatchView:
    """One batch as its organisation sees it. The control total: rows read = to check + rejected + left out.

    `errors` counts those of the rejected rows; a row may have several.
    """

    id: str
    state: BatchState
    purpose: str
    reference: str
    name: str
    rows_read: int
    rows_to_check: int
    rows_rejected: int
    rows_left_out: int
    rows_failed: int
    rows_again: int
    errors: int
    expected_reviews: int
    register_version: int | None
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    erased_at: datetime | None
    progress: Progress
    found: dict[str, Any]
    mapping: Mapping | None
    needs_another: bool


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One line of a list of batches."""

    id: str
    state: BatchState
    reference: str
    name: str
    rows_to_check: int
    rows_done: int
    created_at: datetime


def view_batch(session: Session, actor: Actor, batch_id: str) -> BatchView:
    """One batch of the actor's organisation. Raises Refused and NotFound."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    audit.record(session, actor, "batch_consulted", batch=batch.id, view="state")
    return BatchView(
        id=batch.id,
        state=BatchState(batch.state),
        purpose=batch.purpose,
        reference=open_column(session, batch, "sealed_reference"),
        name=open_column(session, batch, "sealed_name"),
        rows_read=batch.rows_read,
        rows_to_check=batch.rows_to_check,
        rows_rejected=batch.rows_rejected,
        rows_left_out=batch.rows_left_out,
        rows_failed=batch.rows_failed,
        rows_again=batch.rows_again,
        errors=session.scalar(select(func.sum(BatchChunk.errors)).where(BatchChunk.batch_id == batch.id)) or 0,
        expected_reviews=math.ceil(batch.rows_to_check * REVIEWS_PER_ROW * records_searched(session) / 10_000),
        register_version=batch.register_version,
        created_at=batch.created_at,
        started_at=batch.started_at,
        closed_at=batch.closed_at,
        erased_at=batch.erased_at,
        progress=_progress(session, batch),
        found=open_column(session, batch, "sealed_found") if batch.sealed_found else {},
        mapping=mapping_of(session, batch) if batch.sealed_mapping else None,
        needs_another=batch.state == BatchState.NEEDS_SECOND and actor.id in (batch.created_by_id, batch.started_by_id),
    )


def batch_progress(session: Session, actor: Actor, batch_id: str) -> tuple[BatchState, Progress]:
    """Where a batch stands and how far it is: counts only, and not audited. Raises as `view_batch` does."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    return BatchState(batch.state), _progress(session, batch)


def list_batches(session: Session, actor: Actor, limit: int = 50, offset: int = 0) -> tuple[BatchSummary, ...]:
    """The batches of the actor's organisation, latest first. Raises Refused."""
    require(actor, Permission.RUN_BATCH)
    wanted = owned_by(actor, Batch).order_by(Batch.created_at.desc(), Batch.id)
    page = session.scalars(wanted.limit(max(1, min(limit, MOST_BATCHES))).offset(max(0, offset))).all()
    audit.record(session, actor, "batches_listed", batches=len(page))
    return tuple(
        BatchSummary(
            id=batch.id,
            state=BatchState(batch.state),
            reference=open_column(session, batch, "sealed_reference"),
            name=open_column(session, batch, "sealed_name"),
            rows_to_check=batch.rows_to_check,
            rows_done=batch.rows_done,
            created_at=batch.created_at,
        )
        for batch in page
    )


def batch_errors(session: Session, actor: Actor, batch_id: str, most: int | None = None) -> list[RowError]:
    """Every rejected row's errors, by row, or the first so many. Raises Refused and NotFound."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    audit.record(session, actor, "batch_consulted", batch=batch.id, view="errors")
    return row_errors(session, batch.id, most)


def batch_doubles(session: Session, actor: Actor, batch_id: str) -> Doubles:
    """Rows about a person who stands further up in the file already. Raises Refused and NotFound."""
    require(actor, Permission.RUN_BATCH)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    audit.record(session, actor, "batch_consulted", batch=batch.id, view="doubles")
    return doubles_of(session, batch)


def _progress(session: Session, batch: Batch) -> Progress:
    rate = _rate(batch)
    left = (batch.rows_to_check - batch.rows_done) / rate if rate and batch.state == BatchState.RUNNING else None
    earlier = _earlier(session, batch) if batch.state in _NOT_BEGUN and batch.rows_done == 0 else ()
    waiting = [(each.rows_to_check - each.rows_done, _rate(each) or ASSUMED_RATE) for each in earlier]
    return Progress(
        done=batch.rows_done,
        to_check=batch.rows_to_check,
        rate=rate,
        seconds_left=left,
        rows_ahead=sum(rows for rows, _ in waiting),
        seconds_ahead=sum(rows / rate for rows, rate in waiting),
    )


def _rate(batch: Batch) -> float | None:
    """Rows a second since a batch was started; None before its first rows are done."""
    if batch.started_at is None or not batch.rows_done:
        return None
    seconds = ((batch.closed_at or utc_now()) - batch.started_at).total_seconds()
    return batch.rows_done / seconds if seconds > 0 else None


def _earlier(session: Session, batch: Batch) -> Sequence[Batch]:
    """The same organisation's batches that run before this one: other organisations take turns and do not stand ahead."""
    running = select(Batch).where(Batch.organisation_id == batch.organisation_id, Batch.state == BatchState.RUNNING.value)
    return session.scalars(running.where(Batch.id != batch.id, Batch.created_at < batch.created_at)).all()

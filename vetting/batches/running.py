"""Running a chunk: search first, in a reading session, then results, audit events and the done-flag in one short transaction.

The transaction begins by taking the chunk from "waiting" to "done" under the worker's own lease. If the lease was lost, nothing is
committed, and whoever holds it now does the same work with one effect.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting.access import PERMISSIONS, Actor, Door, Role
from vetting.batches.leases import finish_chunk
from vetting.batches.looking import job_of, mapping_of, requests_of, rows_of
from vetting.batches.models import Batch, BatchChunk, BatchRow, ChunkState, RowState
from vetting.batches.rows import ReadRow, read_row
from vetting.db import insert_rows
from vetting.errors import InvalidInput
from vetting.screening import (
    KILLED_WORKER,
    NO_LONGER_FIT,
    Outcome,
    Prepared,
    request_problems,
    search_requests,
    store_checks,
)


class LeaseLost(Exception):
    """Another worker holds the chunk now: what was computed here must not be stored."""


@dataclass(frozen=True)
class Answers:
    """A chunk's rows and the checks prepared for them, in the same order."""

    rows: tuple[ReadRow, ...]
    prepared: Prepared


def asker_of(batch: Batch) -> Actor:
    """Whoever uploaded the batch: its checks are theirs."""
    role = Role(batch.created_by_role)
    return Actor(
        kind=batch.created_by_kind,
        id=batch.created_by_id,
        organisation_id=batch.organisation_id,
        organisation_kind=batch.organisation_kind,
        organisation_code=batch.organisation_code,
        role=role,
        permissions=PERMISSIONS[role],
        door=Door(batch.created_by_door),
    )


def fit_rows(session: Session, batch: Batch, chunk: BatchChunk) -> tuple[ReadRow, ...]:
    """The chunk's rows that are to be checked: neither rejected nor left out."""
    out = set(session.scalars(select(BatchRow.row_number).where(BatchRow.chunk_id == chunk.id, BatchRow.check_id.is_(None))))
    mapping, job = mapping_of(session, batch), job_of(session, batch)
    return tuple(read_row(row, mapping, job) for row in rows_of(session, chunk.id) if row.number not in out)


def search_chunk(session: Session, batch: Batch, chunk: BatchChunk, at_once: int | None = None) -> Answers:
    """Search for a chunk's rows. `at_once` limits how many are searched together. Raises Unavailable.

    Rows that killed a worker are not searched: they end as could_not_check.
    """
    rows = fit_rows(session, batch, chunk)
    size = at_once or max(1, len(rows))
    parts = [search_rows(session, batch, rows[start : start + size], chunk.condemned) for start in range(0, len(rows), size)]
    return Answers(rows, Prepared.joined(parts))


def search_rows(session: Session, batch: Batch, rows: tuple[ReadRow, ...], condemned: Collection[int]) -> Prepared:
    """Search for some rows of a batch, as its sender."""
    asker, requests = asker_of(batch), requests_of(rows)
    not_searched = {place: KILLED_WORKER for place, row in enumerate(rows) if row.number in condemned}
    try:
        return search_requests(session, asker, requests, not_searched)
    except InvalidInput:
        refused = (place for place, problems in enumerate(request_problems(session, asker, requests)) if problems)
        return search_requests(session, asker, requests, dict.fromkeys(refused, NO_LONGER_FIT) | not_searched)


def store_chunk(session: Session, batch: Batch, chunk: BatchChunk, worker: str, answers: Answers) -> None:
    """Store a chunk's checks and mark it done; the caller commits. Raises LeaseLost."""
    finished = {"state": ChunkState.DONE.value, "register_version": answers.prepared.version}
    if not finish_chunk(session, chunk.id, worker, ChunkState.WAITING, **finished):
        raise LeaseLost
    check_ids = store_checks(session, asker_of(batch), answers.prepared)
    common = {
        "batch_id": batch.id,
        "chunk_id": chunk.id,
        "organisation_id": batch.organisation_id,
        "state": RowState.DONE.value,
    }
    done_rows = [
        {**common, "row_number": row.number, "check_id": check_id, "first_check_id": check_id}
        for row, check_id in zip(answers.rows, check_ids, strict=True)
    ]
    insert_rows(session, BatchRow, done_rows)
    failed = sum(check.outcome == Outcome.COULD_NOT_CHECK.value for check, _ in answers.prepared.checks)
    counted = update(Batch).where(Batch.id == batch.id)
    counted = counted.values(rows_done=Batch.rows_done + len(check_ids), rows_failed=Batch.rows_failed + failed)
    session.execute(counted.execution_options(synchronize_session=False))

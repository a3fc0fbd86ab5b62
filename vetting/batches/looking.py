"""Checking the rows of a chunk before anything runs: which are fit, which rejected and why, who left, who is there twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from vetting.access import Actor
from vetting.batches.intake import unpack_row
from vetting.batches.mapping import Mapping
from vetting.batches.models import Batch, BatchChunk, BatchRow, ChunkState, RowState
from vetting.batches.reading.shapes import RawRow
from vetting.batches.rows import Job, ReadRow, RowError, place_of, read_row
from vetting.errors import Problem
from vetting.matching import fold_full_name
from vetting.registry import day_in_london
from vetting.screening import CheckRequest, request_problems
from vetting.vault import Place, open_column, seal_column, vault_of


@dataclass(frozen=True)
class Looked:
    """What looking at a chunk came to. `errors` are of rejected rows; `left` are leavers' rows; `keys` tell who is there twice."""

    fit: tuple[ReadRow, ...]
    errors: tuple[RowError, ...]
    rejected: tuple[int, ...]
    left: tuple[int, ...]
    keys: tuple[tuple[int, str], ...]


def job_of(session: Session, batch: Batch) -> Job:
    """What holds for every row of the batch. The day is that of the upload, so that rows are read alike whenever they are read."""
    return Job(batch.purpose, open_column(session, batch, "sealed_reference"), day_in_london(batch.created_at))


def mapping_of(session: Session, batch: Batch) -> Mapping:
    """The batch's mapping."""
    return Mapping.from_json(open_column(session, batch, "sealed_mapping"))


def rows_of(session: Session, chunk_id: str) -> list[RawRow]:
    """A chunk's rows as they stood in the file, or were corrected."""
    sealed = session.execute(select(BatchChunk.sealed_rows).where(BatchChunk.id == chunk_id)).scalar_one()
    return [unpack_row(kept) for kept in vault_of(session).open(Place(BatchChunk.__tablename__, "sealed_rows", chunk_id), sealed)]


def look_at_rows(session: Session, actor: Actor, batch: Batch, rows: list[RawRow]) -> Looked:
    """Read rows by the batch's mapping and judge them by the rules of a single check. A reading session will do."""
    mapping, job = mapping_of(session, batch), job_of(session, batch)
    read = [read_row(row, mapping, job) for row in rows]
    asked = [row for row in read if row.request is not None]
    problems = request_problems(session, actor, [row.request for row in asked if row.request is not None])
    wrong = {row.number: found for row, found in zip(asked, problems, strict=True) if found}
    errors = [error for row in read for error in row.errors]
    errors += [_error(number, problem, mapping) for number, found in wrong.items() for problem in found]
    fit = tuple(row for row in asked if row.number not in wrong)
    return Looked(
        fit=fit,
        errors=tuple(sorted(errors, key=lambda error: error.row)),
        rejected=tuple(row.number for row in read if row.errors or row.number in wrong),
        left=tuple(row.number for row in read if row.left),
        keys=tuple((row.number, _key(batch.id, row.request)) for row in fit if row.request is not None),
    )


def keep_looked(session: Session, batch: Batch, chunk: BatchChunk, looked: Looked) -> None:
    """Store what looking at a chunk came to. The caller holds the chunk's lease."""
    session.execute(delete(BatchRow).where(BatchRow.chunk_id == chunk.id))
    for numbers, state in ((looked.rejected, RowState.REJECTED), (looked.left, RowState.LEFT_OUT)):
        session.add_all(
            BatchRow(
                batch_id=batch.id,
                row_number=number,
                chunk_id=chunk.id,
                organisation_id=batch.organisation_id,
                state=state.value,
            )
            for number in numbers
        )
    kept = {"errors": [[error.row, error.column, error.problem] for error in looked.errors], "keys": list(looked.keys)}
    seal_column(session, chunk, "sealed_looked", kept)
    chunk.errors = len(looked.errors)
    session.flush()
    session.execute(
        update(Batch)
        .where(Batch.id == batch.id)
        .values(
            rows_to_check=Batch.rows_to_check + len(looked.fit),
            rows_rejected=Batch.rows_rejected + len(looked.rejected),
            rows_left_out=Batch.rows_left_out + len(looked.left),
        )
        .execution_options(synchronize_session=False)
    )


def is_looked_at() -> ColumnElement[bool]:
    """The condition that no chunk of a batch waits to be looked at."""
    return ~exists().where(BatchChunk.batch_id == Batch.id, BatchChunk.state == ChunkState.RAW.value)


def row_errors(session: Session, batch_id: str, most: int | None = None) -> list[RowError]:
    """The errors of a batch, by row, or the first so many of them: for the page and for download."""
    errors: list[RowError] = []
    for looked in looked_chunks(session, BatchChunk.batch_id == batch_id, has_errors()):
        errors += [RowError(*error) for error in looked["errors"]]
        if most is not None and len(errors) >= most:
            return errors[:most]
    return errors


def has_errors() -> ColumnElement[bool]:
    """The condition that a chunk has rejected rows, or may have some."""
    return or_(BatchChunk.errors > 0, BatchChunk.errors.is_(None))


def looked_chunks(session: Session, *which: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """What was said of some chunks, in order; those that were not looked at yet are left out."""
    wanted = select(BatchChunk.id, BatchChunk.sealed_looked).where(*which, BatchChunk.sealed_looked.is_not(None))
    vault = vault_of(session)
    for chunk_id, sealed in session.execute(wanted.order_by(BatchChunk.position).execution_options(yield_per=50)):
        if sealed is not None:
            yield vault.open(Place(BatchChunk.__tablename__, "sealed_looked", chunk_id), sealed)


def requests_of(rows: tuple[ReadRow, ...]) -> list[CheckRequest]:
    """The requests of rows that are fit to run, in order."""
    return [row.request for row in rows if row.request is not None]


def _key(batch_id: str, request: CheckRequest) -> str:
    """Who a row is about, for finding the same person twice in one file; kept sealed, and of no use outside of its batch."""
    person = f"{batch_id}\x00{fold_full_name(request.forenames, request.surname)}\x00{request.date_of_birth}"
    return hashlib.blake2b(person.encode(), digest_size=8).hexdigest()


def _error(number: int, problem: Problem, mapping: Mapping) -> RowError:
    return RowError(number, place_of(problem.field, mapping), problem.message)

"""The tables of batches. Uploaded bytes, rows and everything a person typed are sealed; numbers of rows and states are plain.

Leases are held by the clock of the database: `leased_until` counts its milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base


class BatchState(StrEnum):
    """Where a batch stands."""

    READING = "reading"
    NEEDS_ENCODING = "needs_encoding"
    REFUSED = "refused"
    NEEDS_MAPPING = "needs_mapping"
    CHECKING_ROWS = "checking_rows"
    READY = "ready"
    NEEDS_SECOND = "needs_second"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ChunkState(StrEnum):
    """Where a chunk stands: its rows as they were read, looked at and fit to run, or finished."""

    RAW = "raw"
    WAITING = "waiting"
    DONE = "done"


class RowState(StrEnum):
    """What became of a row that is not simply waiting for its check."""

    REJECTED = "rejected"
    LEFT_OUT = "left_out"
    DONE = "done"


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class BatchEntitlement(Base):
    """That an organisation may run batches: how many rows at most, and above how many a second person confirms."""

    __tablename__ = "batch_entitlement"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    most_rows: Mapped[int]
    second_person_above: Mapped[int]
    granted_at: Mapped[datetime]


class Batch(Base):
    """One uploaded list of people. `register_version` is the one version it is closed at: every row's answer holds at it.

    `mailed_at` is when its people were told by e-mail that it has ended.
    """

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint(_one_of("state", BatchState), name="state_known"),
        CheckConstraint("state <> 'closed' OR register_version IS NOT NULL", name="closed_has_version"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> started_by_id", name="confirmed_by_another"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> created_by_id", name="confirmed_not_by_sender"),
        CheckConstraint("rows_read = rows_to_check + rows_rejected + rows_left_out OR state <> 'running'", name="control_total"),
        Index("ix_batch_organisation_id_created_at", "organisation_id", "created_at"),
        Index("ix_batch_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(60))
    sealed_reference: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    file_digest: Mapped[str] = mapped_column(String(64), index=True)
    sealed_choices: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_found: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_mapping: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_doubles: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_by_kind: Mapped[str] = mapped_column(String(20))
    created_by_id: Mapped[str] = mapped_column(String(32))
    created_by_role: Mapped[str] = mapped_column(String(30))
    created_by_door: Mapped[str] = mapped_column(String(20))
    started_by_id: Mapped[str | None] = mapped_column(String(32))
    starts_itself: Mapped[bool] = mapped_column(default=False)
    organisation_kind: Mapped[str] = mapped_column(String(30))
    organisation_code: Mapped[str] = mapped_column(String(40))
    confirmed_by_id: Mapped[str | None] = mapped_column(String(32))
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_to_check: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    rows_left_out: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_failed: Mapped[int] = mapped_column(default=0)
    rows_again: Mapped[int] = mapped_column(default=0)
    register_version: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    served: Mapped[int] = mapped_column(BigInteger, default=0)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[int] = mapped_column(BigInteger, default=0)


class BatchPiece(Base):
    """A piece of the uploaded file, sealed; gone as soon as the file is read."""

    __tablename__ = "batch_piece"
    __table_args__ = (UniqueConstraint("batch_id", "position"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    sealed_data: Mapped[bytes] = mapped_column(LargeBinary)


class BatchChunk(Base):
    """Some rows of a batch that are leased, checked and committed together.

    `lost` counts how often a worker took it and never came back; `condemned` are rows that killed a worker when run alone.
    `register_version` is the version at which all of its answers are known to hold: at first the oldest that any of its rows was
    answered on, and then the one up to which changes were run against them. `errors` counts those of its rejected rows (None:
    not counted), so that a page opens no chunk without any.
    """

    __tablename__ = "batch_chunk"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        CheckConstraint(_one_of("state", ChunkState), name="state_known"),
        Index("ix_batch_chunk_batch_id_state", "batch_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    rows: Mapped[int]
    sealed_rows: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sealed_looked: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    errors: Mapped[int | None]
    condemned: Mapped[list[int]] = mapped_column(JSON)
    register_version: Mapped[int | None] = mapped_column(BigInteger)
    lost: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[int] = mapped_column(BigInteger, default=0)


class BatchRow(Base):
    """What became of one row: a check, a rejection, or left out. The key makes a second result for a row impossible."""

    __tablename__ = "batch_row"
    __table_args__ = (
        CheckConstraint(_one_of("state", RowState), name="state_known"),
        CheckConstraint("(state = 'done') = (check_id IS NOT NULL)", name="done_has_check"),
        UniqueConstraint("check_id"),
        Index("ix_batch_row_chunk_id", "chunk_id"),
    )

    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chunk_id: Mapped[str] = mapped_column(ForeignKey("batch_chunk.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10))
    check_id: Mapped[str | None] = mapped_column(ForeignKey("screening_check.id"))
    first_check_id: Mapped[str | None] = mapped_column(ForeignKey("screening_check.id"))

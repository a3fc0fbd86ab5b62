"""Taking in a file: who may, is it known already, sealed in pieces; and reading it in a worker, after which the file is gone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, owned_by, require
from vetting.batches.bell import ring_after_commit
from vetting.batches.files import EncodingNeeded, UnusableFile, open_file
from vetting.batches.mapping import problems_of
from vetting.batches.models import Batch, BatchChunk, BatchEntitlement, BatchPiece, BatchState, ChunkState
from vetting.batches.people import Sheet, lay_out
from vetting.batches.reading.kinds import kind_of
from vetting.batches.reading.shapes import MEGABYTE, Choices, Facts, FileRefused, Limits, RawRow
from vetting.db import new_id, utc_now
from vetting.errors import Refused
from vetting.vault import Place, open_column, seal_column, vault_of

CHUNK_ROWS = 500
SAMPLE_CELLS = 30


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what it is for. `reference` is the case or vacancy; `name` is the file's name, shown to its sender only.

    `starts_itself`: run the rows that are fit as soon as they are known, for a system that cannot look at a page.
    """

    data: bytes
    purpose: str
    reference: str
    name: str = ""
    choices: Choices = field(default_factory=Choices)
    starts_itself: bool = False


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The new batch, and an earlier batch of the very same file, if there is one: told, not refused."""

    batch_id: str
    same_file_as: str | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """How many rows an organisation may run at once, and above how many a second person confirms."""

    most_rows: int
    second_person_above: int


def entitle(session: Session, actor: Actor, organisation_id: str, entitlement: Entitlement) -> None:
    """Let an organisation run batches. Only the service's keepers may (the command line, as the system)."""
    if actor.kind != "system":
        raise Refused("Your account does not allow this.", code="permission_refused")
    row = session.get(BatchEntitlement, organisation_id) or BatchEntitlement(organisation_id=organisation_id)
    row.most_rows, row.second_person_above = entitlement.most_rows, entitlement.second_person_above
    row.granted_at = utc_now()
    session.add(row)
    session.flush()
    audit.record(session, actor, "batch_entitled", organisation=organisation_id, **asdict(entitlement))


def entitlement_of(session: Session, actor: Actor) -> Entitlement:
    """What the actor's organisation may run. Raises Refused when it may run no batches."""
    row = session.scalar(owned_by(actor, BatchEntitlement))
    if row is None:
        raise Refused("Your organisation is not set up for batches. Ask the service’s administrator.", code="not_entitled")
    return Entitlement(row.most_rows, row.second_person_above)


def upload(session: Session, actor: Actor, file: Upload, limits: Limits | None = None) -> Uploaded:
    """Take in a file; a worker reads it. Raises Refused, and UnusableFile for what can be told from its first bytes."""
    require(actor, Permission.RUN_BATCH)
    entitlement_of(session, actor)
    limits = limits or Limits()
    if len(file.data) > limits.file_bytes:
        raise UnusableFile("too_large", f"The file is larger than {limits.file_bytes // MEGABYTE} MB. Divide it.")
    try:
        kind_of(file.data)
    except FileRefused as refusal:
        raise UnusableFile(refusal.code, refusal.message) from None
    digest = vault_of(session).blind_index(f"batch_file:{actor.organisation_id}", hashlib.sha256(file.data).hexdigest())
    same = owned_by(actor, Batch).where(Batch.file_digest == digest).order_by(Batch.created_at.desc())
    earlier = session.scalars(same.where(Batch.state.not_in(["refused", "cancelled"])).limit(1)).first()
    batch = Batch(
        id=new_id(),
        organisation_id=actor.organisation_id,
        organisation_kind=actor.organisation_kind,
        organisation_code=actor.organisation_code,
        state=BatchState.READING.value,
        purpose=file.purpose,
        file_digest=digest,
        created_by_kind=actor.kind,
        created_by_id=actor.id,
        created_by_role=actor.role.value if actor.role is not None else "",
        created_by_door=actor.door.value,
        created_at=utc_now(),
        starts_itself=file.starts_itself,
    )
    seal_column(session, batch, "sealed_reference", file.reference)
    seal_column(session, batch, "sealed_name", file.name)
    seal_column(session, batch, "sealed_choices", asdict(file.choices))
    session.add(batch)
    session.flush()
    _keep_pieces(session, batch, file.data)
    ring_after_commit(session)
    audit.record(
        session, actor, "batch_uploaded", batch=batch.id, bytes=len(file.data), purpose=file.purpose, door=actor.door.value
    )
    return Uploaded(batch.id, earlier.id if earlier is not None else None)


def _keep_pieces(session: Session, batch: Batch, data: bytes) -> None:
    for position, start in enumerate(range(0, len(data), MEGABYTE)):
        piece = BatchPiece(id=new_id(), batch_id=batch.id, organisation_id=batch.organisation_id, position=position)
        seal_column(session, piece, "sealed_data", base64.b64encode(data[start : start + MEGABYTE]).decode())
        session.add(piece)
    session.flush()


def kept_file(session: Session, batch_id: str) -> bytes:
    """The uploaded file, opened; it is there until it is read."""
    pieces = session.scalars(select(BatchPiece).where(BatchPiece.batch_id == batch_id).order_by(BatchPiece.position))
    return b"".join(base64.b64decode(open_column(session, piece, "sealed_data")) for piece in pieces)


@dataclass(frozen=True)
class ReadFile:
    """What reading a file came to: rows in sealed chunks and what surrounds them, or a question, or a refusal."""

    state: BatchState
    found: dict[str, Any]
    chunks: tuple[BatchChunk, ...] = ()
    sheet: Sheet | None = None


def read_file(session: Session, batch: Batch, limits: Limits | None = None) -> ReadFile:
    """Read a batch's file in a child process; nothing is written yet. A reading session will do."""
    choices = Choices(**open_column(session, batch, "sealed_choices"))
    own_force = batch.organisation_code if batch.organisation_kind == "force" else None
    packer = _Packer(session, batch)
    try:
        with open_file(kept_file(session, batch.id), choices, limits) as file:
            sheet = lay_out(file.rows, packer.take, file.facts.epoch, own_force)
            facts = file.facts
    except EncodingNeeded as asked:
        found: dict[str, Any] = {"proposed": asked.proposed, "previews": [asdict(preview) for preview in asked.previews]}
        return ReadFile(BatchState.NEEDS_ENCODING, found)
    except UnusableFile as refusal:
        found = {"reason": refusal.reason, "message": refusal.message, "row": refusal.row, "column": refusal.column}
        return ReadFile(BatchState.REFUSED, found)
    if sheet.people == 0:
        return ReadFile(BatchState.REFUSED, {"reason": "empty", "message": "The sheet has headings and no rows.", "row": None})
    certain = not problems_of(sheet.guess.mapping, sheet.guess.dates)
    state = BatchState.CHECKING_ROWS if certain else BatchState.NEEDS_MAPPING
    return ReadFile(state, _found(facts, sheet), packer.finished(), sheet)


def keep_read_file(session: Session, batch: Batch, read: ReadFile) -> None:
    """Store what was read and forget the file (but for a question about its encoding). The caller holds the batch's lease.

    Rings for workers: while one read, the others found nothing to do and went to rest.
    """
    session.execute(delete(BatchChunk).where(BatchChunk.batch_id == batch.id))
    if read.state is not BatchState.NEEDS_ENCODING:
        session.execute(delete(BatchPiece).where(BatchPiece.batch_id == batch.id))
    batch.state = read.state.value
    seal_column(session, batch, "sealed_found", read.found)
    if read.sheet is None:
        if read.state is BatchState.REFUSED:
            audit.record(session, SYSTEM, "batch_refused", batch=batch.id, reason=read.found["reason"])
        return
    batch.rows_read = read.sheet.people
    seal_column(session, batch, "sealed_mapping", read.sheet.guess.mapping.as_json())
    session.add_all(read.chunks)
    session.flush()
    ring_after_commit(session)
    audit.record(session, SYSTEM, "batch_read", batch=batch.id, rows=batch.rows_read)


def pack_row(row: RawRow) -> list[Any]:
    """A row as it is kept in a chunk."""
    return [row.number, list(row.cells), list(row.marks.items())] if row.marks else [row.number, list(row.cells)]


def unpack_row(kept: list[Any]) -> RawRow:
    """A row as it was read."""
    return RawRow(kept[0], tuple(kept[1]), dict(kept[2]) if len(kept) > 2 else {})


class _Packer:
    """Seals rows into chunks as they come, so that a long file is never held in plain as a whole."""

    def __init__(self, session: Session, batch: Batch) -> None:
        self._vault = vault_of(session)
        self._batch = batch
        self._rows: list[list[Any]] = []
        self._chunks: list[BatchChunk] = []

    def take(self, row: RawRow) -> None:
        """The next row about a person."""
        self._rows.append(pack_row(row))
        if len(self._rows) == CHUNK_ROWS:
            self._pack()

    def finished(self) -> tuple[BatchChunk, ...]:
        """Every chunk, in order."""
        if self._rows:
            self._pack()
        return tuple(self._chunks)

    def _pack(self) -> None:
        chunk_id = new_id()
        chunk = BatchChunk(
            id=chunk_id,
            batch_id=self._batch.id,
            organisation_id=self._batch.organisation_id,
            position=len(self._chunks),
            state=ChunkState.RAW.value,
            rows=len(self._rows),
            condemned=[],
            sealed_rows=self._vault.seal(Place(BatchChunk.__tablename__, "sealed_rows", chunk_id), self._rows),
        )
        self._chunks.append(chunk)
        self._rows = []


def _found(facts: Facts, sheet: Sheet) -> dict[str, Any]:
    """What the sender is shown about the file; sealed, for headings and samples name people."""
    dates: Map[str, Any] = asdict(sheet.guess.dates)
    return {
        "facts": asdict(facts),
        "dates": dict(dates),
        "blank": sheet.blank,
        "rows_above": sheet.layout.rows_above,
        "footers": [row.number for row in sheet.footers],
        "samples": [[row.number, list(row.cells[:SAMPLE_CELLS])] for row in sheet.samples],
    }

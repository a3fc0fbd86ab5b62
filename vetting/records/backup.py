"""A backup: every table of one moment in one encrypted file, which either kind of database can be restored from.

The file: a line that says what it is, a line of JSON (`Header`), and frames. A frame is 4 bytes of length, 12 of nonce, and
AES-256-GCM over compressed lines of JSON: `{"table", "columns"}` before the rows of each table, each row a list, and
`{"rows": {table: count}}` at the end. The header, the frame's number and whether it is the last are bound into it, so that nothing
can be changed, moved or cut off.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, LargeBinary, Table, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, confine
from vetting.db import Base, Database, Deployment, applied_revision, utc_now
from vetting.errors import VettingError
from vetting.vault import vault_of

MAGIC = b"vetting backup 1\n"
KEY_FOR = "backup"
FRAME_BYTES = 1 << 20
NONCE_BYTES = 12
LENGTH = struct.Struct(">I")
ROWS_AT_ONCE = 1_000


class BackupError(VettingError):
    """A backup cannot be made, or a file is no whole backup of this deployment."""

    code = "backup"


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself in plain: nothing of anybody. `sequence` is the trail's end in it."""

    made_at: str
    revision: str
    mode: str
    sequence: int

    def line(self) -> bytes:
        """The header as it stands in the file."""
        return json.dumps(asdict(self), sort_keys=True).encode() + b"\n"


def make_backup(database: Database, path: Path) -> dict[str, int]:
    """Write a backup to a new file; gives the rows of each table. Raises BackupError when the file is there already.

    The database goes on working. An event says that it was made, and stands in the trail after the backup's end.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(f"{path.name} is there already: a backup is never written over.", code="file_exists") from error
    counts: dict[str, int] = {}
    with os.fdopen(descriptor, "wb") as file, database.read() as session:
        _one_moment(session)
        deployment = session.get_one(Deployment, 1)
        header = Header(
            utc_now().isoformat(timespec="seconds"), applied_revision(session), deployment.mode, audit.last_sequence(session)
        )
        file.write(MAGIC + header.line())
        frames = FrameWriter(file, cipher_of(session), header)
        for table in Base.metadata.sorted_tables:
            counts[table.name] = _write_table(session, table, frames)
        frames.finish({"rows": counts})
        file.flush()
        os.fsync(file.fileno())
    with database.write() as session:
        audit.record(session, SYSTEM, "backup_made", sequence=header.sequence, rows=sum(counts.values()))
    return counts


def cipher_of(session: Session) -> AESGCM:
    """The cipher of this deployment's backups; its key is derived from the key of the blind indexes, which outlives the vault's."""
    return AESGCM(vault_of(session).derive(KEY_FOR))


def encoded(column: Column[Any], value: Any) -> Any:
    """A value of a column in JSON."""
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else value


class FrameWriter:
    """Writes lines as encrypted frames."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, header: Header) -> None:
        self._file, self._cipher, self._header = file, cipher, header.line()
        self._packer = zlib.compressobj(6)
        self._waiting = bytearray()
        self._number = 0

    def write(self, line: Any) -> None:
        """Add one line."""
        self._waiting += self._packer.compress(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
        while len(self._waiting) > FRAME_BYTES:
            self._frame(bytes(self._waiting[:FRAME_BYTES]), last=False)
            del self._waiting[:FRAME_BYTES]

    def finish(self, line: Any) -> None:
        """Add the last line and close the sequence of frames."""
        self.write(line)
        self._waiting += self._packer.flush()
        self._frame(bytes(self._waiting), last=True)

    def _frame(self, content: bytes, *, last: bool) -> None:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, content, bound_to(self._header, self._number, last=last))
        self._file.write(LENGTH.pack(len(sealed)) + nonce + sealed)
        self._number += 1


def bound_to(header: bytes, number: int, *, last: bool) -> bytes:
    """What a frame is bound to: the header, its place, and whether it is the last."""
    return hashlib.sha256(header).digest() + LENGTH.pack(number) + bytes([last])


def _write_table(session: Session, table: Table, frames: FrameWriter) -> int:
    columns = list(table.columns)
    frames.write({"table": table.name, "columns": [column.name for column in columns]})
    count = 0
    for row in _rows(session, table):
        frames.write([encoded(column, value) for column, value in zip(columns, row, strict=True)])
        count += 1
    return count


def _rows(session: Session, table: Table) -> Iterator[Any]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    yield from session.execute(statement)


def _one_moment(session: Session) -> None:
    """See the whole service as it is at one moment: a SQLite reader does anyway, PostgreSQL when it is asked."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    confine(session, SYSTEM)

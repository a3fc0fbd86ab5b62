"""Putting a backup back: into an empty database, whole or not at all; then what was erased since is erased again.

References that point forward (to a later table, or to a later row of their own) are filled in when every row stands. The trail's
checkpoints that reach beyond the backup's end are set aside, and an event says how far the lost part went: nothing is glossed over.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, Date, DateTime, LargeBinary, Table, and_, inspect, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, confine, raise_walls
from vetting.db import Base, Database, applied_revision, migrate
from vetting.errors import VettingError
from vetting.records.backup import LENGTH, MAGIC, NONCE_BYTES, ROWS_AT_ONCE, BackupError, Header, bound_to, cipher_of
from vetting.records.ledger import ledger_of
from vetting.records.retention import KINDS, erase_records

LONGEST_FRAME = 1 << 22


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows by table, the trail's end, how far the lost part of it went, and how many records were erased again."""

    rows: dict[str, int]
    sequence: int
    lost_to: int | None
    erased_again: int


def restore_backup(database: Database, path: Path, checkpoints: audit.Checkpoints) -> Restored:
    """Put a backup into an empty database. Raises BackupError or VaultError; then the tables are empty as before."""
    if inspect(database.engine).get_table_names():
        raise BackupError("The database is not empty: a backup is put into an empty one.", code="not_empty")
    with database.read() as session:
        header = read_header(path)
        for _ in _lines(session, path, header):
            pass  # the whole file is opened once before anything is made
    migrate(database.engine)
    raise_walls(database.engine)
    with database.write() as session:
        if applied_revision(session) != header.revision:
            raise BackupError(
                f"The backup is of revision {header.revision} of the tables: restore it with that version of the service first.",
                code="other_revision",
            )
        confine(session, SYSTEM)
        rows = _put_back(session, _lines(session, path, header))
    with database.write() as session:
        erased = _erase_again(session)
        lost_to = checkpoints.set_aside(header.sequence)
        told = {"sequence": header.sequence, "rows": sum(rows.values()), "lost_to": lost_to, "erased_again": erased}
        audit.record(session, SYSTEM, "backup_restored", **told)
    return Restored(rows, header.sequence, lost_to, erased)


def read_header(path: Path) -> Header:
    """What a backup says of itself. Raises BackupError."""
    with path.open("rb") as file:
        if file.readline(len(MAGIC)) != MAGIC:
            raise BackupError(f"{path.name} is no backup of the vetting service.")
        try:
            return Header(**json.loads(file.readline(1_000)))
        except (ValueError, TypeError) as error:
            raise BackupError(f"{path.name} is damaged at its beginning.") from error


def _frames(session: Session, path: Path, header: Header) -> Iterator[bytes]:
    cipher = cipher_of(session)
    with path.open("rb") as file:
        file.seek(len(MAGIC))
        bound, number, last = file.readline(1_000), 0, False
        if bound != header.line():
            raise BackupError(f"{path.name} is damaged at its beginning.")
        while not last:
            length = file.read(LENGTH.size)
            size = LENGTH.unpack(length)[0] if len(length) == LENGTH.size else 0
            nonce, sealed = file.read(NONCE_BYTES), file.read(size) if size <= LONGEST_FRAME else b""
            last = not file.peek(1)
            try:
                yield cipher.decrypt(nonce, sealed, bound_to(bound, number, last=last))
            except (InvalidTag, ValueError) as error:
                raise BackupError(f"{path.name} was changed or cut off, or another deployment's keys made it.") from error
            number += 1


def _lines(session: Session, path: Path, header: Header) -> Iterator[Any]:
    unpacker, waiting = zlib.decompressobj(), b""
    for frame in _frames(session, path, header):
        waiting += unpacker.decompress(frame)
        *whole, waiting = waiting.split(b"\n")
        yield from map(json.loads, whole)


def _put_back(session: Session, lines: Iterator[Any]) -> dict[str, int]:
    """Insert the rows of every table, then the references that point forward. Raises BackupError if a row is missing."""
    counts: Counter[str] = Counter()
    known = {table.name: table for table in Base.metadata.sorted_tables}
    late: list[tuple[Table, dict[str, Any], dict[str, Any]]] = []
    waiting: list[dict[str, Any]] = []
    table, columns, told = None, [], {}
    for line in lines:
        if isinstance(line, dict):
            _insert(session, table, waiting)
            if "rows" in line:
                told = line["rows"]
                break
            table = known[line["table"]]
            columns = [table.columns[name] for name in line["columns"]]
            forward = _forward(table, known)
            continue
        row = {column.name: _decoded(column, value) for column, value in zip(columns, line, strict=True)}
        held = {name: row[name] for name in forward if row[name] is not None}
        if table is not None and held:
            late.append((table, {column.name: row[column.name] for column in table.primary_key.columns}, held))
            row |= dict.fromkeys(held)
        waiting.append(row)
        counts[table.name if table is not None else ""] += 1
        if len(waiting) == ROWS_AT_ONCE:
            _insert(session, table, waiting)
    for place, key, held in late:
        session.execute(update(place).where(and_(*(place.c[name] == value for name, value in key.items()))).values(held))
    if {name: count for name, count in told.items() if count} != dict(counts):
        raise BackupError("The backup does not hold what it says it holds.")
    return dict(counts)


def _insert(session: Session, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        session.execute(table.insert(), rows)
    rows.clear()


def _forward(table: Table, known: dict[str, Table]) -> list[str]:
    """The columns that may point at a row which is not there yet."""
    order = list(known)
    return [
        column.name
        for column in table.columns
        for key in column.foreign_keys
        if column.nullable and order.index(key.column.table.name) >= order.index(table.name)
    ]


def _decoded(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _erase_again(session: Session) -> int:
    """Erase what was erased after the backup was made: by the ledger, which is kept outside the database."""
    due: dict[tuple[str, str, str], list[str]] = {}
    for line in ledger_of(session).lines():
        if line.kind not in KINDS:
            raise VettingError(f"The ledger names a kind that is not known: {line.kind}.", code="ledger_damaged")
        due.setdefault((line.rule, line.kind, line.erased_at), []).append(line.record_id)
    for (rule, kind, moment), ids in due.items():
        erase_records(session, rule, kind, ids, datetime.fromisoformat(moment))
    return sum(map(len, due.values()))

"""Whoever edits, deletes, swaps, inserts or cuts off a row of the trail is found, and the row is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.conftest import a_key
from vetting import audit
from vetting.access import SYSTEM
from vetting.audit.models import AuditEvent
from vetting.db import Database
from vetting.settings import decode_key

KEY = decode_key(a_key("a"), "audit key")
EVENTS = 40


@pytest.fixture
def trail(database: Database) -> Database:
    """A database whose trail holds the deployment's own event and 40 more, written in commits of different sizes."""
    left = EVENTS
    for size in (1, 2, 7, 30):
        with database.write() as session:
            for _ in range(size):
                audit.record(session, SYSTEM, "sign_in_failed", method="password")
        left -= size
    assert left == 0
    return database


def finding(database: Database, checkpoints: Path | None = None) -> audit.Finding:
    with database.read() as session:
        return audit.verify(session.connection(), KEY, checkpoints)


def tamper(database: Database, attack: Callable[[Connection], object]) -> None:
    with database.engine.begin() as connection:
        attack(connection)


def test_an_untouched_trail_is_whole(trail: Database) -> None:
    found = finding(trail)
    assert found.whole, found.message
    assert found.events == EVENTS + 1


@pytest.mark.parametrize("column", [column.name for column in AuditEvent.__table__.columns])
@pytest.mark.parametrize("sequence", [1, 20, EVENTS + 1])
def test_editing_any_column_of_any_row_is_found(trail: Database, column: str, sequence: int) -> None:
    new = "9999" if column == "sequence" else "'forged'"
    tamper(trail, lambda c: c.execute(text(f"UPDATE audit_event SET {column} = {new} WHERE sequence = {sequence}")))
    found = finding(trail)
    assert not found.whole
    assert found.first_bad in {sequence, sequence + 1}, found.message


@pytest.mark.parametrize("sequence", [1, 17, EVENTS, EVENTS + 1])
def test_deleting_a_row_is_found(trail: Database, sequence: int) -> None:
    tamper(trail, lambda c: c.execute(text(f"DELETE FROM audit_event WHERE sequence = {sequence}")))
    found = finding(trail)
    assert (found.whole, found.first_bad) == (False, sequence)


@pytest.mark.parametrize("kept", [0, 1, 12, EVENTS])
def test_cutting_off_the_end_is_found(trail: Database, kept: int) -> None:
    tamper(trail, lambda c: c.execute(text(f"DELETE FROM audit_event WHERE sequence > {kept}")))
    found = finding(trail)
    assert (found.whole, found.first_bad) == (False, kept + 1)


@pytest.mark.parametrize(("first", "second"), [(2, 3), (5, 30), (EVENTS, EVENTS + 1)])
def test_swapping_two_rows_is_found(trail: Database, first: int, second: int) -> None:
    def swap(connection: Connection) -> None:
        for old, new in ((first, -1), (second, first), (-1, second)):
            if connection.dialect.name == "postgresql" and new == -1:
                connection.execute(text("ALTER TABLE audit_event DROP CONSTRAINT ck_audit_event_sequence_from_one"))
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            connection.execute(text(f"UPDATE audit_event SET sequence = {new} WHERE sequence = {old}"))

    tamper(trail, swap)
    found = finding(trail)
    assert (found.whole, found.first_bad) == (False, first)


def test_inserting_a_row_is_found(trail: Database) -> None:
    columns = [column.name for column in AuditEvent.__table__.columns]
    copied = ", ".join({"sequence": str(EVENTS + 2), "digest": "'x'"}.get(name, name) for name in columns)
    statement = f"INSERT INTO audit_event ({', '.join(columns)}) SELECT {copied} FROM audit_event WHERE sequence = 3"
    tamper(trail, lambda c: c.execute(text(statement)))
    assert finding(trail).first_bad == EVENTS + 2


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_head", "UPDATE audit_head SET sequence = 3", "UPDATE audit_head SET seal = 'x'"]
)
def test_touching_the_mark_of_the_end_is_found(trail: Database, statement: str) -> None:
    tamper(trail, lambda c: c.execute(text(statement)))
    assert not finding(trail).whole


def test_an_old_copy_put_back_is_found_by_the_checkpoints_outside(trail: Database, service, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with trail.engine.connect() as connection:
        head = connection.execute(text("SELECT sequence, digest, seal FROM audit_head")).one()
    with trail.write() as session:
        audit.record(session, SYSTEM, "signed_out")
    service.checkpoint()

    def put_back(connection: Connection) -> None:
        connection.execute(text(f"DELETE FROM audit_event WHERE sequence > {head.sequence}"))
        values = {"s": head.sequence, "d": head.digest, "l": head.seal}
        connection.execute(text("UPDATE audit_head SET sequence = :s, digest = :d, seal = :l"), values)

    tamper(trail, put_back)
    assert finding(trail).whole, "without checkpoints an old copy cannot be told from the truth"
    found = finding(trail, service.checkpoints_dir)
    assert (found.whole, found.first_bad) == (False, head.sequence + 1)


def test_a_chain_rewritten_with_another_key_is_found(trail: Database) -> None:
    with trail.read() as session:
        found = audit.verify(session.connection(), b"another key of thirty-two bytes!", None)
    assert (found.whole, found.first_bad) == (False, 1)


def test_an_edited_checkpoint_is_found(trail: Database, service) -> None:  # type: ignore[no-untyped-def]
    service.checkpoint()
    path = service.checkpoints_dir / "checkpoints.jsonl"
    path.write_text(path.read_text().replace(f'"sequence": {EVENTS + 1}', f'"sequence": {EVENTS}'))
    assert not finding(trail, service.checkpoints_dir).whole

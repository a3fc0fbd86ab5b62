"""An event and what it tells of are committed together, or neither is."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, text

from vetting import audit
from vetting.access import SYSTEM
from vetting.audit.models import AuditEvent
from vetting.db import Database


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_an_event_is_written_when_the_session_commits(database: Database) -> None:
    before = count(database)
    with database.write() as session:
        audit.record(session, SYSTEM, "signed_out")
    assert count(database) == before + 1


def test_a_rolled_back_session_leaves_no_event(database: Database) -> None:
    before = count(database)
    with pytest.raises(RuntimeError), database.write() as session:
        audit.record(session, SYSTEM, "signed_out")
        raise RuntimeError
    assert count(database) == before


def test_a_savepoint_that_is_rolled_back_takes_only_its_own_events_along(database: Database) -> None:
    with database.write() as session:
        audit.record(session, SYSTEM, "signed_in", method="password")
        with pytest.raises(RuntimeError), session.begin_nested():
            audit.record(session, SYSTEM, "sign_in_failed", method="password")
            raise RuntimeError
        with session.begin_nested():
            audit.record(session, SYSTEM, "signed_out")
    with database.read() as session:
        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.sequence)).all()
    assert events[-2:] == ["signed_in", "signed_out"]


@pytest.mark.parametrize(
    ("name", "fields"),
    [("unheard_of", {}), ("signed_in", {}), ("signed_in", {"method": "password", "full_name": "extra"})],
)
def test_an_unknown_event_or_the_wrong_fields_are_refused(database: Database, name: str, fields: dict[str, str]) -> None:
    with pytest.raises(audit.AuditError), database.write() as session:
        audit.record(session, SYSTEM, name, **fields)


def test_nothing_is_committed_when_the_event_cannot_be_written(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE audit_event"))
    with pytest.raises(Exception, match="audit_event"), database.write() as session:
        session.execute(text("UPDATE organisation SET name = 'changed' WHERE code = 'iopc'"))
        audit.record(session, SYSTEM, "signed_out")
    with database.read() as session:
        assert session.scalar(text("SELECT name FROM organisation WHERE code = 'iopc'")) != "changed"


def test_many_writers_make_one_chain(database: Database, service) -> None:  # type: ignore[no-untyped-def]
    def write() -> None:
        for _ in range(10):
            with database.write() as session:
                audit.record(session, SYSTEM, "signed_out")

    threads = [threading.Thread(target=write) for _ in range(6)]
    before = count(database)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == before + 60
    with database.read() as session:
        assert audit.verify(session.connection(), service.audit_key, service.checkpoints_dir).whole


def test_a_long_trail_is_read_in_batches(database: Database, service) -> None:  # type: ignore[no-untyped-def]
    with database.write() as session:
        for _ in range(12_000):
            audit.record(session, SYSTEM, "signed_out")
    with database.read() as session:
        found = audit.verify(session.connection(), service.audit_key, None)
    assert found.whole
    assert found.events == 12_001

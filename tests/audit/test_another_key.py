"""The key of the trail is replaced: the chain goes on, is verified across both keys, and the old key can rewrite nothing unseen."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from tests.conftest import a_key, make_settings
from vetting import audit
from vetting.access import SYSTEM
from vetting.app import Service
from vetting.audit import AuditError, Finding
from vetting.audit.models import AuditEvent
from vetting.commands.keys import keys
from vetting.commands.verify_audit import verify_audit
from vetting.settings import Settings

OLD, NEW = b"a" * 32, b"b" * 32


def note(service: Service, times: int = 3) -> None:
    for _ in range(times):
        with service.database.write() as session:
            audit.record(session, SYSTEM, "permission_refused", permission="x", route="/x")


def end_of(service: Service) -> int:
    with service.database.read() as session:
        return audit.last_sequence(session)


def verified(service: Service, key: bytes, former: dict[int, bytes]) -> Finding:
    with service.database.read() as session:
        return audit.verify(session.connection(), key, service.checkpoints_dir, former)


def renewed(database_url: str, tmp_path: Path, last: int, old: str = "a") -> Settings:
    return make_settings(database_url, tmp_path, audit_key=a_key("b"), former_audit_keys=f"{last}={a_key(old)}")


@pytest.fixture
def replaced(service: Service, database_url: str, tmp_path: Path) -> tuple[Service, int]:
    """A trail of which the first events are under the old key, and the last ones under the new one."""
    note(service)
    service.checkpoint()
    last = end_of(service)
    other = Service(renewed(database_url, tmp_path, last))
    assert other.take_over_trail() == last
    note(other)
    other.checkpoint()
    return other, last


def test_the_chain_is_whole_across_both_keys_and_not_under_one(replaced: tuple[Service, int]) -> None:
    service, last = replaced
    assert verified(service, NEW, {last: OLD}).whole
    assert verified(service, NEW, {}).first_bad is not None
    assert verified(service, OLD, {}).first_bad is not None
    assert not verified(service, NEW, {last + 1: OLD}).whole, "the old key is good for nothing after its last event"
    service.check()
    service.database.engine.dispose()


def test_whoever_has_the_old_key_can_rewrite_nothing_unseen(replaced: tuple[Service, int]) -> None:
    service, last = replaced
    with service.database.write() as session:
        rows = session.execute(select(*AuditEvent.__table__.columns).where(AuditEvent.sequence <= last)).mappings().all()
        previous = "0" * 64
        for row in sorted(map(dict, rows), key=lambda each: each["sequence"]):
            content: dict[str, Any] = {name: value for name, value in row.items() if name != "digest"} | {"previous": previous}
            content["actor_id"] = "somebody else"
            canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            previous = hmac.new(OLD, b"event\0" + canonical, hashlib.sha256).hexdigest()
            changes = {"d": previous, "p": content["previous"], "a": content["actor_id"], "n": row["sequence"]}
            session.execute(text("UPDATE audit_event SET digest = :d, previous = :p, actor_id = :a WHERE sequence = :n"), changes)
    with service.database.read() as session:
        without_checkpoints = audit.verify(session.connection(), NEW, None, {last: OLD})
    assert without_checkpoints.first_bad == last + 1
    service.database.engine.dispose()


def test_it_takes_the_right_number_and_the_right_key(service: Service, database_url: str, tmp_path: Path) -> None:
    note(service)
    last = end_of(service)
    for settings in (renewed(database_url, tmp_path, last - 1), renewed(database_url, tmp_path, last, "c")):
        other = Service(settings)
        with pytest.raises(AuditError):
            other.take_over_trail()
        with pytest.raises(AuditError, match="audit key"):
            other.check()
        other.database.engine.dispose()
    assert end_of(service) == last and verified(service, OLD, {}).whole


def test_by_the_command_line(service: Service, database_url: str, tmp_path: Path) -> None:
    note(service)
    service.checkpoint()
    run = CliRunner()
    last = int(run.invoke(keys, ["audit-end"], obj=lambda: service).output)
    assert last == end_of(service)
    other = Service(renewed(database_url, tmp_path, last))
    assert run.invoke(verify_audit, [], obj=lambda: other).exit_code == 1
    begun = run.invoke(keys, ["audit-begin"], obj=lambda: other)
    assert (begun.exit_code, f"after event {last}" in begun.output) == (0, True), begun.output
    whole = run.invoke(verify_audit, [], obj=lambda: other)
    assert whole.exit_code == 0, whole.output
    other.database.engine.dispose()

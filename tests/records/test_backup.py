"""A backup is whole or refused; what comes back is what was there; what was erased since stays erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.conftest import Templates, a_key, make_settings
from tests.people import REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.deciding import Desk
from tests.screening.world import World, a_request, misspelt
from vetting import audit
from vetting.app import Service
from vetting.db import Base, utc_now
from vetting.errors import VettingError
from vetting.records import BackupError, approve_rule, load_rules, make_backup, restore_backup, run_rules
from vetting.records.backup import encoded
from vetting.records.ledger import FILE_NAME
from vetting.records.restore import Restored
from vetting.screening import Outcome
from vetting.screening.keeping import ERASED
from vetting.screening.models import Check
from vetting.vault import open_column

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Kept:
    """A deployment that was backed up, and where."""

    world: World
    service: Service
    folder: Path
    file: Path

    def restore(self, url: str, folder: Path, **changes: Any) -> tuple[Service, Restored]:
        """Put the backup back into another database of the same deployment; `folder` is what survived outside the database."""
        service = Service(make_settings(url, folder, **changes))
        return service, restore_backup(service.database, self.file, service.checkpoints)


@pytest.fixture
def kept(service: Service, tmp_path: Path) -> Iterator[Kept]:
    """An entry, a report, a clear check, one that waits, one confirmed by two officers and one cleared."""
    world = World.make(service.database)
    world.entry()
    world.report(surname="Thistlewood", date_of_birth="1979-02-11")
    desk = Desk(world)
    desk.confirm(desk.hit_of())
    world.run(VETTING_OFFICER, misspelt())
    for surname in ("Llewellyn-Price", "Another-Fiction"):
        world.run(VETTING_OFFICER, a_request(surname=surname))
    make_backup(service.database, tmp_path / "backup")
    return Kept(world, service, tmp_path, tmp_path / "backup")


def content(service: Service) -> dict[str, list[Any]]:
    """Every row of every table but the trail's end, which goes on."""
    told: dict[str, list[Any]] = {}
    with service.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(select(table).order_by(*table.primary_key.columns))
            told[table.name] = [[encoded(column, value) for column, value in zip(table.columns, row, strict=True)] for row in rows]
    del told["audit_head"]
    return told


def whole(service: Service) -> bool:
    """Whether the trail verifies, against the checkpoints outside too."""
    service.checkpoint()
    with service.database.read() as session:
        return audit.verify(session.connection(), service.audit_key, service.checkpoints_dir).whole


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_everything_comes_back_on_either_kind_of_database(kept: Kept, templates: Templates, into: str) -> None:
    service, _ = kept.restore(templates.empty(into, kept.folder), kept.folder / "elsewhere")
    service.check()
    before, after = content(kept.service), content(service)
    made, restored = before["audit_event"].pop(), after["audit_event"].pop()
    assert after == before
    assert sum(bool(rows) for rows in before.values()) >= 15
    assert (made[2], restored[2]) == ("backup_made", "backup_restored")
    world = replace(kept.world, database=service.database)
    answer = world.check(VETTING_OFFICER, misspelt()).answer
    assert answer is not None
    assert answer.outcome is not Outcome.NO_MATCH
    assert whole(service)
    service.database.engine.dispose()


def test_what_was_erased_since_is_erased_again_and_the_lost_part_is_named(kept: Kept, templates: Templates) -> None:
    for rule in load_rules():
        for registrar in (REGISTRAR, SECOND_REGISTRAR):
            with kept.service.database.write() as session:
                approve_rule(session, kept.world.people[registrar], rule)
    outcomes = run_rules(kept.service.database, utc_now() + timedelta(days=1_000))
    assert {outcome.rule: outcome.records for outcome in outcomes}["clear-checks"] == 2
    kept.service.checkpoint()
    kind = kept.service.database.engine.dialect.name
    service, told = kept.restore(templates.empty(kind, kept.folder), kept.folder)
    assert told.erased_again == 2
    assert told.lost_to is not None
    assert told.lost_to > told.sequence
    with service.database.read() as session:
        clear = session.scalars(select(Check).where(Check.outcome == Outcome.NO_MATCH.value)).all()
        assert [open_column(session, check, "sealed_subject")["subject"]["surname"] for check in clear] == [ERASED, ERASED]
        assert session.scalar(select(func.count()).select_from(Base.metadata.tables["erasure"])) == 2
    assert whole(service)
    assert list(kept.folder.glob("checkpoints/checkpoints.before-restore-*.jsonl"))
    service.database.engine.dispose()


@on_sqlite
def test_no_byte_of_a_backup_can_be_changed_and_none_cut_off(kept: Kept, templates: Templates) -> None:
    data = kept.file.read_bytes()
    places = sorted({*range(0, 200, 7), *range(200, len(data), max(1, len(data) // 60)), len(data) - 1})
    damaged = [data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in places]
    damaged += [data[:place] for place in (0, 10, 300, len(data) // 2, len(data) - 1)] + [data + b"x"]
    for bad in damaged:
        kept.file.write_bytes(bad)
        url = templates.empty("sqlite", kept.folder)
        with pytest.raises(BackupError):
            kept.restore(url, kept.folder / "elsewhere")
        tables = Path(url.removeprefix("sqlite:///"))
        assert not tables.exists() or b"CREATE TABLE" not in tables.read_bytes()
    assert len(damaged) > 80


@on_sqlite
def test_another_deployments_keys_do_not_open_it(kept: Kept, templates: Templates) -> None:
    with pytest.raises(BackupError, match="another deployment's keys"):
        kept.restore(templates.empty("sqlite", kept.folder), kept.folder / "elsewhere", index_key=a_key("x"))


@on_sqlite
def test_nothing_is_written_over(kept: Kept) -> None:
    with pytest.raises(BackupError, match="there already"):
        make_backup(kept.service.database, kept.file)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(kept.service.database, kept.file, kept.service.checkpoints)


@on_sqlite
def test_a_ledger_that_cannot_be_read_stops_the_restore(kept: Kept, templates: Templates) -> None:
    (kept.folder / "checkpoints" / FILE_NAME).write_text("{}\n")
    with pytest.raises(VettingError, match="Line 1 of the ledger"):
        kept.restore(templates.empty("sqlite", kept.folder), kept.folder)


@on_sqlite
def test_a_backup_names_nobody_in_plain(kept: Kept) -> None:
    data = kept.file.read_bytes()
    for word in (b"Featherstonehaugh", b"Llewellyn", b"kent.example", b"barred"):
        assert word not in data

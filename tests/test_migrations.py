"""The migrations make exactly the tables of the models, go down again, and keep the rows that are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from tests.people import add_everyone
from vetting import db
from vetting.app import Service

HEAD = "0019"


def test_the_head_is_pinned(service: Service) -> None:
    assert ScriptDirectory.from_config(db.alembic_config(service.database.engine)).get_heads() == [HEAD]


def test_the_head_equals_the_models(service: Service) -> None:
    with service.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, db.Base.metadata) == []


def _revisions() -> list[str]:
    return sorted(path.name.partition("_")[0] for path in Path(db.MIGRATIONS, "versions").glob("0*.py"))


def _contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in tables}


@pytest.mark.parametrize("revision", _revisions())
def test_each_migration_goes_down_and_up_again(service: Service, revision: str) -> None:
    add_everyone(service.database)
    engine = service.database.engine
    config = db.alembic_config(engine)
    command.downgrade(config, revision)
    before = sorted(inspect(engine).get_table_names())
    command.downgrade(config, f"{revision}-1" if revision != _revisions()[0] else "base")
    command.upgrade(config, revision)
    assert sorted(inspect(engine).get_table_names()) == before
    db.migrate(engine)


def test_migrating_what_is_at_the_head_keeps_every_row(service: Service) -> None:
    add_everyone(service.database)
    engine = service.database.engine
    with engine.connect() as connection:
        before = _contents(connection)
    db.migrate(engine)
    with engine.connect() as connection:
        assert _contents(connection) == before
    assert before["account"]

"""The register's migrations with entries in it: down and up again, what is listed and how it stood is told as before."""

from __future__ import annotations

from alembic import command
from sqlalchemy import inspect, select, text

from tests.people import REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, listed, published
from vetting import db
from vetting.access import Actor
from vetting.registry import as_at, get_entry, index_of
from vetting.registry.models import EntryStanding

People = dict[Someone, Actor]


def test_entries_keep_their_standing_down_and_up(open_register: db.Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    published(open_register, people, entry_id, "Was dishonest.")
    with open_register.read() as session:
        before = session.scalars(select(EntryStanding)).one()
    config = db.alembic_config(open_register.engine)
    command.downgrade(config, "0002")
    assert "entry_standing" not in inspect(open_register.engine).get_table_names()
    db.migrate(open_register.engine)
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
        assert entry.publication is not None
        assert as_at(session, people[REGISTRAR], entry_id, entry.listed_at).standing == "listed"
        after = session.scalars(select(EntryStanding)).one()
        hits = index_of(session).search(session, [entry.content.identity()], ["barred"]).matches[0]
    assert (after.valid_from, after.standing) == (before.valid_from, before.standing)
    assert [hit.entry_id for hit in hits] == [entry_id]


def test_the_database_still_refuses_what_it_refused(open_register: db.Database) -> None:
    """SQLite makes a table anew to change it: no constraint of the models may be lost on the way."""
    checks = {
        table.name: {str(constraint.name) for constraint in table.constraints if constraint.__visit_name__ == "check_constraint"}
        for table in db.Base.metadata.sorted_tables
    }
    inspector = inspect(open_register.engine)
    for table, names in checks.items():
        found = {str(row["name"]) for row in inspector.get_check_constraints(table)}
        assert names <= found, f"{table} has lost {sorted(names - found)}"
    with open_register.read() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1

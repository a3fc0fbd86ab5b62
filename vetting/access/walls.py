"""The second wall between organisations: row-level security of PostgreSQL, under the scoped door of `organisations`.

Every table with an `organisation_id` has one policy, made from the models. Its rows are those of the organisation that the
transaction names (`vetting.organisation`, set for that transaction only). A connection that names none sees and writes nothing.
What the service does by itself (the index, the worker, the command line) names `*`. What the keeper of the lists may read, and what
a check must search whatever its organisation, is opened by `vetting.register`. SQLite has no such wall, nor has a superuser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

from vetting.access.permissions import Actor, Permission
from vetting.db import Base, Database
from vetting.errors import InvalidInput, Problem

OUTSIDE = {
    "account": "signing in comes before the organisation is known",
    "api_client": "a key is looked up before the organisation is known",
    "audit_event": "auditors read the trail of every organisation, and nobody else reads it",
}
REACH = "reach"
POLICY = "organisation_wall"
APPEND_ONLY = frozenset({"audit_event", "screening_kept_model"})

_SET = text("SELECT set_config('vetting.organisation', :organisation, true), set_config('vetting.register', :register, true)")
_SET_REGISTER = text("SELECT set_config('vetting.register', :register, true)")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a session sees: one organisation (`*` is all, empty is none), and whether the whole register."""

    organisation: str
    whole_register: bool = False

    def parameters(self) -> dict[str, str]:
        """As set in the database."""
        return {"organisation": self.organisation, "register": "whole" if self.whole_register else ""}


WHOLE_SERVICE = Reach("*", True)
NOBODY = Reach("")


def follow_reach(database: Database) -> None:
    """Make every transaction of the database say how far it sees, before anything else is sent in it."""
    if database.engine.dialect.name == "postgresql":
        for factory in (database.writers, database.readers):
            event.listen(factory, "after_begin", _announce)


def confine(session: Session, actor: Actor | None) -> None:
    """Let this session see from now on what the actor's organisation owns; without an actor, nothing that belongs to anybody."""
    session.info[REACH] = reach_of(actor)
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        session.execute(_SET, session.info[REACH].parameters())


def reach_of(actor: Actor | None) -> Reach:
    """How far an actor sees."""
    if actor is None:
        return NOBODY
    if actor.kind == "system":
        return WHOLE_SERVICE
    return Reach(actor.organisation_id or "", actor.may(Permission.READ_REGISTER))


@contextmanager
def whole_register(session: Session) -> Iterator[None]:
    """See every report and entry inside the block, whoever asks: for what a check must search. Never for what is shown."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    before: Reach = session.info.get(REACH, WHOLE_SERVICE)
    session.execute(_SET_REGISTER, {"register": "whole"})
    try:
        yield
    finally:
        with suppress(SQLAlchemyError):  # a transaction that failed can only be rolled back, and that ends its reach
            session.execute(_SET_REGISTER, {"register": before.parameters()["register"]})


def walled_tables() -> list[Table]:
    """The tables that the wall divides: those with an `organisation_id`, but for the few of `OUTSIDE`."""
    return [table for table in Base.metadata.sorted_tables if "organisation_id" in table.columns and table.name not in OUTSIDE]


def raise_walls(engine: Engine) -> None:
    """Give every walled table its policy, where it does not stand yet. Does nothing but on PostgreSQL."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        present = set(inspect(connection).get_table_names())
        for table in walled_tables():
            if table.name in present:
                _raise_wall(connection, table)


def role_statements(role: str, tables: Sequence[str]) -> list[str]:
    """What the owner of the database grants to the role that the service runs as: rows of every table, nothing of its shape.

    The trail and the kept models can be added to and read, and neither changed nor emptied.
    """
    if not role.isidentifier():
        raise InvalidInput([Problem("role", "The role's name may hold letters, digits and underscores only.")])
    statements = [f"GRANT USAGE ON SCHEMA public TO {role}"]
    for table in sorted(tables):
        statements.append(f"REVOKE ALL ON {table} FROM {role}")
        statements.append(f"GRANT {_granted(table)} ON {table} TO {role}")
    return statements


def _granted(table: str) -> str:
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    if table in {"alembic_version", "deployment"}:
        return "SELECT"
    return "SELECT, INSERT, UPDATE" if table == "audit_head" else "SELECT, INSERT, UPDATE, DELETE"


def _announce(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    reach: Reach = session.info.get(REACH, WHOLE_SERVICE)
    connection.execute(_SET, reach.parameters())


def _raise_wall(connection: Connection, table: Table) -> None:
    condition = _condition(table)
    name = f"{POLICY}_{hashlib.sha256(condition.encode()).hexdigest()[:8]}"
    known = "SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = :table"
    standing = set(connection.scalars(text(known), {"table": table.name}))
    if standing == {name}:
        return
    for old in standing:
        connection.exec_driver_sql(f'DROP POLICY "{old}" ON {table.name}')
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"CREATE POLICY {name} ON {table.name} USING ({condition}) WITH CHECK ({condition})")


def _condition(table: Table) -> str:
    asks = "current_setting('vetting.organisation', true)"
    parts = [f"organisation_id = {asks}", f"{asks} = '*'"]
    if _keeper_reads(table):
        parts.append("current_setting('vetting.register', true) = 'whole'")
    return " OR ".join(parts)


def _keeper_reads(table: Table) -> bool:
    mappers: Any = Base.registry.mappers
    return any(mapper.local_table is table and getattr(mapper.class_, "keeper_reads", False) for mapper in mappers)

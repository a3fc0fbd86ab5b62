"""Who works: one worker at a time holds the cursor, by the clock of the database, and whoever lost it cannot commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vetting.db import database_now
from vetting.monitoring.models import Cursor

ONE = 1
NEVER = -1


class LeaseLost(Exception):
    """Another worker holds the cursor now: what was computed here must not be stored."""


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which register version, with which model, everybody has been checked. A service that never did stands at -1."""

    register_version: int
    model_version: str


def take_lease(session: Session, worker: str, seconds: float) -> Position | None:
    """Take the cursor if nobody holds it, and say where it stands; None when somebody works already. The caller commits."""
    _begin(session)
    now = database_now(session)
    free = update(Cursor).where(Cursor.id == ONE, Cursor.leased_until < now)
    if not _one(session, free.values(leased_by=worker, leased_until=now + int(seconds * 1000))):
        return None
    return Position(*session.execute(select(Cursor.register_version, Cursor.model_version)).one())


def hold(session: Session, worker: str, seconds: float) -> None:
    """Keep the cursor for longer; its row is locked until the commit. Raises LeaseLost."""
    mine = update(Cursor).where(Cursor.id == ONE, Cursor.leased_by == worker)
    if not _one(session, mine.values(leased_until=database_now(session) + int(seconds * 1000))):
        raise LeaseLost


def advance(session: Session, worker: str, position: Position) -> None:
    """Say how far everybody has been checked, and give the cursor back. Raises LeaseLost."""
    mine = update(Cursor).where(Cursor.id == ONE, Cursor.leased_by == worker)
    values = {"register_version": position.register_version, "model_version": position.model_version}
    if not _one(session, mine.values(leased_by=None, leased_until=0, **values)):
        raise LeaseLost


def give_back(session: Session, worker: str) -> None:
    """Let somebody else try at once; nothing was done."""
    _one(session, update(Cursor).where(Cursor.id == ONE, Cursor.leased_by == worker).values(leased_by=None, leased_until=0))


def _begin(session: Session) -> None:
    """Make the one row; two who do it at once end up with one."""
    row = {"id": ONE, "register_version": NEVER, "model_version": "", "leased_by": None, "leased_until": 0}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Cursor).values(row).on_conflict_do_nothing())


def _one(session: Session, statement: Any) -> bool:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount == 1)

"""The world in which lives of entries are lived one after the other: one real database, emptied between two lives, one process.

A new deployment for each life cost more than the life itself. People, organisations, opened lists, the engine with its compiled
statements and the trail stay; what a life puts into the register is deleted, and the index starts from an empty register.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.conftest import make_settings
from tests.people import Someone, add_everyone
from tests.registry.cases import open_lists
from vetting.access import Actor
from vetting.app import Service
from vetting.db import Base, Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused

STAYS = ("organisation", "account", "api_client", "deployment", "list_opening", "audit_", "alembic")
EXPECTED = (Conflict, InvalidInput, Refused, NotFound)
FOLDER = Path("/dev/shm")


class World:
    """One deployment on SQLite with everyone in it and both lists open."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="lives-", dir=FOLDER if FOLDER.is_dir() else None)
        path = Path(self.folder.name)
        self.service = Service(make_settings(f"sqlite:///{path / 'vetting.db'}", path))
        self.service.prepare()
        self.database: Database = self.service.database
        self.people: dict[Someone, Actor] = add_everyone(self.database)
        open_lists(self.database, self.people)
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        self.emptied = [name for name in tables if not name.startswith(STAYS) and self._is_there(name)]

    def _is_there(self, name: str) -> bool:
        with self.database.read() as session:
            found = session.scalar(text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": name})
        return bool(found)

    def empty(self) -> None:
        """Take everything out of the register that the last life put in; the next one begins at version 0."""
        with self.database.write() as session:
            for name in self.emptied:
                session.execute(text(f"DELETE FROM {name}"))

    def attempt(self, step: Callable[[Any], Any]) -> Any:
        """Do one thing in a transaction of its own; a named refusal is an answer too, and nothing may have changed by it."""
        try:
            with self.database.write() as session:
                return step(session)
        except EXPECTED:
            return None

    def close(self) -> None:
        """Let go of the database and its folder."""
        self.database.engine.dispose()
        self.folder.cleanup()

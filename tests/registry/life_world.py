"""The world in which lives of entries are lived one after the other: one real database, emptied between two lives, one process.

A new deployment for each life cost more than the life itself. People, organisations, opened lists, the engine with its compiled
statements and the trail stay; what a life puts into the register is deleted, and the index starts from an empty register.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.conftest import make_settings
from tests.people import Someone, add_everyone
from tests.registry.cases import open_lists
from vetting.access import Actor
from vetting.app import Service
from vetting.db import Base, Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import Import, MissingEntry, PersonLink, RowResolution, UnreadRow
from vetting.registry.models import Entry, EntryVersion, Proposal, Report, ReportQuestion
from vetting.registry.publication_models import PublicationDecision
from vetting.registry.records import Record

Seen = dict[str, tuple[Any, ...]]

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


def as_seen(records: list[Record]) -> Seen:
    return {record.key: (record.list_id, record.standing, record.version, record.identity) for record in records}


def waiting(session: Session) -> Counter[str]:
    """How much of each kind there is to decide on: what a step needs to be about anything."""
    asked = {
        "reports": select(func.count()).select_from(Report),
        "questions": select(func.count()).select_from(ReportQuestion).where(ReportQuestion.state == "open"),
        "removed": select(func.count()).select_from(Entry).where(Entry.standing == "removed"),
        "proposals": select(func.count()).select_from(Proposal).where(Proposal.state == "open"),
        "publications": select(func.count()).select_from(PublicationDecision).where(PublicationDecision.state == "open"),
        "imports": select(func.count()).select_from(Import),
        "ready": select(func.count()).select_from(Import).where(Import.state == "ready"),
        "pending": select(func.count()).select_from(UnreadRow).where(UnreadRow.state == "pending"),
        "rows": select(func.count()).select_from(UnreadRow).where(UnreadRow.state == "open"),
        "missing": select(func.count()).select_from(MissingEntry),
        "links": select(func.count()).select_from(PersonLink).where(PersonLink.state == "open"),
    }
    return Counter({name: session.scalar(statement) or 0 for name, statement in asked.items()})


def nth(session: Session, statement: Any, number: int) -> str:
    """One of what a statement finds, or nothing that there is."""
    found = session.scalars(statement.order_by(text("rowid"))).all()  # as they came: ids differ from run to run
    return found[number % len(found)] if found else ""


def standings(session: Session) -> Seen:
    return {entry.id: (entry.standing, entry.version) for entry in session.scalars(select(Entry))}


def pairs_of_people(session: Session) -> Iterator[tuple[Any, Any]]:
    """Each pair of accounts that must be two people, of everything decided so far."""
    for model, one, other in (
        (EntryVersion, EntryVersion.prepared_by, EntryVersion.approved_by),
        (Proposal, Proposal.prepared_by, Proposal.decided_by),
        (PublicationDecision, PublicationDecision.proposed_by, PublicationDecision.decided_by),
        (Import, Import.uploaded_by, Import.confirmed_by),
        (RowResolution, RowResolution.proposed_by, RowResolution.decided_by),
        (PersonLink, PersonLink.proposed_by, PersonLink.decided_by),
    ):
        rows = session.execute(select(one, other).select_from(model).where(other.is_not(None), one.is_not(None)))
        yield from ((first, second) for first, second in rows)
    let_go = select(ReportQuestion).where(ReportQuestion.state == "approved")  # who asked may let the report stand after all
    for row in session.scalars(let_go):
        yield from ((row.first_by, row.decided_by), (row.asked_by, row.decided_by))


def numbers(session: Session, owner: Any, number: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, each in session.execute(select(owner, number).order_by(number)):
        found[key].append(each)
    return found


def takes_off(content: ReportContent) -> bool:
    return content.limb.is_former and content.prior_advisory_report_date is not None


def who_is(content: ReportContent) -> tuple[str, Any]:
    return content.full_name.casefold(), content.date_of_birth

"""Moving an entry's standing: one conditional statement lets a single person through, and a row keeps from when it stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vetting.db import new_id
from vetting.errors import Conflict, NotFound
from vetting.registry.models import Entry, EntryStanding
from vetting.registry.once import change_once

REMOVED = "removed"
MOVES = {
    ("listed", "suspended"),  # a further report was received, or an error recorded
    ("suspended", "removed"),  # two people completed it
    ("suspended", "listed"),  # two people found that it does not stand
    ("removed", "suspended"),  # a reinstatement was proposed: it counts from then on
    ("listed", "removed"),  # barred under s.88A(1)(b) or (d), or a review that was granted
}
"""Every move there is. What is removed comes back through `suspended` alone, so that the second person finds it counting."""


def find_entry(session: Session, entry_id: str, *, removed: bool = False) -> Entry:
    """The entry as the database has it now. Raises NotFound, also for a removed one unless `removed` is asked for."""
    statement = select(Entry).where(Entry.id == entry_id).execution_options(populate_existing=True)
    entry = session.scalar(statement) if entry_id.isalnum() else None
    if entry is None or (entry.standing == REMOVED and not removed):
        raise NotFound("entry")
    return entry


def move_standing(session: Session, entry: Entry, to: str, at: datetime, proposal_id: str | None = None) -> None:
    """Move an entry to another standing if it still stands as it was read. Raises Conflict when it does not, or may not move."""
    if (entry.standing, to) not in MOVES:
        raise Conflict(f"An entry that is {entry.standing} cannot become {to}.", code="state")
    statement = update(Entry).where(Entry.id == entry.id, Entry.standing == entry.standing).values(standing=to)
    change_once(session, statement, "Somebody else changed this entry a moment ago. Read it again.", code="version_changed")
    set_committed_value(entry, "standing", to)
    note_standings(session, [entry], at, proposal_id)


def note_standings(session: Session, entries: Sequence[Entry], at: datetime, proposal_id: str | None = None) -> None:
    """Keep that these entries stand as they do from this moment on."""
    last = select(EntryStanding.entry_id, func.max(EntryStanding.number)).group_by(EntryStanding.entry_id)
    numbers: dict[str, int] = {
        entry_id: number
        for entry_id, number in session.execute(last.where(EntryStanding.entry_id.in_([entry.id for entry in entries])))
    }
    rows = [
        {
            "id": new_id(),
            "entry_id": entry.id,
            "number": numbers.get(entry.id, 0) + 1,
            "standing": entry.standing,
            "valid_from": at,
            "proposal_id": proposal_id,
        }
        for entry in entries
    ]
    session.execute(insert(EntryStanding), rows)

"""What the register changed between two versions, for those who keep old answers up to date: a change is pulled, never pushed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.db import Database
from vetting.errors import Unavailable
from vetting.matching import Identity
from vetting.registry.index import index_of
from vetting.registry.lists import require_readable
from vetting.registry.models import RegisterChange
from vetting.registry.past import origins_of
from vetting.registry.policy import lists_of
from vetting.registry.records import Head, Record, read_changed
from vetting.registry.searching import SearchedRecords
from vetting.registry.versions import current_version, has_uncommitted_change
from vetting.registry.vocabulary import Standing

MOST_CHANGES = 200_000
_RAISED = "register_version_raised"


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A report or entry as it stands after a change. `origin_id` is the report it came of: it stays when a report becomes an entry.

    `standing` and `identity` are None once a check no longer finds it: an entry that was removed, a report that was approved.
    """

    kind: str
    id: str
    origin_id: str
    standing: Standing | None
    identity: Identity | None


@dataclass(frozen=True)
class Changed:
    """What happened after version `since` up to `version`: ids of the reports and entries, and those who can be found.

    `changes_since` raises Unavailable (`rows_unread`) rather than leave out a row of an import that names nobody.
    """

    since: int
    version: int
    record_ids: frozenset[str]
    people: SearchedRecords | None
    records: tuple[ChangedRecord, ...] = field(default=())

    def touches(self, subjects: Sequence[Identity]) -> list[bool]:
        """For each subject, whether a changed record would now be a hit on it."""
        if self.people is None or not subjects:
            return [False] * len(subjects)
        return [bool(matches) for matches in self.people.search_many(subjects)]


def changes_since(session: Session, since: int) -> Changed:
    """What changed after version `since`. Raises Unavailable (`index_behind`) when that can no longer be said."""
    all_lists = [info.id for info in lists_of(session).lists]
    require_readable(session, all_lists)
    now = current_version(session)
    if now == since:
        return Changed(since, now, frozenset(), None)
    with whole_register(session):
        token = session.scalar(select(func.max(RegisterChange.token)).where(RegisterChange.version == since)) or ""
        changed = read_changed(session, Head(since, token, 0, 0), MOST_CHANGES)
    if changed is None or now < since:
        raise Unavailable("What changed in the register since then can no longer be told.", code="index_behind")
    require_readable(session, all_lists)  # again: what changed may have come with an import of a moment ago
    people = SearchedRecords(index_of(session).model, changed.present) if changed.present else None
    records = _changed_records(session, changed.present, changed.gone)
    return Changed(since, changed.head.version, frozenset(record.id for record in records), people, records)


def _changed_records(session: Session, present: Sequence[Record], gone: frozenset[str]) -> tuple[ChangedRecord, ...]:
    found = [(record.kind, record.id, record.standing, record.identity) for record in present]
    ended = [tuple(key.split(":", 1)) for key in sorted(gone)]
    everything = [*found, *((kind, record_id, None, None) for kind, record_id in ended)]
    origins = origins_of(session, [record_id for kind, record_id, _, _ in everything if kind == "entry"])
    return tuple(
        ChangedRecord(kind, record_id, origins.get(record_id, record_id), standing, identity)
        for kind, record_id, standing, identity in everything
    )


def tell_after_changes(database: Database, tell: Callable[[], None]) -> None:
    """Call `tell` whenever a transaction that changed the register has committed; it says nothing of what changed.

    Only a shortcut for whoever pulls changes by the clock anyway: a process that is killed here tells nobody.
    """

    def notice(session: Session) -> None:
        if not session.in_nested_transaction():
            session.info[_RAISED] = has_uncommitted_change(session)

    def pass_on(session: Session) -> None:
        if not session.in_nested_transaction() and session.info.pop(_RAISED, False):
            tell()

    event.listen(database.writers, "before_commit", notice)
    event.listen(database.writers, "after_commit", pass_on)

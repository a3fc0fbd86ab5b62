"""The matching index kept in step with the register: the version an answer names is exactly the one that was searched.

Everything that could make an answer untrue raises Unavailable instead: a list not opened, a row of an import that names nobody, a
register that cannot be read to its present version, a record that does not open, a count that does not agree. Nothing here ever
means "no match".
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.errors import Unavailable
from vetting.matching import Identity, Match, MatchModel
from vetting.registry.lists import require_open, require_readable
from vetting.registry.records import Head, read_all, read_changed, read_head
from vetting.registry.searching import SearchedRecords
from vetting.registry.versions import has_uncommitted_change
from vetting.registry.vocabulary import Standing
from vetting.vault import VaultError

REBUILD_ABOVE = 500
"""Changed records up to which they alone are read, however few records there are."""
REBUILD_SHARE = 4
"""Above that, and above one in so many of all records, all is read anew: about as quick, and the index is one block again."""


@dataclass(frozen=True, slots=True)
class ListedMatch:
    """A match, and the listed person it is with: on which list, how the person stands there, in which version of which record."""

    match: Match
    list_id: str
    standing: Standing
    report_id: str | None
    entry_id: str | None
    record_version: int
    identity: Identity
    """What is listed and was compared."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search: one tuple of matches a subject, in order, and the versions that were searched."""

    register_version: int
    model_version: str
    lists: tuple[str, ...]
    matches: tuple[tuple[ListedMatch, ...], ...]


class RegisterIndex:
    """The index of one process. Thread-safe: catching up and searching are one step under its lock."""

    def __init__(self, model: MatchModel) -> None:
        self.model = model
        self._lock = threading.Lock()
        self._index: SearchedRecords | None = None
        self._head = Head(version=0, token="", records=0, present=0)

    def search(self, session: Session, subjects: Sequence[Identity], list_ids: Sequence[str]) -> SearchResult:
        """Search these lists for every subject, at the register version that this session sees.

        Raises Unavailable (`list_not_opened`, `rows_unread`, `index_behind`, `index_incomplete`), and UnusableIdentity for
        a subject without a name that can be read.
        """
        self._begin(session)
        require_open(session, list_ids)
        require_readable(session, list_ids)
        with self._lock:
            index = self._catch_up(session)
            found = index.search_many(subjects)
            matches = tuple(_listed(index, each, frozenset(list_ids)) for each in found)
            result = SearchResult(self._head.version, self.model.version, tuple(list_ids), matches)
        require_readable(session, list_ids)  # again: a session on PostgreSQL may have caught up with an import of a moment ago
        return result

    def catch_up(self, session: Session) -> int:
        """Bring the index to the version that this session sees and return it: what a health check asks for. Raises Unavailable."""
        self._begin(session)
        with self._lock:
            self._catch_up(session)
            return self._head.version

    def _begin(self, session: Session) -> None:
        if has_uncommitted_change(session):
            raise Unavailable("The register is being changed in this very transaction; search after it.", code="index_behind")
        # On SQLite a writing transaction may have to wait for another one to end: wait here, without the index's lock.
        session.connection()

    def _catch_up(self, session: Session) -> SearchedRecords:
        try:
            with whole_register(session):
                return self._caught_up(session)
        except SQLAlchemyError as error:
            raise Unavailable("The register could not be read to its present version.", code="index_behind") from error
        except (VaultError, ValueError, LookupError, TypeError) as error:  # not opened, not understood, or without a usable name
            raise Unavailable("A record of the register cannot be read.", code="index_incomplete") from error

    def _caught_up(self, session: Session) -> SearchedRecords:
        head = read_head(session)
        if self._index is None or not self._follows(head):
            return self._rebuild(session)
        if head.version > self._head.version:
            return self._follow(session)
        self._head = head
        return self._complete(self._index)

    def _follows(self, head: Head) -> bool:
        """Whether the register read now can be the one this index was built from, at the same version or a later one."""
        return head.version > self._head.version or (head.version, head.token) == (self._head.version, self._head.token)

    def _rebuild(self, session: Session) -> SearchedRecords:
        self._index = None
        head, records = read_all(session)
        index = SearchedRecords(self.model, records)
        self._head = head
        self._index = self._complete(index)
        return index

    def _follow(self, session: Session) -> SearchedRecords:
        index = self._index
        limit = max(REBUILD_ABOVE, self._head.records // REBUILD_SHARE)
        changes = read_changed(session, self._head, limit)
        if changes is None or index is None:
            return self._rebuild(session)
        self._index = None  # until every change is in, there is no index to search: a failure half-way leads to a rebuild
        index.change(changes.present, changes.gone)
        self._head = changes.head
        self._index = self._complete(index)
        return index

    def _complete(self, index: SearchedRecords) -> SearchedRecords:
        held = len(index)
        if held != len(index.records) or held != self._head.present or held != self._head.records:
            self._index = None
            raise Unavailable("The number of records that can be searched is not that of the register.", code="index_incomplete")
        return index


def _listed(index: SearchedRecords, matches: Sequence[Match], list_ids: frozenset[str]) -> tuple[ListedMatch, ...]:
    found = ((match, index.records[match.entry_id]) for match in matches)
    return tuple(
        ListedMatch(match, record.list_id, record.standing, record.report_id, record.entry_id, record.version, record.identity)
        for match, record in found
        if record.list_id in list_ids
    )


def index_of(session: Session) -> RegisterIndex:
    """The index of this session's process."""
    index: RegisterIndex = session.info["index"]
    return index

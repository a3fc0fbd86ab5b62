"""What the register changed between two versions, for those who keep old answers up to date: a change is pulled, never pushed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.errors import Unavailable
from vetting.matching import Identity, MatchIndex
from vetting.registry.index import index_of
from vetting.registry.models import RegisterChange
from vetting.registry.records import Head, read_changed
from vetting.registry.versions import current_version

MOST_CHANGES = 200_000


@dataclass(frozen=True)
class Changed:
    """What happened after version `since` up to `version`: ids of the reports and entries, and those who can be found."""

    since: int
    version: int
    record_ids: frozenset[str]
    people: MatchIndex | None

    def touches(self, subjects: Sequence[Identity]) -> list[bool]:
        """For each subject, whether a changed record would now be a hit on it."""
        if self.people is None or not subjects:
            return [False] * len(subjects)
        return [bool(matches) for matches in self.people.search_many(subjects)]


def changes_since(session: Session, since: int) -> Changed:
    """What changed after version `since`. Raises Unavailable (`index_behind`) when that can no longer be said."""
    now = current_version(session)
    if now == since:
        return Changed(since, now, frozenset(), None)
    with whole_register(session):
        token = session.scalar(select(func.max(RegisterChange.token)).where(RegisterChange.version == since)) or ""
        changed = read_changed(session, Head(since, token, 0, 0), MOST_CHANGES)
    if changed is None or now < since:
        raise Unavailable("What changed in the register since then can no longer be told.", code="index_behind")
    ids = {key.partition(":")[2] for key in changed.gone} | {record.id for record in changed.present}
    entries = [(record.key, record.identity) for record in changed.present]
    people = MatchIndex.build(index_of(session).model, entries) if entries else None
    return Changed(since, changed.head.version, frozenset(ids), people)

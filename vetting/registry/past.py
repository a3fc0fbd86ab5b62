"""The register as it was searched at a past version, and what a record came from: for whoever proves an old answer.

A version names the records it changed, and each such change is one step of one record: a report received or sent in again; an entry
made, amended, or standing otherwise. So the steps of a record up to a version are counted, and what it said then is looked up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.errors import Unavailable
from vetting.matching import Identity, MatchModel
from vetting.registry.import_models import UnreadRow
from vetting.registry.index import ListedMatch, SearchResult
from vetting.registry.models import Entry, EntryStanding, EntryVersion, RegisterChange, Report, ReportVersion
from vetting.registry.records import REMOVED, UNREAD, Record, make_record
from vetting.registry.searching import OtherModel, SearchedRecords
from vetting.registry.versions import Action
from vetting.registry.vocabulary import Standing
from vetting.vault import vault_of

HISTORY_INCOMPLETE = "history_incomplete"

Steps = dict[str, int]


@dataclass(frozen=True)
class PastRegister:
    """The register of one version, with one model: searched as a check then was."""

    version: int
    model_version: str
    index: SearchedRecords

    def search(self, subjects: Sequence[Identity], list_ids: Sequence[str]) -> SearchResult:
        """What the index of that version answers."""
        lists = frozenset(list_ids)
        found = (tuple(self._listed(match) for match in matches) for matches in self.index.search_many(subjects))
        matches = tuple(tuple(each for each in listed if each.list_id in lists) for listed in found)
        return SearchResult(self.version, self.model_version, tuple(list_ids), matches)

    def _listed(self, match: Any) -> ListedMatch:
        record = self.index.records[match.entry_id]
        return ListedMatch(
            match, record.list_id, record.standing, record.report_id, record.entry_id, record.version, record.identity
        )


def register_at(session: Session, version: int, model: MatchModel | OtherModel) -> PastRegister:
    """The register of a past version, ready to be searched. Raises Unavailable, and VaultError for what was erased since."""
    return PastRegister(version, model.version, SearchedRecords(model, records_at(session, version)))


def records_at(session: Session, version: int) -> list[Record]:
    """Every record that a check had to find at a version, as it then was.

    Raises Unavailable (`history_incomplete`) when the steps that are kept do not account for every change.
    """
    with whole_register(session):
        changes = session.execute(
            select(RegisterChange.kind, RegisterChange.record_id, RegisterChange.action, RegisterChange.version)
            .where(RegisterChange.version <= version)
            .order_by(RegisterChange.version)
        ).all()
        steps: dict[str, Steps] = {"report": {}, "entry": {}}
        present: dict[str, set[str]] = {"report": set(), "entry": set()}
        for kind, record_id, action, _ in changes:
            steps[kind][record_id] = steps[kind].get(record_id, 0) + 1
            (present[kind].discard if action == Action.REMOVE.value else present[kind].add)(record_id)
        reports = {key: count for key, count in steps["report"].items() if key in present["report"]}
        entries = {key: count for key, count in steps["entry"].items() if key in present["entry"]}
        return [*_reports(session, reports), *_entries(session, entries)]


def origins_of(session: Session, entry_ids: Collection[str]) -> Mapping[str, str]:
    """The report that each of these entries was made of: by it a listed person stays the same one when a report is approved."""
    if not entry_ids:
        return {}
    with whole_register(session):
        rows = session.execute(select(Entry.id, Entry.report_id).where(Entry.id.in_(entry_ids))).all()
    return {entry_id: report_id for entry_id, report_id in rows}


def _reports(session: Session, steps: Steps) -> list[Record]:
    rows = session.execute(
        select(Report.id, Report.list_id, ReportVersion.number, ReportVersion.id, ReportVersion.sealed_content).join(
            ReportVersion, ReportVersion.report_id == Report.id
        )
    )
    vault, found = vault_of(session), []
    for report_id, list_id, number, content_id, sealed in rows:
        if steps.get(report_id) == number:
            standing = Standing.REPORT_RECEIVED.value
            found.append(make_record(vault, "report", report_id, list_id, standing, number, content_id, sealed))
    unread = session.execute(select(UnreadRow.id, UnreadRow.list_id, UnreadRow.sealed_row).where(UnreadRow.searchable.is_(True)))
    for row_id, list_id, sealed in unread:
        if steps.get(row_id) == 1:  # its only step so far: it was opened and not resolved; completed, it goes on as version 2
            standing = Standing.REPORT_RECEIVED.value
            found.append(make_record(vault, UNREAD, row_id, list_id, standing, 1, row_id, sealed))
    return _all_of(found, steps)


def _entries(session: Session, steps: Steps) -> list[Record]:
    states = _states(session, steps)
    rows = session.execute(
        select(Entry.id, Entry.list_id, EntryVersion.number, EntryVersion.id, EntryVersion.sealed_content).join(
            EntryVersion, EntryVersion.entry_id == Entry.id
        )
    )
    vault, found = vault_of(session), []
    for entry_id, list_id, number, content_id, sealed in rows:
        at, standing = states.get(entry_id, (0, ""))
        if at == number and standing != REMOVED:
            found.append(make_record(vault, "entry", entry_id, list_id, standing, number, content_id, sealed))
    return _all_of(found, steps)


def _states(session: Session, steps: Steps) -> dict[str, tuple[int, str]]:
    """For each entry, its version and standing after so many steps. The first step made the first of both."""
    moves: dict[str, list[tuple[Any, int, str]]] = defaultdict(list)
    first: dict[str, str] = {}
    for entry_id, number, at in session.execute(select(EntryVersion.entry_id, EntryVersion.number, EntryVersion.valid_from)):
        if number > 1:
            moves[entry_id].append((at, number, ""))
    standings = select(EntryStanding.entry_id, EntryStanding.number, EntryStanding.valid_from, EntryStanding.standing)
    for entry_id, number, at, standing in session.execute(standings):
        if number == 1:
            first[entry_id] = standing
        else:
            moves[entry_id].append((at, 0, standing))
    states: dict[str, tuple[int, str]] = {}
    for entry_id, count in steps.items():
        version, standing = 1, first.get(entry_id, "")
        for _, number, moved in sorted(moves[entry_id])[: count - 1]:
            version, standing = number or version, moved or standing
        if standing and len(moves[entry_id]) >= count - 1:
            states[entry_id] = (version, standing)
    return states


def _all_of(found: list[Record], steps: Steps) -> list[Record]:
    if len(found) != len(steps):
        raise Unavailable("The register as it was then can no longer be told in full.", code=HISTORY_INCOMPLETE)
    return found

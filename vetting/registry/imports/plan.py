"""What confirming an import would do: its rows against the list as it stands. Added, changed, unchanged, held back, missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.matching import fold_full_name
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import Import, ImportOrigin
from vetting.registry.imports.intake import Key, person_key, reference_index, rows_of
from vetting.registry.imports.rows import TakenRow
from vetting.registry.models import Entry, EntryVersion, Report, ReportVersion
from vetting.registry.policy import BARRED
from vetting.registry.present import entry_now, report_now
from vetting.registry.standing import REMOVED
from vetting.registry.vocabulary import COUNTING
from vetting.vault import Place, open_column, vault_of

WAS_REMOVED = "This entry was taken off the list. Putting somebody back takes a reinstatement, not an import."
REPORT_WAITS = "A report about this person and event waits with the College. Decide it first."
IS_BARRED = "This person is barred under section 88A(1)(b) or (d), which takes them off the advisory list: section 88L(5)."
ALWAYS_TOLD = frozenset(
    {"limb", "force_code", "forenames", "surname", "date_of_birth", "ground", "conduct", "event_date", "advisory"}
)
"""What every file of a list says, whatever its columns are called."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as it stands, opened."""

    entry_id: str
    report_id: str
    standing: str
    version: int
    content: ReportContent


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the file and the chunk that keeps it."""

    chunk_id: str
    row: TakenRow

    @property
    def content(self) -> ReportContent:
        """What the row says. Only rows that could be read are placed."""
        if self.row.content is None:
            raise LookupError("a row that could not be read has no content")
        return self.row.content


@dataclass(frozen=True)
class Plan:
    """What an import comes to on the list of this moment. Every readable row stands in exactly one of the first four."""

    added: tuple[Placed, ...]
    changed: tuple[tuple[Listed, Placed], ...]
    unchanged: tuple[tuple[Listed, Placed], ...]
    held: tuple[tuple[Placed, str], ...]
    missing: tuple[Listed, ...]

    @property
    def digest(self) -> str:
        """Of what would happen, so that the second person confirms what was shown and nothing else."""
        said = [
            [each.row.number for each in self.added],
            [[one.entry_id, one.version, each.row.number] for one, each in self.changed],
            [each.row.number for _, each in self.unchanged],
            [[each.row.number, why] for each, why in self.held],
            sorted(one.entry_id for one in self.missing),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def make_plan(session: Session, item: Import) -> Plan:
    """Lay an import's rows beside the list as this session sees it."""
    entries = _entries(session, item.list_id)
    by_reference = _references(session, item.list_id, entries)
    by_person = {person_key(one.content): one for one in entries}
    vault = vault_of(session)
    waiting, barred = _waiting(session, item.list_id), _barred_for_good(session, item.list_id)
    added: list[Placed] = []
    changed: list[tuple[Listed, Placed]] = []
    unchanged: list[tuple[Listed, Placed]] = []
    held: list[tuple[Placed, str]] = []
    told = frozenset(open_column(session, item, "sealed_about")["places"])
    met: set[str] = set()
    unread: set[str] = set()
    for chunk_id, row in rows_of(session, item.id):
        reference = reference_index(vault, item.list_id, row.reference)
        if row.content is None:
            unread.add(reference or "")
            continue
        placed = Placed(chunk_id, row)
        one = by_reference.get(reference or "") or by_person.get(person_key(row.content))
        why = _obstacle(one, row.content, met, waiting, barred)
        if one is not None:
            met.add(one.entry_id)
        if why:
            held.append((placed, why))
        elif one is None:
            added.append(placed)
        else:
            now = replace(placed, row=replace(row, content=kept_besides(one.content, row.content, told)))
            (unchanged if one.content == now.content else changed).append((one, now))
    met |= {by_reference[reference].entry_id for reference in unread if reference in by_reference}
    there = [one for one in entries if one.standing != REMOVED and one.entry_id not in met]
    missing = there if item.kind == "replacement" else []
    return Plan(tuple(added), tuple(changed), tuple(unchanged), tuple(held), tuple(missing))


def kept_besides(before: ReportContent, row: ReportContent, told: Collection[str]) -> ReportContent:
    """What an entry says after a file: what the file has no column for stays as it was. Pure."""
    silent = {field.name for field in fields(ReportContent)} - ALWAYS_TOLD - set(told)
    if before.rank != row.rank:
        silent.discard("special_constable")
    return replace(row, **{name: getattr(before, name) for name in silent})


def find_listed(session: Session, list_id: str, content: ReportContent) -> Listed | None:
    """The entry of this very person and event, if there is one, removed or not."""
    key = person_key(content)
    same = _entries(session, list_id, force_code=content.force_code, event_date=content.event_date)
    return next((one for one in same if person_key(one.content) == key), None)


def _obstacle(
    one: Listed | None, content: ReportContent, met: set[str], waiting: set[Key], barred: set[tuple[str, str]]
) -> str | None:
    if one is not None and one.standing == REMOVED:
        return WAS_REMOVED
    if one is not None and one.entry_id in met:
        return "Another row of this file is of the same entry."
    if one is None and person_key(content) in waiting:
        return REPORT_WAITS
    if one is None and _name_and_birth(content) in barred:
        return IS_BARRED
    return None


def _entries(session: Session, list_id: str, **where: object) -> list[Listed]:
    statement = (
        select(Entry.id, Entry.report_id, Entry.standing, Entry.version, EntryVersion.id, EntryVersion.sealed_content)
        .join(EntryVersion, entry_now())
        .where(Entry.list_id == list_id)
    )
    for name, value in where.items():
        statement = statement.where(getattr(EntryVersion, name) == value)
    vault, table = vault_of(session), EntryVersion.__tablename__
    return [
        Listed(
            entry_id,
            report_id,
            standing,
            version,
            ReportContent.from_json(vault.open(Place(table, "sealed_content", content_id), sealed)),
        )
        for entry_id, report_id, standing, version, content_id, sealed in session.execute(statement)
    ]


def _references(session: Session, list_id: str, entries: Iterable[Listed]) -> Mapping[str, Listed]:
    by_report = {one.report_id: one for one in entries}
    rows = session.execute(
        select(ImportOrigin.reference_index, ImportOrigin.report_id).where(
            ImportOrigin.list_id == list_id, ImportOrigin.reference_index.is_not(None)
        )
    )
    return {reference: by_report[report_id] for reference, report_id in rows if reference and report_id in by_report}


def _waiting(session: Session, list_id: str) -> set[Key]:
    """The people and events of reports that are not decided."""
    statement = (
        select(ReportVersion.id, ReportVersion.sealed_content)
        .join(Report, report_now())
        .where(Report.list_id == list_id, Report.state.in_(COUNTING))
    )
    vault, table = vault_of(session), ReportVersion.__tablename__
    contents = (vault.open(Place(table, "sealed_content", key), sealed) for key, sealed in session.execute(statement))
    return {person_key(ReportContent.from_json(content)) for content in contents}


def _barred_for_good(session: Session, list_id: str) -> set[tuple[str, str]]:
    """Who is barred after leaving and named an earlier advisory report: the advisory list does not hold them (s.88L(5))."""
    if list_id == BARRED:
        return set()
    return {
        _name_and_birth(one.content)
        for one in _entries(session, BARRED)
        if one.standing != REMOVED and one.content.limb.is_former and one.content.prior_advisory_report_date is not None
    }


def _name_and_birth(content: ReportContent) -> tuple[str, str]:
    return (fold_full_name(content.forenames, content.surname), content.date_of_birth.isoformat())

"""Reading what a check must find, one SQL statement at a time: each sees one committed state of the register, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import UnreadRow
from vetting.registry.models import Entry, EntryVersion, RegisterChange, RegisterVersion, Report, ReportVersion
from vetting.registry.present import entry_now, report_now
from vetting.registry.versions import HEAD
from vetting.registry.vocabulary import COUNTING, ReportState, Standing
from vetting.vault import Place, Vault, vault_of

UNREAD = "unread"
ROWS_AT_ONCE = 2_000
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the register stands: its version and token, how many records it says it has, and how many there are."""

    version: int
    token: str
    records: int
    present: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record that a check must find: a report received, or an entry."""

    kind: str
    id: str
    list_id: str
    standing: Standing
    version: int
    identity: Identity
    unread: bool = False
    """A row of an import that could not be read: it is searched with what it has."""

    @property
    def key(self) -> str:
        """The id in the matching index."""
        return f"{self.kind}:{self.id}"

    @property
    def report_id(self) -> str | None:
        """The report, for a report received."""
        return self.id if self.kind == "report" else None

    @property
    def entry_id(self) -> str | None:
        """The entry, for an entry."""
        return self.id if self.kind == "entry" else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an older version: the records as they are now, and the keys of those that are gone."""

    head: Head
    present: tuple[Record, ...]
    gone: frozenset[str]


def read_head(session: Session) -> Head:
    """Where the register stands; a register that never held anything is at version 0."""
    return Head(*session.execute(_with_head(_head_columns())).one())


def read_all(session: Session) -> tuple[Head, list[Record]]:
    """The whole register as it stands. Raises VaultError for a record that does not open."""
    records = union_all(_reports(), _entries(), unread_records()).subquery()
    statement = _with_head((*_head_columns(), *records.c)).outerjoin(records, literal(True))
    vault = vault_of(session)
    head, found = None, []
    with session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        for row in rows:
            head = head or Head(*row[:4])
            if row.kind is not None:
                found.append(make_record(vault, *row[4:]))
    if head is None:
        raise LookupError("a statement that always has a row had none")
    return head, found


def _reports() -> Select[str, str, str, str, int, str, bytes]:
    return (
        select(
            literal("report").label("kind"),
            Report.id.label("id"),
            Report.list_id.label("list_id"),
            literal(Standing.REPORT_RECEIVED.value).label("standing"),
            Report.version.label("version"),
            ReportVersion.id.label("content_id"),
            ReportVersion.sealed_content.label("sealed"),
        )
        .join(ReportVersion, report_now())
        .where(Report.state.in_(COUNTING))
    )


def _entries() -> Select[str, str, str, str, int, str, bytes]:
    return (
        select(
            literal("entry").label("kind"),
            Entry.id.label("id"),
            Entry.list_id.label("list_id"),
            Entry.standing.label("standing"),
            Entry.version.label("version"),
            EntryVersion.id.label("content_id"),
            EntryVersion.sealed_content.label("sealed"),
        )
        .join(EntryVersion, entry_now())
        .where(Entry.standing != REMOVED)
    )


def unread_records() -> Select[str, str, str, str, int, str, bytes]:
    """The rows of imports that could not be read and have a name to be found by; the caller says which of them are asked for."""
    return (
        select(
            literal(UNREAD).label("kind"),
            Report.id.label("id"),
            Report.list_id.label("list_id"),
            literal(Standing.REPORT_RECEIVED.value).label("standing"),
            literal(1).label("version"),
            UnreadRow.id.label("content_id"),
            UnreadRow.sealed_row.label("sealed"),
        )
        .join(UnreadRow, UnreadRow.id == Report.id)
        .where(Report.state == ReportState.UNREAD.value)
    )


def read_changed(session: Session, since: Head, limit: int) -> Changes | None:
    """What changed since `since`, in one statement. None when that cannot be said: too much, or `since` is of another register."""
    rows = session.execute(_changed(since.version).limit(limit + 1)).all()
    if not rows or len(rows) > limit:
        return None
    first = rows[0]
    if since.version > 0 and first.since_token != since.token:
        return None
    head = Head(first.head_version, first.token, first.records, first.present)
    vault = vault_of(session)
    changed = {(row.kind, row.record_id): row for row in rows}
    present = tuple(
        make_record(vault, row.content_kind, row.record_id, row.list_id, row.standing, row.version, row.content_id, row.sealed)
        for row in changed.values()
        if row.content_id is not None
    )
    gone = frozenset(f"{row.kind}:{row.record_id}" for row in changed.values() if row.content_id is None)
    return Changes(head, present, gone)


def _changed(since: int) -> Select[Any]:
    """Every change after `since`, each with its record as it stands now, if a check must still find it, and with the head."""
    change, before = RegisterChange, aliased(RegisterChange)
    since_token = select(func.max(before.token)).where(before.version == since).scalar_subquery()
    standing = func.coalesce(Entry.standing, literal(Standing.REPORT_RECEIVED.value))
    return (
        select(
            change.kind,
            change.record_id,
            case((Report.state == ReportState.UNREAD.value, literal(UNREAD)), else_=change.kind).label("content_kind"),
            RegisterVersion.version.label("head_version"),
            RegisterVersion.token,
            RegisterVersion.records,
            _present_count().label("present"),
            since_token.label("since_token"),
            func.coalesce(Report.list_id, Entry.list_id).label("list_id"),
            standing.label("standing"),
            func.coalesce(Report.version, Entry.version).label("version"),
            func.coalesce(ReportVersion.id, EntryVersion.id, UnreadRow.id).label("content_id"),
            func.coalesce(ReportVersion.sealed_content, EntryVersion.sealed_content, UnreadRow.sealed_row).label("sealed"),
        )
        .select_from(change)
        .join(RegisterVersion, RegisterVersion.id == HEAD)
        .outerjoin(
            Report,
            and_(change.kind == "report", Report.id == change.record_id, Report.state.in_(COUNTING)),
        )
        .outerjoin(ReportVersion, report_now())
        .outerjoin(UnreadRow, and_(UnreadRow.id == Report.id, Report.state == ReportState.UNREAD.value))
        .outerjoin(Entry, and_(change.kind == "entry", Entry.id == change.record_id, Entry.standing != REMOVED))
        .outerjoin(EntryVersion, entry_now())
        .where(change.version > since)
    )


def make_record(vault: Vault, *columns: Any) -> Record:
    """A record from its columns, its content opened. Raises VaultError."""
    kind, record_id, list_id, standing, version, content_id, sealed = columns
    if kind == UNREAD:
        row = vault.open(Place(UnreadRow.__tablename__, "sealed_row", content_id), sealed)
        return Record("report", record_id, list_id, Standing(standing), version, identity_from_json(row["identity"]), True)
    table = ReportVersion.__tablename__ if kind == "report" else EntryVersion.__tablename__
    content = ReportContent.from_json(vault.open(Place(table, "sealed_content", content_id), sealed))
    return Record(kind, record_id, list_id, Standing(standing), version, content.identity())


def identity_as_json(identity: Identity) -> dict[str, Any]:
    """For sealing with a row that could not be read."""
    return {
        "names": [[name.forenames, name.surname] for name in identity.names],
        "date_of_birth": identity.date_of_birth,
        "force": identity.force,
        "service_numbers": [[number.force, number.number] for number in identity.service_numbers],
    }


def identity_from_json(kept: dict[str, Any]) -> Identity:
    """From what `identity_as_json` made."""
    return Identity(
        names=tuple(PersonName(*name) for name in kept["names"]),
        date_of_birth=kept["date_of_birth"],
        force=kept["force"],
        service_numbers=tuple(ServiceNumber(*number) for number in kept["service_numbers"]),
    )


def _with_head(columns: tuple[Any, ...]) -> Select[Any]:
    """A select that has a row even before the register has a head, so that the head and all else are of one moment."""
    always = select(literal(1).label("one")).subquery()
    return select(*columns).select_from(always).outerjoin(RegisterVersion, RegisterVersion.id == HEAD)


def _head_columns() -> tuple[Any, ...]:
    return (
        func.coalesce(RegisterVersion.version, 0).label("head_version"),
        func.coalesce(RegisterVersion.token, "").label("head_token"),
        func.coalesce(RegisterVersion.records, 0).label("head_records"),
        _present_count().label("present"),
    )


def _present_count() -> Any:
    reports = select(func.count()).select_from(Report).where(Report.state.in_(COUNTING)).scalar_subquery()
    entries = select(func.count()).select_from(Entry).where(Entry.standing != REMOVED).scalar_subquery()
    return reports + entries

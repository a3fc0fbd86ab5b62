"""What an employer is told of a record once two officers have confirmed the person: whose report it is, and what it says happened.

Which employer may be told is not decided here: screening calls this for a confirmed hit only, and audits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.access import Actor, Permission, force_history, organisation_names, require, whole_register
from vetting.db import utc_now
from vetting.errors import NotFound
from vetting.matching import Identity
from vetting.registry.facts import ReportContent
from vetting.registry.models import Entry, EntryVersion, Report, ReportVersion
from vetting.registry.policy import lists_of
from vetting.registry.present import entry_now, report_now
from vetting.registry.records import REMOVED
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column


@dataclass(frozen=True, slots=True)
class ReleasedSummary:
    """What a record says of a confirmed person, as it stands now. `contact_code` is the force to ask today, by its two-digit code;
    `force` is its name on the day of the event."""

    list_id: str
    list_name: str
    record_version: int
    authority: str
    force: str
    contact_code: str
    person: str
    rank: str | None
    ground: str
    event_date: date
    what_happened: str
    standards: tuple[str, ...]


def authority_behind(session: Session, report_id: str) -> str:
    """The id of the organisation that sent a report in. Raises NotFound."""
    with whole_register(session):
        found = session.scalar(select(Report.organisation_id).where(Report.id == report_id))
    if found is None:
        raise NotFound("report")
    return found


def released_summary(session: Session, *, entry_id: str | None, report_id: str) -> ReleasedSummary:
    """The present version of the entry, or of the report while it is none. Raises NotFound, and VaultError."""
    with whole_register(session):
        row, number = _present(session, entry_id, report_id)
        authority = session.scalar(select(Report.organisation_id).where(Report.id == report_id))
    if row is None or authority is None:
        raise NotFound("record")
    content = ReportContent.from_json(open_column(session, row, "sealed_content"))
    return ReleasedSummary(
        list_id=content.list_id,
        list_name=lists_of(session).find(content.list_id).name,
        record_version=number,
        authority=organisation_names(session, {authority})[authority],
        force=content.force_then,
        contact_code=force_history().answers_for(content.force_code, day_in_london(utc_now())),
        person=content.person,
        rank=content.rank_label,
        ground=content.ground.label,
        event_date=content.event_date,
        what_happened=content.conduct,
        standards=content.standards,
    )


def _present(session: Session, entry_id: str | None, report_id: str) -> tuple[EntryVersion | ReportVersion | None, int]:
    if entry_id is not None:
        entry = select(EntryVersion).join(Entry, entry_now())
        version = session.scalar(entry.where(Entry.id == entry_id))
        return version, version.number if version is not None else 0
    report = select(ReportVersion).join(Report, report_now())
    sent = session.scalar(report.where(Report.id == report_id))
    return sent, sent.number if sent is not None else 0


def listed_identity(session: Session, actor: Actor, entry_id: str) -> Identity:
    """What is compared of an entry as it stands now: for the registrar who asks why a check did not come upon it.

    Raises Refused, and NotFound for an entry that is not there or was removed.
    """
    require(actor, Permission.READ_REGISTER)
    entry = _present_entry(session, entry_id)
    content = ReportContent.from_json(open_column(session, entry, "sealed_content"))
    return content.identity()


def _present_entry(session: Session, entry_id: str) -> EntryVersion:
    """The present version of an entry that a check must find. Raises NotFound."""
    entry = select(EntryVersion).join(Entry, entry_now())
    with whole_register(session):
        version = session.scalar(entry.where(Entry.id == entry_id, Entry.standing != REMOVED))
    if version is None:
        raise NotFound("entry")
    return version

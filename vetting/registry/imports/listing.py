"""Making entries of rows, many at once: report, decision, entry, version and standing for each, in few statements.

What an import lists has the same rows behind it as what a force reported: the person who uploaded it prepared each report, and the
person who confirmed it approved each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from vetting.access import Actor, find_organisation
from vetting.db import new_id
from vetting.registry.advisory import advisory_entries_to_leave, leave_for_barred
from vetting.registry.facts import ReportContent
from vetting.registry.imports.public_facts import PublicFacts
from vetting.registry.lifecycle import reporting_organisation
from vetting.registry.models import Entry, EntryStanding, EntryVersion, Report, ReportDecision, ReportVersion
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.proposals import APPROVED
from vetting.registry.publication import name_indexes, public_face
from vetting.registry.publication_models import Publication, PublicationDecision, PublicationName
from vetting.registry.publishing import WITHHELD
from vetting.registry.versions import Action, Change
from vetting.registry.vocabulary import ReportState, Standing
from vetting.registry.working_days import LONDON, day_in_london, days_late, due_date
from vetting.vault import Place, vault_of

ROWS_AT_ONCE = 1_000
WITHHELD_BY_KEEPER = "Withheld by the keeper before the list was imported."


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry to be made. `report_id` is given where a row that could not be read stood as a report before: `was_unread`."""

    report_id: str
    content: ReportContent
    listed_on: date | None = None
    reported_on: date | None = None
    was_unread: bool = False
    public: PublicFacts | None = None


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who prepared and who approved, and when it takes effect."""

    prepared_by: str
    approver: Actor
    at: datetime


def list_people(session: Session, items: Sequence[NewEntry], who: TwoPeople) -> tuple[dict[str, str], list[Change]]:
    """Make an entry of each and return the entries' ids by report, and what changed for a check; the caller raises the version.

    Somebody barred under s.88A(1)(b) or (d) leaves the advisory list in the same step (s.88L(5)). Raises Conflict when that cannot
    be, because the advisory report itself is not decided.
    """
    organisations = _organisations(session, items, who)
    entries = {item.report_id: new_id() for item in items}
    for start in range(0, len(items), ROWS_AT_ONCE):
        some = items[start : start + ROWS_AT_ONCE]
        _insert(session, some, entries, organisations, who)
        _insert_public(session, some, entries, who)
    changes = [Change(Action.REMOVE, "report", item.report_id) for item in items if item.was_unread]
    changes += [Change(Action.ADD, "entry", entry_id) for entry_id in entries.values()]
    return entries, changes + _leave_advisory(session, items, who.at)


def noon(day: date) -> datetime:
    """A moment of a day that is known by its date alone."""
    return datetime.combine(day, time(12), LONDON)


def _organisations(session: Session, items: Sequence[NewEntry], who: TwoPeople) -> dict[str, str]:
    policy, today = lists_of(session), day_in_london(who.at)
    codes = {item.report_id: reporting_organisation(who.approver, item.content, policy, today) for item in items}
    ids = {code: find_organisation(session, code).id for code in set(codes.values())}
    return {report_id: ids[code] for report_id, code in codes.items()}


def _insert(
    session: Session, items: Sequence[NewEntry], entries: Mapping[str, str], organisations: Mapping[str, str], who: TwoPeople
) -> None:
    vault, approver = vault_of(session), who.approver.id
    rows: dict[type[Any], list[dict[str, Any]]] = {
        model: [] for model in (Report, ReportVersion, ReportDecision, Entry, EntryVersion, EntryStanding)
    }
    completed: list[dict[str, Any]] = []
    for item in items:
        content, kept = item.content, item.content.as_json()
        received = noon(item.reported_on) if item.reported_on else who.at
        version_id, entry_id, entry_version_id = new_id(), entries[item.report_id], new_id()
        due, number = due_date(content.clock_starts), 2 if item.was_unread else 1
        report = {
            "id": item.report_id,
            "organisation_id": organisations[item.report_id],
            "list_id": content.list_id,
            "state": ReportState.APPROVED.value,
            "version": number,
            "received_at": received,
            "due": due,
            "days_late": days_late(due, day_in_london(received)) if item.reported_on else 0,
            "prepared_by": who.prepared_by,
            "approved_by": approver,
            "approved_at": who.at,
        }
        (completed if item.was_unread else rows[Report]).append(report)
        same = {"limb": content.limb.value, "force_code": content.force_code, "event_date": content.event_date}
        rows[ReportVersion].append(
            {
                "id": version_id,
                "report_id": item.report_id,
                "number": number,
                **same,
                "received_at": received,
                "prepared_by": who.prepared_by,
                "prepared_kind": "person",
                "sealed_content": vault.seal(Place("report_version", "sealed_content", version_id), kept),
            }
        )
        rows[ReportDecision].append(
            {
                "id": new_id(),
                "report_id": item.report_id,
                "report_version_id": version_id,
                "prepared_by": who.prepared_by,
                "decision": ReportState.APPROVED.value,
                "decided_by": approver,
                "decided_at": who.at,
                "sealed_reason": None,
            }
        )
        rows[Entry].append(
            {
                "id": entry_id,
                "list_id": content.list_id,
                "report_id": item.report_id,
                "standing": Standing.LISTED.value,
                "version": 1,
                "listed_at": noon(item.listed_on or content.event_date),
            }
        )
        rows[EntryVersion].append(
            {
                "id": entry_version_id,
                "entry_id": entry_id,
                "number": 1,
                "report_version_id": version_id,
                **same,
                "valid_from": who.at,
                "prepared_by": who.prepared_by,
                "approved_by": approver,
                "sealed_content": vault.seal(Place("entry_version", "sealed_content", entry_version_id), kept),
            }
        )
        rows[EntryStanding].append(
            {
                "id": new_id(),
                "entry_id": entry_id,
                "number": 1,
                "standing": Standing.LISTED.value,
                "valid_from": who.at,
                "proposal_id": None,
            }
        )
    _complete(session, completed)
    for model, values in rows.items():
        if values:
            session.execute(insert(cast("Table", model.__table__)), values)


def _insert_public(session: Session, items: Sequence[NewEntry], entries: Mapping[str, str], who: TwoPeople) -> None:
    """Keep what the keeper had decided on publication, as the two people of the import confirm it."""
    vault = vault_of(session)
    rows: dict[type[Any], list[dict[str, Any]]] = {Publication: [], PublicationName: [], PublicationDecision: []}
    for item in items:
        said, row_id, entry_id = item.public, new_id(), entries[item.report_id]
        if said is None:
            continue
        if said.published_from is None:
            rows[PublicationDecision].append(
                {
                    "id": row_id,
                    "entry_id": entry_id,
                    "decision": WITHHELD,
                    "exception": said.exception,
                    "until": None,
                    "state": APPROVED,
                    "proposed_by": who.prepared_by,
                    "proposed_at": who.at,
                    "decided_by": who.approver.id,
                    "decided_at": who.at,
                    "sealed_reason": vault.seal(Place("publication_decision", "sealed_reason", row_id), WITHHELD_BY_KEEPER),
                }
            )
            continue
        shown = public_face(entry_id, item.content, said.reason).as_json()
        rows[Publication].append(
            {
                "id": row_id,
                "entry_id": entry_id,
                "entry_version": 1,
                "published_from": said.published_from,
                "proposed_by": who.prepared_by,
                "published_by": who.approver.id,
                "published_at": who.at,
                "sealed_public": vault.seal(Place("publication", "sealed_public", row_id), shown),
            }
        )
        rows[PublicationName] += [{"publication_id": row_id, "name_index": index} for index in name_indexes(vault, item.content)]
    for model, values in rows.items():
        if values:
            session.execute(insert(cast("Table", model.__table__)), values)


def _complete(session: Session, reports: Sequence[Mapping[str, Any]]) -> None:
    """Turn the reports that stood for rows that could not be read into approved ones."""
    for values in reports:
        report = session.scalars(select(Report).where(Report.id == values["id"])).one()
        for name, value in values.items():
            setattr(report, name, value)
    session.flush()


def _leave_advisory(session: Session, items: Sequence[NewEntry], at: datetime) -> list[Change]:
    naming = [
        item.report_id
        for item in items
        if item.content.list_id == BARRED and item.content.limb.is_former and item.content.prior_advisory_report_date is not None
    ]
    if not naming:
        return []
    leaving = advisory_entries_to_leave(session, session.scalars(select(Report).where(Report.id.in_(naming))).all())
    leave_for_barred(session, leaving, at)
    return [Change(Action.REMOVE, "entry", entry.id) for entry in leaving]

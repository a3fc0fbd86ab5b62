"""Confirming an import: the second person lets exactly what was shown happen, all of it at one version of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, find_organisation, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound, Refused
from vetting.registry.import_models import Import, ImportChunk, ImportOrigin, MissingEntry, UnreadRow
from vetting.registry.imports.columns import Columns
from vetting.registry.imports.intake import CONFIRMED, PENDING, READY, WITHDRAWN, keep_unread, reference_index
from vetting.registry.imports.listing import ROWS_AT_ONCE, NewEntry, TwoPeople, list_people
from vetting.registry.imports.plan import Listed, Placed, Plan, make_plan
from vetting.registry.imports.rows import RowProblem, SheetRow, TakenRow, typed_fields
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, EntryVersion, Report
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.vocabulary import ReportState
from vetting.registry.working_days import day_in_london
from vetting.vault import Place, open_column, vault_of

NAMED_AT_ONCE = 500
"""Entries named in one event of the trail."""


def find_import(session: Session, import_id: str, *, lock: bool = False) -> Import:
    """An import. Raises NotFound."""
    statement = select(Import).where(Import.id == import_id).execution_options(populate_existing=True)
    item = session.scalar(statement.with_for_update() if lock else statement) if import_id.isalnum() else None
    if item is None:
        raise NotFound("import")
    return item


def confirm_import(session: Session, actor: Actor, import_id: str, seen: str) -> int:
    """Confirm an import as its second person; returns the register's version. `seen` is the digest of the plan that was shown.

    Raises Refused for whoever uploaded it, and Conflict when it is no longer ready, when the register has changed since the plan
    was shown, or when the rows do not come to the keeper's own count.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    item = find_import(session, import_id, lock=True)
    if item.state != READY:
        raise Conflict("This import was confirmed or withdrawn already.", code="state")
    if item.uploaded_by == actor.id:
        raise Refused("You uploaded this file, so another registrar must confirm it.", code="own_change")
    if item.keeper_count != item.row_count:
        message = f"The keeper’s own count is {item.keeper_count:,} and the file has {item.row_count:,} rows. Find out why first."
        raise Conflict(message, code="count_differs")
    plan = make_plan(session, item)
    if plan.digest != seen:
        raise Conflict("The register has changed since this was shown. Look at it again, then confirm.", code="version_changed")
    at = utc_now()
    who = TwoPeople(item.uploaded_by, actor, at)
    new = [
        NewEntry(new_id(), each.content, each.row.listed_on, each.row.reported_on, public=each.row.public) for each in plan.added
    ]
    entries, changes = list_people(session, new, who)
    changes += _change(session, plan.changed, who)
    changes += _open_unread(session, actor, item, plan)
    reports = [item.report_id for item in new] + [one.report_id for one, _ in (*plan.changed, *plan.unchanged)]
    rows = [*plan.added, *(each for _, each in (*plan.changed, *plan.unchanged))]
    _keep_origins(session, item, list(zip(reports, rows, strict=True)))
    if plan.missing:
        session.execute(insert(MissingEntry), [{"import_id": item.id, "entry_id": one.entry_id} for one in plan.missing])
    session.flush()
    version = raise_version(session, changes)
    item.state, item.confirmed_by, item.confirmed_at, item.register_version = CONFIRMED, actor.id, at, version
    session.flush()
    _note(session, actor, item, plan, _named(plan, entries, new))
    return version


def withdraw_import(session: Session, actor: Actor, import_id: str) -> None:
    """Take back an import that is not confirmed; its rows are erased, for nothing came of them. Raises Conflict."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id, lock=True)
    if item.state != READY:
        raise Conflict("This import was confirmed or withdrawn already.", code="state")
    erase_rows(session, item)
    audit.record(session, actor, "import_withdrawn", register_import=item.id, rows=item.row_count)


def erase_rows(session: Session, item: Import) -> None:
    """Erase the rows of an import that came to nothing."""
    session.execute(delete(UnreadRow).where(UnreadRow.import_id == item.id, UnreadRow.state == PENDING))
    session.execute(delete(ImportChunk).where(ImportChunk.import_id == item.id))
    item.state = WITHDRAWN
    session.flush()


def _change(session: Session, changed: Sequence[tuple[Listed, Placed]], who: TwoPeople) -> list[Change]:
    """Make what the file says the next version of each entry that it says otherwise."""
    vault = vault_of(session)
    rows = []
    for one, placed in changed:
        version_id, content = new_id(), placed.content
        moved = session.execute(
            update(Entry)
            .where(Entry.id == one.entry_id, Entry.version == one.version, Entry.standing == one.standing)
            .values(version=one.version + 1)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict("The register has changed since this was shown. Look at it again.", code="version_changed")
        rows.append(
            {
                "id": version_id,
                "entry_id": one.entry_id,
                "number": one.version + 1,
                "limb": content.limb.value,
                "force_code": content.force_code,
                "event_date": content.event_date,
                "valid_from": who.at,
                "prepared_by": who.prepared_by,
                "approved_by": who.approver.id,
                "sealed_content": vault.seal(Place("entry_version", "sealed_content", version_id), content.as_json()),
            }
        )
    if rows:
        session.execute(insert(EntryVersion), rows)
    return [Change(Action.REPLACE, "entry", one.entry_id) for one, _ in changed]


def _open_unread(session: Session, actor: Actor, item: Import, plan: Plan) -> list[Change]:
    """Open the rows that could not be read, and those held back: each is searched with what it has from now on."""
    about = open_column(session, item, "sealed_about")
    columns = Columns(tuple(about["headings"]), about["places"], tuple(about["unknown"]))
    held = [(_held_back(each.row, why, columns), each.chunk_id) for each, why in plan.held]
    keep_unread(session, item, held)
    pending = session.scalars(select(UnreadRow).where(UnreadRow.import_id == item.id, UnreadRow.state == PENDING)).all()
    college, now = find_organisation(session, "college").id, utc_now()
    reports = [
        {
            "id": row.id,
            "organisation_id": college,
            "list_id": row.list_id,
            "state": ReportState.UNREAD.value,
            "version": 1,
            "received_at": now,
            "due": day_in_london(now),
            "days_late": 0,
            "prepared_by": item.uploaded_by,
        }
        for row in pending
        if row.searchable
    ]
    for start in range(0, len(reports), ROWS_AT_ONCE):
        session.execute(insert(Report), reports[start : start + ROWS_AT_ONCE])
    session.execute(
        update(UnreadRow)
        .where(UnreadRow.import_id == item.id, UnreadRow.state == PENDING)
        .values(state="open")
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return [Change(Action.ADD, "report", str(report["id"])) for report in reports]


def _held_back(row: TakenRow, why: str, columns: Columns) -> TakenRow:
    typed = typed_fields(SheetRow(row.number, row.cells), columns)
    return replace(row, problems=(*row.problems, RowProblem(row.number, "", why)), typed=typed)


def _keep_origins(session: Session, item: Import, rows: Sequence[tuple[str, Placed]]) -> None:
    vault = vault_of(session)
    values = [
        {
            "report_id": report_id,
            "import_id": item.id,
            "chunk_id": placed.chunk_id,
            "row_number": placed.row.number,
            "list_id": item.list_id,
            "reference_index": reference_index(vault, item.list_id, placed.row.reference),
        }
        for report_id, placed in rows
    ]
    for start in range(0, len(values), ROWS_AT_ONCE):
        session.execute(insert(ImportOrigin), values[start : start + ROWS_AT_ONCE])


def _named(plan: Plan, entries: Mapping[str, str], new: Sequence[NewEntry]) -> dict[str, list[str]]:
    """The entries that were added, changed, published or withheld by an import."""
    public = [(entries[each.report_id], each.public) for each in new if each.public is not None]
    return {
        "added": list(entries.values()),
        "changed": [one.entry_id for one, _ in plan.changed],
        "published": [entry_id for entry_id, said in public if said.published_from is not None],
        "withheld": [entry_id for entry_id, said in public if said.published_from is None],
    }


def _note(session: Session, actor: Actor, item: Import, plan: Plan, named: Mapping[str, Sequence[str]]) -> None:
    """The trail names every entry that the import touched, some hundreds in an event."""
    audit.record(
        session,
        actor,
        "import_confirmed",
        register_import=item.id,
        list=item.list_id,
        kind=item.kind,
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        unread=item.unreadable + len(plan.held),
        missing=len(plan.missing),
        register_version=item.register_version,
    )
    for how, ids in named.items():
        for start in range(0, len(ids), NAMED_AT_ONCE):
            some = list(ids[start : start + NAMED_AT_ONCE])
            version = item.register_version
            audit.record(session, actor, "import_entries", register_import=item.id, how=how, entries=some, register_version=version)

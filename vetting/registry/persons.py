"""Which records are of one person: said by one registrar, decided by another, taken back by two, and never at the cost of a record.

A person is a grouping over records and nothing more: each entry and report keeps its own id, versions and standing, and each is
searched by itself whatever the grouping says. Which person a record was counted to at any moment stays on record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.registry.decisions import content_of
from vetting.registry.import_models import PersonLink, PersonMember
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, EntryVersion, Report, ReportVersion
from vetting.registry.present import entry_now, report_now
from vetting.registry.proposals import APPROVED, OPEN, REFUSED, check_decidable, written_reason
from vetting.registry.standing import REMOVED
from vetting.registry.vocabulary import COUNTING
from vetting.vault import open_column, seal_column

MERGE, SEPARATE, ANOTHER = "merge", "separate", "another"


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One record of a person: the report it came by, its entry if there is one, and how it stands."""

    record_id: str
    entry_id: str | None
    list_id: str
    standing: str
    full_name: str
    force_name: str
    event_date: Any


@dataclass(frozen=True, slots=True)
class LinkView:
    """What one registrar said of two records, and what another decided."""

    id: str
    kind: str
    state: str
    record_id: str
    other_id: str | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the register knows them: the record asked about, the others of the same person, and what was said of it."""

    record: PersonRecord
    others: tuple[PersonRecord, ...]
    links: tuple[LinkView, ...]

    @property
    def open_links(self) -> tuple[LinkView, ...]:
        """What waits for a second registrar."""
        return tuple(link for link in self.links if link.state == OPEN)


def read_person(session: Session, actor: Actor, record_id: str) -> PersonView:
    """The person whom a record is of, and every other record of theirs that is not removed. Leaves an audit event.

    Raises NotFound for a record that is removed, or that there is not.
    """
    require(actor, Permission.READ_REGISTER)
    record = _records(session, [_record_id(session, actor, record_id)])
    if not record:
        raise NotFound("record")
    person = person_of(session, record_id)
    others = [each for each in _records(session, members_of(session, person)) if each.record_id != record_id]
    names = [record_id, *(each.record_id for each in others)]
    audit.record(session, actor, "person_read", records=names)
    rows = session.scalars(
        select(PersonLink)
        .where(PersonLink.record_id.in_(names) | PersonLink.other_id.in_(names))
        .order_by(PersonLink.proposed_at, PersonLink.id)
    )
    return PersonView(record[0], tuple(others), tuple(_view(session, row) for row in rows))


def propose_same_person(session: Session, actor: Actor, record_id: str, other_id: str, reason: str) -> LinkView:
    """Propose that two records are of one person. Raises InvalidInput, and Conflict when they are already, or something waits."""
    _may(session, actor, record_id, other_id)
    if person_of(session, record_id) == person_of(session, other_id):
        raise Conflict("These records are counted to one person already.", code="state")
    written = written_reason(reason, "Say what shows that this is one person.")
    return _say(session, actor, MERGE, record_id, other_id, written)


def propose_separate(session: Session, actor: Actor, record_id: str, reason: str) -> LinkView:
    """Propose that a record is of nobody else: it becomes a person of its own again. Raises Conflict when it is one already."""
    _may(session, actor, record_id)
    if len(members_of(session, person_of(session, record_id))) < 2:
        raise Conflict("This record is a person of its own already.", code="state")
    written = written_reason(reason, "Say what shows that this is somebody else.")
    return _say(session, actor, SEPARATE, record_id, None, written)


def state_another_person(session: Session, actor: Actor, record_id: str, other_id: str, reason: str) -> LinkView:
    """Keep that somebody looked at two records that look alike and found two persons. It changes nothing in any check."""
    _may(session, actor, record_id, other_id)
    if person_of(session, record_id) == person_of(session, other_id):
        raise Conflict("These records are counted to one person. Take that back first.", code="state")
    written = written_reason(reason, "Say what shows that this is somebody else.")
    return _say(session, actor, ANOTHER, record_id, other_id, written)


def decide_link(session: Session, actor: Actor, link_id: str, *, approve: bool) -> LinkView:
    """Approve or refuse what another registrar proposed. Raises NotFound, Refused for whoever proposed it, Conflict."""
    require(actor, Permission.CHANGE_REGISTER)
    statement = select(PersonLink).where(PersonLink.id == link_id).with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement) if link_id.isalnum() else None
    if row is None:
        raise NotFound("link")
    check_decidable(row.state, row.proposed_by, actor)
    at = utc_now()
    settled = session.execute(
        update(PersonLink)
        .where(PersonLink.id == row.id, PersonLink.state == OPEN)
        .values(state=APPROVED if approve else REFUSED, decided_by=actor.id, decided_at=at)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", settled).rowcount != 1:
        raise Conflict("Somebody else decided this a moment ago. Read it again.", code="state")
    session.refresh(row)
    if approve:
        _regroup(session, row, at)
    audit.record(session, actor, "person_link_decided", link=row.id, kind=row.kind, decision=row.state)
    return _view(session, row)


def person_of(session: Session, record_id: str, moment: datetime | None = None) -> str:
    """The person whom a record is counted to, now or at a moment; a record never linked is a person of its own."""
    statement = select(PersonMember.person_id).where(PersonMember.record_id == record_id)
    if moment is not None:
        statement = statement.where(PersonMember.valid_from <= moment)
    return session.scalar(statement.order_by(PersonMember.number.desc()).limit(1)) or record_id


def members_of(session: Session, person_id: str) -> list[str]:
    """Every record that is counted to a person now."""
    last = select(PersonMember.record_id, func.max(PersonMember.number).label("number")).group_by(PersonMember.record_id).subquery()
    rows = session.scalars(
        select(PersonMember.record_id)
        .join(last, (last.c.record_id == PersonMember.record_id) & (last.c.number == PersonMember.number))
        .where(PersonMember.person_id == person_id)
        .order_by(PersonMember.record_id)
    ).all()
    ever_moved = select(PersonMember.id).where(PersonMember.record_id == person_id).limit(1)
    is_record = session.scalar(select(Report.id).where(Report.id == person_id)) is not None
    own = [person_id] if is_record and session.scalar(ever_moved) is None else []
    return [*own, *rows]


def said_of(session: Session, record_id: str, other_ids: Collection[str]) -> dict[str, str]:
    """What was last decided of this record and each of the others: `same`, `another` or `waits`; nothing where nobody said."""
    person = person_of(session, record_id)
    found = {other: "same" for other in other_ids if person_of(session, other) == person}
    pairs = (PersonLink.record_id == record_id) & PersonLink.other_id.in_(other_ids)
    pairs |= (PersonLink.other_id == record_id) & PersonLink.record_id.in_(other_ids)
    for row in session.scalars(select(PersonLink).where(pairs).order_by(PersonLink.proposed_at)):
        other = row.other_id if row.record_id == record_id else row.record_id
        if other is None or found.get(other) == "same":
            continue
        if row.state == OPEN:
            found[other] = "waits"
        elif row.kind == ANOTHER:
            found[other] = "another"
        else:
            found.pop(other, None)
    return found


def _regroup(session: Session, row: PersonLink, at: datetime) -> None:
    """Count records anew: merging takes every record of the one person along, separating takes the one record out."""
    if row.kind == MERGE and row.other_id is not None:
        person = person_of(session, row.other_id)
        moving = members_of(session, person_of(session, row.record_id))
    else:
        person, moving = new_id(), [row.record_id]
    for record_id in moving:
        last = session.scalar(select(func.max(PersonMember.number)).where(PersonMember.record_id == record_id)) or 0
        session.add(
            PersonMember(id=new_id(), record_id=record_id, number=last + 1, person_id=person, valid_from=at, link_id=row.id)
        )
    session.flush()


def _may(session: Session, actor: Actor, *record_ids: str) -> None:
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    if len(set(record_ids)) < len(record_ids):
        raise InvalidInput([Problem("other", "Choose another record than this one.")])
    for record_id in record_ids:
        if not _records(session, [_record_id(session, actor, record_id)]):
            raise NotFound("record")


def _record_id(session: Session, actor: Actor, record_id: str) -> str:
    return get_owned(session, actor, Report, record_id, "record").id


def _say(  # noqa: PLR0917 (the columns of one row)
    session: Session, actor: Actor, kind: str, record_id: str, other_id: str | None, reason: str
) -> LinkView:
    row = PersonLink(
        id=new_id(),
        kind=kind,
        state=APPROVED if kind == ANOTHER else OPEN,
        record_id=record_id,
        other_id=other_id,
        proposed_by=actor.id,
        proposed_at=utc_now(),
        decided_by=None,
        decided_at=None,
    )
    seal_column(session, row, "sealed_reason", reason)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict("Something about this record waits for a second registrar. Decide it first.", code="already_open") from error
    audit.record(session, actor, "person_link_proposed", link=row.id, kind=kind, record=record_id, other=other_id)
    return _view(session, row)


def _records(session: Session, record_ids: Iterable[str]) -> list[PersonRecord]:
    """The records of these reports that still count or are listed, opened: as entries where they are."""
    wanted = list(record_ids)
    entries = session.execute(
        select(Entry, EntryVersion).join(EntryVersion, entry_now()).where(Entry.report_id.in_(wanted), Entry.standing != REMOVED)
    )
    found = [_as_record(session, row.report_id, row.id, row.list_id, row.standing, version) for row, version in entries]
    reports = session.execute(
        select(Report.id, Report.list_id, ReportVersion)
        .join(ReportVersion, report_now())
        .where(Report.id.in_(wanted), Report.state.in_(COUNTING))
    )
    found += [_as_record(session, record_id, None, list_id, "report_received", version) for record_id, list_id, version in reports]
    return sorted(found, key=lambda each: (each.event_date, each.record_id))


def _as_record(  # noqa: PLR0917 (the columns of one row)
    session: Session, record_id: str, entry_id: str | None, list_id: str, standing: str, version: Any
) -> PersonRecord:
    content = content_of(session, version)
    return PersonRecord(record_id, entry_id, list_id, standing, content.full_name, content.force_then, content.event_date)


def _view(session: Session, row: PersonLink) -> LinkView:
    return LinkView(
        row.id,
        row.kind,
        row.state,
        row.record_id,
        row.other_id,
        row.proposed_by,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
        open_column(session, row, "sealed_reason"),
    )

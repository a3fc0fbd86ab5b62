"""Filling a demonstration register with fictional people, through the same steps as real reports, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.access import Actor, Permission, find_organisation, require
from vetting.db import Database, Deployment, utc_now
from vetting.errors import Refused
from vetting.registry.entries import approve
from vetting.registry.facts import ReportInput
from vetting.registry.lifecycle import check_second_person, reporting_organisation
from vetting.registry.models import Report
from vetting.registry.policy import lists_of
from vetting.registry.publishing import decide_publication, propose_publication
from vetting.registry.reports import Received, receive
from vetting.registry.rules import take_report
from vetting.registry.working_days import day_in_london, is_working_day

CHUNK = 500


@dataclass(frozen=True, slots=True)
class DemonstrationReport:
    """A fictional report; approved unless it is to stay in the queue, and published when a public reason is given."""

    report: ReportInput
    approve: bool = True
    public_reason: str | None = None


def load_demonstration(
    database: Database, preparer: Actor, approver: Actor, people: Iterable[DemonstrationReport], chunk: int = CHUNK
) -> int:
    """Take in and approve fictional reports by two registrars, a transaction a chunk; returns how many.

    Each report is dated the working day after its event, so that the register looks as if it had been kept all along. Raises
    Refused unless the database is a demonstration (practice.md 1.12: no invented people on the real register).
    """
    for actor in (preparer, approver):
        require(actor, Permission.CHANGE_REGISTER)
    check_second_person(preparer.id, approver)
    loaded = 0
    for part in _chunks(people, chunk):
        with database.write() as session:
            _require_demonstration(session)
            _load(session, preparer, approver, part)
        loaded += len(part)
    return loaded


def _load(session: Session, preparer: Actor, approver: Actor, people: Sequence[DemonstrationReport]) -> None:
    reports = receive(session, preparer, _received(session, preparer, people))
    approved = [(report, person) for report, person in zip(reports, people, strict=True) if person.approve]
    _approve(session, preparer, approver, approved)


def _approve(session: Session, preparer: Actor, approver: Actor, items: Sequence[tuple[Report, DemonstrationReport]]) -> None:
    if not items:
        return
    entries = approve(session, approver, [report for report, _ in items], utc_now())
    for entry, (_, person) in zip(entries, items, strict=True):
        if person.public_reason:
            proposed = propose_publication(session, preparer, entry.id, person.public_reason)
            decide_publication(session, approver, proposed.id, approve=True)


def _received(session: Session, preparer: Actor, people: Sequence[DemonstrationReport]) -> list[Received]:
    policy, now = lists_of(session), utc_now()
    today = day_in_london(now)
    organisations: dict[str, str] = {}
    items: list[Received] = []
    for person in people:
        content = take_report(person.report, policy, today)
        code = reporting_organisation(preparer, content, policy, today)
        if code not in organisations:
            organisations[code] = find_organisation(session, code).id
        items.append(Received(content, organisations[code], min(now, _day_after(content.event_date))))
    return items


def _day_after(event: date) -> datetime:
    day = event + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(10), UTC)


def _require_demonstration(session: Session) -> None:
    mode = session.scalar(select(Deployment.mode).where(Deployment.id == 1))
    if mode != "demonstration":
        raise Refused("Fictional people are loaded into a demonstration register only.", code="not_a_demonstration")


def _chunks(people: Iterable[DemonstrationReport], size: int) -> Iterator[list[DemonstrationReport]]:
    rest = iter(people)
    while part := list(islice(rest, size)):
        yield part

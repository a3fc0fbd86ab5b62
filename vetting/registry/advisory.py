"""The advisory list beside the barred one: which rules a report is taken by, the earlier report a barred one names, s.88L(5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.errors import Conflict, InvalidInput, Problem
from vetting.matching import MatchIndex
from vetting.registry.advisory_rules import take_advisory
from vetting.registry.decisions import content_of
from vetting.registry.facts import ReportContent, ReportInput
from vetting.registry.index import index_of
from vetting.registry.models import Entry, EntryVersion, Proposal, Report, ReportVersion
from vetting.registry.policy import BARRED, ListPolicy
from vetting.registry.present import report_now, report_version
from vetting.registry.proposals import OPEN, WITHDRAWN
from vetting.registry.reviews import end_reviews
from vetting.registry.rules import LEFT_BY, take_report
from vetting.registry.standing import REMOVED, move_standing
from vetting.registry.vocabulary import Limb, ReportState
from vetting.registry.working_days import day_in_london

__all__ = ["ADVISORY", "LEFT_BY", "advisory_entries_to_leave", "check_prior_report", "leave_for_barred", "take_content"]

ADVISORY = "advisory"
LEAVING_LIMBS = frozenset({Limb.B, Limb.D})
"""s.88L(5): only a barring under s.88A(1)(b) or (d) takes somebody off the advisory list; under (a) or (c) they are on both."""


def take_content(data: ReportInput, policy: ListPolicy, today: date) -> ReportContent:
    """The content of a report for the list that it names. Raises InvalidInput with every problem."""
    if data.list_id in ("", BARRED):
        return take_report(data, policy, today)
    if data.list_id == ADVISORY:
        return take_advisory(data, policy, today)
    raise InvalidInput([Problem("list_id", "Choose the barred list or the advisory list.")])


def check_prior_report(session: Session, content: ReportContent) -> None:
    """Refuse a report that names an earlier advisory report which does not exist. Raises InvalidInput."""
    if content.prior_advisory_report_date is not None and not prior_reports(session, content):
        message = "No report for the advisory list about this person was received on that day: check the date and the name."
        raise InvalidInput([Problem("prior_advisory_report_date", message)])


def prior_reports(session: Session, content: ReportContent) -> list[Report]:
    """The advisory reports that a barred one names: received on that day, about somebody the matcher takes for the same."""
    day = content.prior_advisory_report_date
    if day is None:
        return []
    begin = datetime.combine(day - timedelta(days=1), time(), UTC)
    with whole_register(session):
        rows = session.execute(
            select(Report, ReportVersion)
            .join(ReportVersion, report_now())
            .where(Report.list_id == ADVISORY, Report.state != ReportState.WITHDRAWN.value)
            .where(Report.received_at >= begin, Report.received_at < begin + timedelta(days=3))
        ).all()
    of_day = {report.id: (report, content_of(session, row)) for report, row in rows if day_in_london(report.received_at) == day}
    if not of_day:
        return []
    people = MatchIndex.build(index_of(session).model, [(key, said.identity()) for key, (_, said) in of_day.items()])
    return [of_day[match.entry_id][0] for match in people.search_many([content.identity()])[0]]


def advisory_entries_to_leave(session: Session, reports: Sequence[Report]) -> list[Entry]:
    """The advisory entries that these reports, once approved, take people off.

    Raises Conflict while the advisory report itself is not decided: it would put the person on the list they have just left.
    """
    leaving: list[Entry] = []
    for report in reports:
        if report.list_id != BARRED:
            continue
        row = report_version(session, report)
        if Limb(row.limb) not in LEAVING_LIMBS:
            continue
        for prior in prior_reports(session, content_of(session, row)):
            if prior.state != ReportState.APPROVED:
                message = "The earlier report for the advisory list is not decided yet. Decide it first."
                raise Conflict(message, code="advisory_open")
            leaving.extend(session.scalars(select(Entry).where(Entry.report_id == prior.id, Entry.standing != REMOVED)))
    return list({entry.id: entry for entry in leaving}.values())


def is_barred_instead(session: Session, entry: Entry) -> bool:
    """Whether an advisory entry's person stands on the barred list by a limb that keeps them off this one (s.88L(5))."""
    barred = session.scalars(
        select(EntryVersion)
        .join(Entry, (Entry.id == EntryVersion.entry_id) & (Entry.version == EntryVersion.number))
        .where(Entry.list_id == BARRED, Entry.standing != REMOVED)
        .where(EntryVersion.limb.in_([limb.value for limb in LEAVING_LIMBS]))
    )
    contents = [content_of(session, row) for row in barred]
    return any(entry.report_id in {report.id for report in prior_reports(session, content)} for content in contents)


def leave_for_barred(session: Session, entries: Sequence[Entry], at: datetime) -> None:
    """Take people off the advisory list because they are now barred; what was open about the entry ends with it."""
    for entry in entries:
        session.execute(
            update(Proposal)
            .where(Proposal.entry_id == entry.id, Proposal.state == OPEN)
            .values(state=WITHDRAWN, decided_at=at)
            .execution_options(synchronize_session=False)
        )
        end_reviews(session, entry.id, at)
        move_standing(session, entry, REMOVED, at)

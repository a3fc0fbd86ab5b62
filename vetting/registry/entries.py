"""Entries: approving a report makes one; each state of it is a version that stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import new_id, utc_now
from vetting.errors import NotFound
from vetting.registry import lifecycle, publication, publishing
from vetting.registry.advisory import advisory_entries_to_leave, leave_for_barred
from vetting.registry.clocks import Clock, clock_for, strikes_on
from vetting.registry.decisions import content_of, decide, decisions_of, move
from vetting.registry.facts import ReportContent
from vetting.registry.models import Entry, EntryVersion, Report, ReportVersion
from vetting.registry.policy import lists_of
from vetting.registry.present import entry_now, opened_summary
from vetting.registry.proposals import Kind, proposals_about
from vetting.registry.questions import check_nothing_asked
from vetting.registry.review_views import ReviewView, review_events, reviews_about
from vetting.registry.standing import note_standings
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.views import EntryPage, EntrySummary, EntryVersionView, EntryView, TimelineEvent
from vetting.registry.vocabulary import ReportState, Standing
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column, seal_column

PAGE_ROWS = 50


def approve_report(session: Session, actor: Actor, report_id: str, expected_version: int) -> Entry:
    """Approve a report: it is complete and in form. Its entry takes its place in every check at the same version of the register.

    Raises Refused for whoever prepared it, and Conflict when it changed meanwhile: of two who approve at once, one succeeds.
    """
    require(actor, Permission.CHANGE_REGISTER)
    report = get_owned(session, actor, Report, report_id, "report", lock=True)
    lifecycle.check_version(report.version, expected_version)
    return approve(session, actor, [report], utc_now())[0]


def approve(session: Session, actor: Actor, reports: Sequence[Report], at: datetime) -> list[Entry]:
    """Approve reports at the versions in which they were read, all of them or none, at one version of the register."""
    for report in reports:
        lifecycle.check_open(ReportState(report.state))
        lifecycle.check_second_person(report.prepared_by, actor)
    check_nothing_asked(session, [report.id for report in reports])
    leaving = advisory_entries_to_leave(session, reports)
    approval = {"state": ReportState.APPROVED.value, "approved_by": actor.id, "approved_at": at}
    move(session, reports, (ReportState.SUBMITTED,), approval)
    versions = decide(session, actor, reports, ReportState.APPROVED, at=at)
    entries = [_entry(report, at) for report in reports]
    session.add_all(entries)
    session.flush()
    session.add_all(_version(session, actor, entry, version, at) for entry, version in zip(entries, versions, strict=True))
    session.flush()
    note_standings(session, entries, at)
    changes = [Change(Action.REMOVE, "report", report.id) for report in reports]
    changes += [Change(Action.ADD, "entry", entry.id) for entry in entries]
    changes += [Change(Action.REMOVE, "entry", entry.id) for entry in leaving]
    leave_for_barred(session, leaving, at)
    number = raise_version(session, changes)
    for entry in leaving:
        audit.record(session, actor, "entry_barred_instead", entry=entry.id, register_version=number)
    for report, entry in zip(reports, entries, strict=True):
        audit.record(
            session,
            actor,
            "report_approved",
            report=report.id,
            report_version=report.version,
            entry=entry.id,
            entry_version=entry.version,
            list=entry.list_id,
            register_version=number,
        )
    return entries


def get_entry(session: Session, actor: Actor, entry_id: str) -> EntryView:
    """A whole entry with its versions and what happened to it. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.READ_REGISTER)
    entry = session.get(Entry, entry_id) if entry_id.isalnum() else None
    if entry is None or entry.standing == "removed":
        raise NotFound("entry")
    audit.record(session, actor, "entry_read", entry=entry.id, entry_version=entry.version)
    rows = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry.id).order_by(EntryVersion.number))
    versions = tuple(
        EntryVersionView(row.number, row.valid_from, row.prepared_by, row.approved_by, content_of(session, row)) for row in rows
    )
    content = versions[-1].content
    published = publication.publication_of(session, entry.id)
    reviews = reviews_about(session, actor, entry.id)
    return EntryView(
        id=entry.id,
        list_id=entry.list_id,
        standing=Standing(entry.standing),
        version=entry.version,
        listed_at=entry.listed_at,
        report_id=entry.report_id,
        content=content,
        versions=versions,
        timeline=_timeline(session, entry, reviews),
        publication=published,
        why_not_published=lifecycle.why_not_published(entry.list_id, content.limb, content.ground),
        proposals=proposals_about(session, entry.id),
        publication_status=publishing.status_of(session, entry, content),
        publication_decisions=publishing.decisions_about(session, entry.id),
        review_from=_strikes(entry, content, lists_of(session).review_clocks),
        reviews=tuple(review.line for review in reviews),
        ends_on=_strikes(entry, content, lists_of(session).ending_clocks),
    )


def list_entries(session: Session, actor: Actor, page: int = 1) -> EntryPage:
    """One page of entries, the newest first. Leaves an audit event that names those shown."""
    require(actor, Permission.READ_REGISTER)
    total = session.scalar(select(func.count()).select_from(Entry).where(Entry.standing != "removed")) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    page = min(max(1, page), pages)
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, entry_now())
        .where(Entry.standing != "removed")
        .order_by(Entry.listed_at.desc(), Entry.id)
        .limit(PAGE_ROWS)
        .offset((page - 1) * PAGE_ROWS)
    )
    entries = tuple(_summary(session, entry, version) for entry, version in rows)
    if entries:
        audit.record(session, actor, "entries_listed", entries=[entry.id for entry in entries])
    return EntryPage(entries, page, pages, total)


def _strikes(entry: Entry, content: ReportContent, clocks: Sequence[Clock]) -> date | None:
    return strikes_on(clock_for(clocks, entry.list_id, content.ground, content.served_as), day_in_london(entry.listed_at))


def _entry(report: Report, at: datetime) -> Entry:
    return Entry(
        id=new_id(),
        list_id=report.list_id,
        report_id=report.id,
        standing=Standing.LISTED.value,
        version=1,
        listed_at=at,
    )


def _version(session: Session, actor: Actor, entry: Entry, approved: ReportVersion, at: datetime) -> EntryVersion:
    row = EntryVersion(
        id=new_id(),
        entry_id=entry.id,
        number=entry.version,
        report_version_id=approved.id,
        limb=approved.limb,
        force_code=approved.force_code,
        event_date=approved.event_date,
        valid_from=at,
        prepared_by=approved.prepared_by,
        approved_by=actor.id,
    )
    seal_column(session, row, "sealed_content", open_column(session, approved, "sealed_content"))
    return row


def _timeline(session: Session, entry: Entry, reviews: tuple[ReviewView, ...]) -> tuple[TimelineEvent, ...]:
    events: list[TimelineEvent] = []
    received = select(ReportVersion).where(ReportVersion.report_id == entry.report_id).order_by(ReportVersion.number)
    for row in session.scalars(received):
        what = "Report received" if row.number == 1 else f"Report sent in again, version {row.number}"
        events.append(TimelineEvent(row.received_at, row.prepared_by, what))
    for decision in decisions_of(session, entry.report_id):
        approved = decision.decision == ReportState.APPROVED
        what = f"Approved: on the {entry.list_id} list" if approved else f"Returned for correction, version {decision.version}"
        events.append(TimelineEvent(decision.decided_at, decision.decided_by, what))
    events.extend(publication.publication_events(session, entry.id))
    events.extend(review_events(reviews))
    for proposal in proposals_about(session, entry.id):
        begun = "received" if proposal.kind == Kind.FURTHER_REPORT else "proposed"
        events.append(TimelineEvent(proposal.received_at, proposal.prepared_by, f"{proposal.label} {begun}"))
        if proposal.decided_at is not None:
            decider = proposal.decided_by or proposal.prepared_by
            events.append(TimelineEvent(proposal.decided_at, decider, f"{proposal.label} {proposal.state}"))
    return tuple(sorted(events, key=lambda event: event.at))


def _summary(session: Session, entry: Entry, version: EntryVersion) -> EntrySummary:
    content, named = opened_summary(session, version)
    return EntrySummary(
        id=entry.id,
        list_id=entry.list_id,
        standing=Standing(entry.standing),
        version=entry.version,
        event_date=content.event_date,
        listed_at=entry.listed_at,
        **named,
    )

"""Ways off a list and back on: further reports, entries made in error, reinstatement; each works at once and needs two people.

What clears somebody works on receipt: the entry is suspended, which a check answers with *contact the College*, and a second person
completes it (s.88L(4), practice.md 1.2). What puts somebody back counts from the moment it is proposed, for the same reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.registry.advisory import ADVISORY, is_barred_instead
from vetting.registry.clocks import clock_for, strikes_on
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, EntryStanding, Proposal, Report
from vetting.registry.plausible import read_day
from vetting.registry.policy import WayOff, lists_of
from vetting.registry.present import entry_content, entry_version
from vetting.registry.proposals import ALREADY_OPEN, Kind, Proposed, open_proposal, proposal_view, proposals_about, written_reason
from vetting.registry.publication import end_publication
from vetting.registry.reviews import end_reviews
from vetting.registry.standing import REMOVED, find_entry, move_standing
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.views import ProposalView, Tombstone
from vetting.registry.vocabulary import Standing
from vetting.registry.working_days import day_in_london, days_late, due_date


@dataclass(frozen=True, slots=True)
class FurtherReport:
    """What an authority sends in when somebody must come off, as typed: which way off, when it happened, and in words."""

    ground: str = ""
    event_date: str = ""
    details: str = ""


def submit_further_report(session: Session, actor: Actor, entry_id: str, data: FurtherReport) -> ProposalView:
    """Take in a further report: from the commit on the entry is suspended, off the public list, *contact the College* in checks.

    The authority that reported the person sends it, or a registrar takes it in for them. A late one is taken and flagged. Raises
    InvalidInput with every problem, and Conflict when a way off is open already.
    """
    require(actor, Permission.SUBMIT_REPORT)
    entry = _reported_entry(session, actor, entry_id)
    policy, now = lists_of(session), utc_now()
    way = policy.way_off(data.ground, entry.list_id, "authority")
    happened = _event_date(data.event_date, entry_version(session, entry).event_date, day_in_london(now))
    details = written_reason(data.details, "Say what was decided, by whom, and where the decision can be read.", "details")
    due = due_date(happened, policy.further_report_days)
    late = days_late(due, day_in_london(now))
    report = session.get_one(Report, entry.report_id)
    content = {"event_date": happened.isoformat(), "details": details}
    item = Proposed(Kind.FURTHER_REPORT, way.id, report.organisation_id, content, due, late)
    return _suspend(session, actor, entry, item)


def ways_off_for(session: Session, actor: Actor, entry_id: str) -> tuple[WayOff, ...]:
    """The ways off that a further report on this entry can name. Raises NotFound, alike for another authority's entry."""
    require(actor, Permission.SUBMIT_REPORT)
    return lists_of(session).ways_off_list(_reported_entry(session, actor, entry_id).list_id, "authority")


def record_entered_in_error(session: Session, actor: Actor, entry_id: str, details: str) -> ProposalView:
    """Record that an entry should never have been made: it is suspended at once, and another registrar completes it."""
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    entry = find_entry(session, entry_id)
    written = written_reason(details, "Say why the entry should never have been made.", "details")
    item = Proposed(Kind.ENTERED_IN_ERROR, "entered_in_error", _college(actor), {"details": written})
    return _suspend(session, actor, entry, item)


def propose_missing(session: Session, actor: Actor, entry_id: str, ground: str, details: str) -> ProposalView:
    """Propose to take off an entry that the keeper's own file no longer has: by a way off that there is, with where it is seen.

    It is suspended at once, and another registrar completes it. Raises InvalidInput with every problem.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    entry = find_entry(session, entry_id)
    policy = lists_of(session)
    ways = {way.id: way for by in ("authority", "college") for way in policy.ways_off_list(entry.list_id, by)}
    if ground not in ways:
        raise InvalidInput([Problem("ground", f"Choose why they came off: {'; '.join(way.label for way in ways.values())}.")])
    written = written_reason(details, "Say what took them off, and where that can be read.", "details")
    return _suspend(session, actor, entry, Proposed(Kind.MISSING_FROM_FILE, ground, _college(actor), {"details": written}))


def propose_reinstatement(session: Session, actor: Actor, entry_id: str, details: str) -> ProposalView:
    """Propose to put back an entry that was removed in error: it counts in every check again from now on, and another decides."""
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    entry = find_entry(session, entry_id, removed=True)
    if entry.standing != REMOVED:
        raise Conflict("Only an entry that was removed can be put back.", code="state")
    if entry.list_id == ADVISORY and is_barred_instead(session, entry):
        raise Conflict("This person is barred under section 88A(1)(b) or (d), which takes them off this list.", code="barred")
    written = written_reason(details, "Say why the removal was wrong.", "details")
    at = utc_now()
    row = open_proposal(
        session, actor, entry, Proposed(Kind.REINSTATEMENT, "removed_in_error", _college(actor), {"details": written}), at
    )
    move_standing(session, entry, Standing.SUSPENDED.value, at, row.id)
    _record(session, actor, "reinstatement_proposed", row, Action.ADD)
    return proposal_view(session, row)


def get_tombstone(session: Session, actor: Actor, entry_id: str) -> Tombstone:
    """What is left of an entry that was removed: that it was, when, why and by whom. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.CHANGE_REGISTER)
    entry = find_entry(session, entry_id, removed=True)
    last = session.scalars(
        select(EntryStanding).where(EntryStanding.entry_id == entry.id).order_by(EntryStanding.number.desc()).limit(1)
    ).one()
    if entry.standing != REMOVED:
        raise NotFound("removed entry")
    audit.record(session, actor, "tombstone_read", entry=entry.id)
    proposals = proposals_about(session, entry.id)
    ground = next((proposal.ground for proposal in proposals if proposal.id == last.proposal_id), "")
    if last.proposal_id is None:
        ground = _ground_without_people(session, entry, day_in_london(last.valid_from))
    return Tombstone(entry.id, entry.list_id, entry.listed_at, last.valid_from, ground, proposals)


def _ground_without_people(session: Session, entry: Entry, removed_on: date) -> str:
    """Nobody decided: the entry's class ended by the clock, or the person was barred instead (s.88L(5), s.88L(7))."""
    content = entry_content(session, entry)
    clock = clock_for(lists_of(session).ending_clocks, entry.list_id, content.ground, content.served_as)
    ends = strikes_on(clock, day_in_london(entry.listed_at))
    return "ended_by_rule" if ends is not None and ends <= removed_on else "barred_instead"


def report_behind(session: Session, entry_id: str) -> str:
    """The id of the report that an entry came of, also of one that was removed. Raises NotFound."""
    return find_entry(session, entry_id, removed=True).report_id


def complete(session: Session, actor: Actor, row: Proposal, *, stands: bool) -> None:
    """Give a decided way off or back on its effect: the entry is gone, or listed. `stands` says that it was approved."""
    entry = find_entry(session, row.entry_id)
    at = utc_now()
    goes = stands is (row.kind != Kind.REINSTATEMENT)
    move_standing(session, entry, REMOVED if goes else Standing.LISTED.value, at, row.id)
    if goes:
        end_publication(session, actor, entry.id, at)
        end_reviews(session, entry.id, at)
    name = "entry_removed" if goes else "entry_reinstated"
    _record(session, actor, name, row, Action.REMOVE if goes else Action.REPLACE)


def _suspend(session: Session, actor: Actor, entry: Entry, item: Proposed) -> ProposalView:
    if entry.standing != Standing.LISTED:
        raise Conflict(ALREADY_OPEN["standing"], code="already_open")
    at = utc_now()
    row = open_proposal(session, actor, entry, item, at)
    move_standing(session, entry, Standing.SUSPENDED.value, at, row.id)
    _record(session, actor, "entry_suspended", row, Action.REPLACE)
    return proposal_view(session, row)


def _record(session: Session, actor: Actor, name: str, row: Proposal, action: Action) -> None:
    session.flush()
    version = raise_version(session, [Change(action, "entry", row.entry_id)])
    audit.record(session, actor, name, entry=row.entry_id, proposal=row.id, ground=row.ground, register_version=version)


def _reported_entry(session: Session, actor: Actor, entry_id: str) -> Entry:
    """The entry, if it came of a report that this actor's organisation sent, or if the actor keeps the lists."""
    entry = find_entry(session, entry_id)
    try:
        get_owned(session, actor, Report, entry.report_id, "entry")
    except NotFound as error:
        raise NotFound("entry") from error
    if actor.may(Permission.CHANGE_REGISTER):
        check_person(actor)
    return entry


def _event_date(text: str, listed_for: date, today: date) -> date:
    read = read_day(text)
    if read.day is None:
        raise InvalidInput([Problem("event_date", f"Date of the decision {read.problem}.")])
    if read.day > today:
        raise InvalidInput([Problem("event_date", "Date of the decision must not be in the future: send it once it is made.")])
    if read.day < listed_for:
        message = "Date of the decision must not be before the dismissal or finding that it sets aside."
        raise InvalidInput([Problem("event_date", message)])
    return read.day


def _college(actor: Actor) -> str:
    if actor.organisation_id is None:
        raise NotFound("organisation")
    return actor.organisation_id

"""Reviews: a listed person applies to come off, the authority that reported them is consulted, two registrars decide with reasons.

Nothing ends by itself: the person stays listed, and found by every check, until a review is granted (s.88G, s.88L(6); domain.md
1.4). The regulations on reviews were not read; what is written here is what the College says it does: it consults, the threshold is
high, and removal erases nothing from vetting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, Problem
from vetting.registry.clocks import clock_for, strikes_on
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, Proposal, Report, Review
from vetting.registry.once import add_once, change_once
from vetting.registry.plausible import read_day
from vetting.registry.policy import lists_of
from vetting.registry.present import entry_content
from vetting.registry.proposals import OPEN, WITHDRAWN, Kind, Proposed, open_proposal, proposal_view, written_reason
from vetting.registry.publication import end_publication
from vetting.registry.review_views import ReviewState, ReviewView, review_view
from vetting.registry.standing import REMOVED, find_entry, move_standing
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.views import ProposalView
from vetting.registry.vocabulary import Standing
from vetting.registry.working_days import day_in_london, due_date
from vetting.vault import open_column, seal_column

GRANTED, REFUSED = "granted", "refused"
GROUNDS = {GRANTED: "review_granted", REFUSED: "review_refused"}
OPEN_STATES = (ReviewState.RECEIVED, ReviewState.CONSULTING, ReviewState.ANSWERED)


@dataclass(frozen=True, slots=True)
class ReviewApplication:
    """What somebody sent to the College, as typed. `advice` says by what advice it is taken where no period is known."""

    applied_on: str = ""
    application: str = ""
    advice: str = ""


def receive_review(session: Session, actor: Actor, entry_id: str, data: ReviewApplication) -> ReviewView:
    """Take in an application to come off. It changes nothing in any check.

    Raises InvalidInput for one that comes before the person may apply, or, where no period is known, without the advice by which it
    is taken; Conflict while a review or a way off is open.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    entry = find_entry(session, entry_id)
    _check_listed(entry)
    now = utc_now()
    first = _eligible_from(session, entry)
    applied, content = _taken(data, first, day_in_london(entry.listed_at), day_in_london(now))
    row = Review(
        id=new_id(),
        entry_id=entry.id,
        organisation_id=session.get_one(Report, entry.report_id).organisation_id,
        state=ReviewState.RECEIVED.value,
        applied_on=applied,
        eligible_from=first,
        received_by=actor.id,
        received_at=now,
    )
    seal_column(session, row, "sealed_application", content)
    add_once(session, row, "A review of this entry is open already.")
    audit.record(session, actor, "review_received", entry=entry.id, review=row.id)
    return review_view(session, actor, row)


def consult_force(session: Session, actor: Actor, review_id: str, question: str) -> ReviewView:
    """Ask the authority that reported the person what it says. It reads this question, and not the application itself."""
    row = _to_change(session, actor, review_id)
    now = utc_now()
    seal_column(session, row, "sealed_question", written_reason(question, "Write what the authority is asked.", "question"))
    due = due_date(day_in_london(now), lists_of(session).consultation_days)
    changes = {"consulted_by": actor.id, "consulted_at": now, "due": due, "sealed_question": row.sealed_question}
    _move(session, row, (ReviewState.RECEIVED,), ReviewState.CONSULTING, changes)
    audit.record(session, actor, "review_consulted", entry=row.entry_id, review=row.id, due=due.isoformat())
    return review_view(session, actor, row)


def answer_consultation(session: Session, actor: Actor, review_id: str, answer: str) -> ReviewView:
    """What the authority says, sent by itself, or taken in by a registrar. Raises NotFound for another authority's."""
    require(actor, Permission.SUBMIT_REPORT)
    check_person(actor)
    row = get_owned(session, actor, Review, review_id, "review")
    seal_column(session, row, "sealed_answer", written_reason(answer, "Write what the authority says.", "answer"))
    changes = {"answered_by": actor.id, "answered_at": utc_now(), "sealed_answer": row.sealed_answer}
    _move(session, row, (ReviewState.CONSULTING,), ReviewState.ANSWERED, changes)
    audit.record(session, actor, "review_answered", entry=row.entry_id, review=row.id)
    return review_view(session, actor, row)


def propose_review_decision(session: Session, actor: Actor, review_id: str, decision: str, reasons: str) -> ProposalView:
    """Propose to grant or to refuse a review, with reasons; another registrar decides (`approve_proposal`, `refuse_proposal`).

    Raises Conflict before the authority has answered or its time is over, and while a way off of the entry is open.
    """
    row = _to_change(session, actor, review_id)
    entry = find_entry(session, row.entry_id)
    _check_listed(entry)
    _check_consulted(row, day_in_london(utc_now()))
    problems = [] if decision in GROUNDS else [Problem("decision", "Choose whether the review is granted or refused.")]
    written = ""
    try:
        written = written_reason(reasons, "Say why: the reasons are kept with the decision.", "reasons")
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems)
    item = Proposed(Kind.REVIEW, GROUNDS[decision], actor.organisation_id or "", {"review": row.id, "details": written})
    proposal = open_proposal(session, actor, entry, item, utc_now())
    fields = {"entry": entry.id, "review": row.id, "proposal": proposal.id, "decision": decision}
    audit.record(session, actor, "review_decision_proposed", **fields)
    return proposal_view(session, proposal)


def withdraw_review(session: Session, actor: Actor, review_id: str) -> ReviewView:
    """The person does not want the review any more: it ends, and they stay listed."""
    row = _to_change(session, actor, review_id)
    at = utc_now()
    _move(session, row, OPEN_STATES, ReviewState.WITHDRAWN, {"ended_at": at})
    _withdraw_proposals(session, row.entry_id, at)
    audit.record(session, actor, "review_withdrawn", entry=row.entry_id, review=row.id)
    return review_view(session, actor, row)


def complete_review(session: Session, actor: Actor, proposal: Proposal) -> None:
    """Give a decision that a second person approved its effect: granted, the entry is gone; refused, that is recorded.

    Raises Conflict when the entry is suspended meanwhile: what suspended it is decided first.
    """
    row = session.get_one(Review, open_column(session, proposal, "sealed_content")["review"])
    granted = proposal.ground == GROUNDS[GRANTED]
    entry = find_entry(session, row.entry_id)
    at = utc_now()
    _move(session, row, OPEN_STATES, ReviewState.GRANTED if granted else ReviewState.REFUSED, {"ended_at": at})
    decided = {"entry": entry.id, "review": row.id, "proposal": proposal.id, "decision": row.state}
    audit.record(session, actor, "review_decided", **decided)
    if granted:
        _check_listed(entry)
        move_standing(session, entry, REMOVED, at, proposal.id)
        end_publication(session, actor, entry.id, at)
        session.flush()
        version = raise_version(session, [Change(Action.REMOVE, "entry", entry.id)])
        removed = {"entry": entry.id, "proposal": proposal.id, "ground": proposal.ground, "register_version": version}
        audit.record(session, actor, "entry_removed", **removed)


def end_reviews(session: Session, entry_id: str, at: datetime) -> None:
    """End what is open about a review of an entry that left the list in another way."""
    session.execute(
        update(Review)
        .where(Review.entry_id == entry_id, Review.state.in_([state.value for state in OPEN_STATES]))
        .values(state=ReviewState.ENDED.value, ended_at=at)
        .execution_options(synchronize_session="fetch")
    )
    _withdraw_proposals(session, entry_id, at)


def _withdraw_proposals(session: Session, entry_id: str, at: datetime) -> None:
    session.execute(
        update(Proposal)
        .where(Proposal.entry_id == entry_id, Proposal.slot == Kind.REVIEW.slot, Proposal.state == OPEN)
        .values(state=WITHDRAWN, decided_at=at)
        .execution_options(synchronize_session="fetch")
    )


def _to_change(session: Session, actor: Actor, review_id: str) -> Review:
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    return get_owned(session, actor, Review, review_id, "review")


def _eligible_from(session: Session, entry: Entry) -> date | None:
    content = entry_content(session, entry)
    clock = clock_for(lists_of(session).review_clocks, entry.list_id, content.ground, content.served_as)
    return strikes_on(clock, day_in_london(entry.listed_at))


def _taken(data: ReviewApplication, first: date | None, listed: date, today: date) -> tuple[date, dict[str, Any]]:
    problems: list[Problem] = []
    read = read_day(data.applied_on)
    if read.day is None:
        problems.append(Problem("applied_on", f"Date of the application {read.problem}."))
    elif not listed <= read.day <= today:
        problems.append(Problem("applied_on", "Date of the application must be from the day of listing to today."))
    elif first is not None and read.day < first:
        problems.append(Problem("applied_on", f"The person may apply from {first.day} {first:%B %Y} on, and not before."))
    texts = {"application": data.application}
    if first is None:
        texts["advice"] = data.advice
    asks = {
        "application": "Say what the person wrote, and what they sent with it.",
        "advice": "No period is known for this ground: say by whose advice the application is taken.",
    }
    written: dict[str, Any] = {"application": "", "advice": ""}
    for field, typed in texts.items():
        try:
            written[field] = written_reason(typed, asks[field], field)
        except InvalidInput as error:
            problems += error.problems
    if problems or read.day is None:
        raise InvalidInput(problems)
    return read.day, written


def _check_listed(entry: Entry) -> None:
    if entry.standing != Standing.LISTED:
        raise Conflict("A way off or back on is open for this entry. Decide it first.", code="already_open")


def _check_consulted(row: Review, today: date) -> None:
    """The College consults before it decides; an authority that says nothing in its time does not hold the decision up."""
    if row.state == ReviewState.RECEIVED:
        raise Conflict("The authority that reported the person has not been consulted yet.", code="not_consulted")
    if row.state == ReviewState.CONSULTING and (row.due is None or today <= row.due):
        raise Conflict("The authority that reported the person has not answered, and its time is not over.", code="not_answered")
    if row.state not in OPEN_STATES:
        raise Conflict("This review is over.", code="state")


def _move(session: Session, row: Review, states: tuple[ReviewState, ...], to: ReviewState, changes: dict[str, Any]) -> None:
    """Move a review on if it stands as it was read, which one statement decides. Raises Conflict for the second of two."""
    if row.state not in states:
        raise Conflict("This review has moved on, or is over. Read it again.", code="state")
    values = {"state": to.value, **changes}
    with session.no_autoflush:
        statement = update(Review).where(Review.id == row.id, Review.state == row.state).values(**values)
        for name, value in values.items():
            set_committed_value(row, name, value)
        change_once(session, statement, "Somebody else changed this review a moment ago. Read it again.")

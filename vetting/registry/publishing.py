"""Publication as a recorded decision of two people: in words of its own, or not, under an exception; due from listing on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from vetting.registry.facts import ReportContent
from vetting.registry.lifecycle import why_not_published
from vetting.registry.models import Entry
from vetting.registry.once import add_once, change_once
from vetting.registry.plausible import clean_text, read_day
from vetting.registry.policy import lists_of
from vetting.registry.present import entry_content
from vetting.registry.proposals import APPROVED, OPEN, REFUSED, check_decidable, written_reason
from vetting.registry.publication import end_publication, public_words, publication_of, publish, publishable
from vetting.registry.publication_models import PublicationDecision
from vetting.registry.publication_views import PublicationProposal, PublicationStatus, PublicationView
from vetting.registry.standing import find_entry
from vetting.registry.working_days import day_in_london, days_late, due_date
from vetting.vault import open_column, seal_column

PUBLISHED, WITHHELD = "published", "withheld"
LONGEST_DEFERRAL_YEARS = 2


@dataclass(frozen=True, slots=True)
class DontPublish:
    """A decision not to publish, as typed: the exception, a day if it is only put off, and why."""

    exception: str = ""
    until: str = ""
    reason: str = ""


def propose_publication(session: Session, actor: Actor, entry_id: str, public_reason: str) -> PublicationProposal:
    """Propose to publish an entry, in words that another registrar approves apart from the force's own (practice.md 1.5).

    Two people may also end a withholding in this way. Raises Refused for an entry that is out of scope or not in force,
    InvalidInput for the words, and Conflict when the entry is published or a decision is open.
    """
    require(actor, Permission.CHANGE_REGISTER)
    entry = find_entry(session, entry_id)
    content = entry_content(session, entry)
    publishable(entry, content)
    reason = public_words(public_reason, content)
    if publication_of(session, entry.id) is not None:
        raise Conflict("This entry is published already.", code="state")
    row = _open(session, actor, entry, PublicationDecision(decision=PUBLISHED, exception=""), reason)
    audit.record(session, actor, "publication_proposed", entry=entry.id, entry_version=entry.version)
    return _view(session, row)


def propose_not_publishing(session: Session, actor: Actor, entry_id: str, data: DontPublish) -> PublicationProposal:
    """Propose to withhold an entry from the public list, or to defer it. One that is published leaves the public list at once.

    Raises InvalidInput without an exception or a reason, Refused for an entry that is never published anyway, and Conflict when a
    decision is open.
    """
    require(actor, Permission.CHANGE_REGISTER)
    entry = find_entry(session, entry_id)
    content = entry_content(session, entry)
    if why_not_published(entry.list_id, content.limb, content.ground):
        raise Refused("This entry is never published, so there is nothing to decide.", code="not_publishable")
    exception, until, reason = _checked(session, data)
    decision = WITHHELD if until is None else "deferred"
    row = _open(session, actor, entry, PublicationDecision(decision=decision, exception=exception, until=until), reason)
    withdrawn = publication_of(session, entry.id) is not None
    if withdrawn:
        end_publication(session, actor, entry.id, row.proposed_at)
    fields = {"entry": entry.id, "decision": row.decision, "exception": exception, "withdrawn": withdrawn}
    audit.record(session, actor, "not_publishing_proposed", **fields)
    return _view(session, row)


def decide_publication(session: Session, actor: Actor, decision_id: str, *, approve: bool) -> PublicationProposal:
    """Approve or refuse what another registrar proposed about publication. Refused, the decision is due as before.

    Raises Refused for whoever proposed it, and for an entry that may no longer be published; Conflict when it is decided.
    """
    require(actor, Permission.CHANGE_REGISTER)
    row = session.get(PublicationDecision, decision_id) if decision_id.isalnum() else None
    if row is None:
        raise NotFound("decision")
    session.refresh(row)
    check_decidable(row.state, row.proposed_by, actor)
    state = APPROVED if approve else REFUSED
    statement = (
        update(PublicationDecision)
        .where(PublicationDecision.id == row.id, PublicationDecision.state == OPEN)
        .values(state=state, decided_by=actor.id, decided_at=utc_now())
    )
    change_once(session, statement, "Somebody else decided this a moment ago.")
    session.refresh(row)
    audit.record(session, actor, "publication_decided", entry=row.entry_id, decision=row.decision, state=state)
    if approve and row.decision == PUBLISHED:
        publish(session, actor, find_entry(session, row.entry_id), row.proposed_by, open_column(session, row, "sealed_reason"))
    return _view(session, row)


def publication_status(
    scope: str | None,
    publication: PublicationView | None,
    decisions: Sequence[PublicationProposal],
    *,
    listed_on: date,
    today: date,
    days: int,
) -> PublicationStatus:
    """Where an entry stands with the public list. Pure; `scope` says why it can never be published, None when it may be.

    An entry in scope is unpublished until somebody decides, and is shown as *decision due* with a clock (practice.md 1.5).
    """
    if scope is not None:
        return PublicationStatus("never", scope)
    if publication is not None:
        if today < publication.ends:
            return PublicationStatus("published", "Published")
        return PublicationStatus("ended", "Publication has ended; every check still finds the person")
    approved = next((each for each in reversed(decisions) if each.state == APPROVED), None)
    standing = approved if approved is not None and approved.decision != PUBLISHED else None
    begins = listed_on
    if standing is not None and standing.until is None:
        return PublicationStatus("withheld", "Withheld from the public list")
    if standing is not None and standing.until is not None:
        if today < standing.until:
            return PublicationStatus("deferred", "Deferred", standing.until)
        begins = standing.until
    due = due_date(begins, days)
    return PublicationStatus("decision_due", "Publication decision due", due, days_late(due, today))


def status_of(session: Session, entry: Entry, content: ReportContent) -> PublicationStatus:
    """Where an entry stands with the public list today."""
    return publication_status(
        why_not_published(entry.list_id, content.limb, content.ground),
        publication_of(session, entry.id),
        decisions_about(session, entry.id),
        listed_on=day_in_london(entry.listed_at),
        today=day_in_london(utc_now()),
        days=lists_of(session).publication_decision_days,
    )


def decisions_about(session: Session, entry_id: str) -> tuple[PublicationProposal, ...]:
    """Every decision on publishing an entry, in order."""
    rows = session.scalars(
        select(PublicationDecision)
        .where(PublicationDecision.entry_id == entry_id)
        .order_by(PublicationDecision.proposed_at, PublicationDecision.id)
    )
    return tuple(_view(session, row) for row in rows)


def _checked(session: Session, data: DontPublish) -> tuple[str, date | None, str]:
    problems: list[Problem] = []
    known = {choice.code for choice in lists_of(session).publication_exceptions}
    if data.exception not in known:
        problems.append(Problem("exception", "Choose the exception: publication is a duty without one."))
    today, until = day_in_london(utc_now()), None
    if clean_text(data.until):
        until = read_day(data.until).day
        if until is None or not today < until <= date(today.year + LONGEST_DEFERRAL_YEARS, 12, 31):
            problems.append(Problem("until", "Enter a day to come, within two years; leave it empty to withhold the entry."))
    try:
        reason = written_reason(data.reason, "Say why the exception applies.")
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return data.exception, until, reason


def _open(session: Session, actor: Actor, entry: Entry, row: PublicationDecision, reason: str) -> PublicationDecision:
    """Keep a proposal. Raises Conflict when another is open: of two people who propose at once, one succeeds."""
    row.id, row.entry_id, row.state = new_id(), entry.id, OPEN
    row.proposed_by, row.proposed_at = actor.id, utc_now()
    seal_column(session, row, "sealed_reason", reason)
    add_once(session, row, "A decision on publishing this entry is open already. Decide that first.")
    return row


def _view(session: Session, row: PublicationDecision) -> PublicationProposal:
    return PublicationProposal(
        row.id,
        row.entry_id,
        row.decision,
        row.exception,
        row.until,
        row.state,
        row.proposed_by,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
        open_column(session, row, "sealed_reason"),
    )

"""Proposals: what one person sets in motion about an entry and a second one decides, one rule and one constraint for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import new_id
from vetting.errors import Conflict, InvalidInput, Problem, Refused
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, Proposal
from vetting.registry.once import add_once, change_once
from vetting.registry.plausible import clean_paragraphs, is_readable
from vetting.registry.views import ProposalView
from vetting.vault import open_column, seal_column

LONGEST_REASON = 5_000
OPEN, APPROVED, REFUSED, WITHDRAWN = "open", "approved", "refused", "withdrawn"


class Kind(StrEnum):
    """What is proposed."""

    FURTHER_REPORT = "further_report"
    ENTERED_IN_ERROR = "entered_in_error"
    REINSTATEMENT = "reinstatement"
    MISSING_FROM_FILE = "missing_from_file"
    AMENDMENT = "amendment"
    REVIEW = "review"

    @property
    def slot(self) -> str:
        """Proposals of one slot exclude each other on one entry."""
        return {Kind.AMENDMENT: "content", Kind.REVIEW: "review"}.get(self, "standing")

    @property
    def label(self) -> str:
        """As shown on pages."""
        return "Decision on a review" if self is Kind.REVIEW else self.value.replace("_", " ").capitalize()


ALREADY_OPEN = {
    "standing": "A way off or back on is already open for this entry. Decide it first.",
    "review": "A decision on this review is open already. Another registrar approves or refuses it.",
    "content": "Somebody else has proposed an amendment of this version. Decide it first: it is shown beside what you typed.",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal on its way in: what it is, whose, from when its clock counts, and what it says."""

    kind: Kind
    ground: str
    organisation_id: str
    content: Mapping[str, Any]
    due: date | None = None
    days_late: int = 0


def open_proposal(session: Session, actor: Actor, entry: Entry, item: Proposed, at: datetime) -> Proposal:
    """Keep a proposal. Raises Conflict when another of its slot is open: of two people who propose at once, one succeeds."""
    row = Proposal(
        id=new_id(),
        entry_id=entry.id,
        organisation_id=item.organisation_id,
        kind=item.kind.value,
        slot=item.kind.slot,
        ground=item.ground,
        state=OPEN,
        entry_version=entry.version,
        received_at=at,
        due=item.due,
        days_late=item.days_late,
        prepared_by=actor.id,
        prepared_kind=actor.kind,
        decided_by=None,
        decided_at=None,
        sealed_reason=None,
    )
    seal_column(session, row, "sealed_content", dict(item.content))
    add_once(session, row, ALREADY_OPEN[item.kind.slot])
    return row


def proposal_to_decide(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """A proposal that this person may decide. Raises NotFound, Refused for whoever prepared it, Conflict when it is decided."""
    require(actor, Permission.CHANGE_REGISTER)
    row = get_owned(session, actor, Proposal, proposal_id, "proposal", lock=True)
    check_decidable(row.state, row.prepared_by, actor)
    return row


def check_decidable(state: str, prepared_by: str, actor: Actor) -> None:
    """Two people: whoever prepared a proposal does not decide it, and a key is nobody's second pair of eyes."""
    check_person(actor)
    if state == WITHDRAWN:
        raise Conflict("Whoever proposed this has withdrawn it.", code="state")
    if state != OPEN:
        raise Conflict("This has been decided already.", code="state")
    if actor.id == prepared_by:
        raise Refused("You prepared this, so another registrar must decide it.", code="own_change")


def settle(session: Session, actor: Actor, row: Proposal, state: str, *, at: datetime, reason: str | None = None) -> None:
    """Decide a proposal if it is still open, which one statement settles. Raises Conflict when somebody else was first."""
    if reason is not None:
        seal_column(session, row, "sealed_reason", reason)
    by = None if state == WITHDRAWN else actor.id
    changes = {"state": state, "decided_by": by, "decided_at": at, "sealed_reason": row.sealed_reason}
    statement = update(Proposal).where(Proposal.id == row.id, Proposal.state == OPEN).values(**changes)
    for name, value in changes.items():
        set_committed_value(row, name, value)
    change_once(session, statement, "Somebody else decided this a moment ago. Read it again.")


def written_reason(text: str, ask: str, field: str = "reason", longest: int = LONGEST_REASON) -> str:
    """A reason in words. Raises InvalidInput, which names the field."""
    written = clean_paragraphs(text)
    if not any(letter.isalpha() for letter in written) or not is_readable(written):
        raise InvalidInput([Problem(field, ask)])
    if len(written) > longest:
        raise InvalidInput([Problem(field, f"This must be {longest:,} characters or fewer.")])
    return written


def proposals_about(session: Session, entry_id: str) -> tuple[ProposalView, ...]:
    """Every proposal about an entry, in order. The caller has made sure that the actor may read the entry."""
    rows = session.scalars(select(Proposal).where(Proposal.entry_id == entry_id).order_by(Proposal.received_at, Proposal.id))
    return tuple(proposal_view(session, row) for row in rows)


def open_proposals(session: Session, actor: Actor, limit: int = 200) -> list[ProposalView]:
    """What waits for a second person: what came first comes first. A force sees its own further reports. Leaves an audit event."""
    require(actor, Permission.READ_OWN_REPORTS)
    statement = owned_by(actor, Proposal).where(Proposal.state == OPEN).order_by(Proposal.received_at, Proposal.id)
    found = [proposal_view(session, row) for row in session.scalars(statement.limit(limit))]
    if found:
        audit.record(session, actor, "proposals_listed", proposals=[view.id for view in found])
    return found


def get_proposal(session: Session, actor: Actor, proposal_id: str) -> ProposalView:
    """One proposal: one's own organisation's, or any for a registrar. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.READ_OWN_REPORTS)
    row = get_owned(session, actor, Proposal, proposal_id, "proposal")
    audit.record(session, actor, "proposal_read", proposal=row.id, entry=row.entry_id)
    return proposal_view(session, row)


def may_decide(view: ProposalView, actor: Actor) -> bool:
    """Whether the actor could decide it: what a page asks before it shows the buttons."""
    return view.is_open and actor.may(Permission.CHANGE_REGISTER) and actor.kind == "person" and actor.id != view.prepared_by


def proposal_view(session: Session, row: Proposal) -> ProposalView:
    """A proposal, opened."""
    content = open_column(session, row, "sealed_content")
    return ProposalView(
        id=row.id,
        entry_id=row.entry_id,
        kind=row.kind,
        label=Kind(row.kind).label,
        ground=row.ground,
        state=row.state,
        entry_version=row.entry_version,
        received_at=row.received_at,
        due=row.due,
        days_late=row.days_late,
        prepared_by=row.prepared_by,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        content=content,
        reason=open_column(session, row, "sealed_reason") if row.sealed_reason is not None else None,
    )

"""The second person's decision on a proposal: approve gives it its effect, refuse leaves the entry as it stood before."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import utc_now
from vetting.errors import Conflict, Refused
from vetting.registry import amendments, reviews, ways_off
from vetting.registry.models import Proposal
from vetting.registry.proposals import (
    APPROVED,
    OPEN,
    REFUSED,
    WITHDRAWN,
    Kind,
    proposal_to_decide,
    proposal_view,
    settle,
    written_reason,
)
from vetting.registry.views import ProposalView


def approve_proposal(session: Session, actor: Actor, proposal_id: str) -> ProposalView:
    """Approve what another person proposed. Raises Refused for whoever prepared it, Conflict when it is no longer open."""
    row = proposal_to_decide(session, actor, proposal_id)
    settle(session, actor, row, APPROVED, at=utc_now())
    _note(session, actor, row)
    if row.kind == Kind.AMENDMENT:
        amendments.apply(session, actor, row)
    elif row.kind == Kind.REVIEW:
        reviews.complete_review(session, actor, row)
    else:
        ways_off.complete(session, actor, row, stands=True)
    return proposal_view(session, row)


def refuse_proposal(session: Session, actor: Actor, proposal_id: str, reason: str) -> ProposalView:
    """Refuse what another person proposed, with a reason: the entry stands as it did before. Raises as `approve_proposal`."""
    row = proposal_to_decide(session, actor, proposal_id)
    written = written_reason(reason, "Say why this does not stand: whoever sent it reads it.")
    settle(session, actor, row, REFUSED, at=utc_now(), reason=written)
    _note(session, actor, row)
    if row.slot == "standing":
        ways_off.complete(session, actor, row, stands=False)
    return proposal_view(session, row)


def withdraw_amendment(session: Session, actor: Actor, proposal_id: str) -> ProposalView:
    """Take back one's own amendment. A way off is never taken back by one person: another registrar refuses it instead."""
    require(actor, Permission.CHANGE_REGISTER)
    row = get_owned(session, actor, Proposal, proposal_id, "proposal", lock=True)
    if row.kind != Kind.AMENDMENT:
        raise Refused("This took effect when it was received. Another registrar decides it.", code="two_people")
    if row.prepared_by != actor.id:
        raise Refused("Only whoever proposed an amendment takes it back.", code="not_yours")
    if row.state != OPEN:
        raise Conflict("This has been decided already.", code="state")
    settle(session, actor, row, WITHDRAWN, at=utc_now())
    _note(session, actor, row)
    return proposal_view(session, row)


def _note(session: Session, actor: Actor, row: Proposal) -> None:
    session.flush()
    audit.record(session, actor, "proposal_decided", proposal=row.id, entry=row.entry_id, kind=row.kind, decision=row.state)

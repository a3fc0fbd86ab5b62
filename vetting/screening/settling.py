"""A check's outcome follows from its hits, and what was told of it is taken back when it no longer holds."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor
from vetting.screening.cases import follow_case
from vetting.screening.models import Check
from vetting.screening.outcomes import HitState, Outcome, outcome_of
from vetting.screening.views import hits_of, is_decided


def settle_outcome(session: Session, actor: Actor, check: Check) -> None:
    """Set the outcome by the precedence. A check that is open again is no longer complete for whoever asked."""
    if check.outcome == Outcome.COULD_NOT_CHECK.value:
        return
    session.flush()
    check.outcome = outcome_of((HitState(hit.state), hit.standing) for hit in hits_of(session, check)).value
    if check.released_at is not None and not is_decided(check):
        check.released_at = check.released_by_id = None
        audit.record(session, actor, "check_recalled", check=check.id)
    follow_case(session, check)

"""One hit as the officers read it who decide on it: the comparison, what was decided before, and what this officer may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.errors import NotFound
from vetting.screening.dispositions import dispositions_of
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.requests import CheckRequest
from vetting.screening.rules import UNDECIDED, Decision, Stand
from vetting.screening.shown import shown_request
from vetting.screening.views import HitView, hit_views
from vetting.vault import open_column


@dataclass(frozen=True, slots=True)
class DispositionView:
    """One decision, who took it and who looked at it second, by the ids of their accounts."""

    id: str
    decision: Decision
    stand: Stand
    needs_second: bool
    decided_by: str
    decided_at: datetime
    reason: str
    second_by: str | None
    second_at: datetime | None
    second_reason: str | None


@dataclass(frozen=True, slots=True)
class HitPage:
    """What an officer reads before deciding on a hit. `waiting` is the decision that a second officer has to look at."""

    check_id: str
    reference: str
    purpose: str
    outcome: Outcome
    checked_at: datetime
    subject: CheckRequest
    hit: HitView
    decisions: tuple[DispositionView, ...]
    waiting: DispositionView | None
    may_decide: bool
    may_second: bool
    may_reopen: bool
    cleared_in_check_id: str | None


def view_hit(session: Session, actor: Actor, check_id: str, hit_id: str) -> HitPage:
    """One hit with everything that was decided on it; reading it is audited. Raises Refused, NotFound and VaultError."""
    require(actor, Permission.DECIDE_HITS)
    check = get_owned(session, actor, Check, check_id, "check")
    hit = get_owned(session, actor, Hit, hit_id, "hit")
    if hit.check_id != check.id:
        raise NotFound("hit")
    audit.record(session, actor, "hit_read", check=check.id, hit=hit.id)
    decisions = tuple(_view(session, each) for each in dispositions_of(session, actor, hit))
    waiting = next((each for each in decisions if each.stand is Stand.WAITING), None)
    source = get_owned(session, actor, Hit, hit.cleared_by_hit_id, "hit") if hit.cleared_by_hit_id else None
    state = HitState(hit.state)
    subject = shown_request(session, actor, check)
    return HitPage(
        check_id=check.id,
        reference=subject.reference,
        purpose=check.purpose,
        outcome=Outcome(check.outcome),
        checked_at=check.checked_at,
        subject=subject,
        hit=next(view for view in hit_views(session, actor, check) if view.id == hit.id),
        decisions=decisions,
        waiting=waiting,
        may_decide=waiting is None and state in UNDECIDED,
        may_second=waiting is not None and waiting.decided_by != actor.id,
        may_reopen=waiting is None and state is not HitState.OPEN,
        cleared_in_check_id=source.check_id if source is not None else None,
    )


def _view(session: Session, disposition: Disposition) -> DispositionView:
    return DispositionView(
        id=disposition.id,
        decision=Decision(disposition.decision),
        stand=Stand(disposition.stand),
        needs_second=disposition.needs_second,
        decided_by=disposition.decided_by_id,
        decided_at=disposition.decided_at,
        reason=open_column(session, disposition, "sealed_reason"),
        second_by=disposition.second_by_id,
        second_at=disposition.second_at,
        second_reason=open_column(session, disposition, "sealed_second_reason") if disposition.sealed_second_reason else None,
    )

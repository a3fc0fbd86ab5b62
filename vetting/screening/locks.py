"""One order of locks for everybody who decides on a hit, because deciding on one can open hits of other checks again.

First the decisions on the same listed person, in the order in which a new check locks them (`pairs`), then the checks, the hits and
the cases, each by id. On SQLite a writer is alone anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlalchemy.orm import Session

from vetting.access import Actor, get_owned, owned_by
from vetting.errors import NotFound
from vetting.screening.case_models import Case
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import HitState


def lock_hit(session: Session, actor: Actor, check_id: str, hit_id: str) -> tuple[Check, Hit]:
    """Lock a hit and its check, and all that a decision on it may open again. Raises NotFound."""
    (found,) = lock_hits(session, actor, [(check_id, hit_id)])
    return found


def lock_hits(session: Session, actor: Actor, places: Sequence[tuple[str, str]]) -> list[tuple[Check, Hit]]:
    """Lock several hits (check id, hit id) as one, in the same order as for one. Raises NotFound."""
    hits = [get_owned(session, actor, Hit, hit_id, "hit") for _, hit_id in places]
    if any(hit.check_id != check_id for hit, (check_id, _) in zip(hits, places, strict=True)):
        raise NotFound("hit")
    origins = {hit.origin_id for hit in hits if hit.origin_id is not None}
    own = Hit.id.in_([hit.id for hit in hits])
    of_person = or_(own, Hit.origin_id.in_(origins)) if origins else own
    decisions = owned_by(actor, Disposition).join(Hit, Hit.id == Disposition.hit_id).where(of_person)
    decisions = decisions.order_by(Disposition.decided_at.desc(), Disposition.id).with_for_update(of=Disposition)
    session.scalars(decisions.execution_options(populate_existing=True)).all()
    touched = session.scalars(owned_by(actor, Hit).where(of_person, or_(own, Hit.state == HitState.CLEARED.value))).all()
    check_ids = {each.check_id for each in touched}
    _lock(session, owned_by(actor, Check).where(Check.id.in_(check_ids)).order_by(Check.id))
    _lock(session, owned_by(actor, Hit).where(Hit.id.in_([each.id for each in touched])).order_by(Hit.id))
    _lock(session, owned_by(actor, Case).where(Case.check_id.in_(check_ids)).order_by(Case.check_id))
    return [(get_owned(session, actor, Check, hit.check_id, "check"), hit) for hit in hits]


def _lock(session: Session, statement: object) -> None:
    session.scalars(statement.with_for_update().execution_options(populate_existing=True)).all()  # type: ignore[attr-defined]

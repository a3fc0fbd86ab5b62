"""*Why not?* The comparison that kept an entry out of a check's hits: for registrars only, and audited each time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, confine, get_owned, require
from vetting.errors import Conflict, NotFound
from vetting.matching import Comparison, compare
from vetting.registry import index_of
from vetting.registry.released import listed_identity
from vetting.screening.checks import stored_request
from vetting.screening.keeping import ERASED
from vetting.screening.models import Check, Hit
from vetting.screening.requests import identity_of
from vetting.screening.shown import shown_comparisons

ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Absence:
    """How an entry as it stands now compares with what was asked, with the present model. `was_hit`: the check had come upon it."""

    check_id: str
    entry_id: str
    checked_at: datetime
    was_hit: bool
    band: str
    match_weight: float
    model_version: str
    comparisons: tuple[Comparison, ...]


def explain_absence(session: Session, actor: Actor, check_id: str, entry_id: str) -> Absence:
    """Compare one check's subject with one entry and explain it. Sensitive names stay hidden.

    Raises Refused, NotFound, and Conflict (`erased`) for a check whose subject is gone.
    """
    require(actor, Permission.EXPLAIN_ABSENCE)
    if not ID.fullmatch(entry_id):
        raise NotFound("entry")
    listed = listed_identity(session, actor, entry_id)
    confine(session, SYSTEM)
    try:
        check = get_owned(session, SYSTEM, Check, check_id, "check")
        hit = session.scalar(select(Hit.id).where(Hit.check_id == check.id, Hit.entry_id == entry_id))
        request = stored_request(session, check)
    finally:
        confine(session, actor)
    audit.record(session, actor, "absence_explained", check=check.id, entry=entry_id)
    if request.surname == ERASED:
        raise Conflict("The subject of this check was erased: there is nothing left to compare.", code="erased")
    model = index_of(session).model
    match = compare(model, identity_of(request), listed)
    return Absence(
        check_id=check.id,
        entry_id=entry_id,
        checked_at=check.checked_at,
        was_hit=hit is not None,
        band=match.band,
        match_weight=match.match_weight,
        model_version=model.version,
        comparisons=shown_comparisons(actor, request, match.comparisons),
    )

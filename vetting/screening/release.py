"""Telling the asker that a check is complete: done by a vetting officer, once nothing in it is open."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import utc_now
from vetting.errors import Conflict, Unavailable
from vetting.registry import Standing
from vetting.screening.checks import COULD_NOT_CHECK, NOT_CHECKED, make_hits, stored_request
from vetting.screening.keeping import ERASED
from vetting.screening.links import REPLACED, links_of
from vetting.screening.models import Check
from vetting.screening.outcomes import HitState
from vetting.screening.requests import identity_of
from vetting.screening.rules import UNDECIDED
from vetting.screening.search import Found, NotSearched, search_lists
from vetting.screening.views import hits_of, is_decided, is_finished

SUSPENDED = Standing.SUSPENDED.value
UNFINISHED = "The case of this check is not finished: a former force has not answered, or an advisory entry is not considered."


def release_check(session: Session, actor: Actor, check_id: str) -> None:
    """Let whoever asked see the check as complete. The lists are searched once more, so that an old clear is not handed on.

    Raises Refused, NotFound, Conflict (`already_released`, `replaced`, `not_clear`, `not_finished`, `erased`, `lists_changed`)
    and Unavailable.
    """
    require(actor, Permission.RELEASE_CHECK)
    check = get_owned(session, actor, Check, check_id, "check", lock=True)
    if check.released_at is not None:
        raise Conflict("This check was released before.", code="already_released")
    if links_of(session, actor, check.id).replaced_by is not None:
        raise Conflict(REPLACED, code="replaced")
    if not is_decided(check):
        raise Conflict(
            "Only a check with nothing left to decide can be released: this one has to be decided or made again.", code="not_clear"
        )
    if not is_finished(session, check):
        raise Conflict(UNFINISHED, code="not_finished")
    request = stored_request(session, check)
    if request.surname == ERASED:  # searching for nobody would find nobody
        raise Conflict("Who was asked about has been erased: make a new check. Do not appoint.", code="erased")
    found = search_lists(session, identity_of(request), check.lists_consulted)
    if isinstance(found, NotSearched):
        raise Unavailable(NOT_CHECKED, code=COULD_NOT_CHECK)
    if has_changed(session, check, found):
        raise Conflict("The lists have changed since this check: make a new one. Do not appoint.", code="lists_changed")
    _release(session, actor, check, found.register_version)
    if check.recheck_of_id is not None:
        first = get_owned(session, actor, Check, check.recheck_of_id, "check", lock=True)
        if first.released_at is None and is_finished(session, first):  # whoever asked sees that one only
            _release(session, actor, first, found.register_version)


def _release(session: Session, actor: Actor, check: Check, version: int) -> None:
    check.released_at, check.released_by_id = utc_now(), actor.id
    session.flush()
    audit.record(session, actor, "check_released", check=check.id, register_version=version)


def has_changed(session: Session, check: Check, found: Found) -> bool:
    """Whether the lists no longer say what a decided check says: they hold somebody like the subject on whom nobody has decided,
    or whose data were others at the time; or somebody confirmed was taken off, suspended or restored since.
    """
    kept = hits_of(session, check)
    decided = [(hit.origin_id, hit.pair, hit.band) for hit in kept if HitState(hit.state) not in UNDECIDED]
    now = make_hits(session, check, identity_of(stored_request(session, check)), found)
    if any(hit.origin_id is None or (hit.origin_id, hit.pair, hit.band) not in decided for hit in now):
        return True
    standing = {(hit.origin_id, hit.standing == SUSPENDED) for hit in now}
    confirmed = [hit for hit in kept if hit.state == HitState.CONFIRMED.value]
    return any((hit.origin_id, hit.standing == SUSPENDED) not in standing for hit in confirmed)

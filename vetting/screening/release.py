"""Telling the asker that a check is complete: done by a vetting officer, and only while the check is clear."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.db import utc_now
from vetting.errors import Conflict, Unavailable
from vetting.screening.checks import COULD_NOT_CHECK, NOT_CHECKED, stored_request
from vetting.screening.models import Check
from vetting.screening.requests import identity_of
from vetting.screening.search import NotSearched, search_lists
from vetting.screening.views import is_releasable


def release_check(session: Session, actor: Actor, check_id: str) -> None:
    """Let whoever asked see the check as complete. The lists are searched once more, so that an old clear is not handed on.

    Raises Refused, NotFound, Conflict (`already_released`, `not_clear`, `lists_changed`) and Unavailable.
    """
    require(actor, Permission.RELEASE_CHECK)
    check = get_owned(session, actor, Check, check_id, "check", lock=True)
    if check.released_at is not None:
        raise Conflict("This check was released before.", code="already_released")
    if not is_releasable(check):
        raise Conflict("Only a check without a match can be released: this one has to be decided or made again.", code="not_clear")
    found = search_lists(session, identity_of(stored_request(session, check)), check.lists_consulted)
    if isinstance(found, NotSearched):
        raise Unavailable(NOT_CHECKED, code=COULD_NOT_CHECK)
    if found.matches:
        raise Conflict("The lists have changed since this check: make a new one. Do not appoint.", code="lists_changed")
    check.released_at, check.released_by_id = utc_now(), actor.id
    session.flush()
    audit.record(session, actor, "check_released", check=check.id, register_version=found.register_version)

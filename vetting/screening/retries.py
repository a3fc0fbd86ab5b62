"""A check that could not be made is made again by the clock until it can: a new check, linked to the failed one, which stays shown.

One whose fault lies in what was asked is not: what ended a worker in a batch would end this one, every minute.
Nothing depends on a task: what is due stands in the database, and of two workers one links its check and the other stores nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.access import Actor, Door, confine, organisation_of
from vetting.db import Database, utc_now
from vetting.errors import Conflict, Unavailable, VettingError
from vetting.registry import lists_of
from vetting.screening.case_models import Application, CheckLink, Retry
from vetting.screening.case_rules import GOING_ON, LinkKind
from vetting.screening.checks import answered_check, keep_hits, record_answer, stored_request
from vetting.screening.keeping import ERASED
from vetting.screening.links import link_checks
from vetting.screening.models import Check
from vetting.screening.outcomes import Outcome
from vetting.screening.practice import Practice, practice_of
from vetting.screening.requests import identity_of
from vetting.screening.search import NOT_MADE_AGAIN, SEARCH_FAILED, NotSearched, search_lists

AT_ONCE = 100
WHOLE_LIST = frozenset({"list_not_opened", "index_behind", "index_incomplete", "rows_unread"})
"""Causes that concern everybody: the first check that meets one shows that the fault is still there."""

log = structlog.get_logger(__name__)


def retry_failed(database: Database) -> int:
    """Make every failed check that is due again, each in a transaction of its own; gives how many were answered."""
    answered = 0
    with database.read() as session:
        due = _failed_checks_due(session, utc_now())
    for check_id in due:
        try:
            with database.write() as session:
                cause = _make_again(session, check_id)
        except Conflict:
            continue  # another worker was quicker
        except Exception as error:  # whatever one check meets keeps no other waiting
            cause = error.code if isinstance(error, VettingError) else SEARCH_FAILED
            log.error("retry_failed", cause=cause, error=type(error).__name__)
            with database.write() as session:
                _wait_longer(session, check_id, cause)
        answered += cause is None
        if cause in WHOLE_LIST:
            break
    return answered


def pause(attempts: int, practice: Practice) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to the most."""
    minutes = practice.retry_first_minutes * 2 ** min(attempts, 20)
    return timedelta(minutes=min(minutes, practice.retry_most_minutes))


def _failed_checks_due(session: Session, now: datetime) -> list[str]:
    """The oldest failed checks that time may mend and nothing replaced, whose pause is over and whose application goes on."""
    replaced = select(CheckLink.replaces_id)
    statement = (
        select(Check.id)
        .outerjoin(Retry, Retry.check_id == Check.id)
        .outerjoin(Application, Application.check_id == Check.id)
        .where(Check.outcome == Outcome.COULD_NOT_CHECK.value, Check.cause.not_in(NOT_MADE_AGAIN))
        .where(Check.id.not_in(replaced), Check.recheck_of_id.is_(None))
        .where(Retry.next_at.is_(None) | (Retry.next_at <= now))
        .where(Application.state.is_(None) | Application.state.in_([state.value for state in GOING_ON]))
        .order_by(Check.checked_at, Check.id)
        .limit(AT_ONCE)
    )
    return list(session.scalars(statement))


def _make_again(session: Session, check_id: str) -> str | None:
    """Search again for one failed check and store the answer; the cause when it cannot be made now either."""
    failed = session.scalar(select(Check).where(Check.id == check_id).with_for_update().execution_options(populate_existing=True))
    if failed is None:
        return None
    request = stored_request(session, failed)
    if request.surname == ERASED:
        return None
    actor = _asker_of(session, failed)
    confine(session, actor)
    lists = lists_of(session).lists_for(actor.organisation_kind, request.purpose)
    found = search_lists(session, identity_of(request), lists)
    if isinstance(found, NotSearched):
        _wait_longer(session, failed.id, found.cause)
        return found.cause
    check, hits = answered_check(session, actor, request, lists, found)
    session.add(check)
    session.flush()
    keep_hits(session, actor, [(check, hits)])
    record_answer(session, actor, check, len(hits))
    link_checks(session, actor, check, failed, LinkKind.RETRY)
    return None


def _wait_longer(session: Session, check_id: str, cause: str) -> None:
    organisation_id = session.scalar(select(Check.organisation_id).where(Check.id == check_id))
    row = session.get(Retry, check_id) or Retry(check_id=check_id, organisation_id=organisation_id, attempts=0)
    row.next_at = utc_now() + pause(row.attempts, practice_of(session))
    row.attempts, row.cause = row.attempts + 1, cause
    session.add(row)
    session.flush()


def _asker_of(session: Session, check: Check) -> Actor:
    """Whoever asked for the failed check: the new one is theirs, and may search what theirs could."""
    organisation = organisation_of(session, check.organisation_id)
    if organisation is None:
        raise Unavailable("The organisation of a check is not there.")
    return Actor(
        kind=check.asked_by_kind,
        id=check.asked_by_id,
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        organisation_code=organisation.code,
        role=None,
        permissions=frozenset(),
        door=Door.COMMAND,
    )

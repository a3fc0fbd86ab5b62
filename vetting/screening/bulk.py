"""Many checks at once, by the same code as one: the same answer, one audit event a check, searched in one go.

In two steps, so that the lock of a writing transaction is short: `search_requests` reads and prepares, `store_checks` writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from vetting.access import Actor, Permission, Person, count_people, require
from vetting.db import insert_rows
from vetting.errors import InvalidInput, Problem
from vetting.matching import Identity
from vetting.registry import lists_of
from vetting.screening.checks import answered_check, failed_check, keep_hits, limits_for, record_answer, record_failure
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import Outcome
from vetting.screening.requests import CheckRequest, cleaned, identity_of
from vetting.screening.search import Found, NotSearched, search_lists_for_many

ROWS_AT_ONCE = 500
NOBODY: Mapping[int, str] = MappingProxyType({})
_COLUMNS = tuple(column.key for column in inspect(Check).column_attrs)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Checks that were searched and are not stored yet, in the order of their requests. `version` is the oldest one searched."""

    version: int | None
    checks: tuple[tuple[Check, tuple[Hit, ...]], ...]
    people: tuple[Person, ...]

    @classmethod
    def joined(cls, parts: Sequence[Prepared]) -> Prepared:
        """Several parts as one, in their order."""
        versions = [part.version for part in parts if part.version is not None]
        checks = tuple(check for part in parts for check in part.checks)
        return cls(min(versions, default=None), checks, tuple(person for part in parts for person in part.people))


def run_checks(session: Session, actor: Actor, requests: Sequence[CheckRequest]) -> list[str]:
    """Check many people and return the checks' ids, in order. Raises Refused, InvalidInput, Unavailable; then nothing is stored."""
    return store_checks(session, actor, search_requests(session, actor, requests))


def search_requests(
    session: Session, actor: Actor, requests: Sequence[CheckRequest], condemned: Mapping[int, str] = NOBODY
) -> Prepared:
    """Search the lists for many requests; a reading session will do.

    `condemned` are positions that must not be searched (they killed a worker, say), each with the cause of the failure that it
    becomes. Raises Refused, InvalidInput (fields begin with `[position].`), and Unavailable when the lists cannot be searched for
    anybody now.
    """
    require(actor, Permission.REQUEST_CHECK)
    clean = _cleaned(session, actor, requests, condemned)
    lists = lists_of(session)
    found: dict[int, Found | NotSearched] = {position: NotSearched(cause) for position, cause in condemned.items()}
    searched: dict[int, tuple[str, ...]] = {}
    identities = [identity_of(request) for request in clean]
    for purpose in dict.fromkeys(request.purpose for request in clean):
        list_ids = lists.lists_for(actor.organisation_kind, purpose)
        places = [place for place, request in enumerate(clean) if request.purpose == purpose and place not in found]
        answers = search_lists_for_many(session, [identities[place] for place in places], list_ids)
        found.update(zip(places, answers, strict=True))
        searched.update(dict.fromkeys(places, list_ids))
    checks: list[tuple[Check, tuple[Hit, ...]]] = []
    for place, request in enumerate(clean):
        answer = found[place]
        if isinstance(answer, NotSearched):
            checks.append((failed_check(session, actor, request, answer), ()))
        else:
            check, hits = answered_check(session, actor, request, searched[place], answer)
            checks.append((check, tuple(hits)))
    versions = [answer.register_version for answer in found.values() if isinstance(answer, Found)]
    people = tuple(Person(identity.names, identity.date_of_birth) for identity in identities)
    return Prepared(min(versions, default=None), tuple(checks), people)


def store_checks(session: Session, actor: Actor, prepared: Prepared) -> list[str]:
    """Store what was searched, note one event a check and count the people; the caller commits all of it together."""
    insert_rows(session, Check, [_as_row(check) for check, hits in prepared.checks if not hits])
    session.add_all([check for check, hits in prepared.checks if hits])
    session.flush()
    keep_hits(session, actor, prepared.checks)
    for check, hits in prepared.checks:
        if check.outcome == Outcome.COULD_NOT_CHECK.value:
            record_failure(session, actor, check)
        else:
            record_answer(session, actor, check, len(hits))
    count_people(session, actor, prepared.people)
    return [check.id for check, _ in prepared.checks]


def request_problems(session: Session, actor: Actor, requests: Sequence[CheckRequest]) -> list[tuple[Problem, ...]]:
    """What is wrong with each request, in order, by the rules of a single check; an empty tuple for one that can be run."""
    limits = limits_for(session, actor)
    problems: list[tuple[Problem, ...]] = []
    for request in requests:
        try:
            cleaned(request, limits)
        except InvalidInput as error:
            problems.append(error.problems)
        else:
            problems.append(())
    return problems


def comparable(request: CheckRequest) -> Identity:
    """The facts of a request that are compared, as a search compares them."""
    return identity_of(request)


def stale_checks(session: Session, check_ids: Sequence[str], before: int, records: Collection[str]) -> set[str]:
    """Of these checks, those answered before a register version that have a hit on one of these reports or entries."""
    stale: set[str] = set()
    for start in range(0, len(check_ids), ROWS_AT_ONCE):
        some = check_ids[start : start + ROWS_AT_ONCE]
        statement = (
            select(Hit.check_id)
            .join(Check, Check.id == Hit.check_id)
            .where(Hit.check_id.in_(some), Check.register_version < before)
            .where(or_(Hit.report_id.in_(records), Hit.entry_id.in_(records)))
        )
        stale.update(session.scalars(statement))
    return stale


def _as_row(check: Check) -> dict[str, Any]:
    """A check that nothing is decided on any more in this transaction, for an insert without the session."""
    given = inspect(check).dict
    return {name: given.get(name) for name in _COLUMNS}


def _cleaned(session: Session, actor: Actor, requests: Sequence[CheckRequest], condemned: Mapping[int, str]) -> list[CheckRequest]:
    limits = limits_for(session, actor)
    clean: list[CheckRequest] = []
    problems: list[Problem] = []
    for position, request in enumerate(requests):
        try:
            clean.append(request if position in condemned else cleaned(request, limits))
        except InvalidInput as error:
            problems.extend(Problem(f"[{position}].{problem.field}", problem.message) for problem in error.problems)
    if problems:
        raise InvalidInput(problems)
    return clean

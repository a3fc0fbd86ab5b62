"""Checks made again because a list changed: whose clears are live, what they are known to be like, and what a search says now.

For the worker, across organisations: nothing here asks who is asking. A re-check is a check of its own, made by the system for the
organisation that asked first; it is stored only when it has something to tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, owned_by
from vetting.matching import Identity
from vetting.screening.case_models import Application, CheckLink
from vetting.screening.case_rules import GOING_ON
from vetting.screening.checks import answered_check, keep_hits, record_answer, stored_request
from vetting.screening.keeping import ERASED
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.pairs import SUBMITTED, Pair
from vetting.screening.practice import practice_of
from vetting.screening.requests import CheckRequest, identity_of
from vetting.screening.search import Found, NotSearched, search_lists_for_many
from vetting.screening.views import is_decided
from vetting.vault import VaultError

MONITORING = "monitoring"
AT_ONCE = 500
ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class LiveClear:
    """A check that found nobody and whose application is live: whose it is, and which state of the lists answered it."""

    check_id: str
    organisation_id: str
    register_version: int
    model_version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One person to be searched for again: the check it goes back to, what was asked, and the lists."""

    check_id: str
    organisation_id: str
    request: CheckRequest
    list_ids: tuple[str, ...]

    @property
    def identity(self) -> Identity:
        """What is compared."""
        return identity_of(self.request)


@dataclass(frozen=True, slots=True)
class Likeness:
    """That a person is like a listed one: who that is (by the report it came of), how alike, and how the listed person stands.

    `person` is a keyed digest of what was asked: it is the same for the same person asked about by the same organisation.
    """

    check_id: str
    organisation_id: str
    person: str
    origin_id: str
    entry_id: str | None
    list_id: str
    standing: str
    band: str
    pair: Pair | None
    state: HitState
    register_version: int


@dataclass(frozen=True)
class Again:
    """A search made again and not stored. `failure` is a stable code when it did not come to its end."""

    asked: Asked
    failure: str | None
    likenesses: tuple[Likeness, ...] = ()
    check: tuple[Check, tuple[Hit, ...]] | None = None


def live_clears(session: Session, since: datetime) -> list[LiveClear]:
    """Checks made since a moment that found nobody (or whose every hit was cleared), of applications that go on; newest first.

    A check that another one has replaced is left out, and so are re-checks: what they tell, they tell of the check they go back to.
    People who serve already have no application: they are watched by enrolment only (practice.md section 4).
    """
    serving = sorted(practice_of(session).without_application)
    over = select(Application.check_id).where(Application.state.not_in([state.value for state in GOING_ON]))
    rows = session.execute(
        select(Check.id, Check.organisation_id, Check.register_version, Check.model_version)
        .where(Check.outcome == Outcome.NO_MATCH.value, Check.recheck_of_id.is_(None), Check.checked_at >= since)
        .where(Check.purpose.not_in(serving), Check.id.not_in(over), Check.id.not_in(select(CheckLink.replaces_id)))
        .order_by(Check.checked_at.desc(), Check.id)
    )
    return [LiveClear(check_id, owner, version or 0, model or "") for check_id, owner, version, model in rows]


def asked_of(session: Session, check_ids: Sequence[str]) -> dict[str, Asked | None]:
    """What was asked in each of these checks; erased ones are left out, and one that does not open is None: it is not a clear."""
    found: dict[str, Asked | None] = {}
    for start in range(0, len(check_ids), AT_ONCE):
        some = check_ids[start : start + AT_ONCE]
        for check in session.scalars(select(Check).where(Check.id.in_(some))).all():
            try:
                request = stored_request(session, check)
            except VaultError:
                found[check.id] = None
                continue
            if request.surname != ERASED:
                found[check.id] = Asked(check.id, check.organisation_id, request, tuple(check.lists_consulted))
    return found


def is_settled(session: Session, check_id: str) -> bool:
    """Whether a check has an answer on which nothing is left to decide; for callers that have looked at whose it is."""
    outcome = session.scalar(select(Check.outcome).where(Check.id == check_id))
    return outcome in {Outcome.NO_MATCH.value, Outcome.CONFIRMED_MATCH.value}


def watchable(session: Session, actor: Actor, check_ids: Sequence[str]) -> list[Asked]:
    """Those of these checks of the actor's organisation after which a person can be watched: answered, decided, not erased."""
    found: list[Asked] = []
    ids = [each for each in dict.fromkeys(check_ids) if len(each) == ID_LENGTH and each.isalnum()]
    for start in range(0, len(ids), AT_ONCE):
        wanted = owned_by(actor, Check).where(Check.id.in_(ids[start : start + AT_ONCE]), Check.recheck_of_id.is_(None))
        for check in session.scalars(wanted):
            request = stored_request(session, check)
            if is_decided(check) and request.surname != ERASED:
                found.append(Asked(check.id, check.organisation_id, request, tuple(check.lists_consulted)))
    return found


def search_again(session: Session, asked: Sequence[Asked]) -> list[Again]:
    """Search for each person as a check does, at the register version this session sees. Raises Unavailable: then nobody was."""
    found: dict[int, Again] = {}
    for list_ids in dict.fromkeys(each.list_ids for each in asked):
        places = [place for place, each in enumerate(asked) if each.list_ids == list_ids]
        answers = search_lists_for_many(session, [asked[place].identity for place in places], list_ids)
        for place, answer in zip(places, answers, strict=True):
            found[place] = _again(session, asked[place], answer)
    return [found[place] for place in range(len(asked))]


def store_again(session: Session, again: Again) -> str:
    """Keep a re-check with its hits, pairs cleared before as cleared, and its event in the trail; gives its id."""
    if again.check is None:
        raise ValueError("a search that found nobody, or did not come to its end, is not kept")
    check, hits = again.check
    actor = acting_for(check.organisation_id)
    session.add(check)
    session.flush()
    keep_hits(session, actor, [(check, hits)])
    record_answer(session, actor, check, len(hits))
    return check.id


def recall(session: Session, check_id: str) -> None:
    """A check that was told to be complete is with the vetting unit again."""
    check = session.get(Check, check_id, with_for_update=True, populate_existing=True)
    if check is None or check.released_at is None:
        return
    check.released_at = check.released_by_id = None
    session.flush()
    audit.record(session, acting_for(check.organisation_id), "check_recalled", check=check.id)


def known_likenesses(session: Session, check_ids: Sequence[str]) -> list[Likeness]:
    """The hits of these checks and of their re-checks, the oldest first."""
    found: list[Likeness] = []
    for start in range(0, len(check_ids), AT_ONCE):
        some = check_ids[start : start + AT_ONCE]
        found += _likenesses(session, or_(Check.id.in_(some), Check.recheck_of_id.in_(some)))
    return sorted(found, key=lambda each: each.register_version)


def likenesses_with(session: Session, origin_ids: Collection[str], entry_ids: Collection[str]) -> list[Likeness]:
    """The hits of all checks on these listed people: the entry, or the report behind it (as in `affected`), the oldest first."""
    found: dict[str, list[Likeness]] = {}
    keys = [(Hit.origin_id, sorted(origin_ids)), (Hit.report_id, sorted(origin_ids)), (Hit.entry_id, sorted(entry_ids))]
    for column, values in keys:
        for start in range(0, len(values), AT_ONCE):
            for each in _likenesses(session, column.in_(values[start : start + AT_ONCE])):
                found.setdefault(f"{each.check_id} {each.origin_id} {each.register_version}", [each])
    return sorted((each for some in found.values() for each in some), key=lambda each: each.register_version)


def acting_for(organisation_id: str) -> Actor:
    """The system, monitoring for one organisation: the trail names whose person it was about."""
    return replace(SYSTEM, id=MONITORING, organisation_id=organisation_id)


def _likenesses(session: Session, condition: ColumnElement[bool]) -> list[Likeness]:
    rows = session.execute(
        select(Hit, func.coalesce(Check.recheck_of_id, Check.id), Check.register_version)
        .join(Check, Check.id == Hit.check_id)
        .where(condition)
    ).all()
    return [_likeness(hit, root_id, version or 0) for hit, root_id, version in rows]


def _likeness(hit: Hit, check_id: str, version: int) -> Likeness:
    return Likeness(
        check_id=check_id,
        organisation_id=hit.organisation_id,
        person=person_of(hit.pair, check_id),
        origin_id=hit.origin_id or hit.report_id or hit.entry_id or "",
        entry_id=hit.entry_id,
        list_id=hit.list_id,
        standing=hit.standing,
        band=hit.band,
        pair=hit.pair,
        state=HitState(hit.state),
        register_version=version,
    )


def nobody_like(check_id: str) -> str:
    """A digest that stands for the person of a check of whom nothing is known but the check."""
    return person_of(None, check_id)


def person_of(pair: Pair | None, check_id: str) -> str:
    """A digest of the keyed digests of what was asked; of a hit that has none, one of the check alone."""
    content = json.dumps(pair[SUBMITTED], sort_keys=True) if pair else check_id
    return hashlib.sha256(content.encode()).hexdigest()


def _again(session: Session, asked: Asked, answer: Found | NotSearched) -> Again:
    if isinstance(answer, NotSearched):
        return Again(asked, answer.cause)
    if not answer.matches:
        return Again(asked, None)
    check, hits = answered_check(session, acting_for(asked.organisation_id), asked.request, asked.list_ids, answer)
    check.recheck_of_id = asked.check_id
    likenesses = tuple(_likeness(hit, asked.check_id, answer.register_version) for hit in hits)
    return Again(asked, None, likenesses, (check, tuple(hits)))

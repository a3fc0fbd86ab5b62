"""Running a check: read what is asked, search the current lists, store the answer and its audit event in one transaction."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import structlog
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, Person, require, spend_budget
from vetting.db import new_id, utc_now
from vetting.errors import Refused, Unavailable
from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.registry import ListedMatch, day_in_london, lists_of, origins_of
from vetting.screening.cases import open_cases
from vetting.screening.kept_models import keep_models
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import HitState, Outcome, outcome_of
from vetting.screening.pairs import keep_cleared, pair_of
from vetting.screening.practice import practice_of
from vetting.screening.proof import answer_digest, commitment_of
from vetting.screening.requests import CheckRequest, Limits, cleaned, identity_of
from vetting.screening.search import Found, NotSearched, search_lists
from vetting.vault import open_column, seal_column

COULD_NOT_CHECK = Outcome.COULD_NOT_CHECK.value
NOT_CHECKED = "Not checked. We do not know either way. Do not appoint."
NOTHING_SEARCHED = f"{NOT_CHECKED} No list was searched to its end."
AS_ENTERED = (
    "Only the details as entered were compared: names, dates and numbers that were not given, or that were given wrongly, "
    "may hide a listed person."
)
SALT_BYTES = 16
_OF_THE_SUBJECT = tuple(field.name for field in fields(CheckRequest) if field.name not in {"purpose", "reference"})

log = structlog.get_logger(__name__)


def run_check(session: Session, actor: Actor, request: CheckRequest) -> str:
    """Check one person and return the check's id. Every door comes through here.

    Raises Refused, InvalidInput (every problem at once), and Unavailable with the code `could_not_check` when not even the failure
    could be stored. A search that failed is stored, with the outcome `could_not_check`.
    """
    require(actor, Permission.REQUEST_CHECK)
    request = cleaned(request, limits_for(session, actor))
    list_ids = lists_of(session).lists_for(actor.organisation_kind, request.purpose)
    identity = identity_of(request)
    try:
        spend_budget(session, actor, Person(identity.names, identity.date_of_birth))
        found = search_lists(session, identity, list_ids)
        if isinstance(found, NotSearched):
            return _store_failure(session, actor, request, found)
        return _store_answer(session, actor, request, list_ids, found)
    except Refused:  # the budget of the day is spent
        raise
    except Exception as error:  # an answer that cannot be kept was not given
        log.error("check_not_stored", error=type(error).__name__)
        raise Unavailable(NOT_CHECKED, code=COULD_NOT_CHECK) from error


def limits_for(session: Session, actor: Actor) -> Limits:
    """What bounds a request that this actor makes today."""
    policy = lists_of(session)
    return Limits(
        today=day_in_london(utc_now()),
        purposes=[purpose.code for purpose in policy.purposes],
        allowed_purposes=[purpose.code for purpose in policy.purposes_for(actor.organisation_kind)],
        may_omit_date_of_birth=actor.may(Permission.OMIT_DATE_OF_BIRTH),
        takes_national_insurance_number=practice_of(session).national_insurance_numbers,
        may_give_sensitive_names=actor.may(Permission.SEE_SENSITIVE_NAMES),
        untold_purposes=practice_of(session).untold_purposes,
    )


def stored_request(session: Session, check: Check) -> CheckRequest:
    """What was asked, opened. Raises VaultError."""
    subject = open_column(session, check, "sealed_subject")["subject"]
    return request_from(subject, check.purpose, open_column(session, check, "sealed_reference"))


def subject_of(request: CheckRequest) -> dict[str, Any]:
    """What a request says of the person, as it is sealed; `request_from` reads it."""
    named = ((key, getattr(request, key)) for key in _OF_THE_SUBJECT)
    return {key: [asdict(each) for each in value] if isinstance(value, tuple) else value for key, value in named}


def request_from(subject: Mapping[str, Any], purpose: str, reference: str) -> CheckRequest:
    """The request about a person who was sealed."""
    return CheckRequest(
        forenames=subject["forenames"],
        surname=subject["surname"],
        date_of_birth=subject["date_of_birth"],
        purpose=purpose,
        reference=reference,
        other_names=tuple(PersonName(**name) for name in subject["other_names"]),
        service_numbers=tuple(ServiceNumber(**item) for item in subject["service_numbers"]),
        no_date_of_birth_reason=subject["no_date_of_birth_reason"],
        national_insurance_number=subject.get("national_insurance_number"),
        applicant_told=subject.get("applicant_told"),
        sensitive_names=tuple(PersonName(**name) for name in subject.get("sensitive_names", ())),
    )


def _store_failure(session: Session, actor: Actor, request: CheckRequest, failure: NotSearched) -> str:
    check = failed_check(session, actor, request, failure)
    session.add(check)
    session.flush()
    open_cases(session, [check])
    record_failure(session, actor, check)
    return check.id


def _store_answer(session: Session, actor: Actor, request: CheckRequest, list_ids: tuple[str, ...], found: Found) -> str:
    check, hits = answered_check(session, actor, request, list_ids, found)
    session.add(check)
    session.flush()
    keep_hits(session, actor, [(check, hits)])
    record_answer(session, actor, check, len(hits))
    return check.id


def keep_hits(session: Session, actor: Actor, checks: Sequence[tuple[Check, Sequence[Hit]]]) -> None:
    """Store the hits of stored checks, those cleared by an earlier decision as cleared; their outcomes and cases follow, and the
    model that answered them is kept."""
    session.add_all([hit for _, hits in checks for hit in hits])
    session.flush()
    keep_models(session, [check for check, _ in checks])
    keep_cleared(session, actor, checks)
    for check, hits in checks:
        if any(hit.state != HitState.OPEN.value for hit in hits):
            check.outcome = outcome_of((HitState(hit.state), hit.standing) for hit in hits).value
    open_cases(session, [check for check, _ in checks])
    session.flush()


def failed_check(session: Session, actor: Actor, request: CheckRequest, failure: NotSearched) -> Check:
    """The check that a search which did not come to its end is kept as; not yet in the session."""
    check = _new_check(session, actor, request)
    check.outcome, check.cause = COULD_NOT_CHECK, failure.cause
    check.lists_consulted, check.coverage = [], [NOTHING_SEARCHED]
    return check


def answered_check(
    session: Session, actor: Actor, request: CheckRequest, list_ids: tuple[str, ...], found: Found
) -> tuple[Check, list[Hit]]:
    """The check and the hits that a whole search is kept as; not yet in the session."""
    check = _new_check(session, actor, request)
    check.lists_consulted = list(list_ids)
    check.coverage = [*lists_of(session).coverage(list_ids), AS_ENTERED]
    check.register_version, check.model_version = found.register_version, found.model_version
    check.answer_digest = answer_digest(session, list_ids, found)
    hits = make_hits(session, check, identity_of(request), found)
    check.outcome = outcome_of((HitState(hit.state), hit.standing) for hit in hits).value
    return check, hits


def record_failure(session: Session, actor: Actor, check: Check) -> None:
    """Note in the trail that a check could not be made."""
    audit.record(
        session,
        actor,
        "check_failed",
        check=check.id,
        purpose=check.purpose,
        cause=check.cause,
        commitment=check.commitment,
        door=actor.door.value,
    )


def record_answer(session: Session, actor: Actor, check: Check, hits: int) -> None:
    """Note in the trail that a check was answered."""
    audit.record(
        session,
        actor,
        "check_run",
        check=check.id,
        purpose=check.purpose,
        outcome=check.outcome,
        lists=check.lists_consulted,
        hits=hits,
        register_version=check.register_version,
        model_version=check.model_version,
        commitment=check.commitment,
        door=actor.door.value,
    )


def _new_check(session: Session, actor: Actor, request: CheckRequest) -> Check:
    subject = subject_of(request)
    salt = os.urandom(SALT_BYTES)
    check = Check(
        id=new_id(),
        organisation_id=actor.organisation_id,
        asked_by_kind=actor.kind,
        asked_by_id=actor.id,
        purpose=request.purpose,
        commitment=commitment_of(salt, subject),
        checked_at=utc_now(),
    )
    seal_column(session, check, "sealed_subject", {"subject": subject, "salt": salt.hex()})
    seal_column(session, check, "sealed_reference", request.reference)
    return check


def make_hits(session: Session, check: Check, subject: Identity, found: Found) -> list[Hit]:
    """The hits that a search is kept as, best first, each with what it came from and what was compared; not yet in the session."""
    origins = origins_of(session, [listed.entry_id for listed in found.matches if listed.entry_id is not None])
    hits = []
    for position, listed in enumerate(found.matches, start=1):
        hit = _hit(session, check, position, listed)
        hit.origin_id = listed.report_id or origins.get(listed.entry_id or "")
        hit.pair = pair_of(session, check.organisation_id, subject, listed.identity)
        hits.append(hit)
    return hits


def _hit(session: Session, check: Check, position: int, listed: ListedMatch) -> Hit:
    hit = Hit(
        id=new_id(),
        check_id=check.id,
        organisation_id=check.organisation_id,
        position=position,
        list_id=listed.list_id,
        standing=str(listed.standing),
        entry_id=listed.entry_id,
        report_id=listed.report_id,
        record_version=listed.record_version,
        band=listed.match.band,
        match_weight=listed.match.match_weight,
        probability=listed.match.probability,
        reason=listed.match.reason,
        state=HitState.OPEN.value,
    )
    seal_column(session, hit, "sealed_comparisons", [asdict(comparison) for comparison in listed.match.comparisons])
    return hit

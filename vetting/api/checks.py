"""POST /checks, GET /checks/{id} and the disposition of a hit: the contract's shape on the doors of screening."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response

from vetting.access import API, CHECKS, Permission, current_actor, db_session, limiter, requires
from vetting.api.requests import answered_once, json_response, require_well_formed_post
from vetting.api.schemas import CheckIn, CheckOut, DispositionIn, DispositionOut
from vetting.matching import PersonName, ServiceNumber
from vetting.screening import CheckRequest, check_document, decide_hit, decided_document, run_check, view_check

checks = APIBlueprint("api_checks", __name__, url_prefix="/api/v1", tag="Checks")
checks.before_request(require_well_formed_post)


@checks.post("/checks")
@requires(Permission.REQUEST_CHECK)
@limiter.limit(CHECKS)
@checks.input(CheckIn, arg_name="body")
@checks.output(CheckOut, 201, description="The check was made, or it could not be: see the outcome.")
def create_check(body: CheckIn) -> Response:
    """Check one person.

    The lists are searched as they stand at this moment. The outcome could_not_check is not a clear.
    """

    def make() -> tuple[int, dict[str, Any]]:
        check_id = run_check(db_session(), current_actor(), _request(body))
        return 201, check_document(view_check(db_session(), current_actor(), check_id))

    return answered_once(make, "/api/v1/checks/{id}")


@checks.get("/checks/<check_id>")
@requires(Permission.READ_CHECK_STATES)
@limiter.limit(API)
@checks.output(CheckOut)
def read_check(check_id: str) -> Response:
    """Read a check.

    What is shown depends on the key: state and dates, or the answer with its comparisons. Reading is kept in the audit trail.
    """
    return json_response(check_document(view_check(db_session(), current_actor(), check_id)))


@checks.post("/checks/<check_id>/hits/<hit_id>/disposition")
@requires(Permission.DECIDE_HITS)
@limiter.limit(API)
@checks.input(DispositionIn, arg_name="body")
@checks.output(DispositionOut, 201, description="The decision was recorded; it counts, or it waits for a second officer.")
def decide(check_id: str, hit_id: str, body: DispositionIn) -> Response:
    """Decide on a hit.

    Same person, and a different person on a strong hit, count only after a second officer, a person, has confirmed it in the pages.
    """

    def make() -> tuple[int, dict[str, Any]]:
        decided = decide_hit(db_session(), current_actor(), check_id, hit_id, body.decision, reason=body.reason)
        return 201, decided_document(decided)

    return answered_once(make, f"/api/v1/checks/{quote(check_id)}")


def _request(body: CheckIn) -> CheckRequest:
    subject = body.subject
    return CheckRequest(
        forenames=subject.forenames,
        surname=subject.surname,
        date_of_birth=subject.date_of_birth,
        purpose=body.purpose,
        reference=body.reference,
        other_names=tuple(PersonName(name.forenames, name.surname) for name in subject.other_names),
        service_numbers=tuple(ServiceNumber(item.force, item.number) for item in subject.service_numbers),
        no_date_of_birth_reason=body.no_date_of_birth_reason,
        national_insurance_number=subject.national_insurance_number,
        applicant_told=body.applicant_told,
    )

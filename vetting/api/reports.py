"""POST /reports and GET /reports/{id}: what an authority's own system sends in for either list, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from vetting.access import API, Permission, current_actor, db_session, limiter, requires
from vetting.api.requests import answered_once, json_response, require_well_formed_post
from vetting.api.schemas import ReportIn, ReportOut
from vetting.registry import ReportContent, ReportInput, ReportView, get_report, submit_report
from vetting.screening import moment

reports = APIBlueprint("api_reports", __name__, url_prefix="/api/v1", tag="Reports")
reports.before_request(require_well_formed_post)


@reports.post("/reports")
@requires(Permission.SUBMIT_REPORT)
@limiter.limit(API)
@reports.input(ReportIn, arg_name="body")
@reports.output(ReportOut, 201, description="The report was received and counts from now on.")
def create_report(body: ReportIn) -> Response:
    """Report a person who was dismissed, or would have been; or, for the advisory list, who left under an allegation."""

    def make() -> tuple[int, dict[str, Any]]:
        said = body.model_dump()
        report = submit_report(db_session(), current_actor(), ReportInput.from_mapping(said | {"list_id": said["list"]}))
        return 201, _document(get_report(db_session(), current_actor(), report.id))

    return answered_once(make, "/api/v1/reports/{id}")


@reports.get("/reports/<report_id>")
@requires(Permission.READ_OWN_REPORTS)
@limiter.limit(API)
@reports.output(ReportOut)
def read_report(report_id: str) -> Response:
    """Read a report of your organisation. Reading is kept in the audit trail."""
    return json_response(_document(get_report(db_session(), current_actor(), report_id)))


def _document(report: ReportView) -> dict[str, Any]:
    return {
        "id": report.id,
        "list": report.list_id,
        "state": report.state.value,
        "version": report.version,
        "received_at": moment(report.received_at),
        "due": report.due.isoformat(),
        "days_late": report.days_late,
        "return_reason": report.return_reason,
        "entry_id": report.entry_id,
        "content": _content(report.content),
    }


def _content(content: ReportContent) -> dict[str, Any]:
    facts = content.advisory
    return {
        "list": content.list_id,
        "limb": content.limb.value,
        "force": content.force_then,
        "forenames": content.forenames,
        "surname": content.surname,
        "date_of_birth": content.date_of_birth.isoformat(),
        "rank": content.rank,
        "identifying_number": content.identifying_number,
        "ground": content.ground.value if facts is None else None,
        "conduct": content.conduct,
        "standards": list(content.standards),
        "reasons": list(content.reasons),
        "left_by": content.left_by if facts is None else facts.left_by,
        "event_date": content.event_date.isoformat(),
        "prior_advisory_report_date": _day(content.prior_advisory_report_date),
        "special_constable": content.special_constable,
        "served_as": facts.served_as.value if facts else None,
        "ceased_on": _day(facts.ceased_on) if facts else None,
        "known_on": _day(facts.known_on) if facts else None,
        "proceedings": facts.proceedings if facts else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None

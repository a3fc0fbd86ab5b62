"""What became of an application, and the queue of the vetting unit, for the systems that hold them beside this one.

A consideration has no address here: it is a person's own, recorded in the pages.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from vetting.access import API, Permission, current_actor, db_session, limiter, requires
from vetting.api.paging import following, offset_of
from vetting.api.requests import answered_once, json_response, require_well_formed_post
from vetting.api.schemas import Document
from vetting.errors import InvalidInput, NotFound, Problem
from vetting.screening import CaseSummary, QueueView, moment, read_queue, record_application, view_check

MOST_A_PAGE = 100

cases = APIBlueprint("api_cases", __name__, url_prefix="/api/v1", tag="Checks")
cases.before_request(require_well_formed_post)


class ApplicationIn(Document):
    """What became of the application that a check was made for."""

    state: str = Field(description="live, offered, appointed, not_appointed or withdrawn.", examples=["not_appointed"])
    on_day: str | None = Field(
        default=None,
        description="The first day of work: planned, or in fact once appointed.",
        json_schema_extra={"format": "date"},
    )


class ApplicationOut(Document):
    """An application as it stands. `check_again`: the check is too old for the first day of work."""

    id: str = Field(description="The id of the check.")
    state: Literal["live", "offered", "appointed", "not_appointed", "withdrawn"]
    on_day: str | None = Field(json_schema_extra={"format": "date"})
    changed_at: str | None = Field(json_schema_extra={"format": "date-time"})
    check_again: bool


class CaseOut(Document):
    """One open case of the queue. Nothing here says how strong a match is: the comparison is read first."""

    check: str
    reference: str
    outcome: Literal["no_match", "possible_match", "contact_college", "confirmed_match", "could_not_check"]
    opened_at: str = Field(json_schema_extra={"format": "date-time"})
    due_on: str | None = Field(description="Null while the case is on hold.", json_schema_extra={"format": "date"})
    overdue: bool
    assigned: bool
    hold: str | None
    escalated: bool
    waits_for_second: bool


Cases = list[CaseOut]


class CasesOut(Document):
    """Some open cases, the most urgent first; `next` is the offset to ask on from, null at the end."""

    total: int
    cases: Cases
    next: int | None


class CasesQuery(Document):
    """Which part of the queue."""

    view: str = Field("all", description="all, unassigned, mine, overdue, second or held.", examples=["overdue"])
    offset: str = Field("0", description="How many to leave out, from the most urgent on.", examples=["0"])


@cases.post("/checks/<check_id>/application")
@requires(Permission.RECORD_APPLICATION)
@limiter.limit(API)
@cases.input(ApplicationIn, arg_name="body")
@cases.output(ApplicationOut, 201, description="It was recorded.")
def record(check_id: str, body: ApplicationIn) -> Response:
    """Record what became of an application.

    While it is live or offered, the check is kept up to date. Not appointed and withdrawn end that, and the subject is deleted.
    """

    def make() -> tuple[int, dict[str, Any]]:
        record_application(db_session(), current_actor(), check_id, body.state, _day(body.on_day))
        return 201, _application(check_id)

    return answered_once(make, f"/api/v1/checks/{quote(check_id)}/application")


@cases.get("/checks/<check_id>/application")
@requires(Permission.READ_CHECK_STATES)
@limiter.limit(API)
@cases.output(ApplicationOut)
def read(check_id: str) -> Response:
    """Read what became of an application."""
    return json_response(_application(check_id))


@cases.get("/cases")
@requires(Permission.DECIDE_HITS)
@limiter.limit(API)
@cases.input(CasesQuery, location="query", arg_name="query")
@cases.output(CasesOut)
def read_cases(query: CasesQuery) -> Response:
    """Read the open cases of your organisation, a hundred at a time."""
    if query.view not in {view.value for view in QueueView}:
        raise InvalidInput([Problem("view", f"The view is one of {', '.join(view.value for view in QueueView)}.")])
    start = offset_of(query.offset)
    page = read_queue(db_session(), current_actor(), QueueView(query.view), limit=MOST_A_PAGE, offset=start)
    found = [_case(case) for case in page.cases]
    return json_response({"total": page.total, "cases": found, "next": following(start, len(found), page.total)})


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise InvalidInput([Problem("on_day", "Enter the first day of work as YYYY-MM-DD.")]) from None


def _application(check_id: str) -> dict[str, Any]:
    view = view_check(db_session(), current_actor(), check_id)
    if view.application is None:
        raise NotFound("application")
    return {
        "id": view.id,
        "state": view.application.state.value,
        "on_day": view.application.on_day.isoformat() if view.application.on_day else None,
        "changed_at": moment(view.application.changed_at) if view.application.changed_at else None,
        "check_again": view.application.check_again,
    }


def _case(case: CaseSummary) -> dict[str, Any]:
    return {
        "check": case.check_id,
        "reference": case.reference,
        "outcome": case.outcome.value,
        "opened_at": moment(case.opened_at),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "overdue": case.overdue,
        "assigned": case.assigned_to is not None,
        "hold": case.hold,
        "escalated": case.escalated,
        "waits_for_second": case.waits_for_second,
    }

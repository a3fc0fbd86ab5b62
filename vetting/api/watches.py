"""POST /watches, GET /watches/{id}, GET /alerts: people kept under watch, and what changed lists tell of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from vetting.access import API, Permission, current_actor, db_session, limiter, requires
from vetting.api.paging import following, offset_of
from vetting.api.requests import answered_once, json_response, require_well_formed_post
from vetting.api.schemas import Document
from vetting.errors import InvalidInput, Problem
from vetting.monitoring import AlertState, AlertView, Term, WatchView, enrol, list_alerts, view_watch
from vetting.screening import moment

MOST_A_PAGE = 100

watches = APIBlueprint("api_watches", __name__, url_prefix="/api/v1", tag="Monitoring")
watches.before_request(require_well_formed_post)


class WatchIn(Document):
    """A person to be kept under watch, after a decided check of your organisation."""

    check: str = Field(description="The id of the check.")
    purpose: str = Field(description="What the person is watched for; it decides which lists.", examples=["workforce_check"])
    until: str = Field(description="The last day of the term.", json_schema_extra={"format": "date"})
    basis: str = Field(
        description="The legal basis. A wrong one is answered with what is wrong; none of them was found in the law that was read.",
        examples=["statutory_function"],
    )
    basis_reference: str = Field(
        description="Where the decision on the basis is recorded.", json_schema_extra={"minLength": 1, "maxLength": 200}
    )


class WatchOut(Document):
    """One watch."""

    id: str
    check: str
    reference: str
    purpose: str
    lists: list[str]
    basis: str
    state: Literal["going_on", "ended"]
    until: str = Field(json_schema_extra={"format": "date"})
    began_at: str = Field(json_schema_extra={"format": "date-time"})
    ended_at: str | None = Field(json_schema_extra={"format": "date-time"})


class AlertOut(Document):
    """What a changed list tells of a person. `recheck` is the check that was made again: its hits are to be decided."""

    id: str
    kind: Literal["listed", "changed", "suspended", "restored", "removed", "unlike", "not_checked"]
    state: Literal["open", "worked"]
    reference: str
    list: str | None
    standing: Literal["listed", "report_received", "suspended"] | None
    register_version: int
    raised_at: str = Field(json_schema_extra={"format": "date-time"})
    check: str
    recheck: str | None
    watch: str | None


Alerts = list[AlertOut]


class AlertsOut(Document):
    """Some alerts, latest first; `next` is the offset to ask on from, null at the end."""

    total: int
    alerts: Alerts
    next: int | None


class AlertsQuery(Document):
    """Which alerts."""

    state: str = Field("open", description="open or worked.", examples=["open"])
    offset: str = Field("0", description="How many to leave out, from the latest on.", examples=["0"])


@watches.post("/watches")
@requires(Permission.KEEP_WATCHES)
@limiter.limit(API)
@watches.input(WatchIn, arg_name="body")
@watches.output(WatchOut, 201, description="The person is under watch.")
def create_watch(body: WatchIn) -> Response:
    """Keep a person under watch for a term, on a recorded legal basis.

    The check must be decided. An application that goes on needs no watch: its check is kept up to date by itself.
    """

    def make() -> tuple[int, dict[str, Any]]:
        return 201, _watch(view_watch(db_session(), current_actor(), _enrolled(body)))

    return answered_once(make, "/api/v1/watches/{id}")


@watches.get("/watches/<watch_id>")
@requires(Permission.KEEP_WATCHES)
@limiter.limit(API)
@watches.output(WatchOut)
def read_watch(watch_id: str) -> Response:
    """Read a watch."""
    return json_response(_watch(view_watch(db_session(), current_actor(), watch_id)))


@watches.get("/alerts")
@requires(Permission.WORK_ALERTS)
@limiter.limit(API)
@watches.input(AlertsQuery, location="query", arg_name="query")
@watches.output(AlertsOut)
def read_alerts(query: AlertsQuery) -> Response:
    """Read the alerts of your organisation, a hundred at a time."""
    if query.state not in {state.value for state in AlertState}:
        raise InvalidInput([Problem("state", "The state is open or worked.")])
    state, start = AlertState(query.state), offset_of(query.offset)
    page = list_alerts(db_session(), current_actor(), state, limit=MOST_A_PAGE, offset=start)
    found = [_alert(alert) for alert in page.alerts]
    return json_response({"total": page.total, "alerts": found, "next": following(start, len(found), page.total)})


def _enrolled(body: WatchIn) -> str:
    term = Term(_day(body.until), body.basis, body.basis_reference)
    try:
        return enrol(db_session(), current_actor(), [body.check], body.purpose, term).watches[body.check]
    except InvalidInput as error:
        fields = {"checks": "check"}
        raise InvalidInput(Problem(fields.get(each.field, each.field), each.message) for each in error.problems) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput([Problem("until", "Enter the last day of the term as YYYY-MM-DD.")]) from None


def _watch(view: WatchView) -> dict[str, Any]:
    return {
        "id": view.id,
        "check": view.check_id,
        "reference": view.reference,
        "purpose": view.purpose,
        "lists": list(view.lists),
        "basis": view.basis,
        "state": "going_on" if view.is_going_on else "ended",
        "until": view.until.isoformat(),
        "began_at": moment(view.began_at),
        "ended_at": moment(view.ended_at) if view.ended_at is not None else None,
    }


def _alert(view: AlertView) -> dict[str, Any]:
    return {
        "id": view.id,
        "kind": view.kind.value,
        "state": view.state.value,
        "reference": view.reference,
        "list": view.list_id,
        "standing": view.standing,
        "register_version": view.register_version,
        "raised_at": moment(view.raised_at),
        "check": view.check_id,
        "recheck": view.recheck_id,
        "watch": view.watch_id,
    }

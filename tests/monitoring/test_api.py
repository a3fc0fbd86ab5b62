"""Watches and alerts by API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from tests.api.conftest import Caller, fields_of, problem
from tests.monitoring.world import WatchWorld
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from vetting.access import limiter
from vetting.db import utc_now
from vetting.registry import day_in_london

UNTIL = (day_in_london(utc_now()) + timedelta(days=90)).isoformat()


@pytest.fixture
def api(app: APIFlask, world: WatchWorld) -> Caller:
    limiter.reset()
    return Caller(world.world, app.test_client())


def body(check_id: str, **changes: Any) -> dict[str, Any]:
    given = {"check": check_id, "purpose": "workforce_check", "until": UNTIL}
    return given | {"basis": "statutory_function", "basis_reference": "Decision 7"} | changes


def test_a_watch_is_begun_once_and_can_be_read(api: Caller, world: WatchWorld) -> None:
    check_id = world.nobody()
    made = api.post("/watches", VETTING_OFFICER, body(check_id), key="one")
    assert made.status_code == 201, made.get_data(as_text=True)
    assert made.headers["Location"] == f"/api/v1/watches/{made.json['id']}"
    assert api.post("/watches", VETTING_OFFICER, body(check_id), key="one").json == made.json
    read = api.get(f"/watches/{made.json['id']}", VETTING_OFFICER)
    assert read.json == made.json
    assert (read.json["check"], read.json["state"], read.json["until"], read.json["lists"]) == (
        check_id,
        "going_on",
        UNTIL,
        ["barred"],
    )
    assert "Llewellyn" not in read.get_data(as_text=True)
    again = problem(api.post("/watches", VETTING_OFFICER, body(check_id)), 422, "invalid_input")
    assert fields_of(again) == ["check"]
    problem(api.get(f"/watches/{made.json['id']}", OTHER_VETTING_OFFICER), 404, "not_found")


def test_every_problem_with_a_watch_is_said_at_once(api: Caller) -> None:
    wrong = api.post("/watches", VETTING_OFFICER, body("0" * 32, purpose="x", basis="x", basis_reference=""))
    assert set(fields_of(problem(wrong, 422, "invalid_input"))) == {"purpose", "basis", "basis_reference"}
    assert fields_of(problem(api.post("/watches", VETTING_OFFICER, body("0" * 32, until="soon")), 422, "invalid_input")) == [
        "until"
    ]
    assert fields_of(problem(api.post("/watches", VETTING_OFFICER, body("0" * 32)), 422, "invalid_input")) == ["check"]
    problem(api.post("/watches", VETTING_OFFICER, body("0" * 32) | {"more": 1}), 422, "invalid_input")


def test_alerts_are_read_by_the_organisation_that_asked(api: Caller, world: WatchWorld) -> None:
    check_id = world.check(reference="VAC-7")
    world.world.entry()
    world.run()
    read = api.get("/alerts", VETTING_OFFICER)
    assert read.status_code == 200
    (alert,) = read.json["alerts"]
    assert (read.json["total"], read.json["next"]) == (1, None)
    assert (alert["kind"], alert["state"], alert["check"], alert["reference"]) == ("listed", "open", check_id, "VAC-7")
    assert "Featherston" not in read.get_data(as_text=True)
    assert api.get(f"/checks/{alert['recheck']}", VETTING_OFFICER).json["outcome"] == "possible_match"
    assert api.get("/alerts?state=worked", VETTING_OFFICER).json["alerts"] == []
    assert api.get("/alerts?offset=1", VETTING_OFFICER).json["alerts"] == []
    assert api.get("/alerts", OTHER_VETTING_OFFICER).json["total"] == 0


@pytest.mark.parametrize("query", ["state=x", "offset=-1", "offset=x", "offset=9999999999", "offset=%D9%A1", "more=1"])
def test_odd_queries_are_refused(api: Caller, query: str) -> None:
    assert api.get(f"/alerts?{query}", VETTING_OFFICER).status_code == 422


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_only_the_vetting_unit_may(api: Caller, world: WatchWorld, someone: Any) -> None:
    check_id = world.nobody()
    problem(api.post("/watches", someone, body(check_id)), 403, "permission_refused")
    problem(api.get("/alerts", someone), 403, "permission_refused")
    problem(api.get(f"/watches/{'0' * 32}", someone), 403, "permission_refused")

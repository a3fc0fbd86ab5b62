"""Applications and the queue by API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import CHECK, Caller, check_about, fields_of, problem
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import on_sqlite
from vetting.api.cases import ApplicationOut, CasesOut

pytestmark = on_sqlite  # the doors are tested on both
ENDED = {"state": "not_appointed"}


def made(api: Caller, body: dict[str, Any] = CHECK) -> str:
    return str(api.post("/checks", VETTING_OFFICER, body).json["id"])


def test_an_application_is_live_until_it_is_said_to_have_ended(api: Caller) -> None:
    where = f"/checks/{made(api)}/application"
    before = api.get(where, HR_OFFICER).json
    ApplicationOut.model_validate(before)
    assert (before["state"], before["changed_at"], before["check_again"]) == ("live", None, False)
    told = api.post(where, HR_OFFICER, ENDED, key="one")
    assert (told.status_code, told.json["state"]) == (201, "not_appointed")
    assert told.headers["Location"] == f"/api/v1{where}"
    assert api.post(where, HR_OFFICER, ENDED, key="one").data == told.data
    assert api.get(where, HR_OFFICER).json == told.json


def test_what_is_wrong_with_it_is_named(api: Caller) -> None:
    where = f"/checks/{made(api)}/application"
    for body, field in (
        ({"state": "hired"}, "state"),
        ({"state": "appointed"}, "on_day"),
        ({"state": "offered", "on_day": "soon"}, "on_day"),
        (ENDED | {"why": "x"}, "why"),
    ):
        assert fields_of(problem(api.post(where, HR_OFFICER, body), 422, "invalid_input")) == [field]
    appointed = {"state": "appointed", "on_day": "2027-01-04"}
    problem(api.post(where, HR_OFFICER, appointed), 409, "not_complete")
    problem(api.post(where, RECRUITER, ENDED), 403, "permission_refused")
    problem(api.get(where, RECRUITER), 404, "not_found")
    problem(api.post(where, OTHER_VETTING_OFFICER, ENDED), 404, "not_found")
    problem(api.get(where, OTHER_VETTING_OFFICER), 404, "not_found")


def test_the_queue_is_read_in_parts_and_says_nothing_of_a_match(api: Caller) -> None:
    api.world.entry()
    hit = made(api)
    made(api, check_about(surname="Llewellyn", forenames="Mair"))
    page = api.get("/cases", SECOND_VETTING_OFFICER).json
    CasesOut.model_validate(page)
    (case,) = page["cases"]
    assert (page["total"], page["next"]) == (1, None)
    assert (case["check"], case["outcome"], case["assigned"], case["overdue"]) == (hit, "possible_match", False, False)
    for word in ("strong", 'possible"', "weight", "Featherston"):
        assert word not in str(page)
    assert api.get("/cases?view=second", SECOND_VETTING_OFFICER).json["total"] == 0
    assert api.get("/cases?offset=1", SECOND_VETTING_OFFICER).json["cases"] == []
    assert api.get("/cases", OTHER_VETTING_OFFICER).json["total"] == 0


@pytest.mark.parametrize("query", ["view=x", "offset=-1", "offset=x", "more=1"])
def test_odd_queries_are_refused(api: Caller, query: str) -> None:
    assert api.get(f"/cases?{query}", VETTING_OFFICER).status_code == 422


def test_only_the_vetting_unit_reads_the_queue(api: Caller) -> None:
    for someone in (RECRUITER, HR_OFFICER):
        problem(api.get("/cases", someone), 403, "permission_refused")

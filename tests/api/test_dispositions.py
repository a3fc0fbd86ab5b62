"""The disposition of a hit by the API: once, with a reason, and never both officers."""

from __future__ import annotations

import pytest

from tests.api.conftest import CHECK, Caller, check_about, fields_of, problem
from tests.people import OTHER_VETTING_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import on_sqlite
from vetting.api.schemas import DispositionOut

BODY = {"decision": "different_person", "reason": "Another place of birth in the passport."}
WEAK = check_about(surname="Fetherstonhagh", date_of_birth="1985")


@pytest.fixture
def hit(api: Caller) -> str:
    """The address of the disposition of a weak hit."""
    api.world.entry()
    check = api.post("/checks", VETTING_OFFICER, WEAK).json
    return f"/checks/{check['id']}/hits/{check['hits'][0]['id']}/disposition"


def test_a_weak_hit_is_cleared_once_and_the_check_says_so(api: Caller, hit: str) -> None:
    made = api.post(hit, VETTING_OFFICER, BODY, key="one")
    assert made.status_code == 201
    DispositionOut.model_validate(made.json)
    assert (made.json["state"], made.json["hit_state"], made.json["outcome"]) == ("counts", "cleared", "no_match")
    assert api.post(hit, VETTING_OFFICER, BODY, key="one").data == made.data
    problem(api.post(hit, VETTING_OFFICER, BODY | {"reason": "Else."}, key="one"), 422, "invalid_input")
    problem(api.post(hit, VETTING_OFFICER, BODY), 409, "already_decided")
    check = api.client.get(made.headers["Location"], headers=api.headers(VETTING_OFFICER)).json
    assert (check["outcome"], check["hits"][0]["state"]) == ("no_match", "cleared")
    later = api.post("/checks", VETTING_OFFICER, WEAK).json
    assert (later["outcome"], later["hits"][0]["state"]) == ("no_match", "cleared")


def test_same_person_waits(api: Caller, hit: str) -> None:
    made = api.post(hit, VETTING_OFFICER, BODY | {"decision": "same_person"}).json
    assert (made["state"], made["hit_state"], made["outcome"]) == ("waiting_for_second", "open", "possible_match")
    problem(api.post(hit, SECOND_VETTING_OFFICER, BODY), 409, "awaiting_second")


@on_sqlite
def test_what_is_wrong_is_named(api: Caller, hit: str) -> None:
    assert fields_of(problem(api.post(hit, VETTING_OFFICER, BODY | {"decision": "reopened"}), 422, "invalid_input")) == ["decision"]
    assert fields_of(problem(api.post(hit, VETTING_OFFICER, BODY | {"reason": " "}), 422, "invalid_input")) == ["reason"]
    assert fields_of(problem(api.post(hit, VETTING_OFFICER, BODY | {"note": "x"}), 422, "invalid_input")) == ["note"]
    problem(api.post(hit, VETTING_OFFICER, BODY, key=None), 400, "idempotency_key_missing")
    problem(api.post(hit, RECRUITER, BODY), 403, "permission_refused")
    problem(api.post(hit, OTHER_VETTING_OFFICER, BODY), 404, "not_found")
    other = api.post("/checks", VETTING_OFFICER, CHECK).json["id"]
    problem(api.post(f"/checks/{other}/hits/{hit.split('/')[4]}/disposition", VETTING_OFFICER, BODY), 404, "not_found")
    problem(api.post("/checks/x/hits/%2e/disposition", VETTING_OFFICER, BODY), 404, "not_found")

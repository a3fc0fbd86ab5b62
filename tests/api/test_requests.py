"""What comes before any view: who asks, how often, and whether the request is well formed and new."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import API, CHECK, Caller, check_about, fields_of, problem
from tests.people import OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from tests.screening.test_faults import break_index, raising
from tests.screening.world import on_sqlite
from vetting.access import limits


def checks_made(api: Caller) -> int:
    with api.world.database.read() as session:
        return session.scalar(text("SELECT count(*) FROM screening_check")) or 0


@on_sqlite
@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic dXNlcjpwYXNz", "Bearer \x7f"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/checks"), ("GET", "/checks/x"), ("POST", "/reports"), ("GET", "/reports/x")]
)
def test_who_asks_is_judged_first(api: Caller, authorization: str | None, method: str, path: str) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = api.client.open(API + path, method=method, headers=headers, data=b"not json")
    problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_and_a_revoked_key_are_like_none(api: Caller) -> None:
    for column in ("expires_at", "revoked_at"):
        api.keys.clear()
        api.key_of(VETTING_OFFICER)
        with api.world.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE api_client SET {column} = '2020-01-01 00:00:00.000000'"))
        problem(api.post("/checks", VETTING_OFFICER, CHECK), 401, "not_authenticated")


def test_cookies_do_not_open_the_api(api: Caller) -> None:
    with api.client.session_transaction() as session:
        session["_user_id"] = "anybody"
    problem(api.post("/checks", None, CHECK), 401, "not_authenticated")


def test_a_post_needs_an_idempotency_key(api: Caller) -> None:
    problem(api.post("/checks", VETTING_OFFICER, CHECK, key=None), 400, "idempotency_key_missing")
    assert fields_of(problem(api.post("/checks", VETTING_OFFICER, CHECK, key="k" * 256), 422, "invalid_input")) == [
        "Idempotency-Key"
    ]
    assert checks_made(api) == 0


@on_sqlite
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b"\xff\xfe",
        b'"text"',
        b"[]",
        b"null",
        b"NaN",
        b'{"purpose": NaN}',
        b'{"reference": "A", "reference": "B"}',
        b'{"subject": {"surname": "A", "surname": "B"}}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_one_json_object_is_400(api: Caller, body: bytes) -> None:
    response = api.post("/checks", VETTING_OFFICER, data=body, content_type="application/json")
    problem(response, 400, "malformed_json")


@on_sqlite
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_media_type_is_415(api: Caller, content_type: str | None) -> None:
    response = api.post("/checks", VETTING_OFFICER, data=json.dumps(CHECK).encode(), content_type=content_type)
    problem(response, 415, "unsupported_media_type")


@on_sqlite
def test_a_body_above_a_megabyte_is_413(api: Caller) -> None:
    problem(api.post("/checks", VETTING_OFFICER, CHECK | {"reference": "x" * 1_100_000}), 413, "too_large")


def test_the_same_key_and_body_give_the_same_bytes_and_one_effect(api: Caller) -> None:
    api.world.entry()
    first, second = (api.post("/checks", VETTING_OFFICER, CHECK, key="one") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["Location"] == second.headers["Location"]
    assert checks_made(api) == 1


def test_the_same_key_with_another_body_or_address_is_422(api: Caller) -> None:
    api.post("/checks", VETTING_OFFICER, CHECK, key="one")
    other = api.post("/checks", VETTING_OFFICER, check_about(surname="Quayle"), key="one")
    assert fields_of(problem(other, 422, "invalid_input")) == ["Idempotency-Key"]
    assert checks_made(api) == 1


def test_the_same_key_of_another_client_is_another_request(api: Caller) -> None:
    ids = {
        api.post("/checks", someone, CHECK, key="one").json["id"] for someone in (VETTING_OFFICER, OTHER_VETTING_OFFICER, RECRUITER)
    }
    assert len(ids) == 3


def test_a_refused_request_does_not_use_up_its_key(api: Caller) -> None:
    problem(api.post("/checks", VETTING_OFFICER, check_about(surname=""), key="one"), 422, "invalid_input")
    assert api.post("/checks", VETTING_OFFICER, CHECK, key="one").status_code == 201


def test_a_check_that_could_not_be_made_stays_that_under_its_key(api: Caller) -> None:
    index = api.world.database.writers.kw["info"]["index"]
    break_index(api.world, raising(RuntimeError()))
    first = api.post("/checks", VETTING_OFFICER, CHECK, key="one")
    api.world.database.writers.kw["info"]["index"] = index
    assert api.post("/checks", VETTING_OFFICER, CHECK, key="one").data == first.data
    assert api.post("/checks", VETTING_OFFICER, CHECK, key="two").json["outcome"] == "no_match"


@pytest.mark.parametrize("many", [8, pytest.param(100, marks=pytest.mark.full)])
def test_many_at_once_under_one_key_have_one_effect(api: Caller, many: int) -> None:
    api.key_of(VETTING_OFFICER)
    answers: list[tuple[int, Any]] = []
    together = threading.Barrier(many)

    def ask() -> None:
        with api.client.application.test_client() as client:
            together.wait()
            response = Caller(api.world, client, api.keys).post("/checks", VETTING_OFFICER, CHECK, key="one")
            answers.append((response.status_code, response.data))

    threads = [threading.Thread(target=ask) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == many
    assert {status for status, _ in answers} <= {201, 409}
    assert len({data for status, data in answers if status == 201}) == 1
    assert checks_made(api) == 1


@on_sqlite
def test_too_many_requests_are_429_with_a_time_to_wait(api: Caller) -> None:
    most = int(limits.PUBLIC_SEARCH.split()[0])
    responses = [api.get("/register/published?name=Jo+Quayle") for _ in range(most + 1)]
    assert {response.status_code for response in responses[:-1]} == {200}
    problem(responses[-1], 429, "too_many_requests")
    assert int(responses[-1].headers["Retry-After"]) > 0


@on_sqlite
def test_the_limit_is_the_clients_own(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    most = int(limits.CHECKS.split()[0])
    statuses = [api.post("/checks", VETTING_OFFICER, {}).status_code for _ in range(most + 1)]
    assert statuses == [422] * most + [429]
    assert api.post("/checks", OTHER_VETTING_OFFICER, CHECK).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/checks", 405), ("GET", "/checks", 405)]
)
def test_addresses_that_are_not_there_are_problems_too(api: Caller, method: str, path: str, status: int) -> None:
    response = api.client.open(API + path, method=method, headers=api.headers(VETTING_OFFICER))
    problem(response, status, {404: "not_found", 405: "method_not_allowed"}[status])
    if status == 405:
        assert "POST" in response.headers["Allow"]

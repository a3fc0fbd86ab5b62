"""Checks by the API: the contract's shape, what each key sees, and that no fault is a clear."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import CHECK, Caller, check_about, fields_of, problem
from tests.people import (
    AUDITOR,
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SYSTEM_ADMINISTRATOR,
    VETTING_OFFICER,
    Someone,
)
from tests.screening.test_faults import break_index, raising
from tests.screening.test_views import ANSWER_DOCUMENT, COMPARISON_DOCUMENT, HIT_DOCUMENT, STATE_DOCUMENT
from tests.screening.world import on_sqlite
from vetting.api.schemas import CheckOut
from vetting.db import utc_now


def test_a_check_is_answered_in_the_contracts_shape_and_read_again(api: Caller) -> None:
    api.world.entry()
    made = api.post("/checks", VETTING_OFFICER, CHECK)
    assert made.status_code == 201
    assert made.mimetype == "application/json"
    document = made.json
    assert document.keys() == ANSWER_DOCUMENT
    assert document["outcome"] == "possible_match"
    assert document["hits"][0].keys() == HIT_DOCUMENT
    assert document["hits"][0]["comparisons"][0].keys() == COMPARISON_DOCUMENT
    CheckOut.model_validate(document)
    read = api.client.get(made.headers["Location"], headers=api.headers(VETTING_OFFICER))
    assert (read.status_code, read.data) == (200, made.data)


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_a_recruiter_sees_a_state_that_is_the_same_for_clear_and_not_clear(api: Caller, someone: Someone) -> None:
    api.world.entry()
    hit, clear = (api.post("/checks", someone, check_about(surname=surname)).json for surname in ("Featherstonehagh", "Quayle"))
    for document in (hit, clear):
        assert document.keys() == STATE_DOCUMENT
        assert (document["state"], document["completed_at"]) == ("with_vetting_unit", None)
        CheckOut.model_validate(document)
        assert api.get(f"/checks/{document['id']}", someone).json == document


def test_a_report_received_by_the_api_a_second_ago_is_found(api: Caller) -> None:
    from tests.api.conftest import REPORT

    assert api.post("/checks", VETTING_OFFICER, CHECK).json["outcome"] == "no_match"
    assert api.post("/reports", REPORTER, REPORT).status_code == 201
    document = api.post("/checks", VETTING_OFFICER, CHECK).json
    assert document["outcome"] == "contact_college"
    assert document["hits"][0]["standing"] == "report_received"


@on_sqlite
@pytest.mark.parametrize("someone", [REGISTRAR, REPORTER, AUDITOR, FORCE_ADMINISTRATOR, SYSTEM_ADMINISTRATOR])
def test_a_key_without_the_permission_is_refused_and_audited(api: Caller, someone: Someone) -> None:
    problem(api.post("/checks", someone, CHECK), 403, "permission_refused")
    problem(api.get("/checks/" + "0" * 32, someone), 403, "permission_refused")
    with api.world.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_event WHERE event = 'permission_refused'")) == 2
        assert session.scalar(text("SELECT count(*) FROM screening_check")) == 0


def test_another_organisations_check_is_byte_for_byte_like_none(api: Caller) -> None:
    check_id = api.post("/checks", VETTING_OFFICER, CHECK).json["id"]
    foreign = api.get(f"/checks/{check_id}", OTHER_VETTING_OFFICER)
    none = api.get("/checks/" + "0" * 32, OTHER_VETTING_OFFICER)
    problem(foreign, 404, "not_found")
    assert foreign.data == none.data
    for odd in ("%00", "x", "..%2f", check_id.upper(), "%ff"):
        assert api.get(f"/checks/{odd}", OTHER_VETTING_OFFICER).status_code == 404


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surname": ""}, "subject.surname"),
        ({"surname": "12"}, "subject.surname"),
        ({"surname": "x" * 201}, "subject.surname"),
        ({"surname": None}, "subject.surname"),
        ({"surname": 7}, "subject.surname"),
        ({"forenames": ["Bob"]}, "subject.forenames"),
        ({"date_of_birth": "1990-02-31"}, "subject.date_of_birth"),
        ({"date_of_birth": "31/02/1990"}, "subject.date_of_birth"),
        ({"date_of_birth": "90"}, "subject.date_of_birth"),
        ({"date_of_birth": "2999-01-01"}, "subject.date_of_birth"),
        ({"date_of_birth": f"{utc_now().year - 10}-01-01"}, "subject.date_of_birth"),
        ({"date_of_birth": "1900-01-01"}, "subject.date_of_birth"),
        ({"date_of_birth": 1990}, "subject.date_of_birth"),
        ({"other_names": [{"surname": ""}]}, "subject.other_names[0].surname"),
        ({"other_names": [{"surname": "Jones"}, {"surname": 1}]}, "subject.other_names[1].surname"),
        ({"other_names": [{"surname": "Jones", "maiden": True}]}, "subject.other_names[0].maiden"),
        ({"service_numbers": [{"force": "Narnia", "number": "1"}]}, "subject.service_numbers[0].force"),
        ({"service_numbers": [{"force": "Kent"}]}, "subject.service_numbers[0].number"),
        ({"shoe_size": 9}, "subject.shoe_size"),
    ],
)
def test_a_wrong_field_of_the_subject_is_named(api: Caller, changes: dict[str, Any], field: str) -> None:
    document = problem(api.post("/checks", VETTING_OFFICER, check_about(**changes)), 422, "invalid_input")
    assert fields_of(document) == [field]


@on_sqlite
@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["subject", "purpose", "reference"]),
        (CHECK | {"purpose": "curiosity"}, ["purpose"]),
        (CHECK | {"reference": ""}, ["reference"]),
        (CHECK | {"note": "hello"}, ["note"]),
        (CHECK | {"subject": "Bob"}, ["subject"]),
    ],
)
def test_a_wrong_field_of_the_check_is_named(api: Caller, body: dict[str, Any], fields: list[str]) -> None:
    assert fields_of(problem(api.post("/checks", VETTING_OFFICER, body), 422, "invalid_input")) == fields


def test_the_date_of_birth_may_be_null_from_a_vetting_officer_with_a_reason(api: Caller) -> None:
    body = check_about(date_of_birth=None)
    for someone, reason in ((VETTING_OFFICER, None), (RECRUITER, "It is not known.")):
        refused = api.post("/checks", someone, body | {"no_date_of_birth_reason": reason})
        assert fields_of(problem(refused, 422, "invalid_input")) == ["subject.date_of_birth"]
    assert api.post("/checks", VETTING_OFFICER, body | {"no_date_of_birth_reason": "It is not known."}).status_code == 201


def test_a_check_that_could_not_be_made_is_created_and_says_so(api: Caller) -> None:
    api.world.entry()
    break_index(api.world, raising(RuntimeError("Featherstonehaugh")))
    made = api.post("/checks", VETTING_OFFICER, CHECK)
    assert (made.status_code, made.json["outcome"], made.json["hits"]) == (201, "could_not_check", [])
    assert made.json["lists_consulted"] == []
    CheckOut.model_validate(made.json)
    assert api.post("/checks", RECRUITER, CHECK).json["state"] == "could_not_check"


@pytest.mark.parametrize(
    "broken", ["ALTER TABLE audit_event RENAME TO lost", "DELETE FROM audit_head", "ALTER TABLE screening_hit RENAME TO gone"]
)
def test_a_check_that_cannot_be_kept_is_503_could_not_check(api: Caller, broken: str) -> None:
    api.world.entry()
    api.key_of(VETTING_OFFICER)
    api.client.application.testing = False
    with api.world.database.engine.begin() as connection:
        connection.execute(text(broken))
    document = problem(api.post("/checks", VETTING_OFFICER, CHECK), 503, "could_not_check")
    assert "Do not appoint" in document["detail"]
    with api.world.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM screening_check")) == 0


def test_a_fault_in_the_view_itself_is_could_not_check_too(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Featherstonehaugh")

    api.client.application.testing = False
    monkeypatch.setattr(sys.modules["vetting.api.checks"], "check_document", fail)
    response = api.post("/checks", VETTING_OFFICER, CHECK)
    problem(response, 503, "could_not_check")
    assert b"Featherstone" not in response.data

"""Reports and the public list by the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import REPORT, Caller, fields_of, problem
from tests.people import OTHER_REPORTER, RECRUITER, REGISTRAR, REPORTER, VETTING_OFFICER, Someone
from tests.registry.cases import published
from tests.screening.world import on_sqlite
from vetting.api.schemas import PublishedOut, ReportOut
from vetting.registry import approve_report, return_report


def test_a_report_is_received_and_read_again(api: Caller) -> None:
    made = api.post("/reports", REPORTER, REPORT)
    assert made.status_code == 201
    ReportOut.model_validate(made.json)
    assert (made.json["state"], made.json["version"], made.json["list"]) == ("submitted", 1, "barred")
    assert made.json["content"]["force"] == "Leicestershire Police"
    assert made.json["content"]["standards"] == ["Honesty and Integrity"]
    read = api.client.get(made.headers["Location"], headers=api.headers(REPORTER))
    assert (read.status_code, read.data) == (200, made.data)


def test_a_late_report_is_taken_and_flagged(api: Caller) -> None:
    late = api.post("/reports", REPORTER, REPORT | {"event_date": "2024-03-04"})
    assert (late.status_code, late.json["due"]) == (201, "2024-03-08")
    assert late.json["days_late"] > 100


def test_a_dismissal_after_withdrawn_vetting_is_with_the_lawyers(api: Caller) -> None:
    made = api.post("/reports", REPORTER, REPORT | {"ground": "vetting_withdrawn"})
    ReportOut.model_validate(made.json)
    assert (made.status_code, made.json["state"]) == (201, "referred")


def test_a_returned_report_says_why(api: Caller) -> None:
    report_id = api.post("/reports", REPORTER, REPORT).json["id"]
    with api.world.database.write() as session:
        return_report(session, api.world.people[REGISTRAR], report_id, "The number is missing.", 1)
    document = api.get(f"/reports/{report_id}", REPORTER).json
    assert (document["state"], document["return_reason"]) == ("returned", "The number is missing.")


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"force": "BTP"}, "force"),
        ({"force": "Ministry of Defence Police"}, "force"),
        ({"limb": "c", "ground": "conduct"}, "rank"),
        ({"event_date": "2017-12-14"}, "event_date"),
        ({"date_of_birth": "1985-02-31"}, "date_of_birth"),
        ({"surname": ""}, "surname"),
        ({"limb": "e"}, "limb"),
        ({"rank": 3}, "rank"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_field_is_named(api: Caller, changes: dict[str, Any], field: str) -> None:
    document = problem(api.post("/reports", REPORTER, REPORT | changes), 422, "invalid_input")
    assert field in fields_of(document)


def test_a_force_outside_the_lists_is_told_whose_list_it_belongs_to(api: Caller) -> None:
    document = problem(api.post("/reports", REPORTER, REPORT | {"force": "BTP"}), 422, "invalid_input")
    assert "British Transport Police Authority" in document["detail"]


def test_another_forces_person_is_refused_and_audited(api: Caller) -> None:
    response = api.post("/reports", OTHER_REPORTER, REPORT)
    assert response.status_code == 403
    with api.world.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_event WHERE event = 'rule_refused'")) == 1
        assert session.scalar(text("SELECT count(*) FROM report")) == 0


@on_sqlite
@pytest.mark.parametrize("someone", [RECRUITER, VETTING_OFFICER])
def test_who_does_not_report_may_not(api: Caller, someone: Someone) -> None:
    problem(api.post("/reports", someone, REPORT), 403, "permission_refused")


def test_another_forces_report_is_like_none_and_the_keeper_reads_all(api: Caller) -> None:
    report_id = api.post("/reports", REPORTER, REPORT).json["id"]
    foreign, none = (api.get(f"/reports/{asked}", OTHER_REPORTER) for asked in (report_id, "0" * 32))
    problem(foreign, 404, "not_found")
    assert foreign.data == none.data
    assert api.get("/reports/%00", OTHER_REPORTER).status_code == 404
    assert api.get(f"/reports/{report_id}", REGISTRAR).status_code == 200


def test_the_public_list_says_what_finding_nothing_means(api: Caller) -> None:
    document = api.get("/register/published?name=Jo+Quayle").json
    PublishedOut.model_validate(document)
    assert document["entries"] == []
    assert document["statement"].startswith("No published entry for this spelling.")


def test_a_published_entry_is_found_without_what_is_not_public(api: Caller) -> None:
    report_id = api.post("/reports", REPORTER, REPORT).json["id"]
    with api.world.database.write() as session:
        entry_id = approve_report(session, api.world.people[REGISTRAR], report_id, 1).id
    published(api.world.database, api.world.people, entry_id, "Dishonesty.")
    response = api.get("/register/published", query_string={"name": "robert featherstonehaugh"})
    PublishedOut.model_validate(response.json)
    assert [entry["full_name"] for entry in response.json["entries"]] == ["Robert James Featherstonehaugh"]
    assert re.search(r"\b1985\b|\b1234\b|Took money", response.get_data(as_text=True)) is None


@pytest.mark.parametrize(
    ("query", "fields"), [("", ["name"]), ("name=", ["name"]), ("name=Jo&page=2", ["page"]), ("name=%00", ["name"])]
)
def test_a_search_of_the_public_list_needs_a_name_and_takes_nothing_else(api: Caller, query: str, fields: list[str]) -> None:
    assert fields_of(problem(api.get(f"/register/published?{query}"), 422, "invalid_input")) == fields


ADVISORY = {
    "list": "advisory",
    "limb": "a",
    "force": "Leicestershire",
    "forenames": "Ottoline",
    "surname": "Bramblewick",
    "date_of_birth": "1979-05-06",
    "rank": "constable",
    "served_as": "officer",
    "left_by": "resigned",
    "conduct": "Is said to have kept the station cat’s prize money.",
    "event_date": "2024-03-04",
    "proceedings": "misconduct hearing",
}


def test_a_report_for_the_advisory_list_is_received_with_its_own_fields(api: Caller) -> None:
    made = api.post("/reports", REPORTER, ADVISORY)
    assert made.status_code == 201, made.json
    ReportOut.model_validate(made.json)
    assert (made.json["list"], made.json["state"], made.json["due"]) == ("advisory", "submitted", "2024-03-08")
    content = made.json["content"]
    assert {name: content[name] for name in ADVISORY if name not in ("force", "rank")} == {
        name: value for name, value in ADVISORY.items() if name not in ("force", "rank")
    }
    assert (content["ground"], content["standards"]) == (None, [])
    assert api.get(f"/reports/{made.json['id']}", REPORTER).json == made.json


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"served_as": None}, "served_as"),
        ({"served_as": "dragon"}, "served_as"),
        ({"limb": "b"}, "ceased_on"),
        ({"limb": "d", "served_as": "policing_support_volunteer", "rank": None}, "known_on"),
        ({"limb": "b", "served_as": "civilian_employee", "rank": None, "ceased_on": "2024-01-01"}, "served_as"),
        ({"left_by": None}, "left_by"),
        ({"cleared_before_leaving": True}, "cleared_before_leaving"),
        ({"list": "scottish"}, "list"),
    ],
)
def test_what_an_advisory_report_lacks_is_named(api: Caller, changes: dict[str, Any], field: str) -> None:
    assert field in fields_of(problem(api.post("/reports", REPORTER, ADVISORY | changes), 422, "invalid_input"))


def test_a_volunteer_who_stopped_is_due_from_the_day_it_was_known(api: Caller) -> None:
    stopped = ADVISORY | {"limb": "d", "served_as": "policing_support_volunteer", "rank": None, "known_on": "2024-03-11"}
    made = api.post("/reports", REPORTER, stopped)
    assert (made.status_code, made.json["due"], made.json["content"]["known_on"]) == (201, "2024-03-15", "2024-03-11")

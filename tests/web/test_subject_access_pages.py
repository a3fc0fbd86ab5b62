"""Subject access on pages: begun by one person, released by another, taken as a file that names nobody in its name."""

from __future__ import annotations

import json

from tests.people import REGISTRAR, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.web.conftest import People
from tests.web.test_check_pages import a_check, listed  # noqa: F401 (a fixture)

ASKED = {
    "forenames": "Perry",
    "surname": "Thistle",
    "other_names": "Perry Formerly-Called",
    "date_of_birth-day": "3",
    "date_of_birth-month": "4",
    "date_of_birth-year": "1981",
}


def begun(people: People) -> str:
    page = people.browser(VETTING_OFFICER).post("/subject-access/new", ASKED)
    assert page.status == 303, page.errors
    return page.location


def test_a_second_person_releases_what_the_first_one_began(people: People) -> None:
    where = begun(people)
    first = people.browser(VETTING_OFFICER)
    page = first.get(where)
    assert "A second person has to release this answer." in page.text
    assert "Perry Thistle, formerly or also Perry Formerly-Called" in page.text
    assert first.get(f"{where}/answer.json").status == 409
    assert first.post(f"{where}/decide", {"decision": "release"}, form_at="/subject-access/new").status == 403
    second = people.browser(SECOND_VETTING_OFFICER)
    assert "Release the answer" in second.get(where).text
    assert second.post(f"{where}/decide", {"decision": "release"}, form_at=where).status == 303
    file = first.get(f"{where}/answer.json")
    assert file.status == 200
    assert "Thistle" not in file.response.headers["Content-Disposition"]
    assert json.loads(file.html)["about"]["names"][0] == {"forenames": "Perry", "surname": "Thistle"}
    assert "Released" in first.get("/subject-access/").text


def test_another_organisation_finds_no_such_request(people: People) -> None:
    where = begun(people)
    registrar = people.browser(REGISTRAR)
    assert registrar.get(where).status == 404
    assert registrar.get(f"{where}/answer.json").status == 404


def test_what_is_missing_is_said_at_its_field(people: People) -> None:
    page = people.browser(REGISTRAR).post("/subject-access/new", {"surname": "Thistle"})
    assert page.status == 422
    assert {"forenames", "date_of_birth-day"} <= page.errors.keys()


def test_a_check_is_shown_with_what_was_typed(people: People, listed: None) -> None:  # noqa: F811
    a_check(people, VETTING_OFFICER)
    where = begun(people)
    text = people.browser(VETTING_OFFICER).get(where).text
    assert "Earlier request of this kind" in text

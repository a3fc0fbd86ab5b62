"""Reports for the advisory list on the pages: fields by limb, refusals at their field, correction, amendment, and the words."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.web.conftest import People

VOLUNTEER = {
    "served_as": "policing_support_volunteer",
    "force": "Leicestershire Police",
    "forenames": "Eustace",
    "surname": "Scrubb",
    "date_of_birth-day": "4",
    "date_of_birth-month": "7",
    "date_of_birth-year": "1988",
    "identifying_number": "V 31",
    "event_date-day": "2",
    "event_date-month": "5",
    "event_date-year": "2024",
    "known_on-day": "9",
    "known_on-month": "5",
    "known_on-year": "2024",
    "conduct": "Alleged to have sold the marmalade.",
}
STAFF = VOLUNTEER | {"served_as": "civilian_employee", "left_by": "resigned"}


@pytest.mark.parametrize(
    ("limb", "changes", "field"),
    [
        ("a", {"served_as": ""}, "served_as-0"),
        ("a", {"left_by": ""}, "left_by-0"),
        ("a", {"cleared_before_leaving": "y"}, "cleared_before_leaving"),
        ("a", {"conduct": ""}, "conduct"),
        ("b", {}, "served_as-0"),
    ],
)
def test_refusals_stand_at_their_field(people: People, limb: str, changes: dict[str, str], field: str) -> None:
    page = people.browser(REPORTER).post(f"/reports/advisory/new/{limb}", STAFF | changes)
    assert page.status == 422
    assert field.removesuffix("-0") in {name.removesuffix("-0") for name in page.errors}
    assert 'value="Scrubb"' in page.html


def test_fields_follow_the_limb(people: People) -> None:
    browser = people.browser(REPORTER)
    first, last = browser.get("/reports/advisory/new/a"), browser.get("/reports/advisory/new/d")
    assert "How did they leave?" in first.text
    assert "came to the force’s attention" not in first.text
    assert "came to the force’s attention" in last.text
    assert 'name="rank"' not in last.html
    assert browser.get("/reports/advisory/new/e").status == 404
    assert browser.post("/reports/advisory/new", {"limb": "b"}).location.endswith("/advisory/new/b")
    assert browser.post("/reports/advisory/new", {}).status == 422


def test_from_report_to_entry_and_its_amendment(people: People) -> None:
    force, registrar, second = (people.browser(who) for who in (REPORTER, REGISTRAR, SECOND_REGISTRAR))
    sent = force.post("/reports/advisory/new/d", VOLUNTEER)
    assert sent.status == 303, sent.errors
    page = force.get(sent.location)
    assert "Known to the force on 9 May 2024" in page.text
    assert "Standards breached" not in page.text
    correct = force.post(f"{sent.location}/correct", {"limb": "d"}).location
    assert correct == f"{sent.location}/correct/d"
    assert 'value="Scrubb"' in force.get(correct).html
    assert force.post(correct, VOLUNTEER | {"expected_version": "1", "surname": "Clarence"}).status == 303
    assert "is then on the advisory list" in registrar.get(sent.location).text
    approved = registrar.post(f"{sent.location}/approve", {"expected_version": "2"}, form_at=sent.location)
    assert approved.status == 303
    entry = registrar.get(approved.location)
    assert "no finding was made" in entry.text
    amended = registrar.post(
        f"{approved.location}/amend",
        VOLUNTEER | {"expected_version": "1", "surname": "Clarence", "other_names": "E, Scrubb", "reason": "His letter."},
    )
    assert amended.status == 303, amended.errors
    assert second.post(f"{amended.location}/approve", form_at=amended.location).status == 303
    assert "E Scrubb" in second.get(approved.location).text

"""What each role reads of a check, in the words of practice.md section 6, to the letter."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from tests.people import (
    AUDITOR,
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SECOND_REGISTRAR,
    VETTING_OFFICER,
)
from tests.web.conftest import People
from tests.web.test_check_form import FORM, GOOD
from tests.web.test_report_pages import OFFICER, send_report
from vetting.screening.search import NotSearched

NAMESAKE = {"date_of_birth-day": "19", "date_of_birth-month": "11", "date_of_birth-year": "1962"}
NOT_CHECKED = "Not checked. We do not know either way. Do not appoint."


@pytest.fixture(scope="module")
def listed(people: People) -> None:
    """Somebody on the barred list: Peregrine Thistlewood, born on 14 May 1979."""
    people.open_lists()
    place = send_report(people, OFFICER | {"forenames": "Peregrine", "surname": "Thistlewood"})
    form = people.browser(SECOND_REGISTRAR).post(f"{place}/approve", {"expected_version": "1"}, form_at=place)
    assert form.status == 303


def a_check(people: People, someone: object, **changes: str) -> str:
    born = {"date_of_birth-day": "14", "date_of_birth-month": "5", "date_of_birth-year": "1979"}
    page = people.browser(someone).post(FORM, GOOD | {"forenames": "Perry", "surname": "Thistelwood"} | born | changes)  # type: ignore[arg-type]
    assert page.status == 303, page.errors
    return page.location


@pytest.mark.usefixtures("listed")
def test_a_clear_is_worded_to_the_letter(people: People) -> None:
    place = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    page = people.browser(VETTING_OFFICER).get(place)
    assert "No match found on the Police barred list and the Police advisory list for the details below, at " in page.text
    assert "This is not vetting clearance. Check again before appointment. Not covered: " in page.text
    for gap in (
        "15 December 2017",
        "British Transport Police",
        "Ministry of Defence Police",
        "Civil Nuclear",
        "National Crime Agency",
    ):
        assert gap in page.text
    for detail in ("Peregrine", "Thistlewood", "19 November 1962", "Register version", "Model version"):
        assert detail in page.text
    assert any(zone in page.text for zone in (" GMT", " BST"))


@pytest.mark.usefixtures("listed")
def test_a_hit_shows_the_comparison_before_any_number(people: People) -> None:
    page = people.browser(VETTING_OFFICER).get(a_check(people, VETTING_OFFICER))
    assert "Possible match" in page.text
    assert "date of birth the same, force not given. Two people can share these. Start with what differs." in page.text
    assert page.text.index("What it means") < page.text.index("Match weight")
    before_numbers = page.text.partition("How strong the match is")[0]
    for number in ("strong", "Band", "robability", "bits", "weight"):
        assert number not in before_numbers
    assert "marmalade" not in page.html, "an allegation is not for identity work"


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER], ids=lambda someone: someone.role.value)
def test_recruiters_and_hr_read_states_only(people: People, someone: object) -> None:
    hit, clear = a_check(people, someone), a_check(people, someone, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    for place in (hit, clear):
        page = people.browser(someone).get(place)  # type: ignore[arg-type]
        assert (
            "With the vetting unit. Do not appoint yet. This says nothing about the applicant: do not change how you treat the "
            "application. Reference V-1." in page.text
        )
        for secret in ("match", "Match", "barred list and", "advisory list", "weight", "Register version"):
            assert secret not in page.text
    assert people.browser(someone).get("/checks/").text.count("With the vetting unit") >= 2  # type: ignore[arg-type]


@pytest.mark.usefixtures("listed")
def test_a_release_is_all_that_the_asker_learns(people: People) -> None:
    place = a_check(people, RECRUITER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    page = people.browser(VETTING_OFFICER).post(f"{place}/release", form_at=place)
    assert page.location == place
    seen = people.browser(RECRUITER).get(place)
    assert "Complete. Released by the vetting unit on " in seen.text
    assert "match" not in seen.text.lower()
    again = people.browser(VETTING_OFFICER).post(f"{place}/release", form_at=FORM)
    assert (again.status, "released before" in again.text) == (409, True)


@pytest.mark.usefixtures("listed")
def test_a_hit_cannot_be_released(people: People) -> None:
    place = a_check(people, VETTING_OFFICER)
    assert "Release this check" not in people.browser(VETTING_OFFICER).get(place).text
    assert people.browser(VETTING_OFFICER).post(f"{place}/release", form_at=FORM).status == 409


@pytest.mark.usefixtures("listed")
def test_a_report_received_says_contact_the_college(people: People) -> None:
    send_report(people, OFFICER | {"forenames": "Cordelia", "surname": "Wensleydale"})
    page = people.browser(VETTING_OFFICER).get(a_check(people, VETTING_OFFICER, forenames="Cordelia", surname="Wensleydale"))
    assert "Report received, not yet complete: contact the College" in page.text
    assert page.title.startswith("Contact the College")


@pytest.mark.parametrize("someone", [VETTING_OFFICER, RECRUITER], ids=lambda someone: someone.role.value)
@pytest.mark.parametrize(
    ("cause", "goes_on"),
    [
        ("index_behind", "It is made again by itself"),
        ("killed_worker", "It is not made again by itself, because the fault lies in"),
    ],
)
def test_a_search_that_failed_is_never_a_clear(people: People, someone: object, cause: str, goes_on: str) -> None:
    with patch("vetting.screening.checks.search_lists", return_value=NotSearched(cause)):
        place = a_check(people, someone, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    page = people.browser(someone).get(place)  # type: ignore[arg-type]
    assert NOT_CHECKED in page.text and goes_on in page.text
    assert "No match" not in page.html
    assert page.title.startswith("Not checked")


def test_a_fault_in_a_check_says_not_checked(people: People) -> None:
    with patch("vetting.screening.checks._store_answer", side_effect=RuntimeError("disk")):
        people.open_lists()
        page = people.browser(VETTING_OFFICER).post(FORM, GOOD)
    assert page.status == 503
    assert "not checked. We do not know either way. Do not appoint." in page.text
    assert "disk" not in page.html


def test_another_organisations_check_reads_as_none(people: People) -> None:
    place = a_check(people, VETTING_OFFICER)
    for someone, status in ((OTHER_VETTING_OFFICER, 404), (REGISTRAR, 403), (REPORTER, 403), (AUDITOR, 403)):
        assert people.browser(someone).get(place).status == status
    assert people.browser(RECRUITER).get(place).status == 404, "recruiters see what they asked for themselves"
    assert people.browser(VETTING_OFFICER).get("/checks/" + "0" * 32).status == 404

"""Asking for a check: every bad input named at its field, nothing typed lost, nothing about the person in an address."""

from __future__ import annotations

import re

import pytest

from tests.people import HR_OFFICER, RECRUITER, VETTING_OFFICER
from tests.web.conftest import People
from vetting.db import utc_now

GOOD = {
    "forenames": "Basil",
    "surname": "Marjoram",
    "date_of_birth-day": "3",
    "date_of_birth-month": "March",
    "date_of_birth-year": "1984",
    "purpose": "appointment",
    "reference": "V-1",
    "applicant_told": "y",
    "action": "run",
}
FORM = "/checks/new"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"surname": ""}, "surname", "Enter the surname"),
        ({"surname": "12345"}, "surname", "surname"),
        ({"surname": "M" * 201}, "surname", "characters or fewer"),
        ({"forenames": "Ba\x00sil"}, "forenames", "Forenames"),
        ({"date_of_birth-year": "2099"}, "date_of_birth-day", "past"),
        ({"date_of_birth-year": str(utc_now().year - 10)}, "date_of_birth-day", "16"),
        ({"date_of_birth-year": "1901"}, "date_of_birth-day", "100"),
        ({"date_of_birth-day": "31", "date_of_birth-month": "02"}, "date_of_birth-day", "there is no 31 February 1984"),
        ({"date_of_birth-year": "84"}, "date_of_birth-year", "year of 4 numbers"),
        ({"date_of_birth-month": ""}, "date_of_birth-month", "month"),
        ({"purpose": ""}, "purpose", "Choose what the check is for"),
        ({"purpose": "curiosity"}, "purpose", "Choose what the check is for"),
        ({"reference": ""}, "reference", "Enter the reference"),
        ({"reference": "x" * 101}, "reference", "100"),
        ({"other_names-0-forenames": "42"}, "other_names-0-forenames", ""),
        ({"service_numbers-0-force": "Ruritania Police", "service_numbers-0-number": "7"}, "service_numbers-0-force", "not known"),
        ({"service_numbers-0-force": "Kent"}, "service_numbers-0-number", "number"),
        ({"service_numbers-0-number": "7"}, "service_numbers-0-force", "force"),
    ],
)
def test_bad_input_is_named_at_its_field_and_kept(people: People, changes: dict[str, str], field: str, words: str) -> None:
    page = people.browser(HR_OFFICER).post(FORM, GOOD | changes)
    assert page.status == 422
    assert page.title == "Error: Check a person – Barred list vetting"
    assert list(page.errors) == [field]
    assert words in page.errors[field]
    assert f'id="{field}"' in page.html, "the summary's link leads to a field"
    for name, value in (GOOD | changes).items():
        if name not in {"purpose", "action"} and value and "\x00" not in value:
            assert f'value="{value}"' in page.html, f"{name} was lost"


def test_everything_wrong_is_said_at_once_in_the_order_of_the_page(people: People) -> None:
    page = people.browser(RECRUITER).post(FORM, {"date_of_birth-day": "31", "date_of_birth-month": "2", "date_of_birth-year": "84"})
    assert list(page.errors) == ["surname", "date_of_birth-year", "purpose", "reference", "applicant_told"]


def test_a_date_of_birth_is_left_out_only_by_a_vetting_officer_with_a_reason(people: People) -> None:
    without = {name: value for name, value in GOOD.items() if not name.startswith("date_of_birth")}
    assert people.browser(RECRUITER).post(FORM, without).errors == {"date_of_birth-day": "Enter the date of birth."}
    assert "no_date_of_birth_reason" not in people.browser(RECRUITER).get(FORM).html
    officer = people.browser(VETTING_OFFICER)
    assert list(officer.post(FORM, without).errors) == ["date_of_birth-day"]
    assert officer.post(FORM, without | {"no_date_of_birth_reason": "Held by another agency"}).status == 303


def test_rows_come_and_go_without_scripts_and_keep_what_was_typed(people: People) -> None:
    browser = people.browser(VETTING_OFFICER)
    more = browser.post(FORM, GOOD | {"other_names-0-surname": "Tarragon", "action": "name-add"})
    assert (more.status, more.errors) == (200, {})
    assert 'id="other_names-1-forenames"' in more.html
    assert 'value="Tarragon"' in more.html
    assert f'formaction="{FORM}#other_names-2-forenames"' in more.html
    two = GOOD | {"other_names-0-surname": "Tarragon", "other_names-1-surname": "Chervil", "action": "name-0"}
    fewer = browser.post(FORM, two)
    assert "Tarragon" not in fewer.html
    assert 'value="Chervil"' in fewer.html
    assert 'id="service_numbers-1-force"' in browser.post(FORM, GOOD | {"action": "number-add"}).html


@pytest.mark.parametrize("action", ["name-99", "name-x", "number--1", "nonsense-add"])
def test_a_made_up_button_harms_nothing(people: People, action: str) -> None:
    assert people.browser(VETTING_OFFICER).post(FORM, GOOD | {"action": action}).status in (200, 303)


def test_the_answers_are_read_once_more_before_anything_is_searched(people: People) -> None:
    browser = people.browser(VETTING_OFFICER)
    before = browser.get("/checks/").text
    typed = {name: value for name, value in GOOD.items() if name != "action"}
    rows = {"other_names-0-surname": "Tarragon", "service_numbers-0-force": "Kent", "service_numbers-0-number": "7"}
    page = browser.post(FORM, typed | rows)
    assert (page.status, page.title) == (200, "Check your answers – Barred list vetting")
    for words in (
        "Marjoram",
        "3 March 1984",
        "Tarragon",
        "Kent, number 7",
        "Before a person is employed or appointed",
        "V-1",
        "Yes",
    ):
        assert words in page.text
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.html))
    assert (typed | rows).items() <= sent.items()
    assert browser.get("/checks/").text == before, "nothing was searched or kept"
    changed = browser.post(FORM, sent | {"action": "change"})
    assert 'value="Marjoram"' in changed.html
    assert browser.post(FORM, sent | {"action": "run"}).status == 303


def test_the_applicant_must_have_been_told_unless_serving_staff_are_checked(people: People) -> None:
    untold = {name: value for name, value in GOOD.items() if name != "applicant_told"}
    assert list(people.browser(RECRUITER).post(FORM, untold).errors) == ["applicant_told"]
    assert people.browser(VETTING_OFFICER).post(FORM, untold | {"purpose": "workforce_check"}).status == 303


def test_a_typing_error_is_corrected_in_a_new_check(people: People) -> None:
    browser = people.browser(RECRUITER)
    place = browser.post(FORM, GOOD | {"surname": "Marjorum"}).location
    form = browser.get(f"{place}/correct")
    assert 'value="Marjorum"' in form.html
    later = browser.post(f"{place}/correct", GOOD).location
    assert later != place
    assert "A typing error was corrected" in browser.get(place).text
    assert "in which something was mistyped" in browser.get(later).text
    assert browser.post(f"{place}/correct", GOOD).status == 409


def test_national_insurance_numbers_and_sensitive_names_are_asked_of_nobody_here(people: People) -> None:
    for someone in (RECRUITER, VETTING_OFFICER):
        html = people.browser(someone).get(FORM).html
        assert "national_insurance_number" not in html
        assert "sensitive_names" not in html
    page = people.browser(VETTING_OFFICER).post(
        FORM, GOOD | {"national_insurance_number": "QQ123456C", "sensitive_names-0-surname": "Chervil"}
    )
    assert page.status == 303
    assert "Chervil" not in people.browser(VETTING_OFFICER).get(page.location).html


def test_the_most_rows_is_the_most(people: People) -> None:
    rows = {f"other_names-{index}-surname": "Basilic" for index in range(60)}
    page = people.browser(VETTING_OFFICER).post(FORM, GOOD | rows | {"action": "name-add"})
    assert page.html.count('value="Basilic"') == 50
    assert page.status == 200


def test_the_answer_has_an_opaque_address(people: People) -> None:
    page = people.browser(VETTING_OFFICER).post(FORM, GOOD | {"other_names-0-surname": "Tarragon"})
    assert page.status == 303
    assert re.fullmatch(r"/checks/[0-9a-f]{32}", page.location)
    shown = people.browser(VETTING_OFFICER).get(page.location)
    assert "Marjoram" in shown.text
    assert "Tarragon" in shown.text
    assert not re.search("Marjoram|Basil|1984", shown.title)


def test_the_subjects_details_are_never_offered_by_the_browser(people: People) -> None:
    fields = re.findall(r"<input[^>]*type=\"text\"[^>]*>", people.browser(RECRUITER).get(FORM).html)
    assert len(fields) >= 9
    assert all('autocomplete="off"' in field for field in fields)

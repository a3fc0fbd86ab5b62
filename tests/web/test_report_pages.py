"""Reports on the pages: fields by status, bad input named and kept, approval and return by somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.web.conftest import People

EVENT = datetime.now(UTC) - timedelta(days=2)
OFFICER = {
    "force": "Leicestershire Police",
    "forenames": "Basil",
    "surname": "Marjoram",
    "date_of_birth-day": "14",
    "date_of_birth-month": "May",
    "date_of_birth-year": "1979",
    "rank": "sergeant",
    "identifying_number": "PS 4417",
    "ground": "gross_misconduct",
    "standards": "Honesty and Integrity",
    "conduct": "Sold the evidence store’s marmalade",
    "event_date-day": str(EVENT.day),
    "event_date-month": str(EVENT.month),
    "event_date-year": str(EVENT.year),
}
STAFF = {name: value for name, value in OFFICER.items() if name != "rank"} | {"ground": "conduct", "identifying_number": "S 7"}


def send_report(people: People, data: dict[str, str], limb: str = "a") -> str:
    page = people.browser(REPORTER).post(f"/reports/new/{limb}", data)
    assert page.status == 303, page.errors
    return page.location


@pytest.mark.parametrize(
    ("limb", "changes", "field", "words"),
    [
        ("a", {"surname": ""}, "surname", "Enter the surname"),
        ("a", {"surname": "????"}, "surname", ""),
        ("a", {"date_of_birth-year": "2099"}, "date_of_birth-day", "past"),
        ("a", {"date_of_birth-year": str(EVENT.year - 10)}, "date_of_birth-day", ""),
        ("a", {"date_of_birth-year": "1900"}, "date_of_birth-day", ""),
        ("a", {"date_of_birth-day": "31", "date_of_birth-month": "2"}, "date_of_birth-day", "no 31 February"),
        ("a", {"date_of_birth-year": "79"}, "date_of_birth-year", "4 numbers"),
        ("a", {"date_of_birth-day": "", "date_of_birth-month": "", "date_of_birth-year": ""}, "date_of_birth-day", "missing"),
        ("a", {"rank": ""}, "rank", "rank"),
        ("a", {"ground": "conduct"}, "ground", "Choose the ground"),
        ("a", {"conduct": ""}, "conduct", "Describe"),
        ("a", {"event_date-year": "2016"}, "event_date-day", "15 December 2017"),
        ("a", {"event_date-day": "1", "event_date-month": "3", "event_date-year": "2099"}, "event_date-day", "future"),
        ("a", {"force": "BTP"}, "force", "British Transport Police Authority"),
        ("a", {"force": "Ministry of Defence Police"}, "force", "Ministry of Defence"),
        ("a", {"force": "CNC"}, "force", "Civil Nuclear Police Authority"),
        ("a", {"force": "National Crime Agency"}, "force", "National Crime Agency"),
        ("a", {"force": "Ruritania"}, "force", "43 forces"),
        ("c", {"rank": "sergeant"}, "rank", "no rank"),
        ("d", {"special_constable": "y"}, "special_constable", "special constable"),
    ],
)
def test_bad_input_is_named_at_its_field_and_kept(
    people: People, limb: str, changes: dict[str, str], field: str, words: str
) -> None:
    data = (OFFICER if limb == "a" else STAFF) | changes
    page = people.browser(REPORTER).post(f"/reports/new/{limb}", data)
    assert page.status == 422
    assert page.title == "Error: Make a report – Barred list vetting"
    assert field in page.errors
    assert words in page.errors[field]
    assert f'id="{field}"' in page.html
    for name in ("forenames", "surname", "force", "identifying_number", "event_date-year", "date_of_birth-month"):
        if data[name]:
            assert f'value="{data[name]}"' in page.html, f"{name} was lost"
    assert data["conduct"] in page.html


def test_fields_follow_the_status(people: People) -> None:
    browser = people.browser(REPORTER)
    officer, former, staff = (browser.get(f"/reports/new/{limb}") for limb in "abd")
    assert "Warrant or collar number" in officer.text
    assert "Date of dismissal" in officer.text
    assert "Last rank" in former.text
    assert "Date of the finding" in former.text
    assert "Staff number" in staff.text
    assert 'name="rank"' not in staff.html
    assert 'value="Leicestershire Police"' in officer.html, "the own force is filled in"
    assert browser.get("/reports/new/e").status == 404


def test_choosing_who_it_is_about_comes_first(people: People) -> None:
    browser = people.browser(REPORTER)
    assert browser.post("/reports/new").errors == {"limb": "Choose who the report is about"}
    assert browser.post("/reports/new", {"limb": "d"}).location == "/reports/new/d"


def test_a_report_goes_from_one_pair_of_hands_to_another(people: People) -> None:
    place = send_report(people, OFFICER | {"forenames": "Rosemary", "surname": "Samphire"})
    registrar = people.browser(REGISTRAR)
    assert "Rosemary Samphire" in registrar.get("/reports/").text
    without = registrar.post(f"{place}/return", {"expected_version": "1"}, form_at=place)
    assert (without.status, list(without.errors)) == (422, ["reason"])
    reason = {"expected_version": "1", "reason": "Is it Samphire with ph?"}
    assert registrar.post(f"{place}/return", reason, form_at=place).location == place
    returned = people.browser(REPORTER).get(place)
    assert "Is it Samphire with ph?" in returned.text
    assert "It counts in every check" in returned.text
    corrected = OFFICER | {"forenames": "Rosemary", "surname": "Samphyre", "expected_version": "1"}
    assert people.browser(REPORTER).post(f"{place}/correct/a", corrected).location == place
    old = registrar.post(f"{place}/approve", {"expected_version": "1"}, form_at=place)
    assert (old.status, "version 2" in old.text) == (409, True)
    entry = registrar.post(f"{place}/approve", {"expected_version": "2"}, form_at=place)
    assert entry.location.startswith("/register/entries/")
    shown = registrar.get(entry.location)
    assert "Rosemary Samphyre" in shown.text
    assert "Publication decision due" in shown.text
    assert "Samphyre" not in shown.title


def test_nobody_approves_their_own_report(people: People) -> None:
    page = people.browser(REGISTRAR).post("/reports/new/a", OFFICER | {"surname": "Tarragon", "force": "Kent"})
    shown = people.browser(REGISTRAR).get(page.location)
    assert "another registrar must approve it" in shown.text
    assert "/approve" not in shown.html
    refused = people.browser(REGISTRAR).post(f"{page.location}/approve", {"expected_version": "1"}, form_at=page.location)
    assert (refused.status, "another registrar must approve it" in refused.text) == (403, True)
    approved = people.browser(SECOND_REGISTRAR).post(f"{page.location}/approve", {"expected_version": "1"}, form_at=page.location)
    assert approved.status == 303


def test_another_forces_report_reads_as_none(people: People) -> None:
    place = send_report(people, OFFICER)
    assert people.browser(OTHER_REPORTER).get(place).status == 404
    assert people.browser(OTHER_REPORTER).get(f"{place}/correct/a").status == 404
    assert place.rpartition("/")[2] not in people.browser(OTHER_REPORTER).get("/reports/").html


def test_a_member_of_staff_is_never_published_and_an_officer_is_in_other_words(people: People) -> None:
    for limb, data in (("c", STAFF), ("a", OFFICER | {"forenames": "Fennel", "surname": "Costmary"})):
        place = send_report(people, data, limb)
        entry = people.browser(REGISTRAR).post(f"{place}/approve", {"expected_version": "1"}, form_at=place).location
        page = people.browser(REGISTRAR).get(entry)
        if limb == "c":
            assert "never published" in page.text
            assert "Publish" not in page.text.replace("Published", "")
            continue
        for reason in ("", data["conduct"]):
            refused = people.browser(REGISTRAR).post(f"{entry}/publish", {"public_reason": reason})
            assert (refused.status, list(refused.errors)) == (422, ["public_reason"])
        assert people.browser(REGISTRAR).post(f"{entry}/publish", {"public_reason": "Dishonesty"}).location == entry
        assert people.browser().post("/register/published", {"name": "fennel COSTMARY"}).text.count("1 published entry") == 0
        decision = people.browser(SECOND_REGISTRAR).get(entry).html.partition("/publication-decisions/")[2].partition("/")[0]
        approve = f"/register/publication-decisions/{decision}/approve"
        assert people.browser(REGISTRAR).post(approve, form_at=entry).status == 403
        assert people.browser(SECOND_REGISTRAR).post(approve, form_at=entry).location == entry
    found = people.browser().post("/register/published", {"name": "fennel COSTMARY"})
    assert "1 published entry" in found.text
    assert "Dishonesty" in found.text
    address = found.html.partition("/register/published/")[2].partition('"')[0]
    page = people.browser().get(f"/register/published/{address}")
    for shown in (found, page):
        assert "Dishonesty" in shown.text
        for secret in ("marmalade", "1979", "4417"):
            assert secret not in shown.text
    near = people.browser().post("/register/published", {"name": "Fenell Costmary"})
    assert "No published entry for this spelling." in near.text
    assert "Search for Fennel Costmary" in near.text
    assert "Dishonesty" not in near.text
    assert people.browser().get(f"/register/published/{'0' * 32}").status == 404


def test_whoever_names_no_list_is_led_to_the_barred_one(people: People) -> None:
    home = people.browser(REPORTER).get("/").html
    assert 'href="/reports/new"' in home
    assert 'href="/reports/advisory/new"' in people.browser(REPORTER).get("/reports/new").html
    assert 'href="/reports/new"' in people.browser(REPORTER).get("/reports/advisory/new").html

"""The pages of an import and of one person's records: two registrars from the file to the entry, without JavaScript."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.keeper import HEADINGS, person
from tests.web.conftest import TOKEN, Browser, Page, People


def a_file(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def send(browser: Browser, data: bytes, **said: str) -> Page:
    """Upload a file through the form."""
    token = TOKEN.search(browser.get("/register/imports/new").html)
    assert token
    form = {"list_id": "barred", "kind": "addition", "keeper_count": "2", "csrf_token": token[1]} | said
    response = browser.client.post(
        "/register/imports/new", data={**form, "file": (io.BytesIO(data), "barred.csv")}, content_type="multipart/form-data"
    )
    return Page(response)


def uploaded(people: People, rows: list[list[str]], **said: str) -> str:
    """The address of an import that one registrar uploaded."""
    page = send(people.browser(REGISTRAR), a_file(rows), keeper_count=str(len(rows)), **said)
    assert page.status == 303, page.text
    return page.location


def confirm(people: People, address: str) -> Page:
    browser = people.browser(SECOND_REGISTRAR)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(address).html)
    assert seen
    return browser.post(f"{address}/confirm", {"seen": seen[1]}, form_at=address)


@pytest.fixture(autouse=True)
def _open(people: People) -> None:
    people.open_lists()


def test_a_list_goes_from_file_to_entries_by_two_people(people: People) -> None:
    address = uploaded(people, [person(801), person(802, DOB="31/02/1970"), person(803)])
    own = people.browser(REGISTRAR).get(address)
    assert "Could be read 2" in own.text
    assert "Could not be read 1" in own.text
    assert "another registrar must confirm it" in own.text
    assert "Confirm: this is the keeper’s list" not in own.text
    assert "DOB: Date of birth must be a date that exists" in own.text
    assert confirm(people, address).status == 303
    after = people.browser(REGISTRAR).get(address)
    assert "Confirmed" in after.text
    row = re.search(r"/register/imports/rows/[0-9a-f]{32}", after.html)
    assert row
    page = people.browser(REGISTRAR).get(row[0])
    assert "contact the College" in page.text
    assert "31/02/1970" in page.text
    words = {"reason": "The keeper’s card was found."}
    form = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.html))
    fields = {name: value for name, value in form.items() if name != "csrf_token"}
    fields |= {"date_of_birth": "28/2/1970", "conduct": "Was dishonest.", **words}
    assert people.browser(REGISTRAR).post(f"{row[0]}/complete", fields | {"surname": ""}, form_at=row[0]).status == 422
    assert people.browser(REGISTRAR).post(f"{row[0]}/complete", fields, form_at=row[0]).status == 303
    assert "another registrar must decide it" in people.browser(REGISTRAR).get(row[0]).text
    second = people.browser(SECOND_REGISTRAR)
    done = second.post(f"{row[0]}/approve", form_at=row[0])
    assert done.status == 303
    entry = second.get(done.location)
    assert "28 February 1970" in entry.text
    assert "From the keeper’s file" in entry.text
    assert "Shelf" in entry.text


def test_the_upload_says_what_is_missing(people: People) -> None:
    browser = people.browser(REGISTRAR)
    page = send(browser, b"", list_id="", kind="", keeper_count="many")
    assert page.status == 422
    assert {"file", "list_id", "kind", "keeper_count"} <= {field.removesuffix("-0") for field in page.errors}
    assert "no column for" in send(browser, b"Surname,Something\nRumblebuffin,1\n").text


def test_a_count_that_differs_cannot_be_confirmed(people: People) -> None:
    page = send(people.browser(REGISTRAR), a_file([person(811)]), keeper_count="7")
    shown = people.browser(SECOND_REGISTRAR).get(page.location)
    assert "The keeper’s own count is 7 and the file has 1 rows" in shown.text
    assert "Confirm: this is the keeper’s list" not in shown.text


def test_every_problem_can_be_downloaded(people: People) -> None:
    address = uploaded(people, [person(821, Limb="z"), person(822, Rank="wizard")])
    rows = list(csv.reader(people.browser(REGISTRAR).get(f"{address}/problems.csv").html.splitlines()))
    assert {row[0] for row in rows[1:]} == {"2", "3"}
    template = people.browser(REGISTRAR).get("/register/imports/template-advisory.csv").html
    assert "Served as" in template
    assert people.browser(REGISTRAR).get("/register/imports/template-none.csv").status == 404


def test_a_removal_is_proposed_one_by_one_with_its_ground(people: People) -> None:
    confirm(people, uploaded(people, [person(831), person(832)]))
    address = uploaded(people, [person(831)], kind="replacement")
    shown = people.browser(SECOND_REGISTRAR).get(address)
    assert "They stay on the list" in shown.text
    confirm(people, address)
    after = people.browser(REGISTRAR).get(address)
    link = re.search(rf"{address}/missing/[0-9a-f]{{32}}", after.html)
    assert link
    assert people.browser(REGISTRAR).post(link[0], {"ground": "", "details": ""}).status == 422
    sent = people.browser(REGISTRAR).post(link[0], {"ground": "appeal_won", "details": "Tribunal of 3 May 2026."})
    assert sent.status == 303
    assert "Waits for a second registrar" in people.browser(REGISTRAR).get(address).text


def test_a_force_sees_nothing_of_it(people: People) -> None:
    address = uploaded(people, [person(841)])
    for path in ("/register/imports/", "/register/imports/new", address, f"{address}/problems.csv"):
        assert people.browser(REPORTER).get(path).status == 403


def test_two_records_are_said_to_be_of_one_person_by_two_registrars(people: People) -> None:
    one, other = person(851), person(852, DOB=person(851)[HEADINGS.index("DOB")], Surname=person(851)[HEADINGS.index("Surname")])
    other[HEADINGS.index("Forenames")] = one[HEADINGS.index("Forenames")]
    confirm(people, uploaded(people, [one, other]))
    listed = people.browser(REGISTRAR).get("/register/entries")
    entries = re.findall(r"/register/entries/[0-9a-f]{32}", listed.html)
    pages = [people.browser(REGISTRAR).get(address) for address in dict.fromkeys(entries)]
    records = [re.search(r"/register/persons/([0-9a-f]{32})", page.html)[1] for page in pages if "K-00851" in page.html]  # type: ignore[index]
    address = f"/register/persons/{records[0]}"
    page = people.browser(REGISTRAR).get(address)
    link = re.search(rf"{address}/same/[0-9a-f]{{32}}", page.html)
    assert link, page.text
    assert people.browser(REGISTRAR).post(link[0], {"who": "same", "reason": ""}, form_at=address).status == 422
    said = {"who": "same", "reason": "The same warrant card."}
    assert people.browser(REGISTRAR).post(link[0], said, form_at=address).status == 303
    assert "another registrar must decide it" in people.browser(REGISTRAR).get(address).text
    waiting = re.search(rf"{address}/links/[0-9a-f]{{32}}", people.browser(SECOND_REGISTRAR).get(address).html)
    assert waiting
    assert people.browser(SECOND_REGISTRAR).post(waiting[0], {"decision": "approve"}, form_at=address).status == 303
    assert "Take it back" in people.browser(REGISTRAR).get(address).text


def test_a_bad_row_is_corrected_before_the_second_person_confirms(people: People) -> None:
    address = uploaded(people, [person(811), person(812, DOB="31/02/1970")])
    browser, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    row = re.search(r"/register/imports/rows/[0-9a-f]{32}", browser.get(address).html)
    assert row
    page = browser.get(row[0])
    assert "You can correct it before the import is confirmed" in page.text
    assert "Whoever uploaded the file can correct it" in second.get(row[0]).text
    form = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.html))
    fields = {name: value for name, value in form.items() if name != "csrf_token"}
    fields |= {"conduct": "Was dishonest.", "reason": "The keeper’s card was found."}
    refused = browser.post(f"{row[0]}/correct", fields, form_at=row[0])
    assert refused.status == 422
    assert "Date of birth must be a date that exists" in refused.text
    assert browser.post(f"{row[0]}/correct", fields | {"date_of_birth": "28/2/1970"}, form_at=row[0]).status == 303
    shown = second.get(address)
    assert "Corrected by hand 1" in shown.text
    assert "28 February 1970" in shown.text
    assert "The keeper’s card was found." in shown.text
    assert "Could not be read 0" in shown.text
    assert confirm(people, address).status == 303
    line = re.search(r'href="(/register/entries/[0-9a-f]{32})">[^<]*Zaaibc', second.get("/register/entries").html)
    assert line
    assert "Corrected by hand before the file was confirmed" in second.get(line[1]).text

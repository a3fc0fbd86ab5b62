"""A keeper's list from the file to entries with real clicks: a bad row corrected, a second registrar confirms, the rest waits."""

from __future__ import annotations

import csv
import io

import pytest

from tests.browser.conftest import Visitors
from tests.browser.screens import Screen
from tests.browser.test_register import open_lists
from tests.people import REGISTRAR, SECOND_REGISTRAR
from tests.registry.keeper import HEADINGS, person
from vetting.db import utc_now

COLUMNS = (*HEADINGS, "Published on", "Public reason", "Withheld because")
SIDES = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.full)]
)


def file_of(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


def upload(screen: Screen, first: int) -> None:
    """Four people: one public, one undecided, one without a date that can be, one without a name."""
    rows = [
        [*person(first), f"{utc_now().year - 1}-05-04", "Was dishonest.", ""],
        [*person(first + 1), "", "", ""],
        [*person(first + 2, DOB="31/02/1970"), "", "", ""],
        [*person(first + 3, DOB="soon"), "", "", ""],
    ]
    screen.open("/register/imports/new")
    screen.page.get_by_label("The keeper’s file").set_input_files(
        {"name": "barred.csv", "mimeType": "text/csv", "buffer": file_of(*rows)}
    )
    screen.choose("Police barred list")
    screen.choose("Entries to add to the list")
    screen.fill("Entries by the keeper’s own count", "4")


def examine(screen: Screen, name: str, scripts: bool) -> None:
    if scripts:
        screen.examine(name)


@SIDES
def test_a_list_goes_from_the_file_to_entries(visitors: Visitors, scripts: bool) -> None:
    open_lists(visitors, scripts)  # before there is anything on them: a list that is loaded from a file asks for the keeper's count
    first, second = visitors.screen(REGISTRAR, scripts=scripts), visitors.screen(SECOND_REGISTRAR, scripts=scripts)
    number = 921 if scripts else 931
    upload(first, number)
    examine(first, "upload", scripts)
    first.click("Read the file")
    address = first.page.url.removeprefix(first.address)
    first.see("Could not be read", "Of these, public by the file", "another registrar must confirm it")
    examine(first, "import, own", scripts)
    first.click("Row 4")
    first.see("You can correct it before the import is confirmed")
    examine(first, "row to correct", scripts)
    first.fill("Date of birth", "28/2/1970")
    first.click("Correct the row")
    first.see("Say what shows that it is right")
    first.fill("What shows that this is right", "The keeper’s card was found.")
    first.click("Correct the row")
    first.see("Corrected by hand")
    second.open("/register/desk")
    second.see("Imports for a second person")
    examine(second, "desk with an import", scripts)
    second.open(address)
    second.see("Corrected by hand", "The keeper’s card was found.", "28 February 1970")
    examine(second, "import to confirm", scripts)
    second.click("Confirm: this is the keeper’s list")
    second.see("Confirmed")
    second.open("/register/desk")
    second.see("Rows of imports that could not be read")
    examine(second, "desk with an unread row", scripts)
    second.open(address)
    second.click("Row 5")
    second.see("contact the College", "Or set the row aside")
    examine(second, "row to resolve", scripts)
    second.fill("Why", "The keeper has no such card.")
    second.click("Propose to set it aside")
    row = second.page.url.removeprefix(second.address)
    first.open(row)
    first.click("Approve: set the row aside")
    first.see("Set aside")
    anyone = visitors.screen(scripts=scripts)
    anyone.open("/register/published")
    named = person(number)
    anyone.fill("First name and surname", f"{named[3]} {named[4]}")
    anyone.click("Search")
    anyone.see(named[4], "Was dishonest.")

"""From a report to a checked applicant, with real clicks: once as most people see it, once without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.screens import Screen
from tests.people import RECRUITER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER

CONDUCT = "Sold the evidence store’s marmalade at a village fair"
ALLEGED = "marmalade"


@dataclass(frozen=True)
class Story:
    """A fictional person; the mistyped surname and the nickname under which they apply; a namesake's year of birth."""

    forenames: str
    surname: str
    number: str
    mistyped: str
    nickname: str
    year: str = "1984"
    namesake_year: str = "1971"


WITH_SCRIPTS = Story("Bartholomew Quillon", "Featherstonehaugh", "PS 4417", "Fetherstonehaugh", "Bart")
WITHOUT_SCRIPTS = Story("Catherine Isolde", "Quackenbushel", "PS 5528", "Quakenbushel", "Kate")


@pytest.mark.parametrize(
    ("story", "scripts"),
    [pytest.param(WITH_SCRIPTS, True, id="scripts", marks=pytest.mark.full), pytest.param(WITHOUT_SCRIPTS, False, id="no scripts")],
)
def test_from_a_report_to_a_checked_applicant(visitors: Visitors, story: Story, scripts: bool) -> None:
    journey = Journey(visitors, story, scripts)
    journey.registrars_open_the_lists()
    journey.force_reports()
    journey.registrar_returns_with_a_reason()
    journey.force_corrects()
    journey.check_says_contact_the_college()
    journey.another_registrar_approves()
    journey.vetting_officer_reads_the_comparison()
    journey.namesake_is_no_match()
    journey.recruiter_sees_states_only()
    journey.registrar_publishes_and_anybody_finds()


class Journey:
    """The steps, in order; each page on the way is examined when scripts run."""

    def __init__(self, visitors: Visitors, story: Story, scripts: bool) -> None:
        self.visitors, self.story, self.scripts = visitors, story, scripts
        self.report = ""

    def examine(self, screen: Screen, name: str) -> None:
        if self.scripts:
            screen.examine(name)
        address = screen.page.url
        told = rf"{self.story.surname}|{self.story.mistyped}|\b{self.story.year}\b"  # an id may hold any four digits
        assert not re.search(told, f"{address} {screen.page.title()}")

    def registrars_open_the_lists(self) -> None:
        for someone in (REGISTRAR, SECOND_REGISTRAR):
            screen = self.visitors.screen(someone, scripts=self.scripts)
            for name in ("barred", "advisory"):
                screen.open("/register/lists")
                if screen.page.get_by_role("button", name=f"Open the Police {name} list").count():
                    screen.click(f"Open the Police {name} list")
        self.examine(screen, "lists")

    def force_reports(self) -> None:
        screen = self.visitors.screen(REPORTER, scripts=self.scripts)
        self.examine(screen, "home of a reporter")
        screen.click("Make a report")
        screen.click("Continue")
        screen.see("There is a problem", "Choose who the report is about")
        self.examine(screen, "who is reported, in error")
        screen.choose("Police officer or special constable")
        screen.click("Continue")
        self.examine(screen, "report form")
        screen.click("Send the report")
        screen.see("Enter the surname", "Choose the ground")
        self.examine(screen, "report form, in error")
        finding = datetime.now(UTC) - timedelta(days=2)
        screen.fill("Forenames", self.story.forenames)
        screen.fill("Surname", self.story.surname + "s")
        screen.fill_date("Date of birth", "27", "April", self.story.year)
        screen.page.get_by_label("Rank").select_option("Sergeant")
        screen.fill("Warrant or collar number", self.story.number)
        screen.fill_date("Date of dismissal", str(finding.day), f"{finding:%B}", str(finding.year))
        screen.choose("Gross misconduct")
        screen.choose("Honesty and Integrity")
        screen.fill("What happened", CONDUCT)
        screen.click("Send the report")
        screen.see("With the College", "It counts in every check", CONDUCT)
        self.examine(screen, "report")
        self.report = screen.page.url.removeprefix(screen.address)

    def registrar_returns_with_a_reason(self) -> None:
        screen = self.visitors.screen(REGISTRAR, scripts=self.scripts)
        screen.click("Reports to approve")
        self.examine(screen, "queue")
        screen.click(f"{self.story.forenames} {self.story.surname}s")
        self.examine(screen, "report to decide")
        screen.click("Return")
        screen.see("Say what must be corrected")
        self.examine(screen, "return without a reason")
        screen.fill("What must be corrected", "Surname: the last letter is not on the warrant card")
        screen.click("Return")
        screen.see("Returned for correction", "It counts in every check", "the last letter is not on the warrant card")
        self.examine(screen, "returned report")

    def force_corrects(self) -> None:
        screen = self.visitors.screen(REPORTER, scripts=self.scripts)
        screen.open(self.report)
        screen.click("Correct the report")
        screen.see("the last letter is not on the warrant card")
        self.examine(screen, "correction")
        screen.fill("Surname", self.story.surname)
        screen.click("Send the report again")
        screen.see("Sent in again, version 2")

    def check_says_contact_the_college(self) -> None:
        screen = self.visitors.screen(VETTING_OFFICER, scripts=self.scripts)
        self.check(screen, self.story.nickname, self.story.mistyped, self.story.year, "VACANCY 7")
        screen.see("Contact the College", "Report received, not yet complete: contact the College")
        assert re.fullmatch(r"/checks/[0-9a-f]{32}", screen.page.url.removeprefix(screen.address))
        screen.miss(ALLEGED)
        self.examine(screen, "contact the College")

    def another_registrar_approves(self) -> None:
        screen = self.visitors.screen(SECOND_REGISTRAR, scripts=self.scripts)
        screen.open(self.report)
        screen.click("Approve")
        screen.see("Police barred list, entry version 1", "Listed", "Publication decision due")
        self.examine(screen, "entry")

    def vetting_officer_reads_the_comparison(self) -> None:
        screen = self.visitors.screen(VETTING_OFFICER, scripts=self.scripts)
        screen.click("Check a person")
        self.examine(screen, "check form")
        screen.click("Add another name")
        screen.fill("Surname", "Applewhistle", group="Other name 2")
        self.examine(screen, "check form with another name")
        screen.click("Continue")
        screen.see("Enter the surname", "Choose what the check is for")
        assert screen.page.get_by_role("group", name="Other name 1").get_by_label("Surname").input_value() == "Applewhistle"
        self.examine(screen, "check form, in error")
        self.check(screen, self.story.nickname, self.story.mistyped, self.story.year, "VACANCY 8", opened=True)
        screen.see("Possible match", "Name similar, date of birth the same, force not given.", "Start with what differs.")
        screen.see(self.story.mistyped, self.story.surname, self.story.number)
        source = screen.page.content()
        assert source.index("What it means") < source.index("Match weight")
        expect(screen.page.get_by_text("Match weight:")).to_be_hidden()
        self.examine(screen, "possible match")
        screen.page.get_by_text("How strong the match is").click()
        expect(screen.page.get_by_text("Match weight:")).to_be_visible()
        self.examine(screen, "possible match with its numbers")
        screen.miss(ALLEGED)

    def namesake_is_no_match(self) -> None:
        screen = self.visitors.screen(VETTING_OFFICER, scripts=self.scripts)
        self.check(screen, self.story.forenames.split()[0], self.story.surname, self.story.namesake_year, "VACANCY 9")
        screen.see("No match found on the Police barred list and the Police advisory list for the details below, at ")
        screen.see("This is not vetting clearance. Check again before appointment. Not covered: ")
        screen.see(
            "15 December 2017", "British Transport Police", "Ministry of Defence Police", "Civil Nuclear", "National Crime Agency"
        )
        self.examine(screen, "no match")
        screen.click("Release")
        screen.see("Released to whoever asked")
        screen.open("/checks/")
        self.examine(screen, "checks")

    def recruiter_sees_states_only(self) -> None:
        screen = self.visitors.screen(RECRUITER, scripts=self.scripts, again=not self.scripts)
        self.check(screen, self.story.nickname, self.story.mistyped, self.story.year, "VACANCY 10")
        hit = _shape(screen)
        screen.see("With the vetting unit. Do not appoint yet. This says nothing about the applicant: do not change how you treat")
        screen.miss(self.story.surname, self.story.number, "ossible", "barred list and", "weight", ALLEGED)
        self.examine(screen, "state")
        self.check(screen, self.story.forenames, "Nobodyatall", self.story.namesake_year, "VACANCY 11")
        screen.see("With the vetting unit. Do not appoint yet.")
        assert _shape(screen) == hit, "a hit must look like everything else"
        screen.open("/checks/")
        screen.miss("No match", "Possible match", "Contact the College")
        self.examine(screen, "checks of a recruiter")

    def registrar_publishes_and_anybody_finds(self) -> None:
        screen = self.visitors.screen(SECOND_REGISTRAR, scripts=self.scripts)
        screen.click("Entries")
        self.examine(screen, "entries")
        screen.click(f"{self.story.forenames} {self.story.surname}")
        screen.click("Write the public reason, and propose to publish")
        screen.fill("Reason that the public will read", "Dishonesty with property")
        self.examine(screen, "public reason")
        screen.click("Propose to publish")
        self.examine(screen, "publication proposed")
        other = self.visitors.screen(REGISTRAR, scripts=self.scripts)
        other.click("Entries")
        other.click(f"{self.story.forenames} {self.story.surname}")
        other.click("Approve: publish")
        self.examine(other, "published entry")
        anyone = self.visitors.screen(scripts=self.scripts)
        anyone.open("/register/published")
        anyone.fill("First name and surname", f"{self.story.forenames} {self.story.surname}")
        anyone.click("Search")
        anyone.see("1 published entry", "Dishonesty with property")
        anyone.miss(ALLEGED, self.story.number)
        self.examine(anyone, "published list, found")
        anyone.fill("First name and surname", "Nobody Atall")
        anyone.click("Search")
        anyone.see(
            "No published entry for this spelling.",
            "This does not show that someone is not barred: police staff, PCSOs, withheld entries and those past their "
            "publication period are not shown. Many people share a name.",
        )
        self.examine(anyone, "published list, nothing found")

    def check(self, screen: Screen, forenames: str, surname: str, year: str, reference: str, *, opened: bool = False) -> None:
        """Fill in the form; the namesake was born on another day and in another month too."""
        if not opened:
            screen.open("/checks/new")
        screen.fill("Forenames", forenames)
        screen.fill("Surname", surname)
        day, month = ("27", "4") if year == self.story.year else ("3", "9")
        screen.fill_date("Date of birth", day, month, year)
        screen.choose("Before a person is employed or appointed")
        screen.fill("Reference", reference)
        screen.choose("The applicant has been told that these lists are searched")
        screen.click("Continue")
        screen.see("Check your answers", "Nothing has been searched yet.", surname)
        self.examine(screen, "check your answers")
        screen.click("Check now")


def _shape(screen: Screen) -> list[str]:
    """The elements of a page with their classes, in order: all that is left of it without what was typed and when."""
    return re.findall(r"<[a-z0-9]+(?: class=\"[^\"]*\")?", screen.page.locator("main").inner_html())

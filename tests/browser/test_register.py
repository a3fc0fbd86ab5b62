"""The register's long ways with real clicks, with and without JavaScript: onto the list, published, and off again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import Visitors
from tests.browser.screens import Screen
from tests.browser.test_journey import Journey, Story
from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from vetting.db import utc_now
from vetting.registry import day_in_london

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "004_15c39c89c86dbf50.txt"
PCSO_NOTICE = """Photo {force} Police

{article} {force} Police Community Support Officer (PCSO) has been dismissed without notice after a disciplinary hearing was told
that he had borrowed a neighbour’s tandem while on duty and had not brought it back.

At misconduct proceedings, arranged by the force, his actions were proven to constitute gross misconduct. A disciplinary panel,
chaired by a senior {force} Police officer, concluded that the PCSO breached the standards of professional behaviour for authority,
respect and courtesy.

The disciplinary hearing was held on Monday 22 March 2021. The PCSO will be placed on the barred list.
"""
WITH_SCRIPTS = Story("Peregrine Aldous", "Hollingberry", "PS 7719", "Holingberry", "Perry", "1979", "1963")
WITHOUT_SCRIPTS = Story("Clementina Rose", "Wolverstone", "PS 7720", "Wolverston", "Clem", "1982", "1965")
SIDES = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.full)]
)
"""Without scripts in the full tests only: `test_journey` shows in every run that the service needs none."""


class WayOff(Journey):
    """From a report to a removal; the steps to publication are those of the other journey, which has examined their pages."""

    entry = ""
    on_own_pages = False

    def examine(self, screen: Screen, name: str) -> None:
        if self.on_own_pages:
            super().examine(screen, name)

    def reported_approved_and_published(self) -> None:
        self.registrars_open_the_lists()
        self.force_reports()
        self.registrar_returns_with_a_reason()
        self.on_own_pages = True
        self.desk_shows_what_was_returned()
        self.on_own_pages = False
        self.force_corrects()
        self.another_registrar_approves()
        self.registrar_publishes_and_anybody_finds()
        self.on_own_pages = True

    def desk_shows_what_was_returned(self) -> None:
        screen = self.visitors.screen(REGISTRAR, scripts=self.scripts)
        screen.click("Desk")
        screen.see("Registrar’s desk", "Returned and not sent in again", "Leicestershire")
        screen.miss(self.story.surname)
        self.examine(screen, "desk")
        force = self.visitors.screen(REPORTER, scripts=self.scripts)
        force.click("Reports and deadlines")
        force.see("Returned to you: correct and send again", self.story.surname)
        self.examine(force, "reports and deadlines")

    def force_sends_a_further_report(self) -> None:
        screen = self.visitors.screen(REPORTER, scripts=self.scripts)
        screen.open(self.report)
        screen.click("Send a further report that takes the person off the list")
        self.examine(screen, "further report")
        screen.click("Send the further report")
        screen.see("Choose what happened")
        screen.choose("A police appeals tribunal set the dismissal or finding aside")
        today = day_in_london(utc_now())
        screen.fill_date("Date of the decision", str(today.day), f"{today:%B}", str(today.year))
        screen.fill("The decision", "The tribunal allowed the appeal.")
        screen.click("Send the further report")
        screen.see("Waits for a second person")
        self.examine(screen, "further report, sent")

    def it_works_on_receipt(self) -> None:
        anyone = self.visitors.screen(scripts=self.scripts)
        self.nobody_published(anyone)
        screen = self.visitors.screen(SECOND_REGISTRAR, scripts=self.scripts)
        screen.click("Desk")
        screen.see("Suspended entries to complete")
        screen.click("Entries")
        screen.click(f"{self.story.forenames} {self.story.surname}")
        self.entry = screen.page.url.removeprefix(screen.address)
        screen.see("Suspended", "Further report")
        self.examine(screen, "suspended entry")

    def nobody_published(self, anyone: Screen) -> None:
        anyone.open("/register/published")
        anyone.fill("First name and surname", f"{self.story.forenames} {self.story.surname}")
        anyone.click("Search")
        anyone.see("No published entry for this spelling.")

    def another_person_completes_it(self) -> None:
        screen = self.visitors.screen(SECOND_REGISTRAR, scripts=self.scripts)
        screen.open(self.entry)
        screen.click("Read it")
        self.examine(screen, "further report to decide")
        screen.click("Approve")
        screen.see("The entry is gone from every answer.")
        screen.click("See what is left of it, and whom to tell")
        screen.see("An entry that was removed", "A police appeals tribunal set the dismissal or finding aside")
        screen.miss(self.story.surname, self.story.number)
        self.examine(screen, "removed entry")
        screen.click("Ask what the entry said at a moment")
        today = day_in_london(utc_now())
        screen.fill_date("Day", str(today.day), f"{today:%B}", str(today.year))
        screen.click("Show what it said")
        screen.see("It was no longer on the barred list.")
        screen.miss(self.story.surname)
        self.examine(screen, "removed entry, asked")

    def it_is_gone_everywhere(self) -> None:
        screen = self.visitors.screen(REGISTRAR, scripts=self.scripts)
        screen.open(self.entry)
        screen.see("Page not found")
        screen.open("/register/entries")
        screen.miss(self.story.surname)
        self.nobody_published(self.visitors.screen(scripts=self.scripts))


@pytest.mark.parametrize(
    ("story", "scripts"),
    [pytest.param(WITH_SCRIPTS, True, id="scripts", marks=pytest.mark.full), pytest.param(WITHOUT_SCRIPTS, False, id="no scripts")],
)
def test_from_a_report_to_an_appeal_won(visitors: Visitors, story: Story, scripts: bool) -> None:
    journey = WayOff(visitors, story, scripts)
    journey.reported_approved_and_published()
    journey.force_sends_a_further_report()
    journey.it_works_on_receipt()
    journey.another_person_completes_it()
    journey.it_is_gone_everywhere()


def examine(screen: Screen, name: str, scripts: bool) -> None:
    if scripts:
        screen.examine(name)


def open_lists(visitors: Visitors, scripts: bool) -> None:
    Journey(visitors, WITH_SCRIPTS, scripts).registrars_open_the_lists()


def person(screen: Screen, surname: str) -> None:
    screen.fill("Forenames", "Marguerite")
    screen.fill("Surname", surname)
    screen.fill_date("Date of birth", "9", "8", "1977")


def day(screen: Screen, group: str, on: date) -> None:
    screen.fill_date(group, str(on.day), f"{on:%B}", str(on.year))


@SIDES
def test_from_the_advisory_list_to_the_barred_one(visitors: Visitors, scripts: bool) -> None:
    open_lists(visitors, scripts)
    surname, now = ("Quillfeather" if scripts else "Brasenose"), day_in_london(utc_now())
    force, registrar = visitors.screen(REPORTER, scripts=scripts), visitors.screen(REGISTRAR, scripts=scripts)
    force.click("Reports")
    force.click("Make a report for the advisory list")
    examine(force, "advisory report, who", scripts)
    force.choose("Person who resigned or retired with an allegation unresolved")
    force.click("Continue")
    examine(force, "advisory report", scripts)
    person(force, surname)
    force.choose("Police officer")
    force.page.get_by_label("Rank").select_option("Constable")
    force.choose("Resigned")
    day(force, "Date on which they left", now - timedelta(days=30))
    force.fill("Summary of the allegation", "Is said to have kept the station cat’s prize money")
    force.click("Send the report")
    force.see("With the College", "It counts in every check")
    examine(force, "advisory report, sent", scripts)
    report = force.page.url.removeprefix(force.address)
    registrar.open(report)
    registrar.click("Approve")
    registrar.see("Police advisory list, entry version 1", "Only entries of the barred list are published")
    examine(registrar, "advisory entry", scripts)
    advisory = registrar.page.url.removeprefix(registrar.address)
    force.open("/reports/new/b")
    examine(force, "report of a former officer", scripts)
    person(force, surname)
    force.page.get_by_label("Last rank").select_option("Constable")
    day(force, "Date of the finding", now - timedelta(days=1))
    force.choose("Gross misconduct")
    force.page.get_by_label("How they had left before the finding").select_option("Resigned")
    force.choose("Dishonesty")
    force.fill("What happened", "Kept the station cat’s prize money")
    day(force, "Date of the earlier report for the advisory list", now)
    force.click("Send the report")
    force.see("With the College", "Dishonesty")
    registrar.open(force.page.url.removeprefix(force.address))
    registrar.see("Likely the same person", "An entry of the advisory list")
    examine(registrar, "report of somebody on the advisory list", scripts)
    registrar.click("Approve")
    registrar.see("Police barred list, entry version 1", surname)
    registrar.open(advisory)
    registrar.see("Page not found")


def report_of_a_pcso(visitors: Visitors, force_name: str, surname: str, scripts: bool) -> str:
    """A registrar takes in what the force sent by post; the address of the report."""
    screen = visitors.screen(SECOND_REGISTRAR, scripts=scripts)
    screen.open("/reports/new/c")
    person(screen, surname)
    screen.fill("Police force", force_name)
    screen.fill_date("Date of dismissal", "22", "3", "2021")
    screen.page.get_by_role("radio", name="Conduct").check()
    screen.fill("What happened", "Did not bring a tandem back")
    screen.click("Send the report")
    screen.see("With the College", "days late")
    return screen.page.url.removeprefix(screen.address)


def paste_overdue_met(visitors: Visitors, text: str, force_name: str, source: str, scripts: bool) -> None:
    screen = visitors.screen(REGISTRAR, scripts=scripts)
    expected = f"{force_name} will report a civilian employee, dismissal of 22 March 2021"
    screen.click("Notices")
    screen.click("Read a notice")
    screen.fill("Where it was published", source)
    screen.fill("Text of the notice", text)
    screen.click("Read")
    screen.see("22 March 2021", "Authority, Respect and Courtesy", "PCSO")
    screen.click("Keep these facts")
    screen.see("What is expected because of it", "Overdue")
    examine(screen, "notice and what is expected", scripts)
    screen.click(expected)
    own = screen.page.url.removeprefix(screen.address)
    screen.see("Overdue", "26 March 2021", "No report of this force and kind has come in")
    examine(screen, "expected report, nothing came", scripts)
    screen.click("Notices")
    screen.see(force_name, "overdue, the longest by")
    examine(screen, "board", scripts)
    report = report_of_a_pcso(visitors, f"{force_name} Police", f"Tandemly{force_name}", scripts)
    screen.open(own)
    screen.see("Overdue", "Reports that may be it")  # a report in time or not: a person says that it is the one
    examine(screen, "expected report, one came", scripts)
    screen.click("This report meets it")
    screen.see("Choose the report that is about this outcome")
    examine(screen, "expected report, none chosen", scripts)
    screen.choose("Report 1")
    screen.click("This report meets it")
    screen.see("Met", "The report that meets it")
    assert screen.page.locator(f'a[href="{report}"]').count()
    examine(screen, "expected report, met", scripts)
    screen.open("/notices/")
    assert not screen.page.locator(f'a[href="{own}"]').count()
    screen.click("Met")
    assert screen.page.locator(f'a[href="{own}"]').count()
    examine(screen, "board, met", scripts)


@pytest.mark.parametrize(("scripts", "force"), [(True, "Surrey"), (False, "Essex")], ids=["scripts", "no scripts"])
def test_a_notice_is_pasted_overdue_and_met(visitors: Visitors, scripts: bool, force: str) -> None:
    open_lists(visitors, scripts)
    text = PCSO_NOTICE.format(force=force, article="An" if force == "Essex" else "A")
    paste_overdue_met(visitors, text, force, f"https://news.example/{force.lower()}-pcso-tandem", scripts)


@pytest.mark.skipif(not SEED.is_file(), reason="the seed notices are not on this machine")
def test_the_kent_notice_is_pasted_overdue_and_met(visitors: Visitors) -> None:
    open_lists(visitors, True)
    paste_overdue_met(visitors, SEED.read_text(encoding="utf-8"), "Kent", "https://seed.example/kent-pcso", True)


@pytest.mark.full
@SIDES
def test_an_entry_tells_its_past(visitors: Visitors, scripts: bool) -> None:
    open_lists(visitors, scripts)
    surname = "Thistlewick" if scripts else "Marrowby"
    report = report_of_a_pcso(visitors, "Dorset", surname, scripts)
    registrar, second = visitors.screen(REGISTRAR, scripts=scripts), visitors.screen(SECOND_REGISTRAR, scripts=scripts)
    registrar.open(report)
    registrar.click("Approve")
    entry = registrar.page.url.removeprefix(registrar.address)
    registrar.click("Amend the entry")
    examine(registrar, "amendment", scripts)
    registrar.fill("Surname", f"{surname}-Jones")
    registrar.choose("Drugs")
    registrar.fill("Why the entry is changed", "The force sent the marriage certificate.")
    registrar.click("Propose the amendment")
    registrar.see("Waits for a second person", f"{surname}-Jones")
    examine(registrar, "amendment, proposed", scripts)
    second.click("Waiting")
    examine(second, "what waits", scripts)
    second.open(registrar.page.url.removeprefix(registrar.address))
    second.click("Approve")
    second.open(entry)
    second.see("entry version 2", "Amendment proposed", "Amendment approved")
    examine(second, "entry with a past", scripts)
    if scripts:
        second.page.locator("#version-2 summary").click()
        second.click("What changed from version 1 to 2")
    else:
        second.open(f"{entry}/history?before=1&after=2")
    second.see("What they say differently: 2 of the fields", surname, f"{surname}-Jones", "Drugs")
    examine(second, "comparison of versions", scripts)
    now = day_in_london(utc_now())
    day(second, "Day", now)
    second.click("Show what it said")
    second.see("Version 2 said", f"{surname}-Jones")
    examine(second, "what it said", scripts)
    day(second, "Day", now - timedelta(days=400))
    second.click("Show what it said")
    second.see("The entry was not on the list at that moment.")
    examine(second, "what it said, before it was listed", scripts)


@pytest.mark.full
@SIDES
def test_statistics_on_both_sides(visitors: Visitors, scripts: bool) -> None:
    open_lists(visitors, scripts)
    report = report_of_a_pcso(visitors, "Gwent", "Pennyfeather" if scripts else "Honeychurch", scripts)
    registrar = visitors.screen(REGISTRAR, scripts=scripts)
    registrar.open(report)
    registrar.click("Approve")
    registrar.click("Statistics")
    registrar.open("/register/statistics?list=barred&year=2020-21")
    registrar.see("April 2020 to March 2021", "Police staff: force", "Nothing is hidden here")
    assert registrar.page.locator("svg[role=img]").count()
    examine(registrar, "statistics", scripts)
    with registrar.page.expect_download() as download:
        registrar.page.get_by_role("link", name="Download these figures (CSV)").click()
    assert download.value.suggested_filename == "barred-2020-21.csv"
    anyone = visitors.screen(scripts=scripts)
    anyone.open("/statistics?year=2020-21")
    anyone.see("Statistics of the police barred list", "The advisory list is not counted here")
    anyone.see("There are too few people to show this.")
    examine(anyone, "statistics for the public", scripts)

"""From a possible match to the appeal that ends it, with real clicks: two officers, the case, what follows and who is told, the
certificate and what a stranger learns of it, the entry suspended and removed, and the organisation told.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Deployed, Visitors
from tests.browser.screens import Screen
from tests.browser.test_journey import ALLEGED, CONDUCT, Journey, Story
from tests.people import HR_OFFICER, REGISTRAR, REPORTER, SECOND_REGISTRAR, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import REPORT
from vetting.access import Door, actor_for_email
from vetting.db import utc_now
from vetting.monitoring import Monitor
from vetting.registry import ReportInput, approve_report, day_in_london, submit_report

WITH_SCRIPTS = Story("Ignatius Wolfram", "Pettibonhurst", "PS 7713", "Petibonhurst", "Iggy")
WITHOUT_SCRIPTS = Story("Philippa Maud", "Wintersgillow", "PS 8824", "Wintersgilow", "Pippa")


@pytest.mark.parametrize(
    ("story", "scripts"),
    [
        pytest.param(WITH_SCRIPTS, True, id="scripts, and axe at every page", marks=pytest.mark.full),
        pytest.param(WITHOUT_SCRIPTS, False, id="no scripts"),
    ],
)
def test_from_a_possible_match_to_the_appeal_that_ends_it(
    deployed: Deployed, visitors: Visitors, story: Story, scripts: bool
) -> None:
    deciding = Deciding(visitors, story, scripts)
    deciding.registrars_open_the_lists()
    deciding.report = f"/reports/{list_person(deployed, story)}"
    deciding.first_officer_checks_and_works_on_the_case()
    deciding.first_officer_says_same_person_and_cannot_confirm_it()
    deciding.second_officer_finds_it_in_the_queue_and_agrees()
    deciding.what_happened_is_read_only_now()
    deciding.the_appointment_is_blocked()
    deciding.the_college_and_the_force_are_told()
    deciding.the_figures_are_there()
    deciding.the_certificate_is_issued()
    deciding.a_stranger_learns_that_it_is_genuine()
    monitor = Monitor(deployed.database)
    monitor.run()
    deciding.the_appeal_is_won()
    monitor.run()
    deciding.the_organisation_is_told("An entry is suspended", "contact the College")
    deciding.two_people_complete_the_removal()
    monitor.run()
    deciding.the_organisation_is_told("An entry was removed", "Look again at whatever was decided because of it")
    deciding.the_certificate_is_superseded_for_its_issuer_alone()


def list_person(deployed: Deployed, story: Story) -> str:
    """The story's person is on the barred list already; gives the report's id."""
    person = {"forenames": story.forenames, "surname": story.surname, "date_of_birth": f"{story.year}-04-27"}
    report = ReportInput(**(REPORT | person | {"identifying_number": story.number, "conduct": CONDUCT}))
    with deployed.database.write() as session:
        report_id = submit_report(session, actor_for_email(session, REPORTER.email, Door.COMMAND), report).id
    with deployed.database.write() as session:
        approve_report(session, actor_for_email(session, SECOND_REGISTRAR.email, Door.COMMAND), report_id, 1)
    return report_id


class Deciding(Journey):
    """The steps, in order; each page on the way is examined when scripts run."""

    case = code = ""

    def officer(self, someone: object = VETTING_OFFICER) -> Screen:
        return self.visitors.screen(someone, scripts=self.scripts)  # type: ignore[arg-type]

    def first_officer_checks_and_works_on_the_case(self) -> None:
        screen = self.officer()
        self.check(screen, self.story.nickname, self.story.mistyped, self.story.year, f"DECIDE {self.story.number}")
        screen.see("Possible match", "The application: It goes on.")
        self.case = screen.page.url.removeprefix(screen.address)
        screen.click("The case: notes, documents, who works on it")
        screen.see("Open", "Decide by")
        self.examine(screen, "case, new")
        screen.click("Record a document that you saw")
        screen.click("Record it")
        screen.see("There is a problem")
        self.examine(screen, "document, in error")
        screen.choose("Passport")
        screen.fill("Last four characters of its number", "77x1")
        screen.fill_date("Day on which you saw it", "2", "March", "2026")
        screen.click("Record it")
        screen.see("Passport ending 77X1")
        screen.click("Refer back to the applicant")
        self.examine(screen, "refer back")
        screen.choose("Proof of identity, such as a passport or driving licence")
        screen.click("Make the words")
        screen.see("It says nothing about your application.", "On hold: waiting for the applicant")
        screen.click("Take the case up again")
        self.examine(screen, "take up again")
        screen.click("Take it up again")
        screen.click("Ask another force")
        self.examine(screen, "ask a force")
        screen.page.get_by_label("Force", exact=True).select_option("Leicestershire Police")
        screen.choose("We have asked the force")
        screen.fill("What was asked or answered", "Is the number theirs?")
        screen.click("Record it")
        screen.see("Force asked: Leicestershire Police")
        self.examine(screen, "case")

    def first_officer_says_same_person_and_cannot_confirm_it(self) -> None:
        screen = self.officer()
        screen.open(self.case)
        screen.click("Decide on this comparison 1")
        self.examine(screen, "decide")
        screen.choose("Same person, because…")
        screen.fill("Because", "The passport, the number and the photograph agree.")
        screen.click("Record the decision")
        screen.see("Another vetting officer of your organisation must look at it.", "There is no way round")
        screen.miss('name="agrees"', ALLEGED)
        self.examine(screen, "waiting for the second officer")

    def second_officer_finds_it_in_the_queue_and_agrees(self) -> None:
        screen = self.officer(SECOND_VETTING_OFFICER)
        screen.click("Queue")
        screen.see(f"DECIDE {self.story.number}", "Waits for a second officer")
        self.examine(screen, "queue")
        screen.page.get_by_label(f"Choose DECIDE {self.story.number}").check()
        screen.click("Assign")
        screen.page.get_by_role("link", name="Mine").click()
        screen.click(f"DECIDE {self.story.number}")
        screen.click("Read the check and decide")
        screen.click("Decide on this comparison 1")
        self.examine(screen, "second officer")
        screen.choose("Yes, I agree, because…")
        screen.fill("Because", "I compared the passport myself.")
        screen.click("Record the decision")
        screen.see("Confirmed by two officers: on the barred list. By law this person must not be employed or appointed.")
        self.examine(screen, "confirmed")

    def what_happened_is_read_only_now(self) -> None:
        screen = self.officer()
        screen.open(self.case)
        screen.see("Confirmed match")
        screen.miss(ALLEGED)
        screen.click("Read the decision comparison 1")
        screen.click("Read what happened")
        screen.see(CONDUCT, "The College and the force have been told.", "Leicestershire Police")
        self.examine(screen, "what happened")

    def the_appointment_is_blocked(self) -> None:
        screen = self.officer(HR_OFFICER)
        screen.open(self.case)
        screen.click("Change what has become of the application")
        self.examine(screen, "application")
        screen.choose("The job was offered")
        screen.click("Save")
        screen.see("This application cannot go on. Ask the vetting unit. Do not appoint.")
        screen.miss(ALLEGED, "barred list", self.story.surname)
        self.examine(screen, "blocked")

    def the_college_and_the_force_are_told(self) -> None:
        for someone in (REPORTER, REGISTRAR):
            screen = self.officer(someone)
            screen.click("Confirmed matches")
            screen.see("Kent Police has confirmed a match on the Police barred list")
            screen.miss(self.story.mistyped, f"DECIDE {self.story.number}")
            self.examine(screen, "confirmed matches")

    def the_figures_are_there(self) -> None:
        screen = self.officer()
        screen.click("Queue")
        screen.click("Figures of your unit")
        screen.see("Checks a day in the last fortnight", "How long decisions took in the last 30 days")
        self.examine(screen, "figures")

    def the_certificate_is_issued(self) -> None:
        screen = self.officer()
        screen.open(self.case)
        screen.click("Issue the certificate")
        screen.see("Confirmed match", "Record of a check, not transferable", "Current: the lists of this moment say the same.")
        self.examine(screen, "certificate")
        self.code = screen.page.locator(".app-number").inner_text()

    def a_stranger_learns_that_it_is_genuine(self) -> None:
        anyone = self.visitors.screen(scripts=self.scripts)
        anyone.open("/verify")
        self.examine(anyone, "verify")
        anyone.fill("Verification code", self.code)
        anyone.click("Verify")
        anyone.see("Genuine", "Issued by Kent Police on")
        anyone.miss(self.story.surname, self.story.mistyped, f"DECIDE {self.story.number}", "onfirmed", "urrent", "uperseded")
        self.examine(anyone, "genuine")

    def the_appeal_is_won(self) -> None:
        screen = self.officer(REPORTER)
        screen.open(self.report)
        screen.click("Send a further report that takes the person off the list")
        screen.choose("A police appeals tribunal set the dismissal or finding aside")
        today = day_in_london(utc_now())
        screen.fill_date("Date of the decision", str(today.day), f"{today:%B}", str(today.year))
        screen.fill("The decision", "The tribunal allowed the appeal.")
        screen.click("Send the further report")
        screen.see("Waits for a second person")

    def the_organisation_is_told(self, heading: str, words: str) -> None:
        screen = self.officer()
        screen.click("Queue")
        screen.page.get_by_role("link", name="open alert").click()
        self.examine(screen, "alerts")
        row = screen.page.get_by_role("row").filter(has_text=f"DECIDE {self.story.number}").filter(has_text=heading)
        row.get_by_role("link").click()
        screen.see(heading, words)
        screen.miss(self.story.surname, ALLEGED)
        self.examine(screen, heading)
        screen.fill("What was done about it", "Asked the College.")
        screen.click("Put away")

    def two_people_complete_the_removal(self) -> None:
        screen = self.officer(SECOND_REGISTRAR)
        screen.click("Entries")
        screen.click(f"{self.story.forenames} {self.story.surname}")
        screen.click("Read it")
        screen.click("Approve")
        screen.see("The entry is gone from every answer.")

    def the_certificate_is_superseded_for_its_issuer_alone(self) -> None:
        screen = self.officer()
        screen.open(self.case)
        screen.see("Since this check: an entry was removed", "Make a new check before you go on.")
        self.examine(screen, "confirmed, removed since")
        screen.click("Read the certificate of this check")
        screen.see("Superseded: the check or the lists have changed.")
        self.examine(screen, "superseded certificate")
        self.a_stranger_learns_that_it_is_genuine()

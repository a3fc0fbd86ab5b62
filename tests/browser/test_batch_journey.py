"""From a spreadsheet to decided rows, with real clicks: a row is corrected, like hits are cleared together, results fetched."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.browser.conftest import Deployed, Visitors
from tests.browser.screens import Screen
from tests.people import HR_OFFICER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.screening.world import REPORT
from vetting.access import SYSTEM, Door, actor_for_email
from vetting.batches import Engine, Entitlement, entitle
from vetting.errors import Conflict
from vetting.registry import ReportInput, approve_report, open_list, submit_report

WHY = "Both are known to us, and the passports show other places of birth."


@dataclass(frozen=True)
class Story:
    """A listed person of a common name, and the birthdays of two applicants of that name who are a digit away."""

    forenames: str
    surname: str
    born: str
    number: str
    near: tuple[str, str]


WITH_SCRIPTS = Story("John", "Smith", "1972-05-16", "4471", ("15/05/1972", "17/05/1972"))
WITHOUT_SCRIPTS = Story("Thomas", "Brown", "1963-08-24", "4472", ("23/08/1963", "25/08/1963"))


@pytest.mark.parametrize(
    ("story", "scripts"),
    [
        pytest.param(WITH_SCRIPTS, True, id="scripts"),
        pytest.param(WITHOUT_SCRIPTS, False, id="no scripts", marks=pytest.mark.full),
    ],
)
def test_from_a_spreadsheet_to_decided_rows(deployed: Deployed, visitors: Visitors, story: Story, scripts: bool) -> None:
    washing = Washing(deployed, visitors, story, scripts)
    washing.given()
    washing.hr_uploads_and_corrects_a_row()
    washing.hr_runs_it_and_learns_no_list()
    washing.officer_clears_like_hits_together()
    washing.officer_reads_the_report_and_fetches_results()


@dataclass
class Washing:
    """The steps, in order; each page on the way is examined when scripts run."""

    deployed: Deployed
    visitors: Visitors
    story: Story
    scripts: bool
    place: str = ""

    def given(self) -> None:
        """The lists are open, the story's person is listed, and the force may run batches."""
        database, story = self.deployed.database, self.story
        with database.write() as session:
            people = {who: actor_for_email(session, who.email, Door.COMMAND) for who in (REGISTRAR, SECOND_REGISTRAR, REPORTER)}
            hr = actor_for_email(session, HR_OFFICER.email, Door.COMMAND)
            entitle(session, SYSTEM, hr.organisation_id or "", Entitlement(1_000, 500))
        for registrar in (REGISTRAR, SECOND_REGISTRAR):
            for list_id in ("barred", "advisory"):
                with suppress(Conflict), database.write() as session:  # another journey may have opened it
                    open_list(session, people[registrar], list_id)
        person = {"forenames": story.forenames, "surname": story.surname, "date_of_birth": story.born}
        with database.write() as session:
            report = ReportInput(**(REPORT | person | {"identifying_number": story.number}))
            report_id = submit_report(session, people[REPORTER], report).id
        with database.write() as session:
            approve_report(session, people[SECOND_REGISTRAR], report_id, 1)

    def hr_uploads_and_corrects_a_row(self) -> None:
        screen = self.screen(HR_OFFICER)
        screen.open("/batches/new")
        self.examine(screen, "upload")
        screen.click("Upload")
        screen.see("There is a problem", "Choose a spreadsheet that is not empty.")
        self.examine(screen, "upload, in error")
        first, second = self.story.near
        name = f"{self.story.forenames},{self.story.surname}"
        people = (f"1,{name},{first}", f"2,{name},{second}", "3,Ann,Examplehurst,31/02/1985", "4,Bea,Sampleton,01/03/1985")
        rows = "\n".join(("Ref,Forename,Surname,DOB", *people, ""))
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        screen.page.get_by_label("Spreadsheet").set_input_files(file)  # type: ignore[arg-type]
        screen.page.get_by_label("Check of serving staff", exact=False).check()
        screen.fill("Reference", f"WASH {self.story.number}")
        screen.click("Upload")
        self.place = screen.page.url.removeprefix(screen.address)
        self.work()
        screen.open(self.place)
        screen.see("Ready to run", "31/02/1985 is not a real date.")
        self.examine(screen, "ready, with a rejected row")
        screen.click("Correct row 4")
        self.examine(screen, "correct a row")
        screen.fill("DOB", "28/02/1985")
        screen.click("Save")
        screen.see("Ready to run")
        screen.miss("is not a real date", "Correct row")

    def hr_runs_it_and_learns_no_list(self) -> None:
        screen = self.screen(HR_OFFICER)
        screen.open(self.place)
        screen.click("Check 4 people")
        screen.see("0 of 4 people checked", "Look again")
        self.examine(screen, "running")
        self.work()
        if self.scripts:  # the page looks by itself
            screen.page.get_by_text("Results (CSV)").wait_for()
        else:
            screen.click("Look again")
        screen.see("Finished", "Results (CSV)")
        screen.miss("Review the comparisons", "Police barred list")
        self.examine(screen, "finished, for HR")

    def officer_clears_like_hits_together(self) -> None:
        screen = self.screen(VETTING_OFFICER)
        screen.open(self.place)
        screen.click("Review the comparisons")
        screen.see("2 comparisons alike", "To decide: 2")
        self.examine(screen, "review")
        screen.page.get_by_role("link", name="2 comparisons alike").click()
        screen.see(self.story.surname, "Row 2", "Row 3")
        self.examine(screen, "group")
        screen.click("Record: different people")
        screen.see("There is a problem", "Tick the comparisons")
        self.examine(screen, "group, in error")
        for row in (2, 3):
            screen.page.get_by_label(f"Row {row} is a different person").check()
        screen.fill("Because", WHY)
        screen.click("Record: different people")
        screen.see("2 comparisons were recorded as different people", "Different person: 2", "To decide: 0")
        self.examine(screen, "review, decided")
        screen.click("Different person: 2")
        screen.page.get_by_role("link", name="Read row 2").click()
        screen.see(WHY, "Different person")

    def officer_reads_the_report_and_fetches_results(self) -> None:
        screen = self.screen(VETTING_OFFICER)
        screen.open(f"{self.place}/second-looks")
        self.examine(screen, "second looks")
        screen.open(f"{self.place}/report")
        screen.see("Control total", "Closing report")
        self.examine(screen, "closing report")
        screen.open(self.place)
        with screen.page.expect_download() as fetched:
            screen.page.get_by_role("link", name="Results (CSV)").click()
        text = fetched.value.path().read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) == 5 and self.story.surname in text and "barred" not in text
        assert screen.complaints == []

    def screen(self, someone: Someone) -> Screen:
        return self.visitors.screen(someone, scripts=self.scripts)

    def work(self) -> None:
        """What a worker does."""
        engine = Engine(self.deployed.database)
        while engine.step():
            pass

    def examine(self, screen: Screen, name: str) -> None:
        if self.scripts:
            screen.examine(name)

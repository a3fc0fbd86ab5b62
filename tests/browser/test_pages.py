"""Every other page and state: public pages, errors, notices; the keyboard; and what a page may load."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.people import AUDITOR, FORCE_ADMINISTRATOR, RECRUITER, REGISTRAR, VETTING_OFFICER

PUBLIC_PAGES = (
    "/",
    "/sign-in",
    "/register/published",
    "/help",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/terms",
    "/nowhere",
)

NOTICE = """Kent Police: misconduct hearing
A gross misconduct hearing was held on Monday 22 March 2021. PCSO Marigold Tansy breached the standard of
Authority, Respect and Courtesy and was dismissed without notice. She will be
placed on the barred list held by the College of Policing."""


def test_public_pages(visitors: Visitors) -> None:
    screen = visitors.screen()
    for path in PUBLIC_PAGES:
        screen.open(path)
        screen.examine(path)


def test_wrong_password(visitors: Visitors) -> None:
    screen = visitors.screen()
    screen.open("/sign-in")
    screen.fill("Email address", "nobody@nowhere.example")
    screen.fill("Password", "not the password")
    screen.click("Sign in")
    screen.see("Check the email address and the password")
    screen.examine("sign in, in error")


@pytest.mark.parametrize("someone", [AUDITOR, RECRUITER, REGISTRAR], ids=lambda someone: someone.role.value)
def test_homes_and_refusals(visitors: Visitors, someone: object) -> None:
    screen = visitors.screen(someone)  # type: ignore[arg-type]
    screen.examine("home")
    screen.open("/checks/new" if someone in (AUDITOR, REGISTRAR) else "/reports/")
    screen.see("You cannot do this")
    screen.examine("refused")


def test_subject_access_is_answered(visitors: Visitors) -> None:
    screen = visitors.screen(VETTING_OFFICER)
    screen.click("Subject access")
    screen.examine("subject access")
    screen.click("Begin a request")
    screen.click("Look up what is held")
    screen.examine("who asks, in error")
    screen.fill("Forenames", "Marigold")
    screen.fill("Surname", "Tansy")
    screen.fill_date("Date of birth", "3", "4", "1981")
    screen.click("Look up what is held")
    screen.see("A second person has to release this answer", "Earlier request of this kind")
    screen.examine("what is held on a person")


def test_the_trail_and_who_checked_whom(visitors: Visitors) -> None:
    screen = visitors.screen(AUDITOR)
    screen.click("Audit trail")
    screen.see("latest first")
    screen.examine("audit trail")
    screen = visitors.screen(FORCE_ADMINISTRATOR)
    screen.click("Who checked whom")
    screen.examine("who checked whom")


def test_a_notice_becomes_an_expectation(visitors: Visitors) -> None:
    screen = visitors.screen(REGISTRAR)
    screen.click("Notices")
    screen.examine("expectations, none")
    screen.click("Read a notice")
    screen.examine("read a notice")
    screen.fill("Text of the notice", NOTICE)
    screen.click("Read")
    screen.see("22 March 2021", "Authority, Respect and Courtesy")
    screen.click("Keep these facts")
    screen.see("There is a problem")
    screen.examine("notice without a source")
    screen.fill("Where it was published", "https://news.example/kent-outcome")
    screen.click("Keep these facts")
    screen.see("Dismissed", "A notice is never evidence of who somebody is")
    screen.examine("notice")
    screen.click("Notices")
    screen.see("Kent will report a civilian employee, dismissal of 22 March 2021", "Overdue")
    screen.examine("expectations")


def test_by_keyboard_alone(visitors: Visitors) -> None:
    screen = visitors.screen(VETTING_OFFICER)
    page = screen.page
    screen.open("/checks/new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Forenames").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Surname").first).to_be_focused()


def test_a_new_row_takes_the_focus(visitors: Visitors) -> None:
    screen = visitors.screen(VETTING_OFFICER)
    screen.open("/checks/new")
    screen.click("Add another name")
    expect(screen.page.get_by_role("group", name="Other name 2").get_by_label("Forenames")).to_be_focused()
    screen.click("Remove other name 2")
    expect(screen.page.get_by_role("group", name="Other name 2")).to_have_count(0)

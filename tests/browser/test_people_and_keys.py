"""An administrator's pages, the pages about one's own account, and the warning before a session ends."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.people import FORCE_ADMINISTRATOR, HR_OFFICER


def test_people(visitors: Visitors) -> None:
    screen = visitors.screen(FORCE_ADMINISTRATOR)
    screen.click("People")
    screen.see("HR officer of 46", "Can sign in")
    screen.examine("people")
    screen.click("Invite a person")
    screen.examine("invite")
    screen.click("Invite")
    screen.see("There is a problem", "Enter the full name", "Choose a role")
    screen.examine("invite, in error")
    screen.fill("Full name", "Nettie Demo-Newcomer")
    screen.fill("Email address", "nettie@kent.example")
    screen.choose("HR officer")
    screen.choose("With a password and an app that shows codes")
    screen.click("Invite")
    screen.see("Hand over this code", "shown this once")
    screen.examine("invitation")
    code = screen.page.locator("#code").inner_text()
    newcomer = visitors.screen()
    newcomer.open("/sign-in/invitation")
    newcomer.examine("choose a password")
    newcomer.fill("Code", "wrong")
    newcomer.fill("New password", "plum bicycle under november")
    newcomer.click("Set the password")
    newcomer.see("Enter the code as you were given it")
    newcomer.examine("choose a password, in error")
    newcomer.fill("Code", code)
    newcomer.fill("New password", "plum bicycle under november")
    newcomer.click("Set the password")
    newcomer.see("Your password is set")
    newcomer.examine("password is set")
    screen.click("People")
    screen.click("Nettie Demo-Newcomer")
    screen.examine("a person")
    screen.choose("Force administrator (a second administrator has to approve it)")
    screen.click("Change the role")
    screen.see("waits for a second administrator")
    screen.examine("a person, waiting")
    screen.click("People")
    screen.see("Waiting for a second administrator")
    screen.examine("people, waiting")
    screen.click("Take back for Nettie Demo-Newcomer")
    screen.click("Close the account")
    screen.see("Closed", "Open the account")
    screen.examine("a closed account")


def test_keys(visitors: Visitors) -> None:
    screen = visitors.screen(FORCE_ADMINISTRATOR)
    screen.click("API keys")
    screen.examine("keys, none")
    screen.click("Make a key")
    screen.examine("make a key")
    screen.fill("Name of the system", "Recruitment system")
    screen.choose("Recruiter")
    screen.choose("See what a check found")
    screen.choose("90 days")
    screen.click("Make the key")
    screen.see("Choose at least one thing, and only such as a recruiter may do")
    screen.examine("make a key, in error")
    screen.page.get_by_label("See what a check found").uncheck()
    screen.choose("Ask for a check")
    screen.click("Make the key")
    expect(screen.page.locator("#key")).to_have_text(re.compile(r"^vet_[0-9a-f]{8}_[\w-]{43}$"))
    screen.examine("the new key")
    key = screen.page.locator("#key").inner_text()
    screen.click("API keys")
    screen.miss(key)
    screen.see("Recruitment system", key[:12], "never")
    screen.examine("keys")
    screen.page.get_by_role("button", name=re.compile("^Revoke the key of Recruitment system")).click()
    screen.see("Revoked")
    screen.examine("keys, one revoked")


def test_pages_about_oneself(visitors: Visitors) -> None:
    screen = visitors.screen(HR_OFFICER)
    for path in ("/account/terms", "/account/permissions", "/account/confirmed"):
        screen.open(path)
        screen.examine(path)
    screen.open("/account/terms")
    screen.click("Continue")
    screen.see("Tick the box if you accept")
    screen.examine("terms, in error")
    screen.choose("I have read the terms of use and will keep to them")
    screen.click("Continue")
    screen.see("What you can do")


def test_a_warning_comes_before_the_session_ends_and_it_can_be_kept(visitors: Visitors) -> None:
    screen = visitors.screen(HR_OFFICER)
    page = screen.page
    page.clock.install()
    screen.open("/checks/new")
    warning = page.get_by_role("dialog", name="You are about to be signed out")
    expect(page.locator("#session")).to_contain_text("you are signed out at")
    page.clock.run_for("27:30")
    expect(warning).to_have_count(0)
    screen.fill("Surname", "Featherstonehaugh")
    page.clock.run_for("01:00")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.clock.resume()
    screen.examine("session warning")
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_have_count(0)
    expect(page.get_by_label("Surname", exact=True).first).to_have_value("Featherstonehaugh")


def test_without_scripts_the_foot_of_the_page_says_when(visitors: Visitors) -> None:
    screen = visitors.screen(HR_OFFICER, scripts=False)
    screen.open("/checks/new")
    expect(screen.page.locator("#session")).to_contain_text("If you open no other page, you are signed out at")

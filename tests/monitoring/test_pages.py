"""The pages of monitoring in a browser without script: the inbox, an alert, enrolment, renewal and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.batches.world import BatchWorld, people_csv
from tests.conftest import make_settings
from tests.monitoring.world import WatchWorld
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from tests.web.conftest import Browser, People
from tests.web.test_safety import whole
from vetting.app import Service, create_app
from vetting.db import utc_now
from vetting.monitoring import Monitor
from vetting.registry import day_in_london


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[WatchWorld, People, BatchWorld]]:
    service = Service(make_settings(f"sqlite:///{tmp_path / 'vetting.db'}", tmp_path))
    service.prepare()
    batches = BatchWorld.make(service.database)
    world = WatchWorld(batches.world, Monitor(service.database))
    world.run()
    yield world, People(create_app(service.settings, service), service, world.world.people), batches
    service.database.engine.dispose()


def form(days: int = 90, **changes: str) -> dict[str, str]:
    """A term as typed."""
    last = day_in_london(utc_now()) + timedelta(days=days)
    parts = {"until-day": str(last.day), "until-month": str(last.month), "until-year": str(last.year)}
    return parts | {"purpose": "workforce_check", "basis": "statutory_function", "basis_reference": "Decision 7"} | changes


def watch_of(browser: Browser) -> str:
    """The address of the first watch in the list."""
    found = re.search(r'href="(/watches/[0-9a-f]{32})"', browser.get("/watches").html)
    assert found
    return found[1]


def test_from_the_inbox_to_the_decision_and_away(pages: tuple[WatchWorld, People, BatchWorld]) -> None:
    world, people, _ = pages
    browser = people.browser(VETTING_OFFICER)
    assert "There are no open alerts" in browser.get("/alerts").text
    world.check(reference="VAC-7")
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    inbox = browser.get("/alerts")
    whole(inbox)
    assert "VAC-7" in inbox.text and "A listed person is like this one" in inbox.text
    page = browser.get(f"/alerts/{alert.id}")
    whole(page)
    assert "Compare and decide" in page.text and "Put the alert away" not in page.text
    assert "Bob" not in page.text and "Featherston" not in page.text
    found = world.world.view(VETTING_OFFICER, alert.recheck_id or "")
    assert found.answer is not None
    first = browser.get(f"/checks/{alert.check_id}").text
    assert "Since this check: a listed person is like this one" in first and "Do not appoint until it is decided." in first
    assert "This check was made because: a listed person is like this one" in browser.get(f"/checks/{found.id}").text
    assert "Possible match" in browser.get(f"/checks/{found.id}").text
    world.decide(found.answer.hits[0].id, found.id, "different_person")
    at = f"/alerts/{alert.id}"
    empty = browser.post(at, {"note": ""})
    assert empty.status == 422 and empty.errors == {"note": "Write what was done about it."}
    assert browser.post(at, {"note": "Told HR to go on."}).location == "/alerts"
    assert "There are no open alerts" in browser.get("/alerts").text
    assert "VAC-7" in browser.get("/alerts?state=worked").text
    assert "Told HR to go on." in browser.get(at).text
    assert browser.get("/alerts?state=x").status == 404


def test_enrol_renew_and_end(pages: tuple[WatchWorld, People, BatchWorld]) -> None:
    world, people, _ = pages
    browser = people.browser(VETTING_OFFICER)
    assert "Nobody is under watch" in browser.get("/watches").text
    check_id = world.check(reference="VAC-8")
    link = f"/watches/new?check={check_id}"
    assert link in browser.get(f"/checks/{check_id}").html
    assert check_id in browser.get(link).html
    wrong = browser.post("/watches/new", {"checks": check_id, "basis_reference": ""})
    assert wrong.status == 422
    assert set(wrong.errors) == {"until-day", "basis", "basis_reference", "purpose"}
    made = browser.post("/watches/new", form() | {"checks": f"{check_id}\n{'0' * 32}"})
    assert made.status == 200 and "1 person is under watch until" in made.text and "1 check was left out" in made.text
    place = watch_of(browser)
    page = browser.get(place)
    whole(page)
    assert "Featherstonehagh" in page.text and "Decision 7" in page.text and "Nothing was raised" in page.text
    too_short = browser.post(f"{place}/renew", form(30), form_at=place)
    assert too_short.status == 422 and "must be after the present one" in too_short.text
    assert browser.post(f"{place}/renew", form(200, basis_reference="Decision 8"), form_at=place).status == 303
    assert "Decision 8" in browser.get(place).text
    world.run()
    world.world.entry()
    world.run()
    assert "A listed person is like this one" in browser.get(place).text
    assert browser.post(f"{place}/end", {}, form_at=place).status == 422
    assert browser.post(f"{place}/end", {"because": "left"}, form_at=place).status == 303
    ended = browser.get(place)
    assert "No longer under watch" in ended.text and "Stop watching" not in ended.text
    assert "Nobody is under watch" in browser.get("/watches").text
    assert "VAC-8" in browser.get("/watches?state=ended").text


def test_a_workforce_file_is_enrolled_from_its_closed_batch(pages: tuple[WatchWorld, People, BatchWorld]) -> None:
    world, people, batches = pages
    batch_id = batches.closed(people_csv(6), VETTING_OFFICER)
    browser = people.browser(VETTING_OFFICER)
    link = f"/watches/new?batch={batch_id}"
    assert link in browser.get(f"/batches/{batch_id}").html
    assert "Everybody in the batch" in browser.get(link).text
    made = browser.post("/watches/new", form() | {"batch": batch_id}, form_at=link)
    assert "6 people are under watch" in made.text
    assert "6 people" in browser.get("/watches").text
    assert people.browser(OTHER_VETTING_OFFICER).post("/watches/new", form() | {"batch": batch_id}).status == 404
    assert world.run().watched == 6


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_whoever_asked_sees_no_sign_of_it(pages: tuple[WatchWorld, People, BatchWorld], someone: object) -> None:
    world, people, _ = pages
    check_id = world.check(someone, reference="VAC-9")  # type: ignore[arg-type]
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    browser = people.browser(someone)  # type: ignore[arg-type]
    for path in ("/alerts", f"/alerts/{alert.id}", "/watches", "/watches/new"):
        assert browser.get(path).status == 403
    assert browser.get(f"/checks/{alert.recheck_id}").status == 404
    listed = browser.get("/checks/")
    assert "1 check, latest first" in listed.text and "Alerts" not in listed.html
    shown = browser.get(f"/checks/{check_id}")
    assert "With the vetting unit" in shown.text
    for word in ("watch", "alert", "listed", "changed"):
        assert word not in shown.text.lower()

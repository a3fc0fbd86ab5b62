"""A thousand clears, one entry that matches one of them, the embedded default with its real worker: one alert, within a minute."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import as_environment, make_settings
from tests.monitoring.killing import FORENAMES
from tests.people import REGISTRAR, VETTING_OFFICER
from tests.screening.test_checks import rows
from tests.screening.world import World, a_request, misspelt
from tests.servers import START_SECONDS
from tests.web.conftest import People
from tests.web.test_report_pages import OFFICER, send_report
from vetting.app import Service, create_app
from vetting.monitoring import list_alerts
from vetting.monitoring.models import Cursor
from vetting.registry import current_version
from vetting.screening import CheckRequest, run_checks

CLEARS = 1_000
SECONDS = 60.0
LISTED = OFFICER | {
    "forenames": "Robert James",
    "surname": "Featherstonehaugh",
    "date_of_birth-day": "27",
    "date_of_birth-month": "4",
    "date_of_birth-year": "1985",
}
SYLLABLES = ("al", "ber", "cor", "dun", "ells", "fen", "grim", "hol", "ing", "jar")


def somebody(number: int) -> CheckRequest:
    """A person on no list, unlike the others."""
    surname = "".join(SYLLABLES[int(digit)] for digit in f"{number:03}").title()
    born = f"{1950 + number % 45}-{1 + number % 12:02}-{1 + number * 7 % 28:02}"
    return a_request(forenames=FORENAMES[number % len(FORENAMES)], surname=surname, date_of_birth=born, reference=f"VAC-{number}")


def wait_until_settled(service: Service) -> None:
    """Until the worker has brought everybody to the present version of the register."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with service.database.read() as session:
            cursor = session.get(Cursor, 1)
            if cursor is not None and cursor.register_version == current_version(session) and cursor.leased_by is None:
                return
        time.sleep(0.1)
    pytest.fail("the worker did not come to an end")


def test_a_thousand_clears_and_one_new_entry(tmp_path: Path) -> None:
    settings = make_settings(f"sqlite:///{tmp_path / 'vetting.db'}", tmp_path)
    service = Service(settings)
    service.prepare()
    world = World.make(service.database)
    officer = world.people[VETTING_OFFICER]
    people = People(create_app(settings, service), service, world.people)
    with service.database.write() as session:
        checks = run_checks(session, officer, [somebody(number) for number in range(CLEARS - 1)])
    checks.append(world.run(VETTING_OFFICER, misspelt(reference="VAC-LAST")))
    assert rows(world, "SELECT outcome, count(*) FROM screening_check GROUP BY outcome") == [("no_match", CLEARS)]
    environment = os.environ | as_environment(settings)
    worker = subprocess.Popen([Path(sys.executable).parent / "vetting", "worker"], env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_until_settled(service)  # it has looked at everybody once
        begun = time.monotonic()
        place = send_report(people, LISTED)
        found = 0
        while not found and time.monotonic() - begun < SECONDS:
            time.sleep(0.2)
            with service.database.read() as session:
                found = list_alerts(session, officer).total
        seconds = time.monotonic() - begun
        approved = people.browser(REGISTRAR).post(f"{place}/approve", {"expected_version": "1"}, form_at=place)
        assert approved.status == 303, approved.text
        wait_until_settled(service)
    finally:
        worker.terminate()
        worker.wait(START_SECONDS)
    with service.database.read() as session:
        alerts = list_alerts(session, officer)
    assert [(alert.reference, alert.check_id) for alert in alerts.alerts] == [("VAC-LAST", checks[-1])]
    assert seconds < SECONDS
    print(f"{CLEARS:,} clears, one new entry: one alert after {seconds:.1f} s")
    service.database.engine.dispose()

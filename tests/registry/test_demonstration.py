"""Filling a demonstration register: the same steps as real reports, many at a time, and never on a live one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, LISTS, changed
from vetting.access import Actor
from vetting.audit import verify
from vetting.db import Database, utc_now
from vetting.errors import Refused
from vetting.matching import Identity, PersonName
from vetting.registry import (
    DemonstrationReport,
    ReportState,
    count_reports,
    current_version,
    day_in_london,
    get_report,
    index_of,
    list_entries,
    list_reports,
    load_demonstration,
    published_entries,
)

People = dict[Someone, Actor]
SURNAMES = ("Abara", "Bellweather", "Carrow", "Dunmore", "Eastleigh", "Fairlie", "Gorsedd", "Hallam", "Ibbotson", "Jessop")
FORENAMES = ("Alun", "Beatrix", "Cedric", "Delyth", "Emrys", "Farida", "Gethin", "Hester", "Idris", "Juno")


def fictional(count: int) -> list[DemonstrationReport]:
    """People with different names and dates of birth, the last of them not approved and the first published."""
    reports = []
    for number in range(count):
        person = changed(
            CONSTABLE,
            forenames=FORENAMES[number % 10],
            surname=SURNAMES[number // 10 % 10],
            date_of_birth=(date(1960, 1, 1) + timedelta(days=number)).isoformat(),
            event_date="2024-03-28",
        )
        reports.append(
            DemonstrationReport(person, approve=number < count - 1, public_reason="Dishonesty." if number == 0 else None)
        )
    return reports


def test_fictional_people_are_reported_and_approved(open_register: Database, people: People) -> None:
    loaded = load_demonstration(open_register, people[REGISTRAR], people[SECOND_REGISTRAR], iter(fictional(25)), chunk=10)
    assert loaded == 25
    with open_register.write() as session:
        assert list_entries(session, people[REGISTRAR]).total == 24
        assert count_reports(session, people[REGISTRAR])[ReportState.SUBMITTED] == 1
        waiting = list_reports(session, people[REPORTER], ReportState.SUBMITTED)[0]
        assert get_report(session, people[REPORTER], waiting.id).received_at.date() == date(2024, 4, 2)
        assert waiting.days_late == 0
        juno = Identity((PersonName("Alun", "Carrow"),), "1960-01-21")
        assert len(index_of(session).search(session, [juno], LISTS).matches[0]) == 1
        assert current_version(session) == 6
        assert len(published_entries(session, "Alun Abara", day_in_london(utc_now())).entries) == 1
    with open_register.engine.connect() as connection:
        assert verify(connection, b"a" * 32, None).whole


def test_never_on_a_live_register(database: Database, people: People) -> None:
    with database.write() as session:
        session.execute(text("UPDATE deployment SET mode = 'live'"))
    with pytest.raises(Refused):
        load_demonstration(database, people[REGISTRAR], people[SECOND_REGISTRAR], [DemonstrationReport(FORMER_PCSO)])


def test_two_registrars_even_here(database: Database, people: People) -> None:
    for preparer, approver in ((REGISTRAR, REGISTRAR), (REPORTER, REGISTRAR)):
        with pytest.raises(Refused):
            load_demonstration(database, people[preparer], people[approver], [DemonstrationReport(FORMER_PCSO)])

"""Forces that merge or change their name keep their history: in reports, in whose they are, on the board, and in the figures."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, published, submitted
from tests.registry.test_fifteen_rules import found
from vetting.access import Actor, find_organisation, force_history
from vetting.audit.models import AuditEvent
from vetting.db import Database, utc_now
from vetting.errors import InvalidInput, NotFound, Refused
from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.notices.expectations import prospect_of
from vetting.notices.reading import SubjectReading
from vetting.registry import (
    FinancialYear,
    FurtherReport,
    approve_report,
    ask_withdrawal,
    day_in_london,
    get_entry,
    get_report,
    load_policy,
    own_deadlines,
    published_entries,
    submit_further_report,
    submit_report,
)
from vetting.registry.rules import take_report
from vetting.registry.statistics import forces_of
from vetting.registry.successions import hand_over

People = dict[Someone, Actor]
MERGED = """
[[periods]]
force = "33"
title = "Leicestershire Police"
until = 2025-04-01
successor = "42"
sure = "unverified"
"""
POLICY, TODAY = load_policy(), date(2026, 11, 22)


@pytest.fixture
def merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world in which Essex took over from Leicestershire on 1 April 2025."""
    path = tmp_path / "forces.toml"
    path.write_text(MERGED, encoding="utf-8")
    monkeypatch.setattr("vetting.access.force_periods.CONFIG", path)
    assert force_history().answers_for("33", TODAY) == "42"


def handed_over(database: Database) -> int:
    with database.write() as session:
        return hand_over(session, day_in_london(utc_now()))


@pytest.mark.parametrize(
    ("event", "then", "now"),
    [
        ("2022-06-30", "Hampshire Constabulary", "Hampshire and Isle of Wight Constabulary"),
        ("2024-06-30", "Hampshire and Isle of Wight Constabulary", None),
    ],
)
def test_a_report_tells_the_name_of_the_events_day(event: str, then: str, now: str | None) -> None:
    content = take_report(changed(FORMER_PCSO, force="Hampshire", event_date=event), POLICY, TODAY)
    assert (content.force_then, content.force_now(TODAY)) == (then, now)


def test_the_public_reads_the_name_of_the_events_day(open_register: Database, people: People) -> None:
    with open_register.write() as session:
        report = submit_report(session, people[REGISTRAR], changed(CONSTABLE, force="44", event_date="2021-02-08"))
        report_id = report.id
    with open_register.write() as session:
        entry_id = approve_report(session, people[SECOND_REGISTRAR], report_id, 1).id
    published(open_register, people, entry_id)
    with open_register.read() as session:
        [shown] = published_entries(session, "Bronwen O’Hara-Lloyd", day_in_london(utc_now())).entries
    assert shown.force_name == "Hampshire Constabulary"


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize(
    ("force", "event", "refused"),
    [("33", "2025-03-31", False), ("33", "2025-04-01", True), ("33", "2026-01-05", True), ("42", "2026-01-05", False)],
)
def test_the_force_of_a_report_is_one_that_there_was_on_that_day(force: str, event: str, refused: bool) -> None:
    report = changed(CONSTABLE, force=force, event_date=event)
    if not refused:
        assert take_report(report, POLICY, TODAY).force_code == force
        return
    with pytest.raises(InvalidInput) as caught:
        take_report(report, POLICY, TODAY)
    assert [problem.field for problem in caught.value.problems] == ["force"]
    assert "Essex Police took over" in caught.value.message


@pytest.mark.usefixtures("merged")
def test_the_successor_reports_for_the_force_that_ended(open_register: Database, people: People) -> None:
    with pytest.raises(Refused), open_register.write() as session:
        submit_report(session, people[REPORTER], CONSTABLE)
    report_id = submitted(open_register, people[OTHER_REPORTER], CONSTABLE)
    with open_register.read() as session:
        report = get_report(session, people[OTHER_REPORTER], report_id)
        assert report.organisation_id == find_organisation(session, "42").id
        assert (report.content.force_then, report.content.force_now(TODAY)) == ("Leicestershire Police", "Essex Police")


def test_the_successor_reads_and_answers_for_what_the_predecessor_sent(
    open_register: Database, people: People, request: pytest.FixtureRequest
) -> None:
    waiting, entry_id = submitted(open_register, people[REPORTER]), listed(open_register, people, CONSTABLE)
    with open_register.write() as session:
        ask_withdrawal(session, people[REPORTER], waiting, "It was sent twice.")
    assert handed_over(open_register) == 0, "no force has ended"
    request.getfixturevalue("merged")
    with open_register.read() as session, pytest.raises(NotFound):
        get_report(session, people[OTHER_REPORTER], waiting)
    assert handed_over(open_register) == 3  # two reports and a question
    assert handed_over(open_register) == 0, "once is enough"
    with open_register.write() as session:
        report = get_report(session, people[OTHER_REPORTER], waiting)
        assert (report.content.force_code, report.prepared_by) == ("33", people[REPORTER].id)
        assert [each.id for each in own_deadlines(session, people[OTHER_REPORTER], TODAY).with_college] == [waiting]
        with pytest.raises(NotFound):
            get_report(session, people[REPORTER], waiting)
        appeal = FurtherReport("appeal_won", "2026-11-02", "The tribunal allowed it.")
        assert submit_further_report(session, people[OTHER_REPORTER], entry_id, appeal).is_open
    with open_register.read() as session:
        events = session.scalars(select(AuditEvent.fields).where(AuditEvent.event == "reports_handed_over")).all()
        counted = [json.loads(fields) for fields in events]
        assert [(each["reports"], each["questions"]) for each in counted] == [(2, 1)]
        assert get_entry(session, people[REGISTRAR], entry_id).content.force_then == "Leicestershire Police"


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("force", ["Leicestershire Police", "Essex Police"])
def test_a_number_of_the_force_that_ended_is_found_under_either_name(open_register: Database, people: People, force: str) -> None:
    with open_register.write() as session:
        submit_report(session, people[OTHER_REPORTER], FORMER_PCSO)
    changed_name = Identity((PersonName("Jonathan", "Quennell"),), None, service_numbers=(ServiceNumber(force, "C 7788"),))
    assert found(open_register, changed_name)
    assert not found(open_register, Identity((PersonName("Zachary", "Quennell"),), "1961-01-01"))


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize(("day", "owes"), [("2025-03-31", "33"), ("2025-04-01", "42")])
def test_a_notice_that_names_the_force_that_ended_is_the_successors(day: str, owes: str) -> None:
    subject = SubjectReading(role="PCSO", force="Leicestershire", outcome="dismissed", hearing_date=day)
    expected = prospect_of(subject, POLICY.earliest_event)
    assert expected is not None
    assert expected.force_code == owes


@pytest.mark.usefixtures("merged")
def test_the_figures_of_a_year_show_the_forces_that_there_were() -> None:
    codes = {year: {force.code for force in forces_of(FinancialYear(year))} for year in (2024, 2025)}
    assert (len(codes[2024]), len(codes[2025])) == (43, 42)
    assert "33" in {force.code for force in forces_of(FinancialYear(2025), {"33"})}, "what is counted is never left out"
    assert codes[2024] - codes[2025] == {"33"}
    assert force_history().line_of("42", TODAY) == {"33", "42"}

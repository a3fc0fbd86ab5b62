"""Reports from receipt to approval, on both databases: who sees them, what is kept, what the database itself refuses."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.people import (
    OTHER_REPORTER,
    POLICING_BODY_REPORTER,
    REGISTRAR,
    REPORTER,
    SECOND_REGISTRAR,
    VETTING_OFFICER,
    Someone,
)
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, submitted
from vetting.access import Actor
from vetting.audit.models import AuditEvent
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    ReportState,
    approve_report,
    count_reports,
    current_version,
    day_in_london,
    get_entry,
    get_report,
    list_entries,
    list_reports,
    resubmit_report,
    return_report,
    submit_report,
)

People = dict[Someone, Actor]


def events(database: Database, name: str) -> list[dict[str, object]]:
    with database.read() as session:
        rows = session.scalars(select(AuditEvent.fields).where(AuditEvent.event == name).order_by(AuditEvent.sequence))
        return [json.loads(fields) for fields in rows]


def test_a_late_report_is_taken_and_flagged(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.read() as session:
        view = get_report(session, people[REPORTER], report_id)
    assert view.state is ReportState.SUBMITTED
    assert view.due == date(2022, 7, 6)
    assert view.days_late == (day_in_london(view.received_at) - view.due).days > 1_000
    assert view.content.surname == "Featherstone"
    received = events(database, "report_received")
    assert received[0]["report"] == report_id
    assert received[0]["register_version"] == 1
    assert "Featherstone" not in json.dumps(received)


def test_what_cannot_be_taken_leaves_nothing_behind(database: Database, people: People) -> None:
    with pytest.raises(InvalidInput), database.write() as session:
        submit_report(session, people[REPORTER], changed(FORMER_PCSO, date_of_birth="31/02/1990"))
    with database.read() as session:
        assert list_reports(session, people[REGISTRAR]) == []
        assert current_version(session) == 0


def test_a_report_is_its_organisations_and_the_registrars(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.read() as session:
        for someone in (REPORTER, REGISTRAR, SECOND_REGISTRAR):
            assert get_report(session, people[someone], report_id).id == report_id
            assert [row.id for row in list_reports(session, people[someone])] == [report_id]
        for someone in (OTHER_REPORTER, POLICING_BODY_REPORTER):
            with pytest.raises(NotFound):
                get_report(session, people[someone], report_id)
            assert list_reports(session, people[someone]) == []
        with pytest.raises(Refused):
            get_report(session, people[VETTING_OFFICER], report_id)
        with pytest.raises(NotFound):
            get_report(session, people[REGISTRAR], "no such report")
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], "\x00")


def test_only_the_own_force_can_be_reported_for(database: Database, people: People) -> None:
    for someone in (OTHER_REPORTER, VETTING_OFFICER):
        with pytest.raises(Refused), database.write() as session:
            submit_report(session, people[someone], FORMER_PCSO)


def test_a_registrar_takes_in_a_report_for_a_force(database: Database, people: People) -> None:
    report_id = submitted(database, people[REGISTRAR])
    with database.read() as session:
        assert get_report(session, people[REPORTER], report_id).prepared_by == people[REGISTRAR].id


def test_a_policing_body_reports_its_chief_officer(database: Database, people: People) -> None:
    report_id = submitted(database, people[POLICING_BODY_REPORTER], changed(CONSTABLE, rank="Chief Constable"))
    with database.read() as session, pytest.raises(NotFound):
        get_report(session, people[REPORTER], report_id)


def test_reports_are_listed_by_state_and_those_due_first(database: Database, people: People) -> None:
    first = submitted(database, people[REPORTER], changed(FORMER_PCSO, event_date="2024-05-01"))
    second = submitted(database, people[REPORTER])
    with database.write() as session:
        return_report(session, people[REGISTRAR], first, "The date is wrong.", 1)
    with database.read() as session:
        assert [row.id for row in list_reports(session, people[REGISTRAR])] == [second, first]
        assert [row.id for row in list_reports(session, people[REGISTRAR], limit=1, offset=1)] == [first]
        assert [row.id for row in list_reports(session, people[REPORTER], ReportState.RETURNED)] == [first]
        counts = count_reports(session, people[REPORTER])
        assert {state: number for state, number in counts.items() if number} == {ReportState.SUBMITTED: 1, ReportState.RETURNED: 1}


def test_returning_asks_for_a_reason_and_sending_in_again_keeps_what_was_said(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    for reason in ("  ", "x" * 2001, "half a \ud83d face", "\x00"):
        with pytest.raises(InvalidInput) as caught, database.write() as session:
            return_report(session, people[REGISTRAR], report_id, reason, 1)
        assert [problem.field for problem in caught.value.problems] == ["reason"]
    with database.write() as session:
        return_report(session, people[REGISTRAR], report_id, "The surname is misspelt.", 1)
    with database.read() as session:
        assert get_report(session, people[REPORTER], report_id).return_reason == "The surname is misspelt."
    with database.write() as session:
        resubmit_report(session, people[REPORTER], report_id, changed(FORMER_PCSO, surname="Fetherstonhaugh"), 1)
    with database.read() as session:
        view = get_report(session, people[REPORTER], report_id)
    assert view.state is ReportState.SUBMITTED
    assert view.return_reason is None
    assert [version.content.surname for version in view.versions] == ["Featherstone", "Fetherstonhaugh"]
    assert [decision.decision for decision in view.decisions] == ["returned"]


def test_an_approved_report_is_an_entry_with_its_history(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        entry_id = approve_report(session, people[REGISTRAR], report_id, 1).id
    with database.read() as session:
        entry = get_entry(session, people[SECOND_REGISTRAR], entry_id)
        assert get_report(session, people[REPORTER], report_id).entry_id == entry_id
        page = list_entries(session, people[REGISTRAR])
        with pytest.raises(Refused):
            get_entry(session, people[REPORTER], entry_id)
    assert (entry.list_id, entry.version, entry.standing) == ("barred", 1, "listed")
    assert entry.versions[0].prepared_by == people[REPORTER].id
    assert entry.versions[0].approved_by == people[REGISTRAR].id
    assert [event.what for event in entry.timeline] == ["Report received", "Approved: on the barred list"]
    assert [row.full_name for row in page.entries] == ["Jonathan Mark Featherstone"]
    assert events(database, "report_approved")[0]["register_version"] == 2


def test_what_has_been_decided_stays_decided(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 1)
    steps = (
        lambda session: approve_report(session, people[SECOND_REGISTRAR], report_id, 1),
        lambda session: return_report(session, people[SECOND_REGISTRAR], report_id, "Too late.", 1),
        lambda session: resubmit_report(session, people[REPORTER], report_id, FORMER_PCSO, 1),
    )
    for step in steps:
        with pytest.raises(Conflict), database.write() as session:
            step(session)


def test_an_outdated_reader_is_told_so(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        resubmit_report(session, people[REPORTER], report_id, FORMER_PCSO, 1)
    with pytest.raises(Conflict), database.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 1)
    with database.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 2)


def test_nobody_approves_what_they_prepared(database: Database, people: People) -> None:
    report_id = submitted(database, people[REGISTRAR])
    with pytest.raises(Refused) as caught, database.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 1)
    assert caught.value.code == "own_change"
    with database.write() as session:
        approve_report(session, people[SECOND_REGISTRAR], report_id, 1)


APPROVE = "UPDATE report SET state = 'approved', approved_by = :by WHERE id = :id"


def test_the_database_refuses_one_persons_doing_both(database: Database, people: People) -> None:
    report_id, own = submitted(database, people[REGISTRAR]), people[REGISTRAR].id
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(APPROVE), {"by": own, "id": report_id})
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("UPDATE report SET state = 'approved' WHERE id = :id"), {"id": report_id})
    with database.write() as session:
        approve_report(session, people[SECOND_REGISTRAR], report_id, 1)
    for table, column in (("report", "approved_by"), ("entry_version", "approved_by"), ("report_decision", "decided_by")):
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(text(f"UPDATE {table} SET {column} = prepared_by"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("UPDATE report_decision SET prepared_by = :other"), {"other": people[REPORTER].id})


def test_nothing_about_a_person_stands_in_plain(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        return_report(session, people[REGISTRAR], report_id, "Featherstone is misspelt.", 1)
    with database.write() as session:
        resubmit_report(session, people[REPORTER], report_id, FORMER_PCSO, 1)
        session.flush()
        approve_report(session, people[REGISTRAR], report_id, 2)
    with database.read() as session:
        for table in inspect(database.engine).get_table_names():
            stored = repr(session.execute(text(f'SELECT * FROM "{table}"')).all())
            for secret in ("Featherstone", "Jonathan", "1990-03-14", "C 7788", "improper"):
                assert secret not in stored, f"{secret} in {table}"


def test_reading_leaves_a_trace(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        get_report(session, people[REGISTRAR], report_id)
        list_reports(session, people[REGISTRAR])
    assert events(database, "report_read") == [{"report": report_id, "report_version": 1}]
    assert events(database, "reports_listed") == [{"reports": [report_id]}]

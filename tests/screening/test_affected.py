"""Which earlier checks came upon an entry: told to the College alone, across organisations, without an applicant's name."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, add_everyone
from tests.registry.cases import FORMER_PCSO, open_lists, submitted
from vetting.db import Database
from vetting.errors import NotFound, Refused
from vetting.registry import FurtherReport, agree, approve_proposal, approve_report, ask_withdrawal, submit_further_report
from vetting.screening import CheckRequest, checks_that_hit, checks_that_hit_report, run_check

APPLICANT = CheckRequest("Jon", "Fetherstone", "1990-03-14", "appointment", "Kent 1")
NOBODY = CheckRequest("Zebedee", "Quillfeather", "1971-08-30", "appointment", "Kent 2")


def test_earlier_checks_of_every_organisation_are_listed(database: Database) -> None:
    people = add_everyone(database)
    open_lists(database, people)
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        on_report = run_check(session, people[VETTING_OFFICER], APPLICANT)
    with database.write() as session:
        entry_id = approve_report(session, people[REGISTRAR], report_id, 1).id
    with database.write() as session:
        on_entry = run_check(session, people[VETTING_OFFICER], APPLICANT)
    with database.write() as session:
        run_check(session, people[VETTING_OFFICER], NOBODY)
        appeal = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed it.")
    with database.write() as session:
        proposal_id = submit_further_report(session, people[REPORTER], entry_id, appeal).id
    with database.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    with database.write() as session:
        found = checks_that_hit(session, people[SECOND_REGISTRAR], entry_id)
        with pytest.raises(NotFound):
            checks_that_hit(session, people[REGISTRAR], "no such entry")
        with pytest.raises(Refused):
            checks_that_hit(session, people[VETTING_OFFICER], entry_id)
    assert [row.check_id for row in found] == [on_entry, on_report]
    assert {row.organisation_id for row in found} == {people[VETTING_OFFICER].organisation_id}
    assert FORMER_PCSO.surname not in repr(found)


def test_checks_that_came_upon_a_withdrawn_report_are_listed(database: Database) -> None:
    people = add_everyone(database)
    open_lists(database, people)
    report_id = submitted(database, people[REPORTER])
    with database.write() as session:
        check = run_check(session, people[VETTING_OFFICER], APPLICANT)
    with database.write() as session:
        question = ask_withdrawal(session, people[REGISTRAR], report_id, "It is about a namesake.").id
    with database.write() as session:
        agree(session, people[SECOND_REGISTRAR], question)
    with database.write() as session:
        assert [each.check_id for each in checks_that_hit_report(session, people[REGISTRAR], report_id)] == [check]
        assert checks_that_hit_report(session, people[REGISTRAR], "0" * 32) == ()
        with pytest.raises(Refused):
            checks_that_hit_report(session, people[REPORTER], report_id)

"""The rules of practice.md section 1 that hold by now, each by its number.

Not here yet: 4, as far as advisory entries that end by themselves go; 8, the intake of dismissals after withdrawn vetting; 11,
protected names.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, submitted
from tests.registry.test_advisory import ADVISORY, barring, on_lists
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import InvalidInput, Refused
from vetting.registry import (
    Amendment,
    DemonstrationReport,
    DontPublish,
    FurtherReport,
    Ground,
    Limb,
    ReportInput,
    ServedAs,
    approve_proposal,
    clock_for,
    get_entry,
    index_of,
    load_demonstration,
    load_policy,
    propose_amendment,
    propose_not_publishing,
    return_report,
    submit_further_report,
)
from vetting.registry.lifecycle import why_not_published
from vetting.registry.rules import take_report

People = dict[Someone, Actor]
POLICY = load_policy()


def standings(database: Database, report: ReportInput = FORMER_PCSO) -> list[str]:
    subject = take_report(report, POLICY, date(2026, 11, 20)).identity()
    with database.read() as session:
        return [hit.standing.value for hit in index_of(session).search(session, [subject], ["barred"]).matches[0]]


def test_rule_01_a_received_report_counts_also_while_it_is_returned(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    assert standings(open_register) == ["report_received"]
    with open_register.write() as session:
        return_report(session, people[REGISTRAR], report_id, "The number is missing.", 1)
    assert standings(open_register) == ["report_received"]


def test_rule_02_a_further_report_works_on_receipt_and_has_a_deadline(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with open_register.write() as session:
        appeal = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed it.")
        proposal = submit_further_report(session, people[REPORTER], entry_id, appeal)
    assert standings(open_register) == ["suspended"]
    assert proposal.due == date(2024, 5, 8)
    assert proposal.days_late > 0


@pytest.mark.parametrize(
    ("limb", "lists"),
    [("c", [("advisory", "listed"), ("barred", "listed")]), ("d", [("barred", "listed")])],
)
def test_rule_03_both_lists_at_once_is_possible(
    open_register: Database, people: People, limb: str, lists: list[tuple[str, str]]
) -> None:
    listed(open_register, people, ADVISORY)
    listed(open_register, people, barring(limb))
    assert on_lists(open_register) == lists


@pytest.mark.parametrize(
    ("list_id", "ground", "role", "review", "ends"),
    [
        ("advisory", Ground.ALLEGATION, ServedAs.OFFICER, "verified", None),
        ("advisory", Ground.ALLEGATION, ServedAs.CIVILIAN_EMPLOYEE, "unverified", None),
        ("advisory", Ground.ALLEGATION, ServedAs.COMMUNITY_SUPPORT_VOLUNTEER, None, "unverified"),
        ("barred", Ground.GROSS_MISCONDUCT, None, "verified", None),
        ("barred", Ground.UNSATISFACTORY_ATTENDANCE, None, None, None),
    ],
)
def test_rule_04_clocks_by_class_are_data_and_say_how_sure_they_are(
    list_id: str, ground: Ground, role: ServedAs | None, review: str | None, ends: str | None
) -> None:
    clocks = [clock_for(each, list_id, ground, role) for each in (POLICY.review_clocks, POLICY.ending_clocks)]
    assert [clock.sure if clock else None for clock in clocks] == [review, ends]


@pytest.mark.parametrize(
    ("limb", "ground", "in_scope"),
    [
        (Limb.A, Ground.GROSS_MISCONDUCT, True),
        (Limb.B, Ground.GROSS_MISCONDUCT, True),
        (Limb.A, Ground.GROSS_INCOMPETENCE, False),
        (Limb.B, Ground.UNSATISFACTORY_ATTENDANCE, False),
        (Limb.C, Ground.CONDUCT, False),
        (Limb.D, Ground.CONDUCT, False),
    ],
)
def test_rule_05_publication_is_a_duty_in_its_scope(limb: Limb, ground: Ground, in_scope: bool) -> None:
    assert (why_not_published("barred", limb, ground) is None) is in_scope
    assert why_not_published("advisory", limb, ground) is not None


def test_rule_05_not_publishing_needs_an_exception(database: Database, people: People) -> None:
    entry_id = listed(database, people, CONSTABLE)
    with pytest.raises(InvalidInput), database.write() as session:
        propose_not_publishing(session, people[REGISTRAR], entry_id, DontPublish("", "", "The force would rather not."))


@pytest.mark.parametrize(
    ("kind", "purpose", "lists"),
    [
        ("force", "appointment", ("barred", "advisory")),
        ("local_policing_body", "appointment", ("barred", "advisory")),
        ("inspectorate", "appointment", ("barred", "advisory")),
        ("iopc", "appointment", ("barred", "advisory")),
        ("force", "contractor", ("barred",)),
        ("force", "volunteer", ("barred",)),
        ("force", "workforce_check", ("barred",)),
        ("agency", "appointment", ("barred",)),
        ("agency", "workforce_check", None),
        ("college", "appointment", None),
    ],
)
def test_rule_06_who_may_search_what_is_a_table(kind: str, purpose: str, lists: tuple[str, ...] | None) -> None:
    if lists is None:
        with pytest.raises(Refused):
            POLICY.rule_for(kind, purpose)
    else:
        assert POLICY.lists_for(kind, purpose) == lists
        assert POLICY.rule_for(kind, purpose).legal_basis


@pytest.mark.parametrize(
    ("body", "keeper"),
    [("British Transport Police", "British Transport Police Authority"), ("NCA", "National Crime Agency")],
)
def test_rule_07_another_bodys_report_is_told_whose_it_is(body: str, keeper: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        take_report(changed(CONSTABLE, force=body), POLICY, date(2026, 11, 20))
    assert keeper in caught.value.message


def test_rule_09_death_marks_an_entry_and_does_not_remove_it(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with open_register.write() as session:
        died = Amendment(FORMER_PCSO, date_of_death="2025-01-09", reason="The coroner wrote.")
        proposal_id = propose_amendment(session, people[REGISTRAR], entry_id, died, 1).id
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    assert standings(open_register) == ["listed"]
    with open_register.read() as session:
        assert get_entry(session, people[REGISTRAR], entry_id).content.date_of_death == date(2025, 1, 9)


def test_rule_10_no_report_asks_for_a_national_insurance_number() -> None:
    assert not [field.name for field in fields(ReportInput) if "insurance" in field.name or "nino" in field.name]


def test_rule_12_nobody_invented_stands_on_the_real_register(database: Database, people: People) -> None:
    with database.write() as session:
        session.execute(text("UPDATE deployment SET mode = 'live'"))
    with pytest.raises(Refused):
        load_demonstration(database, people[REGISTRAR], people[SECOND_REGISTRAR], [DemonstrationReport(FORMER_PCSO)])

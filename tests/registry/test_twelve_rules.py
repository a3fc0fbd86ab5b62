"""The twelve rules of practice.md section 1, each by its number. Most are shown in depth elsewhere; here each stands alone."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, submitted
from tests.registry.test_advisory import ADVISORY, barring, on_lists
from vetting.access import Actor, Permission
from vetting.db import Database
from vetting.errors import InvalidInput, Refused
from vetting.matching import Comparison, PersonName
from vetting.registry import (
    Amendment,
    DemonstrationReport,
    DontPublish,
    FurtherReport,
    Ground,
    Limb,
    ReportInput,
    ReportState,
    ServedAs,
    approve_proposal,
    clock_for,
    get_entry,
    get_report,
    index_of,
    load_demonstration,
    load_policy,
    may_approve,
    propose_amendment,
    propose_not_publishing,
    return_report,
    submit_further_report,
)
from vetting.registry.lifecycle import why_not_published
from vetting.registry.policy import DEFAULT_PATH
from vetting.registry.rules import take_report
from vetting.screening import CheckRequest, load_practice
from vetting.screening.requests import identity_of
from vetting.screening.shown import HIDDEN_NAME, shown_comparisons

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
    [
        ("a", [("advisory", "listed"), ("barred", "listed")]),
        ("b", [("barred", "listed")]),
        ("c", [("advisory", "listed"), ("barred", "listed")]),
        ("d", [("barred", "listed")]),
    ],
)
def test_rule_03_both_lists_at_once_is_possible(
    open_register: Database, people: People, limb: str, lists: list[tuple[str, str]]
) -> None:
    listed(open_register, people, ADVISORY)
    officer = {"rank": "PC", "ground": "gross_misconduct"} if limb in "ab" else {}
    listed(open_register, people, changed(barring(limb), **officer))
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
    [
        ("British Transport Police", "British Transport Police Authority"),
        ("NCA", "National Crime Agency"),
        ("Civil Nuclear Constabulary", "Civil Nuclear Police Authority"),
        ("MOD Police", "Ministry of Defence"),
        ("Police Scotland", "Scottish Police Authority"),
    ],
)
def test_rule_07_another_bodys_report_is_told_whose_it_is(body: str, keeper: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        take_report(changed(CONSTABLE, force=body), POLICY, date(2026, 11, 20))
    assert keeper in caught.value.message


@pytest.mark.parametrize(("list_id", "effect"), [("barred", "stop"), ("advisory", "consider")])
def test_rule_07_a_list_is_data_with_its_keeper_its_coverage_and_its_first_day(list_id: str, effect: str) -> None:
    info = POLICY.find(list_id)
    assert (info.keeper, info.effect, info.starts) == ("College of Policing", effect, date(2017, 12, 15))
    assert info.coverage
    assert info.basis.startswith("Police Act 1996")


def test_rule_07_a_list_more_is_a_row_more(tmp_path: Path) -> None:
    row = """
[[lists]]
id = "transport"
name = "British Transport Police barred list"
keeper = "British Transport Police Authority"
effect = "stop"
from = 2026-06-29
coverage = "People of the British Transport Police."
basis = "Crime and Policing Act 2026: commencement not read"
"""
    path = tmp_path / "lists.toml"
    path.write_text(DEFAULT_PATH.read_text(encoding="utf-8") + row, encoding="utf-8")
    policy = load_policy(path)
    assert [info.id for info in policy.lists] == ["barred", "advisory", "transport"]
    assert "transport" not in policy.lists_for("force", "appointment"), "nobody searches it until a basis is entered"


@pytest.mark.parametrize(
    ("ground", "state"),
    [
        ("vetting_withdrawn", ReportState.REFERRED),
        ("gross_misconduct", ReportState.SUBMITTED),
        ("gross_incompetence", ReportState.SUBMITTED),
        ("unsatisfactory_attendance", ReportState.SUBMITTED),
    ],
)
def test_rule_08_a_dismissal_after_withdrawn_vetting_is_neither_accepted_nor_refused(
    open_register: Database, people: People, ground: str, state: ReportState
) -> None:
    report = changed(CONSTABLE, ground=ground, standards=())
    report_id = submitted(open_register, people[REPORTER], report)
    with open_register.read() as session:
        assert get_report(session, people[REGISTRAR], report_id).state is state
    assert standings(open_register, report) == ["report_received"], "it counts either way"
    assert may_approve(state, people[REPORTER].id, people[REGISTRAR]) is (state is ReportState.SUBMITTED)


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


@pytest.mark.parametrize("switched_on", [False, True])
def test_rule_10_a_check_takes_one_only_where_a_deployment_has_switched_it_on(switched_on: bool) -> None:
    assert not load_practice().national_insurance_numbers, "off by default"
    assert load_practice(national_insurance_numbers=switched_on).national_insurance_numbers is switched_on


@pytest.mark.parametrize(
    ("field", "submitted_part", "shown"),
    [
        ("surname", "Winterbourne", "Winterbourne"),
        ("surname", "Featherstonehaugh", HIDDEN_NAME),
        ("forenames", "Robert", HIDDEN_NAME),
        ("date_of_birth", "1985-04-27", "1985-04-27"),
    ],
)
def test_rule_11_a_protected_name_is_matched_and_shown_to_specialist_staff_alone(
    people: People, field: str, submitted_part: str, shown: str
) -> None:
    request = CheckRequest("Alexandra", "Winterbourne", "1985-04-27", "appointment", "Kent 1")
    request = replace(request, sensitive_names=(PersonName("Robert", "Featherstonehaugh"),))
    assert any(name.surname == "Featherstonehaugh" for name in identity_of(request).names), "it is compared"
    compared = Comparison(field=field, submitted=submitted_part, listed="", level="", weight=0.0, sentence="")
    officer = people[VETTING_OFFICER]
    specialist = replace(officer, permissions=officer.permissions | {Permission.SEE_SENSITIVE_NAMES})
    assert [shown_comparisons(actor, request, [compared])[0].submitted for actor in (officer, specialist)] == [
        shown,
        submitted_part,
    ]


def test_rule_12_nobody_invented_stands_on_the_real_register(database: Database, people: People) -> None:
    with database.write() as session:
        session.execute(text("UPDATE deployment SET mode = 'live'"))
    with pytest.raises(Refused):
        load_demonstration(database, people[REGISTRAR], people[SECOND_REGISTRAR], [DemonstrationReport(FORMER_PCSO)])

"""What a report must say: each bad field is named, all of them at once, and what is good is taken in its own type."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed
from vetting.errors import InvalidInput
from vetting.registry import STANDARDS, Ground, Limb, ReportContent, ReportInput, load_policy
from vetting.registry.rules import take_report
from vetting.registry.vocabulary import RANKS, find_rank

TODAY = date(2026, 11, 22)
POLICY = load_policy()


def problems_of(report: ReportInput) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        take_report(report, POLICY, TODAY)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_a_former_pcso_is_taken_without_a_rank() -> None:
    content = take_report(FORMER_PCSO, POLICY, TODAY)
    assert content.limb is Limb.D
    assert content.force_code == "33"
    assert content.date_of_birth == date(1990, 3, 14)
    assert content.rank is None
    assert content.ground is Ground.CONDUCT
    assert content.standards == ()
    assert content.full_name == "Jonathan Mark Featherstone"
    assert content.person == "former civilian police employee"


def test_an_officer_is_taken_with_rank_and_standards_by_their_statutory_names() -> None:
    content = take_report(CONSTABLE, POLICY, TODAY)
    assert content.rank == "constable"
    assert content.standards == ("Honesty and Integrity", "Discreditable Conduct")


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("limb", {"limb": ""}, "a, b, c or d"),
        ("limb", {"limb": "e"}, "a, b, c or d"),
        ("force", {"force": ""}, "Enter the police force"),
        ("force", {"force": "Ankh-Morpork City Watch"}, "43 forces"),
        ("force", {"force": "BTP"}, "British Transport Police Authority"),
        ("force", {"force": "Ministry of Defence Police"}, "Ministry of Defence"),
        ("force", {"force": "cnc"}, "Civil Nuclear Police Authority"),
        ("force", {"force": "National Crime Agency"}, "National Crime Agency"),
        ("force", {"force": "Port of Dover Police"}, "No keeper"),
        ("forenames", {"forenames": ""}, "Enter the forenames"),
        ("surname", {"surname": " "}, "Enter the surname"),
        ("surname", {"surname": "12345"}, "Enter the surname"),
        ("date_of_birth", {"date_of_birth": ""}, "is missing"),
        ("date_of_birth", {"date_of_birth": "2030-01-01"}, "in the past"),
        ("date_of_birth", {"date_of_birth": "2012-01-01"}, "16 or over"),
        ("date_of_birth", {"date_of_birth": "1901-01-01"}, "100 or under"),
        ("date_of_birth", {"date_of_birth": "31/02/1990"}, "exists"),
        ("date_of_birth", {"date_of_birth": "14/03/90"}, "four digits"),
        ("rank", {"rank": "Constable"}, "has no rank"),
        ("rank", {"limb": "b", "ground": "gross_misconduct"}, "Choose the officer’s rank"),
        ("rank", {"limb": "b", "ground": "gross_misconduct", "rank": "Grand Moff"}, "from the list"),
        ("rank", {"limb": "b", "ground": "gross_misconduct", "rank": "PC", "special_constable": True}, "special constabulary"),
        ("special_constable", {"special_constable": True}, "not a civilian employee"),
        ("identifying_number", {"identifying_number": "9" * 41}, "40 characters"),
        ("identifying_number", {"identifying_number": "--"}, "letters and digits"),
        ("ground", {"ground": ""}, "conduct, efficiency, effectiveness"),
        ("ground", {"ground": "gross_misconduct"}, "conduct, efficiency, effectiveness"),
        ("ground", {"limb": "a", "rank": "PC", "ground": "conduct"}, "gross_misconduct"),
        ("conduct", {"conduct": " \n"}, "Describe"),
        ("conduct", {"conduct": "x" * 20_001}, "20,000"),
        ("conduct", {"conduct": "seen \x07 once"}, "cannot be shown"),
        ("standards", {"standards": ("Honesty",)}, "statutory names"),
        ("reasons", {"reasons": ("dishonesty", "general naughtiness")}, "Choose the reasons among these"),
        ("left_by", {"left_by": "was abducted"}, "resigned or retired"),
        ("event_date", {"event_date": ""}, "is missing"),
        ("event_date", {"event_date": "14/12/2017"}, "on or after 15 December 2017"),
        ("event_date", {"event_date": "23/11/2026"}, "in the future"),
        ("event_date", {"event_date": "31/11/2025"}, "exists"),
        ("event_date", {"date_of_birth": "2009-01-01"}, "before the person was 16"),
        ("prior_advisory_report_date", {"prior_advisory_report_date": "1/1/2017"}, "between 15 December 2017 and today"),
        ("prior_advisory_report_date", {"prior_advisory_report_date": "soon"}, "a day, month and year"),
    ],
)
def test_one_bad_field_is_named_and_only_that_one(field: str, changes: dict[str, object], words: str) -> None:
    problems = problems_of(changed(FORMER_PCSO, **changes))
    assert list(problems) == [field]
    assert words in problems[field]
    assert problems[field].endswith(".")


def test_every_problem_is_told_at_once() -> None:
    assert set(problems_of(ReportInput())) == {
        "limb", "force", "forenames", "surname", "date_of_birth", "ground", "conduct", "event_date",
    }  # fmt: skip


def test_the_first_day_of_the_lists_and_today_are_taken() -> None:
    for day in ("15/12/2017", "22/11/2026"):
        assert take_report(changed(FORMER_PCSO, event_date=day, date_of_birth="1980-01-01"), POLICY, TODAY)


def test_an_out_of_scope_body_is_refused_even_where_a_panel_ordered_barring() -> None:
    message = problems_of(changed(FORMER_PCSO, force="BTP", conduct="The panel ordered placement on the barred list."))["force"]
    assert "whatever a panel ordered" in message


def test_one_name_is_kept_as_the_surname() -> None:
    content = take_report(changed(FORMER_PCSO, forenames="-"), POLICY, TODAY)
    assert (content.forenames, content.surname) == ("", "Featherstone")
    assert content.identity().names[0].surname == "Featherstone"


def test_reasons_and_how_somebody_left_are_for_the_figures_and_may_be_absent() -> None:
    told = changed(FORMER_PCSO, reasons=("Drugs", "dishonesty", "drugs"), left_by="Retired")
    content = take_report(told, POLICY, TODAY)
    assert (content.reasons, content.left_by) == (("dishonesty", "drugs"), "retired")
    assert content.reason_labels == ("Dishonesty", "Drugs")
    assert ReportContent.from_json(content.as_json()) == content
    silent = take_report(FORMER_PCSO, POLICY, TODAY)
    assert (silent.reasons, silent.left_by) == ((), None)
    old = {name: value for name, value in silent.as_json().items() if name not in ("reasons", "left_by")}
    assert ReportContent.from_json(old) == silent  # as kept before either was asked for


def test_nobody_left_who_was_dismissed_while_serving() -> None:
    assert take_report(changed(CONSTABLE, left_by="retired"), POLICY, TODAY).left_by is None


def test_a_special_rank_makes_a_special_constable() -> None:
    special = changed(CONSTABLE, rank="Special Sergeant")
    assert take_report(special, POLICY, TODAY).special_constable


def test_content_survives_being_sealed() -> None:
    for report in (FORMER_PCSO, changed(CONSTABLE, prior_advisory_report_date="2023-01-05")):
        content = take_report(report, POLICY, TODAY)
        assert ReportContent.from_json(content.as_json()) == content


def test_form_and_json_give_the_same_input() -> None:
    form = {"limb": "d", "surname": "Featherstone", "special_constable": "", "standards": ["Confidentiality"], "csrf_token": "x"}
    json = {"limb": "d", "surname": "Featherstone", "special_constable": False, "standards": ("Confidentiality",), "rank": None}
    assert ReportInput.from_mapping(form) == ReportInput.from_mapping(json)
    assert ReportInput.from_mapping({"special_constable": "yes"}).special_constable
    assert ReportInput.from_mapping({"standards": "Confidentiality"}).standards == ("Confidentiality",)


@pytest.mark.parametrize(
    ("text", "code"),
    [("PC", "constable"), ("detective sergeant", "sergeant"), ("DCI", "chief_inspector"), ("Ch. Supt", "chief_superintendent")],
)
def test_ranks_are_found_as_people_write_them(text: str, code: str) -> None:
    assert find_rank(text) == code


def test_every_rank_and_standard_is_found_by_its_own_name() -> None:
    assert all(find_rank(rank.label) == rank.code and find_rank(rank.code) == rank.code for rank in RANKS)
    assert len(STANDARDS) == 10

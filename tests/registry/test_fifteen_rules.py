"""The fifteen rules of domain.md section 8, each by its number. Most are shown in depth elsewhere; here each stands once, alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, published
from tests.registry.test_advisory import ADVISORY, LATER, OFFICER, STOPPED, barring
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import InvalidInput, NotFound
from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.notices.expectations import prospect_of
from vetting.notices.reading import SubjectReading
from vetting.notices.reading.model import Outcome
from vetting.registry import (
    FurtherReport,
    Ground,
    Limb,
    ReportInput,
    ServedAs,
    approve_proposal,
    clock_for,
    day_in_london,
    due_date,
    get_entry,
    get_tombstone,
    index_of,
    list_entries,
    load_policy,
    published_entries,
    strikes_on,
    submit_further_report,
)
from vetting.registry.advisory_rules import take_advisory
from vetting.registry.lifecycle import why_not_published
from vetting.registry.models import RegisterChange
from vetting.registry.rules import take_report
from vetting.registry.working_days import days_late

People = dict[Someone, Actor]
POLICY = load_policy()
TODAY = date(2026, 11, 20)
LEICESTERSHIRE_NUMBER, KENT_NUMBER = ServiceNumber("Leicestershire Police", "C 7788"), ServiceNumber("Kent Police", "C 7788")


def fields_refused(report: ReportInput) -> set[str]:
    take = take_advisory if report.list_id == "advisory" else take_report
    try:
        take(report, POLICY, TODAY)
    except InvalidInput as error:
        return {problem.field for problem in error.problems}
    return set()


def found(database: Database, subject: Identity, *lists: str) -> list[str]:
    with database.read() as session:
        return [hit.standing.value for hit in index_of(session).search(session, [subject], lists or ("barred",)).matches[0]]


@pytest.mark.parametrize(
    ("outcome", "limbs"),
    [
        ("final_written_warning", None),
        ("written_warning", None),
        ("no_further_action", None),
        ("other", None),  # a reduction in rank among them
        (None, None),
        ("dismissed", "a"),
        ("would_have_been_dismissed", "b"),
    ],
)
def test_rule_01_the_outcome_decides_not_the_finding(outcome: Outcome | None, limbs: str | None) -> None:
    """A notice of proven gross misconduct leads to an entry by its outcome alone; no report has a field for another outcome."""
    notice = SubjectReading(role="police officer", force="Kent", outcome=outcome, hearing_date="2024-02-07")
    expected = prospect_of(notice, POLICY.earliest_event)
    assert (expected.limbs if expected else None) == limbs


@pytest.mark.parametrize("ground", ["final_written_warning", "reduction_in_rank", "misconduct", ""])
def test_rule_01_no_report_is_taken_for_less_than_a_dismissal(ground: str) -> None:
    assert fields_refused(changed(CONSTABLE, ground=ground)) == {"ground"}


@pytest.mark.parametrize(
    ("report", "refused"),
    [
        (CONSTABLE, set()),
        (changed(CONSTABLE, limb="b"), set()),
        (changed(CONSTABLE, rank=""), {"rank"}),
        (changed(CONSTABLE, standards=()), set()),
        (changed(FORMER_PCSO, limb="c"), set()),
        (FORMER_PCSO, set()),
        (changed(FORMER_PCSO, rank="PC"), {"rank"}),
        (changed(FORMER_PCSO, ground="gross_misconduct"), {"ground"}),
    ],
)
def test_rule_02_four_limbs_different_data(report: ReportInput, refused: set[str]) -> None:
    assert fields_refused(report) == refused


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 20)),  # Monday: the end of Friday
        (date(2026, 11, 14), date(2026, 11, 20)),  # Saturday: Monday is day one
        (date(2026, 11, 19), date(2026, 11, 25)),
        (date(2026, 12, 24), date(2027, 1, 4)),  # three bank holidays on the way, one of them a substitute
    ],
)
def test_rule_03_the_day_of_the_event_is_day_one_and_late_is_flagged(event: date, due: date) -> None:
    assert due_date(event) == due
    assert days_late(due, due + timedelta(days=3)) == 3
    assert fields_refused(changed(CONSTABLE, event_date="2018-01-02")) == set(), "years late, and taken"


@pytest.mark.parametrize(("report", "starts"), [(ADVISORY, date(2022, 5, 2)), (STOPPED, date(2022, 5, 9))])
def test_rule_04_the_advisory_clock_differs_by_limb(report: ReportInput, starts: date) -> None:
    assert take_advisory(report, POLICY, TODAY).clock_starts == starts


def test_rule_05_advisory_to_barred_is_one_move(open_register: Database, people: People) -> None:
    advisory_id = listed(open_register, people, ADVISORY)
    barred_id = listed(open_register, people, barring("d"))
    with open_register.read() as session:
        rows = session.execute(select(RegisterChange.version, RegisterChange.record_id, RegisterChange.action)).all()
        assert get_entry(session, people[REGISTRAR], barred_id).content.prior_advisory_report_date is not None
    moved = {(row.record_id, row.action): row.version for row in rows}
    assert moved[advisory_id, "remove"] == moved[barred_id, "add"]


def test_rule_05_an_earlier_advisory_report_that_there_is_not_is_refused(open_register: Database, people: People) -> None:
    with pytest.raises(InvalidInput) as error:
        listed(open_register, people, barring("d"))
    assert {problem.field for problem in error.value.problems} == {"prior_advisory_report_date"}


def test_rule_06_advisory_exits_are_mandatory() -> None:
    exits = {way.id for way in POLICY.ways_off_list("advisory", "authority")}
    assert exits == {"no_proceedings", "proceedings_withdrawn", "concluded_without_finding"}


@pytest.mark.parametrize("way", ["no_proceedings", "proceedings_withdrawn", "concluded_without_finding"])
def test_rule_06_the_entry_is_suspended_on_receipt_and_gone_once_two_have_completed_it(
    open_register: Database, people: People, way: str
) -> None:
    entry_id = listed(open_register, people, ADVISORY)
    with open_register.write() as session:
        subject = get_entry(session, people[REGISTRAR], entry_id).content.identity()
        proposal = submit_further_report(session, people[REPORTER], entry_id, FurtherReport(way, "2024-05-01", "Decided."))
    assert found(open_register, subject, "advisory") == ["suspended"]
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal.id)
    assert found(open_register, subject, "advisory") == []


@pytest.mark.parametrize(
    ("report", "refused"),
    [
        (changed(OFFICER, cleared_before_leaving=True), {"cleared_before_leaving"}),
        (OFFICER, set()),
        (changed(ADVISORY, cleared_before_leaving=True), {"cleared_before_leaving"}),
        (LATER, set()),
        (changed(LATER, served_as="special_constable", rank="special constable"), set()),
        (changed(LATER, served_as="civilian_employee", rank=""), {"served_as"}),
    ],
)
def test_rule_07_nobody_cleared_first_and_no_former_staff(report: ReportInput, refused: set[str]) -> None:
    assert fields_refused(report) == refused


@pytest.mark.parametrize(("list_id", "effect"), [("barred", "stop"), ("advisory", "consider")])
def test_rule_08_barred_is_stop_and_advisory_is_consider(list_id: str, effect: str) -> None:
    assert POLICY.find(list_id).effect == effect
    published = why_not_published(list_id, Limb.A, Ground.GROSS_MISCONDUCT) is None
    assert published == (list_id == "barred")


def test_rule_09_the_end_of_publication_is_no_delisting(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    published(open_register, people, entry_id, "Was dishonest.")
    today = day_in_london(utc_now())
    with open_register.read() as session:
        content = get_entry(session, people[REGISTRAR], entry_id).content
        assert len(published_entries(session, content.full_name, today).entries) == 1
        assert published_entries(session, content.full_name, today + timedelta(days=5 * 366)).entries == ()
    assert found(open_register, content.identity()) == ["listed"]


def test_rule_10_unpublished_until_it_is_decided(open_register: Database, people: People) -> None:
    with open_register.read() as session:
        assert published_entries(session, "Bronwen O’Hara-Lloyd", TODAY).entries == ()
    entry_id = listed(open_register, people, CONSTABLE)
    with open_register.read() as session:
        status = get_entry(session, people[REGISTRAR], entry_id).publication_status
        assert status is not None
        assert (status.code, status.due is not None) == ("decision_due", True)
        assert published_entries(session, "Bronwen O’Hara-Lloyd", day_in_london(utc_now())).entries == ()


@pytest.mark.parametrize(
    ("forenames", "surname"),
    [("Officer", "A"), ("PC", "X"), ("-", "Officer B"), ("Former", "Officer C"), ("-", "PC X"), ("Special Constable", "A")],
)
def test_rule_11_an_alias_is_no_name(forenames: str, surname: str) -> None:
    assert "surname" in fields_refused(changed(CONSTABLE, forenames=forenames, surname=surname))


@pytest.mark.parametrize(
    ("list_id", "ground", "role", "years"),
    [
        ("barred", Ground.GROSS_INCOMPETENCE, None, 3),
        ("barred", Ground.GROSS_MISCONDUCT, None, 5),
        ("advisory", Ground.ALLEGATION, ServedAs.OFFICER, 5),
        ("advisory", Ground.ALLEGATION, ServedAs.CIVILIAN_EMPLOYEE, 5),
        ("barred", Ground.UNSATISFACTORY_PERFORMANCE, None, None),  # no period was read
        ("barred", Ground.CONDUCT, None, None),
    ],
)
def test_rule_12_a_review_is_possible_after_years_on_the_list(
    list_id: str, ground: Ground, role: ServedAs | None, years: int | None
) -> None:
    clock = clock_for(POLICY.review_clocks, list_id, ground, role)
    assert strikes_on(clock, date(2024, 5, 6)) == (None if years is None else date(2024 + years, 5, 6))
    ending = clock_for(POLICY.ending_clocks, list_id, ground, role)
    assert ending is None, "it makes them eligible to apply: nothing expires"


def test_rule_13_removal_is_complete_and_provable(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    published(open_register, people, entry_id, "Was dishonest.")
    with open_register.write() as session:
        content = get_entry(session, people[REGISTRAR], entry_id).content
        appeal = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed it.")
        proposal_id = submit_further_report(session, people[REPORTER], entry_id, appeal).id
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    assert found(open_register, content.identity()) == []
    with open_register.read() as session:
        assert list_entries(session, people[REGISTRAR]).total == 0
        assert published_entries(session, content.full_name, day_in_london(utc_now())).entries == ()
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], entry_id)
        assert get_tombstone(session, people[REGISTRAR], entry_id).ground == "appeal_won"


@pytest.mark.parametrize("body", ["NCA", "British Transport Police", "Civil Nuclear Constabulary", "Ministry of Defence Police"])
def test_rule_14_coverage_is_stated_and_other_bodies_refused(body: str) -> None:
    assert fields_refused(changed(CONSTABLE, force=body)) == {"force"}
    for coverage in POLICY.coverage(["barred", "advisory"]):
        assert "Nothing before that date" in coverage
        assert "British Transport Police" in coverage


@pytest.mark.parametrize(
    ("subject", "hits"),
    [
        (Identity((PersonName("Jonathan Mark", "Quennell"),), "1990-03-14"), True),
        (Identity((PersonName("Zebedee", "Oakes"), PersonName("Jonathan", "Featherstone")), "1990-03-14"), True),
        (
            Identity(
                (PersonName("Jonathan", "Quennell"),),
                "1990-03-14",
                service_numbers=(ServiceNumber("Leicestershire Police", "C 7788"),),
            ),
            True,
        ),
        (Identity((PersonName("Jonathan Mark", "Featherstone"),), "1961-08-27"), False),
        (Identity((PersonName("Zebedee", "Quennell"),), None, service_numbers=(LEICESTERSHIRE_NUMBER,)), True),
        (Identity((PersonName("Zebedee", "Quennell"),), "1961-08-27", service_numbers=(KENT_NUMBER,)), False),
    ],
)
def test_rule_15_every_name_counts_and_another_date_is_no_hit(
    open_register: Database, people: People, subject: Identity, hits: bool
) -> None:
    listed(open_register, people)
    assert bool(found(open_register, subject)) is hits

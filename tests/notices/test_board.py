"""The reconciliation board: candidates offered, a person's word, overdue by force; never met by itself, never by a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone, add_everyone
from tests.registry.cases import FORMER_PCSO, changed, submitted
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.notices import (
    ExpectationState,
    ExpectationView,
    NoticeReading,
    SubjectReading,
    board,
    confirm_met,
    count_overdue,
    get_expectation,
    keep_notice,
    list_expectations,
    reopen_expectation,
    set_aside,
)
from vetting.notices.expectations import Candidate, Settled, Window, by_force, candidates_for, load_window, view_of
from vetting.notices.models import Expectation
from vetting.registry import Limb, ReportKey, approve_report

People = dict[Someone, Actor]
LEICESTERSHIRE = SubjectReading(
    role="PCSO", force="Leicestershire", former=True, outcome="would_have_been_dismissed", hearing_date="2022-06-30"
)
KENT = SubjectReading(role="PCSO", force="Kent", outcome="dismissed", hearing_date="2021-03-22")
TODAY = date(2022, 7, 12)
KEPT = datetime(2022, 7, 3, 9, tzinfo=UTC)
WINDOW = Window(days_before=14, days_after=7, undated_days=365)


def row(**changes: object) -> Expectation:
    given: dict[str, object] = {
        "id": "e" * 32,
        "notice_id": "n" * 32,
        "subject": 0,
        "outcome": "would_have_been_dismissed",
        "force_code": "33",
        "force_name": "Leicestershire",
        "limbs": "d",
        "hearing_from": None,
        "finding_date": date(2022, 6, 30),
        "not_expected": None,
    }
    return Expectation(**(given | changes))


def key(report_id: str = "r1", limb: str = "d", force: str = "33", day: str = "2022-06-30") -> ReportKey:
    return ReportKey(report_id, Limb(limb), force, date.fromisoformat(day), KEPT)


@pytest.mark.parametrize(
    ("report", "offered"),
    [
        (key(), True),
        (key(day="2022-06-16"), True),  # perhaps an earlier day of a long hearing
        (key(day="2022-06-15"), False),
        (key(day="2022-07-07"), True),  # the outcome given after the last day
        (key(day="2022-07-08"), False),
        (key(limb="c"), False),
        (key(limb="b"), False),
        (key(force="46"), False),
    ],
)
def test_a_report_is_offered_for_the_same_force_kind_and_days(report: ReportKey, offered: bool) -> None:
    assert bool(candidates_for(row(), KEPT, [report], (), WINDOW)) is offered


def test_the_nearest_day_is_offered_first_and_never_a_report_that_meets_another() -> None:
    reports = [key("far", day="2022-06-20"), key("same"), key("taken"), key("near", day="2022-07-01")]
    found = candidates_for(row(), KEPT, reports, ["taken"], WINDOW)
    assert [(each.report.report_id, each.within) for each in found] == [("same", True), ("near", False), ("far", False)]


@pytest.mark.parametrize(
    ("day", "within"),
    [("2022-06-26", False), ("2022-06-27", True), ("2022-06-29", True), ("2022-06-30", True), ("2022-07-01", False)],
)
def test_a_report_of_any_day_of_the_hearing_is_of_the_hearing(day: str, within: bool) -> None:
    [found] = candidates_for(row(hearing_from=date(2022, 6, 27)), KEPT, [key(day=day)], (), WINDOW)
    assert found.within is within


def test_the_days_of_the_hearing_come_before_a_nearer_day_outside_it() -> None:
    reports = [key("after", day="2022-07-01"), key("first", day="2022-06-20")]
    found = candidates_for(row(hearing_from=date(2022, 6, 20)), KEPT, reports, (), WINDOW)
    assert [each.report.report_id for each in found] == ["first", "after"]


def test_a_long_hearing_reaches_back_further_than_the_window() -> None:
    early = key(day="2022-05-03")
    assert candidates_for(row(), KEPT, [early], (), WINDOW) == ()
    [found] = candidates_for(row(hearing_from=date(2022, 5, 2)), KEPT, [early], (), WINDOW)
    assert found.within


def test_an_outcome_without_a_day_is_offered_the_reports_of_the_year_before_it_was_kept() -> None:
    reports = [key("old", day="2021-07-02"), key("within", day="2021-07-03"), key("later", day="2022-07-04")]
    found = candidates_for(row(finding_date=None), KEPT, reports, (), WINDOW)
    assert [(each.report.report_id, each.within) for each in found] == [("within", False)]


def test_what_is_not_expected_is_offered_nothing() -> None:
    assert candidates_for(row(not_expected="out_of_scope"), KEPT, [key()], (), WINDOW) == ()


def test_the_window_stands_in_the_configuration() -> None:
    assert load_window().days_before > 0


SAID_MET = Settled("somebody", KEPT, "r1", None)
SAID_NOT = Settled("somebody", KEPT, None, "Misread.")


@pytest.mark.parametrize(
    ("today", "settled", "state", "days"),
    [
        (date(2022, 7, 6), None, ExpectationState.EXPECTED, 0),  # Thursday 30 June is day one
        (date(2022, 7, 7), None, ExpectationState.OVERDUE, 1),
        (date(2022, 8, 6), None, ExpectationState.OVERDUE, 31),
        (date(2022, 8, 6), SAID_MET, ExpectationState.MET, 0),
        (date(2022, 8, 6), SAID_NOT, ExpectationState.NOT_EXPECTED, 0),
    ],
)
def test_where_an_expectation_stands(today: date, settled: Settled | None, state: ExpectationState, days: int) -> None:
    view = view_of(row(), "source", today, candidates=(Candidate(key(), True),), settled=settled)
    assert (view.state, view.days_overdue) == (state, days)
    assert view.report_id == ("r1" if state is ExpectationState.MET else None)
    assert bool(view.candidates) is (settled is None)


def test_forces_come_by_their_longest_overdue() -> None:
    def view(force: str, day: date | None, **changes: object) -> ExpectationView:
        return view_of(row(force_name=force, finding_date=day, **changes), "source", TODAY)

    boards = by_force(
        [
            view("Essex", None),
            view("Kent", date(2022, 7, 1)),
            view("Gwent", date(2022, 6, 1)),
            view("Kent", date(2022, 7, 11)),
            view("Dorset", date(2022, 1, 1), not_expected="volunteer"),
        ]
    )
    assert [(each.force_name, each.overdue, len(each.expectations)) for each in boards] == [
        ("Gwent", 1, 1),
        ("Kent", 1, 2),
        ("Essex", 0, 1),
    ]
    assert boards[0].longest == (TODAY - date(2022, 6, 9)).days  # two bank holidays of June 2022 lie between


@pytest.fixture
def people(database: Database) -> People:
    return add_everyone(database)


def keep(database: Database, actor: Actor, *subjects: SubjectReading, source: str = "https://news.example/one") -> None:
    with database.write() as session:
        keep_notice(session, actor, NoticeReading("outcome", subjects), source)


def all_of(database: Database, actor: Actor) -> list[ExpectationView]:
    with database.read() as session:
        return list_expectations(session, actor, TODAY)


def overdue(database: Database, actor: Actor) -> int:
    with database.read() as session:
        return count_overdue(session, actor, TODAY)


def test_a_report_in_time_meets_nothing_by_itself_until_a_person_says_so(database: Database, people: People) -> None:
    registrar = people[REGISTRAR]
    keep(database, registrar, LEICESTERSHIRE)
    assert (all_of(database, registrar)[0].candidates, overdue(database, registrar)) == ((), 1)
    report_id = submitted(database, people[REPORTER])
    [view] = all_of(database, registrar)
    assert (view.state, [each.report.report_id for each in view.candidates]) == (ExpectationState.OVERDUE, [report_id])
    with database.write() as session:
        confirm_met(session, people[SECOND_REGISTRAR], view.id, report_id)
    with database.write() as session:
        approve_report(session, people[SECOND_REGISTRAR], report_id, 1)
    with database.read() as session:
        met = get_expectation(session, registrar, view.id, TODAY)
        assert (met.state, met.report_id, met.candidates) == (ExpectationState.MET, report_id, ())
        assert met.settled is not None
        assert met.settled.by == people[SECOND_REGISTRAR].id
        assert board(session, registrar, TODAY) == ()
    assert overdue(database, registrar) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"limb": "c"},
        {"event_date": "2022-08-01"},
        {"force": "Kent"},
        {"limb": "b", "rank": "PC", "ground": "gross_misconduct"},
    ],
    ids=["limb", "day", "force", "kind"],
)
def test_another_report_cannot_be_confirmed(database: Database, people: People, changes: dict[str, object]) -> None:
    keep(database, people[REGISTRAR], LEICESTERSHIRE)
    report_id = submitted(database, people[REGISTRAR], changed(FORMER_PCSO, **changes))
    [view] = all_of(database, people[REGISTRAR])
    with pytest.raises(InvalidInput), database.write() as session:
        confirm_met(session, people[REGISTRAR], view.id, report_id)
    assert all_of(database, people[REGISTRAR])[0].state is ExpectationState.OVERDUE


def test_one_report_meets_one_outcome_only(database: Database, people: People) -> None:
    registrar = people[REGISTRAR]
    keep(database, registrar, LEICESTERSHIRE, LEICESTERSHIRE)
    report_id = submitted(database, people[REPORTER])
    first, second = all_of(database, registrar)
    with database.write() as session:
        confirm_met(session, registrar, first.id, report_id)
    with pytest.raises(InvalidInput), database.write() as session:
        confirm_met(session, registrar, second.id, report_id)
    with pytest.raises(Conflict), database.write() as session:
        confirm_met(session, registrar, first.id, report_id)
    assert overdue(database, registrar) == 1


def test_a_person_sets_aside_and_reopens(database: Database, people: People) -> None:
    registrar = people[REGISTRAR]
    keep(database, registrar, LEICESTERSHIRE)
    [view] = all_of(database, registrar)
    with pytest.raises(InvalidInput), database.write() as session:
        set_aside(session, registrar, view.id, " ")
    with database.write() as session:
        set_aside(session, registrar, view.id, "The notice was of a final written warning.")
    [aside] = all_of(database, registrar)
    assert (aside.state, aside.reason) == (ExpectationState.NOT_EXPECTED, "The notice was of a final written warning.")
    with pytest.raises(Conflict), database.write() as session:
        set_aside(session, registrar, view.id, "Again.")
    with database.write() as session:
        reopen_expectation(session, registrar, view.id)
    assert all_of(database, registrar)[0].state is ExpectationState.OVERDUE
    with pytest.raises(Conflict), database.write() as session:
        reopen_expectation(session, registrar, view.id)


def test_what_never_was_expected_is_not_settled(database: Database, people: People) -> None:
    registrar = people[REGISTRAR]
    keep(database, registrar, SubjectReading(role="PCSO", force="British Transport Police", outcome="dismissed"))
    [view] = all_of(database, registrar)
    with pytest.raises(Conflict), database.write() as session:
        set_aside(session, registrar, view.id, "Out of scope.")


def test_the_board_is_the_registrars(database: Database, people: People) -> None:
    keep(database, people[REGISTRAR], LEICESTERSHIRE)
    [view] = all_of(database, people[REGISTRAR])
    steps = (
        lambda session: board(session, people[REPORTER], TODAY),
        lambda session: count_overdue(session, people[REPORTER], TODAY),
        lambda session: get_expectation(session, people[REPORTER], view.id, TODAY),
        lambda session: confirm_met(session, people[REPORTER], view.id, "0" * 32),
        lambda session: set_aside(session, people[REPORTER], view.id, "No."),
        lambda session: reopen_expectation(session, people[REPORTER], view.id),
    )
    with database.read() as session:
        for step in steps:
            with pytest.raises(Refused):
                step(session)
        with pytest.raises(NotFound):
            get_expectation(session, people[REGISTRAR], "no such thing", TODAY)


def test_the_days_of_an_overdue_outcome_grow_with_the_calendar(database: Database, people: People) -> None:
    keep(database, people[REGISTRAR], KENT)
    with database.read() as session:
        for days in (1, 30):
            [force] = board(session, people[REGISTRAR], date(2021, 3, 26) + timedelta(days=days))
            assert (force.force_name, force.overdue, force.longest) == ("Kent", 1, days)

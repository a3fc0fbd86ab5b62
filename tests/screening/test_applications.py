"""What became of an application: who may record it, what blocks an appointment, when to check again, and what stays live."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.screening.deciding import Desk
from tests.screening.test_checks import events
from tests.screening.test_dispositions import STRONG
from tests.screening.world import World, a_request, misspelt
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.records.retention import run_rules
from vetting.records.rules import approve_rule, find_rule
from vetting.screening import (
    ApplicationState,
    ApplicationView,
    HistoryFilter,
    add_note,
    application_of,
    ended_applications,
    live_clears,
    read_history,
    record_application,
    record_document,
    release_check,
    view_case,
)
from vetting.screening.case_rules import ConsiderationDecision, application_problem, is_too_old

TODAY = date(2026, 11, 22)
LIVE, OFFERED, APPOINTED = ApplicationState.LIVE, ApplicationState.OFFERED, ApplicationState.APPOINTED
NOT_APPOINTED, WITHDRAWN = ApplicationState.NOT_APPOINTED, ApplicationState.WITHDRAWN
APPOINT, AGAINST = ConsiderationDecision.APPOINT, ConsiderationDecision.NOT_APPOINT
BARRED, ADVISORY, BOTH, NEITHER = frozenset({"stop"}), frozenset({"consider"}), frozenset({"stop", "consider"}), frozenset[str]()


@pytest.mark.parametrize(
    ("state", "released", "effects", "decision", "code"),
    [
        (LIVE, False, BARRED, None, None),
        (NOT_APPOINTED, False, BARRED, None, None),
        (WITHDRAWN, False, ADVISORY, None, None),
        (OFFERED, False, NEITHER, None, None),
        (OFFERED, False, ADVISORY, None, None),
        (OFFERED, True, BARRED, None, "appointment_blocked"),
        (APPOINTED, True, BARRED, APPOINT, "appointment_blocked"),
        (APPOINTED, True, BOTH, APPOINT, "appointment_blocked"),
        (APPOINTED, True, ADVISORY, None, "not_considered"),
        (APPOINTED, True, ADVISORY, AGAINST, "not_considered"),
        (APPOINTED, False, ADVISORY, APPOINT, "not_complete"),
        (APPOINTED, True, ADVISORY, APPOINT, None),
        (APPOINTED, False, NEITHER, None, "not_complete"),
        (APPOINTED, True, NEITHER, None, None),
    ],
)
def test_what_blocks_an_appointment(
    state: ApplicationState, released: bool, effects: frozenset[str], decision: ConsiderationDecision | None, code: str | None
) -> None:
    problem = application_problem(state, released, effects, decision)
    assert (problem and problem[0]) == code


@pytest.mark.parametrize(
    ("checked", "start", "old"),
    [
        (TODAY, None, False),
        (TODAY - timedelta(days=28), None, False),
        (TODAY - timedelta(days=29), None, True),
        (TODAY, TODAY + timedelta(days=28), False),
        (TODAY, TODAY + timedelta(days=29), True),
        (TODAY - timedelta(days=60), TODAY - timedelta(days=40), False),
    ],
)
def test_a_check_older_than_the_set_days_before_the_start_says_check_again(checked: date, start: date | None, old: bool) -> None:
    assert is_too_old(checked, start, TODAY, 28) is old


def record(world: World, someone: Someone, check_id: str, state: str, on_day: date | None = None) -> None:
    with world.database.write() as session:
        record_application(session, world.people[someone], check_id, state, on_day)


def view(world: World, someone: Someone, check_id: str) -> ApplicationView:
    with world.database.read() as session:
        found = application_of(session, world.people[someone], check_id)
    assert found is not None
    return found


def released(world: World) -> str:
    check_id = world.run(RECRUITER, a_request())
    with world.database.write() as session:
        release_check(session, world.people[VETTING_OFFICER], check_id)
    return check_id


def test_it_is_live_until_somebody_says_otherwise_and_each_change_is_in_the_trail(world: World) -> None:
    check_id = released(world)
    assert view(world, RECRUITER, check_id) == ApplicationView(LIVE, None, None, check_again=False, may_record=False)
    record(world, HR_OFFICER, check_id, "offered", utc_now().date() + timedelta(days=400))
    seen = view(world, HR_OFFICER, check_id)
    assert (seen.state, seen.check_again, seen.may_record) == (OFFERED, True, True)
    record(world, HR_OFFICER, check_id, "appointed", TODAY)
    assert view(world, VETTING_OFFICER, check_id).state is APPOINTED
    record(world, VETTING_OFFICER, check_id, "withdrawn", TODAY)
    assert view(world, HR_OFFICER, check_id).on_day is None
    assert [event["state"] for event in events(world, "application_recorded")] == ["offered", "appointed", "withdrawn"]


def test_only_the_organisation_and_not_the_recruiter_may_say_so(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    with pytest.raises(Refused):
        record(world, RECRUITER, check_id, "withdrawn")
    with pytest.raises(NotFound):
        record(world, OTHER_VETTING_OFFICER, check_id, "withdrawn")
    with pytest.raises(InvalidInput):
        record(world, HR_OFFICER, check_id, "hired")
    with pytest.raises(InvalidInput):
        record(world, HR_OFFICER, released(world), "appointed")


def test_nobody_is_appointed_on_a_check_that_is_not_complete(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    with pytest.raises(Conflict) as raised:
        record(world, HR_OFFICER, check_id, "appointed", TODAY)
    assert raised.value.code == "not_complete"


def test_somebody_confirmed_on_the_barred_list_can_be_neither_offered_nor_appointed(world: World) -> None:
    world.entry()
    desk = Desk(world)
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    with world.database.write() as session:
        release_check(session, desk.one, place[0])
    for state in ("offered", "appointed"):
        with pytest.raises(Conflict) as raised:
            record(world, HR_OFFICER, place[0], state, TODAY)
        assert raised.value.code == "appointment_blocked"
    record(world, HR_OFFICER, place[0], "not_appointed")


def test_the_worker_is_given_what_is_live_in_every_organisation_and_nothing_else(world: World, database: Database) -> None:
    going, offered, ended = (world.run(RECRUITER, a_request(reference=f"V-{number}")) for number in range(3))
    elsewhere = world.run(OTHER_VETTING_OFFICER, misspelt())
    record(world, HR_OFFICER, offered, "offered")
    record(world, HR_OFFICER, ended, "not_appointed")
    with database.read() as session:
        live = live_clears(session, utc_now() - timedelta(days=1))
        assert {each.check_id for each in live} == {going, offered, elsewhere}
        assert live_clears(session, utc_now()) == []
        assert ended_applications(session, [going, ended]) == {ended: NOT_APPOINTED}


def test_a_check_of_somebody_who_serves_has_no_application_and_is_no_live_clear(world: World, database: Database) -> None:
    """They are kept under watch by enrolment only, on a recorded basis (practice.md section 4)."""
    serving = world.run(HR_OFFICER, a_request(purpose="workforce_check"))
    assert world.view(HR_OFFICER, serving).application is None
    with pytest.raises(Conflict) as raised:
        record(world, HR_OFFICER, serving, "withdrawn")
    assert raised.value.code == "no_application"
    with database.write() as session:
        assert application_of(session, world.people[HR_OFFICER], serving) is None
        assert live_clears(session, utc_now() - timedelta(days=1)) == []
        rows = read_history(session, world.people[HR_OFFICER], HistoryFilter()).rows
        assert [row.application for row in rows] == [None]
        assert read_history(session, world.people[HR_OFFICER], HistoryFilter(application=LIVE)).total == 0


def test_a_clear_check_is_erased_six_months_after_its_application_ended_with_all_that_was_written_on_it(world: World) -> None:
    ended, going = (world.run(RECRUITER, a_request(reference=f"V-{number}")) for number in range(2))
    with world.database.write() as session:
        officer = world.people[VETTING_OFFICER]
        add_note(session, officer, ended, "Rang Siân Llewellyn-Price.")
        record_document(session, officer, ended, "passport", last_four="1234", seen_on=TODAY - timedelta(days=365))
        record_application(session, officer, ended, "withdrawn")
    half_a_year = utc_now() + timedelta(days=184)
    rule = find_rule("ended-checks")
    for registrar in (REGISTRAR, SECOND_REGISTRAR):
        with world.database.write() as session:
            approve_rule(session, world.people[registrar], rule)
    assert [outcome.records for outcome in run_rules(world.database, utc_now(), rules=[rule])] == [0]
    assert [outcome.records for outcome in run_rules(world.database, half_a_year, rules=[rule])] == [1]
    assert world.view(VETTING_OFFICER, ended).subject.surname == "(erased)"
    with world.database.write() as session:
        page = view_case(session, officer, ended)
    assert ([event.text for event in page.events], page.documents) == (["(erased)"], ())
    assert world.view(VETTING_OFFICER, going).subject.surname == "Llewellyn-Price"

"""A cleared pair stays cleared until either side changes; then it opens again and says why."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.people import OTHER_VETTING_OFFICER, REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.deciding import Desk
from tests.screening.test_checks import events, rows
from tests.screening.test_dispositions import STRONG, WEAK
from tests.screening.world import REPORT, World, misspelt
from vetting.registry import Amendment, ReportInput, approve_proposal, approve_report, propose_amendment
from vetting.screening import CheckRequest, HitState, HitView, run_checks


@pytest.fixture
def desk(world: World) -> Desk:
    world.entry()
    return Desk(world)


def again(desk: Desk, request: CheckRequest) -> HitView:
    return desk.hit(desk.hit_of(request)[0])


def test_a_cleared_pair_stays_cleared_over_a_hundred_checks_and_opens_on_a_changed_date_of_birth(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    desk.clear(place)
    with desk.world.database.write() as session:
        ids = run_checks(session, desk.one, [STRONG] * 99)
    for check_id in (*ids, desk.hit_of(STRONG)[0]):
        assert (desk.outcome(check_id), desk.hit(check_id).cleared_earlier) == ("no_match", True)
    assert len(events(desk.world, "pair_kept_cleared")) == 100
    changed = again(desk, misspelt(forenames="Robert James", surname="Featherstonehaugh", date_of_birth="1985-04-28"))
    assert (changed.state, changed.reopened_because) == (HitState.OPEN, ("submitted.date_of_birth",))


def test_writing_it_in_other_letters_is_no_change(desk: Desk) -> None:
    desk.clear(desk.hit_of(WEAK))
    assert again(desk, misspelt(forenames="BOB ", surname="fetherstonhagh", date_of_birth="1985")).state is HitState.CLEARED


def test_it_is_an_organisations_own_decision(desk: Desk) -> None:
    desk.clear(desk.hit_of(WEAK))
    view = desk.world.check(OTHER_VETTING_OFFICER, WEAK)
    assert view.answer is not None
    assert (view.answer.outcome.value, view.answer.hits[0].reopened_because) == ("possible_match", ())


def test_a_report_that_becomes_an_entry_is_the_same_person(world: World) -> None:
    desk = Desk(world)
    report_id = world.report()
    desk.clear(desk.hit_of(WEAK))
    with world.database.write() as session:
        approve_report(session, world.people[REGISTRAR], report_id, 1)
    assert again(desk, WEAK).state is HitState.CLEARED


def test_a_second_record_with_the_same_data_is_another_person(desk: Desk) -> None:
    desk.clear(desk.hit_of(WEAK))
    desk.world.report(event_date="2026-11-17")
    answer = desk.world.check(VETTING_OFFICER, WEAK).answer
    assert answer is not None
    assert answer.outcome.value == "contact_college"
    assert sorted(hit.state.value for hit in answer.hits) == ["cleared", "open"]


def test_what_is_amended_on_the_register_opens_it_and_is_named(desk: Desk) -> None:
    desk.clear(desk.hit_of(WEAK))
    (entry_id,) = (str(row[0]) for row in rows(desk.world, "SELECT id FROM entry"))
    amendment = Amendment(ReportInput(**(REPORT | {"identifying_number": "4321"})), reason="The force wrote another number.")
    people, database = desk.world.people, desk.world.database
    with database.write() as session:
        proposal = propose_amendment(session, people[REGISTRAR], entry_id, amendment, 1)
    with database.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal.id)
    hit = again(desk, WEAK)
    assert (hit.state, hit.reopened_because) == (HitState.OPEN, ("listed.numbers",))


def test_taking_the_decision_back_opens_every_check_that_relied_on_it(desk: Desk) -> None:
    first, later = desk.hit_of(WEAK), desk.hit_of(WEAK)
    desk.clear(first)
    relying = [desk.hit_of(WEAK) for _ in range(3)]
    assert desk.outcome(relying[2][0]) == "no_match"
    desk.reopen(desk.two, relying[1])
    for check_id, _ in (first, *relying):
        assert desk.outcome(check_id) == "possible_match"
    assert desk.hit(relying[0][0]).reopened_because == ("taken_back",)
    assert again(desk, WEAK).state is HitState.OPEN
    assert desk.hit(later[0]).state is HitState.OPEN


def test_the_same_person_in_one_check_opens_the_cleared_in_another(desk: Desk) -> None:
    first, second = desk.hit_of(WEAK), desk.hit_of(WEAK)
    desk.clear(first)
    waiting = desk.decide(desk.one, second, "same_person")
    assert again(desk, WEAK).reopened_because == ("disputed",)
    desk.second(desk.two, waiting)
    assert (desk.outcome(first[0]), desk.outcome(second[0])) == ("possible_match", "confirmed_match")


def test_what_one_officer_cleared_as_weak_is_not_cleared_when_it_is_strong(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    desk.clear(place)
    strong = desk.hit_of(STRONG)
    with desk.world.database.write() as session:  # as if another model had called the same pair weak before
        session.execute(
            text("UPDATE screening_hit SET pair = (SELECT pair FROM screening_hit WHERE id = :strong) WHERE id = :weak"),
            {"strong": strong[1], "weak": place[1]},
        )
    hit = again(desk, STRONG)
    assert (hit.state, hit.reopened_because) == (HitState.OPEN, ("now_strong",))


def test_the_digests_of_a_pair_are_keyed_and_an_organisations_own(desk: Desk) -> None:
    desk.hit_of(WEAK)
    desk.world.run(OTHER_VETTING_OFFICER, WEAK)
    kept = [row[0] for row in rows(desk.world, "SELECT pair FROM screening_hit")]
    one, other = (json.loads(pair) if isinstance(pair, str) else pair for pair in kept)
    assert {*one["submitted"].values()} & {*other["submitted"].values()} == set()

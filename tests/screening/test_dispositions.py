"""Deciding on a hit: two officers where two are needed, one wins, nothing lapses to clear, nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, REGISTRAR, Someone
from tests.screening.deciding import Desk
from tests.screening.test_checks import events, rows
from tests.screening.world import World, misspelt, on_sqlite
from vetting.access import Actor
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, VettingError
from vetting.screening import CheckState, Decision, HitState, release_check
from vetting.screening.rules import needs_second

STRONG = misspelt(forenames="Robert James", surname="Featherstonehaugh")
WEAK = misspelt(forenames="Bob", surname="Fetherstonhagh", date_of_birth="1985")


@pytest.fixture
def desk(world: World) -> Desk:
    world.entry()
    return Desk(world)


def test_the_people_of_these_tests_are_a_strong_and_a_weak_hit(desk: Desk) -> None:
    assert desk.hit(desk.hit_of(STRONG)[0]).band == "strong"
    assert desk.hit(desk.hit_of(WEAK)[0]).band == "possible"


def test_same_person_counts_only_after_a_second_officer(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    first = desk.decide(desk.one, place, "same_person")
    assert (first.stand.value, first.hit_state, desk.outcome(place[0])) == ("waiting", HitState.OPEN, "possible_match")
    with pytest.raises(Refused) as raised:
        desk.second(desk.one, first)
    assert raised.value.code == "same_officer"
    second = desk.second(desk.two, first)
    assert (second.stand.value, second.hit_state, desk.outcome(place[0])) == ("counts", HitState.CONFIRMED, "confirmed_match")
    (event,) = events(desk.world, "disposition_seconded")
    assert (event["decision"], event["outcome"]) == ("same_person", "confirmed_match")


def test_one_officer_alone_cannot_clear_a_strong_hit(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    first = desk.decide(desk.one, place, "different_person")
    assert first.stand.value == "waiting"
    assert desk.outcome(place[0]) == "possible_match"
    with pytest.raises(Refused):
        desk.second(desk.one, first)
    desk.second(desk.two, first)
    assert desk.outcome(place[0]) == "no_match"


def test_one_officer_clears_a_weak_hit_and_the_check_can_be_released(desk: Desk) -> None:
    check_id = desk.world.run(RECRUITER, WEAK)
    place = (check_id, desk.hit(check_id).id)
    desk.decide(desk.one, place, "different_person")
    assert desk.outcome(check_id) == "no_match"
    with desk.world.database.write() as session:
        release_check(session, desk.one, check_id)
    assert desk.world.view(RECRUITER, check_id).state is CheckState.COMPLETE
    desk.reopen(desk.two, place)
    assert desk.world.view(RECRUITER, check_id).state is CheckState.WITH_VETTING_UNIT
    assert [event["check"] for event in events(desk.world, "check_recalled")] == [check_id]


def test_undetermined_stays_in_the_way_and_can_be_decided_later(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    decided = desk.decide(desk.one, place, "undetermined")
    assert (decided.hit_state, desk.outcome(place[0])) == (HitState.UNDETERMINED, "possible_match")
    with pytest.raises(Conflict), desk.world.database.write() as session:
        release_check(session, desk.one, place[0])
    desk.decide(desk.two, place, "different_person")
    assert desk.outcome(place[0]) == "no_match"


def test_a_second_officer_may_refuse_and_the_hit_stays_open(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    refused = desk.second(desk.two, desk.decide(desk.one, place, "different_person"), agrees=False)
    assert (refused.stand.value, refused.hit_state, desk.outcome(place[0])) == ("refused", HitState.OPEN, "possible_match")
    assert desk.decide(desk.two, place, "different_person").stand.value == "waiting"


def test_who_was_once_called_the_same_person_is_not_cleared_by_one(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    desk.second(desk.two, desk.decide(desk.one, place, "same_person"), agrees=False)
    assert desk.decide(desk.two, place, "different_person").stand.value == "waiting"


def test_taking_back_a_confirmed_match_takes_two_and_leaves_every_row(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    undone = desk.reopen(desk.one, place)
    assert (undone.stand.value, desk.outcome(place[0])) == ("waiting", "confirmed_match")
    desk.second(desk.two, undone)
    assert desk.outcome(place[0]) == "possible_match"
    kept = rows(desk.world, "SELECT decision, stand FROM screening_disposition ORDER BY number")
    assert kept == [("same_person", "past"), ("reopened", "counts")]
    desk.clear(place)
    assert desk.outcome(place[0]) == "no_match"


@pytest.mark.parametrize(("first", "code"), [("different_person", "already_decided"), ("same_person", "awaiting_second")])
def test_a_decided_hit_is_not_decided_again(desk: Desk, first: str, code: str) -> None:
    place = desk.hit_of(WEAK)
    desk.decide(desk.one, place, first)
    with pytest.raises(Conflict) as raised:
        desk.decide(desk.two, place, "undetermined")
    assert raised.value.code == code


def test_whoever_read_the_hit_before_a_decision_reads_it_again(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    desk.decide(desk.one, place, "undetermined", seen=0)
    with pytest.raises(Conflict) as raised:
        desk.decide(desk.two, place, "different_person", seen=0)
    assert raised.value.code == "version_changed"
    with pytest.raises(Conflict):
        desk.reopen(desk.two, desk.hit_of(WEAK))


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001, "with a \x00 in it"])
def test_a_decision_needs_a_reason(desk: Desk, reason: str) -> None:
    place = desk.hit_of(WEAK)
    with pytest.raises(InvalidInput):
        desk.decide(desk.one, place, "different_person", reason)
    with pytest.raises(InvalidInput):
        desk.decide(desk.one, place, "reopened")
    assert rows(desk.world, "SELECT count(*) FROM screening_disposition") == [(0,)]


@on_sqlite
@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER, REGISTRAR])
def test_who_does_not_decide_is_refused(desk: Desk, someone: Someone) -> None:
    place = desk.hit_of(WEAK)
    with pytest.raises(Refused):
        desk.decide(desk.world.people[someone], place, "different_person")


def test_another_organisation_finds_no_such_hit(desk: Desk) -> None:
    place, other = desk.hit_of(WEAK), desk.hit_of(STRONG)
    waiting = desk.decide(desk.one, other, "different_person")
    with pytest.raises(NotFound):
        desk.decide(desk.world.people[OTHER_VETTING_OFFICER], place, "different_person")
    with pytest.raises(NotFound):
        desk.decide(desk.one, (place[0], other[1]), "different_person")
    with pytest.raises(NotFound):
        desk.second(desk.world.people[OTHER_VETTING_OFFICER], waiting)
    with pytest.raises(NotFound):
        desk.second(desk.two, replace(waiting, check_id=place[0], hit_id=place[1]))


def test_a_system_is_not_the_second_officer(desk: Desk) -> None:
    waiting = desk.decide(desk.one, desk.hit_of(STRONG), "same_person")
    with pytest.raises(Refused) as raised:
        desk.second(replace(desk.two, kind="api_client"), waiting)
    assert raised.value.code == "second_must_be_person"


def test_of_two_officers_at_once_one_wins(desk: Desk) -> None:
    for _ in range(5):
        place = desk.hit_of(WEAK)
        ends = at_once(desk, place)
        assert sorted(end in set(map(str, Decision)) for end in ends) == [False, True], ends
        assert rows(desk.world, f"SELECT count(*) FROM screening_disposition WHERE hit_id = '{place[1]}'") == [(1,)]


def at_once(desk: Desk, place: tuple[str, str]) -> list[str]:
    start = Barrier(2)
    ends: list[str] = []

    def decide(officer: Actor, decision: str) -> None:
        start.wait()
        try:
            ends.append(desk.decide(officer, place, decision, seen=0).decision.value)
        except VettingError as error:
            ends.append(error.code)

    threads = [Thread(target=decide, args=args) for args in ((desk.one, "same_person"), (desk.two, "undetermined"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.parametrize(
    "broken",
    [
        "second_by_id = decided_by_id",
        "second_by_id = NULL",
        "needs_second = (1 = 0)",
        "stand = 'done'",
        "decision = 'friend'",
        "stand = 'refused', sealed_second_reason = NULL",
    ],
)
def test_the_database_itself_refuses_one_officer_for_two(desk: Desk, broken: str) -> None:
    desk.confirm(desk.hit_of(STRONG))
    with pytest.raises(IntegrityError), desk.world.database.write() as session:
        session.execute(text(f"UPDATE screening_disposition SET {broken}"))


def test_no_reason_stands_in_plain_in_the_database(desk: Desk) -> None:
    desk.second(desk.two, desk.decide(desk.one, desk.hit_of(STRONG), "same_person", "Zephyrine said so"), reason="Zephyrine again")
    kept = repr(rows(desk.world, "SELECT * FROM screening_disposition") + rows(desk.world, "SELECT fields FROM audit_event"))
    assert "Zephyrine" not in kept


def test_a_confirmed_check_is_complete_like_any_other(desk: Desk) -> None:
    check_id = desk.world.run(RECRUITER, STRONG)
    desk.confirm((check_id, desk.hit(check_id).id))
    with desk.world.database.write() as session:
        release_check(session, desk.one, check_id)
    assert desk.world.view(RECRUITER, check_id).state is CheckState.COMPLETE


def test_a_release_stops_at_whoever_was_listed_since(desk: Desk) -> None:
    place = desk.hit_of(WEAK)
    desk.clear(place)
    desk.world.report(identifying_number="99", event_date="2026-11-17")
    with pytest.raises(Conflict) as raised, desk.world.database.write() as session:
        release_check(session, desk.one, place[0])
    assert raised.value.code == "lists_changed"


def test_the_rule_of_two_is_a_table() -> None:
    two = {
        (decision, band, state, said)
        for decision in Decision
        for band in ("strong", "possible")
        for state in HitState
        for said in (False, True)
        if needs_second(decision, band, state, [Decision.SAME_PERSON] if said else [])
    }
    assert {decision for decision, *_ in two} == {Decision.SAME_PERSON, Decision.DIFFERENT_PERSON, Decision.REOPENED}
    assert {(band, said) for decision, band, _, said in two if decision is Decision.DIFFERENT_PERSON} == {
        ("strong", False),
        ("strong", True),
        ("possible", True),
    }
    assert {state for decision, _, state, _ in two if decision is Decision.REOPENED} == {HitState.CONFIRMED}

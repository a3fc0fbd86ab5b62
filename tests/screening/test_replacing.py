"""Checks that take the place of others: corrected by hand, made again by the clock, and what was asked by hand in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.test_checks import events, rows
from tests.screening.test_faults import break_index, raising
from tests.screening.world import LISTS, World, a_request, misspelt
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import open_list
from vetting.screening import (
    KILLED_WORKER,
    NO_LONGER_FIT,
    ApplicationState,
    CheckState,
    correct_check,
    issue_certificate,
    load_practice,
    manual_check_of,
    record_application,
    record_manual_check,
    release_check,
    retries,
    retry_failed,
    search_requests,
    store_checks,
    view_case,
    view_certificate,
)
from vetting.screening.models import Check, Hit
from vetting.screening.retries import pause


def correct(world: World, check_id: str, someone: object = RECRUITER, **changes: object) -> str:
    with world.database.write() as session:
        return correct_check(session, world.people[someone], check_id, a_request(**changes))  # type: ignore[index]


def test_a_correction_is_a_new_check_linked_both_ways_and_the_earlier_one_keeps_its_answer(world: World) -> None:
    world.entry()
    first = world.run(RECRUITER, a_request(surname="Ottoline", forenames="Zebedee", date_of_birth="1958-01-02"))
    second = correct(world, first, forenames="Bob", surname="Featherstonehagh", date_of_birth="1985-04-27")
    assert world.view(RECRUITER, first).links.replaced_by == second
    assert world.view(RECRUITER, second).links.replaces == first
    answers = [world.view(VETTING_OFFICER, each).answer for each in (first, second)]
    assert [answer and answer.outcome.value for answer in answers] == ["no_match", "possible_match"]
    assert [event["kind"] for event in events(world, "check_replaced")] == ["correction"]


def test_a_correction_never_closes_what_the_earlier_check_found(world: World) -> None:
    world.entry()
    first = world.run(RECRUITER, misspelt())
    correct(world, first, forenames="Zebedee", surname="Ottoline", date_of_birth="1970-01-02")
    with world.database.write() as session:
        assert view_case(session, world.people[VETTING_OFFICER], first).open
    assert world.view(RECRUITER, first).state is CheckState.WITH_VETTING_UNIT


def test_nobody_goes_on_with_a_check_in_which_something_was_mistyped(world: World) -> None:
    officer = world.people[VETTING_OFFICER]
    first = world.run(VETTING_OFFICER, a_request())
    with world.database.write() as session:
        release_check(session, officer, first)
        issue_certificate(session, officer, first)
        correct_check(session, officer, first, a_request(surname="Llewelyn-Price"))
    with world.database.write() as session:
        assert view_certificate(session, officer, first).current is False
        record_application(session, officer, first, "withdrawn")
        with pytest.raises(Conflict) as raised:
            record_application(session, officer, first, "appointed", date(2027, 1, 4))
        assert raised.value.code == "replaced"
    second = world.run(VETTING_OFFICER, a_request())
    with world.database.write() as session:
        correct_check(session, officer, second, a_request(surname="Llewelyn-Price"))
        for door in (release_check, issue_certificate):
            with pytest.raises(Conflict) as raised:
                door(session, officer, second)
            assert raised.value.code == "replaced"
    view = world.view(VETTING_OFFICER, second)
    assert (view.releasable, view.certifiable) == (False, False)


def test_a_check_is_corrected_once_and_only_by_who_may_see_it(world: World) -> None:
    first = world.run(VETTING_OFFICER, a_request())
    for someone in (RECRUITER, OTHER_VETTING_OFFICER):
        with pytest.raises(NotFound):
            correct(world, first, someone)
    correct(world, first, HR_OFFICER)
    with pytest.raises(Conflict) as raised:
        correct(world, first, HR_OFFICER)
    assert raised.value.code == "replaced"


def open_lists(world: World) -> None:
    for registrar in (REGISTRAR, SECOND_REGISTRAR):
        for list_id in LISTS:
            with world.database.write() as session:
                open_list(session, world.people[registrar], list_id)


def test_a_failed_check_is_made_again_when_the_fault_is_gone_and_shown_until_then(database: Database) -> None:
    world = World.make(database, opened=())
    world.entry()
    failed = [world.run(RECRUITER, misspelt()), world.run(OTHER_VETTING_OFFICER, a_request())]
    assert retry_failed(database) == 0
    waiting = world.view(RECRUITER, failed[0])
    assert waiting.made_again and waiting.links.replaced_by is None
    open_lists(world)
    assert retry_failed(database) == 1, "the pause of the first is not over"
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE screening_retry SET next_at = NULL")
    assert retry_failed(database) == 1
    later = world.view(RECRUITER, failed[0]).links.replaced_by
    assert later is not None
    assert world.view(RECRUITER, failed[0]).state is CheckState.COULD_NOT_CHECK
    again = world.view(VETTING_OFFICER, later)
    assert again.answer is not None
    assert (again.answer.outcome.value, again.links.replaces) == ("possible_match", failed[0])
    with database.write() as session:
        assert not view_case(session, world.people[VETTING_OFFICER], failed[0]).open
        assert view_case(session, world.people[VETTING_OFFICER], later).open
    assert retry_failed(database) == 0


@pytest.mark.parametrize("cause", [KILLED_WORKER, NO_LONGER_FIT])
def test_what_lies_in_the_details_is_not_made_again_by_the_clock(world: World, cause: str) -> None:
    """A row of a batch that ended its worker would end the worker that makes failed checks again, every minute."""
    with world.database.write() as session:
        officer = world.people[VETTING_OFFICER]
        (failed,) = store_checks(session, officer, search_requests(session, officer, [a_request()], {0: cause}))
    assert retry_failed(world.database) == 0
    assert rows(world, "SELECT count(*) FROM screening_check") == [(1,)]
    view = world.view(VETTING_OFFICER, failed)
    assert (view.state, view.made_again) == (CheckState.COULD_NOT_CHECK, False)


def test_a_check_that_cannot_be_kept_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = index_of(world)
    break_index(world, raising(ValueError("poison")))
    failed = [world.run(RECRUITER, a_request(reference=f"V-{number}")) for number in range(2)]
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"]["index"] = whole

    def keep_hits(session: Session, actor: Actor, checks: Sequence[tuple[Check, Sequence[Hit]]]) -> None:
        if checks[0][0].asked_by_id == world.people[RECRUITER].id and not kept:
            kept.append(True)
            raise RuntimeError("Featherstonehaugh")
        go_on(session, actor, checks)

    kept: list[bool] = []
    go_on = retries.keep_hits
    monkeypatch.setattr(retries, "keep_hits", keep_hits)
    assert retry_failed(world.database) == 1
    assert sorted(world.view(RECRUITER, each).links.replaced_by is None for each in failed) == [False, True]
    assert rows(world, "SELECT attempts, cause FROM screening_retry") == [(1, "search_failed")]


def index_of(world: World) -> object:
    return world.database.writers.kw["info"]["index"]


def test_a_check_that_fails_by_itself_does_not_stop_the_others(world: World) -> None:
    whole = index_of(world)
    break_index(world, raising(ValueError("poison")))
    failed = [world.run(RECRUITER, a_request(reference=f"V-{number}")) for number in range(2)]
    assert retry_failed(world.database) == 0
    assert rows(world, "SELECT attempts, cause FROM screening_retry") == [(1, "search_failed")] * 2
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"]["index"] = whole
    with world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE screening_retry SET next_at = NULL")
        record_application(session, world.people[HR_OFFICER], failed[0], ApplicationState.WITHDRAWN.value)
    assert retry_failed(world.database) == 1, "nobody is checked again whose application has ended"
    assert world.view(RECRUITER, failed[1]).links.replaced_by is not None


def test_the_pause_doubles_up_to_the_most() -> None:
    practice = load_practice()
    minutes = [pause(attempts, practice) / timedelta(minutes=1) for attempts in (0, 1, 2, 5, 6, 60)]
    assert minutes == [1, 2, 4, 32, 60, 60]


def test_what_was_asked_by_hand_is_recorded_beside_the_check_and_changes_no_answer(world: World) -> None:
    world.entry()
    check_id = world.run(VETTING_OFFICER, misspelt())
    officer = world.people[VETTING_OFFICER]
    given = {
        "made_at": utc_now() - timedelta(hours=5),
        "answer": "nothing_found",
        "account": "Rang the College, spoke to the desk.",
    }
    for changed, error in (
        ({"answer": "clear"}, InvalidInput),
        ({"made_at": utc_now() + timedelta(days=1)}, InvalidInput),
        ({"account": ""}, InvalidInput),
    ):
        with pytest.raises(error), world.database.write() as session:
            record_manual_check(session, officer, check_id, **(given | changed))  # type: ignore[arg-type]
    with pytest.raises(Refused), world.database.write() as session:
        record_manual_check(session, world.people[HR_OFFICER], check_id, **given)  # type: ignore[arg-type]
    with world.database.write() as session:
        record_manual_check(session, officer, check_id, **given)  # type: ignore[arg-type]
    with world.database.read() as session:
        kept = manual_check_of(session, officer, check_id)
    assert kept is not None
    assert (kept.answer.value, kept.account) == ("nothing_found", "Rang the College, spoke to the desk.")
    view = world.view(VETTING_OFFICER, check_id)
    assert view.answer is not None
    assert view.answer.outcome.value == "possible_match"
    with pytest.raises(Conflict), world.database.write() as session:
        record_manual_check(session, officer, check_id, **given)  # type: ignore[arg-type]

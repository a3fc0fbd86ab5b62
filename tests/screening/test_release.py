"""A check is released by a vetting officer, once, and only while it is clear."""

from __future__ import annotations

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, REGISTRAR, REPORTER, VETTING_OFFICER, Someone
from tests.screening.deciding import Desk
from tests.screening.test_checks import events
from tests.screening.test_faults import break_index, raising
from tests.screening.world import World, a_request, misspelt
from vetting.db import Database
from vetting.errors import Conflict, NotFound, Refused, Unavailable
from vetting.registry import FurtherReport, approve_proposal, submit_further_report
from vetting.screening import CheckState, issue_certificate, release_check, view_certificate
from vetting.screening.keeping import erase_clear_checks


def release(world: World, someone: Someone, check_id: str) -> None:
    with world.database.write() as session:
        release_check(session, world.people[someone], check_id)


def test_a_clear_check_is_released_once(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    assert world.view(VETTING_OFFICER, check_id).releasable
    release(world, VETTING_OFFICER, check_id)
    view = world.view(VETTING_OFFICER, check_id)
    assert (view.state, view.releasable) == (CheckState.COMPLETE, False)
    assert [event["check"] for event in events(world, "check_released")] == [check_id]
    with pytest.raises(Conflict) as raised:
        release(world, VETTING_OFFICER, check_id)
    assert raised.value.code == "already_released"


@pytest.mark.parametrize("standing", ["listed", "report_received"])
def test_a_check_with_an_open_hit_is_not_released(world: World, standing: str) -> None:
    if standing == "listed":
        world.entry()
    else:
        world.report()
    check_id = world.run(RECRUITER, misspelt())
    with pytest.raises(Conflict) as raised:
        release(world, VETTING_OFFICER, check_id)
    assert raised.value.code == "not_clear"
    assert world.view(RECRUITER, check_id).state is CheckState.WITH_VETTING_UNIT


def test_a_check_that_could_not_be_made_is_not_released(database: Database) -> None:
    world = World.make(database, opened=())
    check_id = world.run(RECRUITER, a_request())
    with pytest.raises(Conflict):
        release(world, VETTING_OFFICER, check_id)


def test_an_old_clear_is_not_handed_on_when_the_lists_have_changed(world: World) -> None:
    check_id = world.run(RECRUITER, misspelt())
    world.report()
    with pytest.raises(Conflict) as raised:
        release(world, VETTING_OFFICER, check_id)
    assert raised.value.code == "lists_changed"
    assert world.view(RECRUITER, check_id).state is CheckState.WITH_VETTING_UNIT


def test_a_check_is_not_released_while_the_lists_cannot_be_searched(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    break_index(world, raising(RuntimeError()))
    with pytest.raises(Unavailable):
        release(world, VETTING_OFFICER, check_id)


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_whoever_asked_cannot_release(world: World, someone: Someone) -> None:
    check_id = world.run(someone, a_request())
    with pytest.raises(Refused):
        release(world, someone, check_id)


@pytest.mark.parametrize("asked", ["\x00", "0" * 32, None])
def test_another_organisations_check_is_as_if_there_were_none(world: World, asked: str | None) -> None:
    check_id = world.run(RECRUITER, a_request())
    with pytest.raises(NotFound):
        release(world, OTHER_VETTING_OFFICER, asked or check_id)


def test_nobody_is_searched_for_in_the_place_of_somebody_who_was_erased(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    with world.database.write() as session:
        issue_certificate(session, world.people[VETTING_OFFICER], check_id)
        assert view_certificate(session, world.people[VETTING_OFFICER], check_id).current is True
        erase_clear_checks(session, [check_id])
        assert view_certificate(session, world.people[VETTING_OFFICER], check_id).current is None
    with pytest.raises(Conflict) as raised:
        release(world, VETTING_OFFICER, check_id)
    assert raised.value.code == "erased"


def test_a_confirmed_check_is_superseded_when_the_entry_is_suspended_or_gone(world: World) -> None:
    desk = Desk(world)
    entry = world.entry()
    check_id, _ = place = desk.hit_of()
    desk.confirm(place)
    officer = world.people[VETTING_OFFICER]

    def current() -> bool | None:
        with world.database.write() as session:
            return view_certificate(session, officer, check_id).current

    with world.database.write() as session:
        issue_certificate(session, officer, check_id)
    assert current() is True
    with world.database.write() as session:
        appeal = FurtherReport("appeal_won", "2026-11-19", "The tribunal allowed it.")
        removal = submit_further_report(session, world.people[REPORTER], entry, appeal)
    assert current() is False
    with world.database.write() as session:
        approve_proposal(session, world.people[REGISTRAR], removal.id)
    assert current() is False
    with pytest.raises(Conflict) as raised:
        release(world, VETTING_OFFICER, check_id)
    assert raised.value.code == "lists_changed"

"""A check is released by a vetting officer, once, and only while it is clear."""

from __future__ import annotations

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER, Someone
from tests.screening.test_checks import events
from tests.screening.test_faults import break_index, raising
from tests.screening.world import World, a_request, misspelt
from vetting.db import Database
from vetting.errors import Conflict, NotFound, Refused, Unavailable
from vetting.screening import CheckState, release_check


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

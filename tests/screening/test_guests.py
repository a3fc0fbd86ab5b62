"""One officer alone on shift: a second one from another force, by agreement, for one decision and nothing else."""

from __future__ import annotations

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.deciding import WHY, Desk
from tests.screening.test_checks import events
from tests.screening.test_dispositions import STRONG
from tests.screening.world import World
from vetting.access import Actor
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.screening import ask_guest, guest_requests, second_as_guest, view_as_guest, view_check


@pytest.fixture
def desk(world: World) -> Desk:
    world.entry()
    return Desk(world)


def guest_of(desk: Desk) -> Actor:
    return desk.world.people[OTHER_VETTING_OFFICER]


def ask(
    desk: Desk, place: tuple[str, str], organisation_id: str | None = None, by: Actor | None = None, reason: str = "Agreed."
) -> None:
    with desk.world.database.write() as session:
        wanted = guest_of(desk).organisation_id if organisation_id is None else organisation_id
        ask_guest(session, by or desk.one, *place, organisation_id=wanted or "", reason=reason)


def test_a_guest_reads_one_comparison_and_confirms_it(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    guest = guest_of(desk)
    with pytest.raises(Conflict):
        ask(desk, place)
    desk.decide(desk.one, place, "different_person")
    with desk.world.database.write() as session:
        assert guest_requests(session, guest) == ()
    ask(desk, place)
    with pytest.raises(Conflict) as raised:
        ask(desk, place)
    assert raised.value.code == "asked"
    with desk.world.database.write() as session:
        (request,) = guest_requests(session, guest)
        assert (request.organisation, request.reason) == ("Kent Police", "Agreed.")
        page = view_as_guest(session, guest, request.id)
        assert page.hit.id == place[1]
        assert page.may_second
        with pytest.raises(NotFound):
            view_check(session, guest, place[0])
    assert desk.outcome(place[0]) == "possible_match"
    with desk.world.database.write() as session:
        second_as_guest(session, guest, request.id, agrees=True, reason=WHY)
    assert desk.outcome(place[0]) == "no_match"
    with desk.world.database.write() as session:
        assert guest_requests(session, guest) == ()
        with pytest.raises(NotFound):
            view_as_guest(session, guest, request.id)
    assert len(events(desk.world, "guest_officer_asked")) == len(events(desk.world, "guest_officer_read")) == 1


def test_nobody_else_can_use_it_and_the_first_officer_cannot_be_the_guest(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    desk.decide(desk.one, place, "same_person")
    for wrong in (desk.one.organisation_id, "0" * 32, "", desk.world.people[HR_OFFICER].organisation_id):
        with pytest.raises(InvalidInput):
            ask(desk, place, wrong)
    with pytest.raises(InvalidInput):
        ask(desk, place, reason=" ")
    with pytest.raises(Refused):
        ask(desk, place, by=desk.world.people[HR_OFFICER])
    with pytest.raises(NotFound):
        ask(desk, place, by=guest_of(desk))
    ask(desk, place)
    with desk.world.database.write() as session:
        (request,) = guest_requests(session, guest_of(desk))
        assert guest_requests(session, desk.world.people[VETTING_OFFICER]) == ()
        for stranger in (desk.one, desk.two):
            with pytest.raises(NotFound):
                second_as_guest(session, stranger, request.id, agrees=True, reason=WHY)


def test_a_request_is_over_when_a_colleague_was_quicker(desk: Desk) -> None:
    place = desk.hit_of(STRONG)
    first = desk.decide(desk.one, place, "same_person")
    ask(desk, place)
    desk.second(desk.two, first, agrees=False)
    with desk.world.database.write() as session:
        assert guest_requests(session, guest_of(desk)) == ()

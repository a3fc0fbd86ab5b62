"""Two officers who undo each other's ground at the same time wait in turn: neither is thrown out, on the database that could."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest

from tests.people import VETTING_OFFICER
from tests.screening.deciding import WHY, Desk
from tests.screening.world import World, a_request
from vetting.access import Actor
from vetting.errors import VettingError
from vetting.screening import dispositions, reopen_hit

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_postgresql
def test_two_who_open_each_others_checks_again_do_not_stop_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check has a hit on both listed people; the second check's were cleared by the first one's decisions."""
    world.entry(forenames="Bob", surname="Fetherstonhagh", identifying_number="1")
    world.entry(forenames="Bob", surname="Fetherstonhaugh", identifying_number="2")
    desk = Desk(world)
    asked = a_request(forenames="Robert", surname="Featherstonehaugh", date_of_birth="1985-04-27")
    first = world.run(VETTING_OFFICER, asked)
    hits = [hit.id for hit in _hits(desk, first)]
    assert len(hits) == 2
    for hit in hits:
        desk.clear((first, hit))
    second = world.run(VETTING_OFFICER, asked)
    again = [hit.id for hit in _hits(desk, second)]
    assert [hit.state.value for hit in _hits(desk, second)] == ["cleared", "cleared"]

    barrier, settle, ended = Barrier(2), dispositions.settle_outcome, []

    def both_here(*given: object) -> None:
        settle(*given)  # type: ignore[arg-type]
        with suppress(BrokenBarrierError):  # the other one waits for our locks, as it should
            barrier.wait(1)

    monkeypatch.setattr(dispositions, "settle_outcome", both_here)

    def undo(officer: Actor, place: tuple[str, str]) -> None:
        try:
            with world.database.write() as session:
                reopen_hit(session, officer, *place, reason=WHY)
            ended.append("done")
        except VettingError as error:
            ended.append(error.code)
        except Exception as error:
            ended.append(type(error).__name__)

    places = [(desk.one, (first, hits[0])), (desk.two, (second, again[1]))]
    threads = [Thread(target=undo, args=each) for each in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert ended == ["done", "done"]
    assert {hit.state.value for check in (first, second) for hit in _hits(desk, check)} == {"open"}


def _hits(desk: Desk, check_id: str):  # type: ignore[no-untyped-def]
    answer = desk.world.view(VETTING_OFFICER, check_id).answer
    assert answer is not None
    return answer.hits

"""Going down from the decisions on hits never leaves a false clear, and going up again finds what was kept."""

from __future__ import annotations

from alembic import command

from tests.screening.deciding import Desk
from tests.screening.test_checks import rows
from tests.screening.test_dispositions import STRONG, WEAK
from tests.screening.world import World, a_request
from vetting import db
from vetting.screening import release_check


def test_what_was_cleared_is_open_again_without_its_decision(world: World) -> None:
    desk = Desk(world)
    clear = world.check(next(iter(world.people)), a_request()).id
    world.entry()
    cleared, confirmed = desk.hit_of(WEAK), desk.hit_of(STRONG)
    desk.clear(cleared)
    with world.database.write() as session:
        release_check(session, desk.one, cleared[0])
    desk.hit_of(WEAK)
    desk.confirm(confirmed)
    engine = world.database.engine
    command.downgrade(db.alembic_config(engine), "0003")
    found = dict(rows(world, "SELECT id, outcome FROM screening_check"))  # type: ignore[arg-type]
    assert found.pop(clear) == "no_match"
    assert set(found.values()) == {"possible_match"}
    assert rows(world, "SELECT count(*) FROM screening_check WHERE released_at IS NOT NULL") == [(0,)]
    assert rows(world, "SELECT DISTINCT state FROM screening_hit") == [("open",)]
    db.migrate(engine)
    assert rows(world, "SELECT count(*) FROM screening_hit") == [(3,)]
    assert desk.outcome(cleared[0]) == "possible_match"

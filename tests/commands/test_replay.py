"""`vetting replay` on a deployment of its own."""

from __future__ import annotations

from click.testing import CliRunner

from tests.people import VETTING_OFFICER
from tests.screening.world import World, misspelt, on_sqlite
from vetting.app import Service, cli
from vetting.commands.replay import replay


@on_sqlite
def test_it_says_equal_and_ends_well_or_names_what_differs(service: Service) -> None:
    world = World.make(service.database)
    world.entry()
    check_id = world.run(VETTING_OFFICER, misspelt())
    told = CliRunner().invoke(replay, [check_id, check_id], obj=lambda: service)
    assert told.exit_code == 0, told.output
    assert told.output.count("equal, byte for byte (register version ") == 2
    from sqlalchemy import text

    with world.database.write() as session:
        session.execute(text("UPDATE screening_hit SET band = 'strong'"))
        session.execute(text("UPDATE screening_hit SET match_weight = 1"))
    told = CliRunner().invoke(replay, [check_id], obj=lambda: service)
    assert told.exit_code == 1
    assert "differs: hit 1: match_weight" in told.output
    assert "Featherstone" not in told.output
    assert "no such check" in str(CliRunner().invoke(replay, ["0" * 32], obj=lambda: service).exception)
    assert "replay" in CliRunner().invoke(cli, ["--help"]).output

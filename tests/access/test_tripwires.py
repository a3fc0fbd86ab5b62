"""Tripwires: whoever checks an invented person is flagged to their lead, learns nothing of it, and nobody else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.people import FORCE_ADMINISTRATOR, HR_OFFICER, VETTING_OFFICER
from tests.screening.world import World, a_request
from vetting.access import SYSTEM, Misuse, Person, count_people, flags_of, lift_tripwire, place_tripwire, who_checked
from vetting.app import Service
from vetting.commands.tripwires import tripwire
from vetting.db import Database, utc_now
from vetting.errors import Conflict, NotFound
from vetting.matching import PersonName
from vetting.registry import day_in_london
from vetting.screening import CheckRequest

INVENTED = PersonName("Peregrine", "Thistledown-Quorn")
BORN = "1961-03-17"


@pytest.fixture
def world(database: Database) -> World:
    return World.make(database)


def place(world: World) -> str:
    with world.database.write() as session:
        return place_tripwire(session, SYSTEM, INVENTED, BORN)


def flags(world: World) -> list[tuple[str, Misuse]]:
    with world.database.read() as session:
        organisation = world.people[VETTING_OFFICER].organisation_id or ""
        return [(flag.actor_id, flag.kind) for flag in flags_of(session, organisation)]


def about(**changes: str) -> CheckRequest:
    return a_request(**({"forenames": INVENTED.forenames, "surname": INVENTED.surname, "date_of_birth": BORN} | changes))


def test_a_check_of_it_is_flagged_and_reads_like_any_other(world: World) -> None:
    before = world.check(VETTING_OFFICER, about())
    assert flags(world) == [], "there is no tripwire yet"
    place(world)
    after = world.check(HR_OFFICER, about(reference="VAC-2"))
    assert flags(world) == [(world.people[HR_OFFICER].id, Misuse.TRIPWIRE)]
    assert after.state == world.view(HR_OFFICER, before.id).state
    again = [world.run(HR_OFFICER, a_request(surname=f"Llewellyn-{letter}")) for letter in ("Arkwright", "Butterworth")]
    assert len(set(again)) == 2, "nobody is stopped: that would say that it was there"
    assert len(flags(world)) == 1


def test_only_the_exact_name_and_date_count_in_any_of_the_names(world: World) -> None:
    place(world)
    for near in (about(date_of_birth="1961-03-18"), about(surname="Thistledown-Quern"), about(date_of_birth="1961")):
        world.run(VETTING_OFFICER, near)
    assert flags(world) == []
    world.run(VETTING_OFFICER, replace(a_request(date_of_birth=BORN), other_names=(PersonName("PEREGRINE", "Thistledown Quorn"),)))
    assert [kind for _, kind in flags(world)] == [Misuse.TRIPWIRE]


def test_a_file_that_names_it_is_flagged_too(world: World) -> None:
    place(world)
    officer = world.people[HR_OFFICER]
    people = [Person((PersonName("Siân", "Llewellyn"),), "1990-02-28"), Person((INVENTED,), BORN)]
    with world.database.write() as session:
        count_people(session, officer, people)
    assert flags(world) == [(officer.id, Misuse.TRIPWIRE)]


def test_it_is_outside_the_register_and_only_a_digest_is_kept(world: World) -> None:
    place(world)
    with world.database.read() as session:
        kept = session.execute(text("SELECT * FROM tripwire")).mappings().one()
        assert INVENTED.surname not in repr(dict(kept))
        assert session.scalar(text("SELECT count(*) FROM register_version")) == 0
    with pytest.raises(Conflict):
        place(world)


def test_the_lead_sees_the_flag_with_the_others(world: World) -> None:
    place(world)
    world.run(VETTING_OFFICER, about())
    with world.database.write() as session:
        shown = who_checked(session, world.people[FORCE_ADMINISTRATOR], day_in_london(utc_now()))
    assert Misuse.TRIPWIRE in {flag.kind for checker in shown.checkers for flag in checker.flags}


def test_one_that_is_lifted_flags_nobody(world: World) -> None:
    placed = place(world)
    with world.database.write() as session:
        lift_tripwire(session, SYSTEM, placed)
    world.run(VETTING_OFFICER, about())
    assert flags(world) == []
    with world.database.write() as session, pytest.raises(NotFound):
        lift_tripwire(session, SYSTEM, placed)


def test_by_the_command_line(service: Service) -> None:
    run = CliRunner()
    asked = ["place", "--forenames", "Peregrine", "--surname", "Thistledown-Quorn", "--date-of-birth"]
    assert run.invoke(tripwire, [*asked, "17 March"], obj=lambda: service).exit_code == 2
    placed = run.invoke(tripwire, [*asked, BORN], obj=lambda: service)
    assert placed.exit_code == 0, placed.output
    assert run.invoke(tripwire, ["count"], obj=lambda: service).output.strip() == "1"
    assert run.invoke(tripwire, ["lift", placed.output.strip()], obj=lambda: service).exit_code == 0
    assert run.invoke(tripwire, ["count"], obj=lambda: service).output.strip() == "0"

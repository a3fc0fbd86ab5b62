"""Budgets of distinct people a day, and the flags of stepping: exact under a race, silent on an ordinary morning."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.people import HR_OFFICER, VETTING_OFFICER, add_everyone
from vetting.access import Actor, Budgets, Misuse, Person, count_people, flags_of, spend_budget
from vetting.db import Database
from vetting.errors import Refused
from vetting.matching import PersonName

SMALL = Budgets(person=10, api_client=10, organisation=12, different_dates=5, different_names=5)


@pytest.fixture
def actor(database: Database) -> Actor:
    budget(database, SMALL)
    return add_everyone(database)[HR_OFFICER]


def budget(database: Database, budgets: Budgets) -> None:
    database.writers.kw["info"]["budgets"] = budgets


def somebody(number: int, born: str | None = None) -> Person:
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
    born = born or (date(1960, 2, 2) + timedelta(days=37 * number)).isoformat()
    return Person((PersonName("Alexis", f"Sur{letters}"),), born)


def spend(database: Database, actor: Actor, person: Person) -> bool:
    try:
        with database.write() as session:
            spend_budget(session, actor, person)
    except Refused:
        return False
    return True


def flags(database: Database, actor: Actor) -> list[Misuse]:
    assert actor.organisation_id is not None
    with database.read() as session:
        return [flag.kind for flag in flags_of(session, actor.organisation_id)]


def test_a_person_costs_one_unit_however_often_and_however_spelt(database: Database, actor: Actor) -> None:
    for spelling in ("Zoë", "ZOË ", "zoe\u0308"):
        assert spend(database, actor, Person((PersonName(spelling, "O’Hara"),), "1990-02-03"))
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM spent_subject")) == 1


def test_the_budget_ends_and_the_next_person_is_refused(database: Database, actor: Actor) -> None:
    assert [spend(database, actor, somebody(n)) for n in range(12)] == [True] * 10 + [False] * 2
    assert spend(database, actor, somebody(3)), "who was checked today may be checked again"


def test_the_organisation_has_a_budget_of_its_own(database: Database, actor: Actor) -> None:
    colleague = replace(actor, id="f" * 32)
    assert [spend(database, actor, somebody(n)) for n in range(10)] == [True] * 10
    assert [spend(database, colleague, somebody(n)) for n in range(20, 24)] == [True, True, False, False]


def test_fifty_racing_for_the_last_ten_units_get_ten(database: Database, actor: Actor) -> None:
    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(lambda n: spend(database, actor, somebody(n)), range(50)))
    assert sum(got) == 10


def test_nothing_is_spent_by_a_check_that_is_not_committed(database: Database, actor: Actor) -> None:
    with database.writers() as session:
        spend_budget(session, actor, somebody(1))
        session.rollback()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM spent_subject")) == 0


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (lambda n: somebody(7, f"19{50 + n}-05-0{n % 9 + 1}"), Misuse.STEPS_THROUGH_DATES),
        (lambda n: somebody(n, "1971-10-23"), Misuse.STEPS_THROUGH_NAMES),
    ],
)
def test_stepping_is_flagged_at_the_fifth_and_then_stopped(database: Database, actor: Actor, step, kind: Misuse) -> None:  # type: ignore[no-untyped-def]
    assert [spend(database, actor, step(n)) for n in range(7)] == [True] * 5 + [False] * 2
    assert flags(database, actor) == [kind]
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_event WHERE event = 'misuse_flagged'")) == 1


def test_a_demonstration_flags_and_stops_nobody(database: Database, actor: Actor) -> None:
    budget(database, replace(SMALL, stop_stepping=False))
    assert all(spend(database, actor, somebody(n, "1971-10-23")) for n in range(8))
    assert flags(database, actor) == [Misuse.STEPS_THROUGH_NAMES]


def test_stepping_inside_a_file_is_flagged(database: Database, actor: Actor) -> None:
    rows = [somebody(n) for n in range(80)] + [somebody(n, "1971-10-23") for n in range(200, 206)]
    with database.write() as session:
        count_people(session, actor, rows)
    assert flags(database, actor) == [Misuse.STEPS_THROUGH_NAMES]
    with database.write() as session:
        count_people(session, actor, rows)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM spent_subject")) == len(rows)


def test_rows_of_a_file_leave_the_budget_of_single_checks_alone(database: Database, actor: Actor) -> None:
    budget(database, replace(SMALL, organisation=1000))
    with database.write() as session:
        count_people(session, actor, [somebody(n) for n in range(100, 200)])
    assert all(spend(database, actor, somebody(n)) for n in range(10))


def test_an_ordinary_morning_is_not_flagged(database: Database, actor: Actor) -> None:
    budget(database, Budgets.load())
    assert all(spend(database, actor, somebody(n)) for n in range(60))
    assert all(spend(database, actor, somebody(100 + n, "1990-01-01")) for n in range(8)), (
        "1 January is many people's recorded date"
    )
    assert flags(database, actor) == []


def test_what_is_kept_names_nobody(database: Database, actor: Actor) -> None:
    spend(database, actor, Person((PersonName("Morwenna", "Penhaligon"),), "1979-09-13"))
    with database.read() as session:
        row = repr(session.execute(text("SELECT * FROM spent_subject")).one()).lower()
    assert re.search(r"morwenna|penhaligon|\b1979\b", row) is None, "a digest may hold any four digits"


def test_the_same_name_asked_by_two_people_cannot_be_told_from_their_indexes(database: Database, actor: Actor) -> None:
    budget(database, Budgets.load())
    other = replace(actor, id="e" * 32)
    for who in (actor, other):
        assert spend(database, who, somebody(1))
    with database.read() as session:
        rows = session.execute(text("SELECT subject_index, name_index, date_index FROM spent_subject")).all()
    assert rows[0].subject_index == rows[1].subject_index
    assert rows[0].name_index != rows[1].name_index
    assert rows[0].date_index != rows[1].date_index


def test_a_check_spends(database: Database) -> None:
    from tests.screening.world import World, a_request

    world = World.make(database)
    world.run(VETTING_OFFICER, a_request())
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM spent_subject")) == 1

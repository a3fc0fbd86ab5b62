"""A whole list at its size: totals exact, each bad row named, and 50,000 rows in under a minute (`full`)."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from tests.registry.keeper import confirm, list_file, person, uploaded
from vetting.access import Actor
from vetting.db import Database
from vetting.registry import index_of, list_states, open_list
from vetting.registry.imports import import_problems, list_imports, unread_rows
from vetting.registry.models import Entry, RegisterVersion

WRONG = (
    {"DOB": "31/02/1970"},
    {"Limb": "z"},
    {"Police force": "Ministry of Defence Police"},
    {"Rank": "wizard"},
    {"Date of dismissal": "not yet"},
)
SECONDS = 60


def the_list(rows: int, bad: int) -> tuple[list[list[str]], set[int]]:
    """The cells of so many people, and the row numbers of those that cannot be read, spread over the file."""
    every = rows // bad
    wrong = {number for number in range(rows) if number % every == every // 2}
    people = [person(number, **(WRONG[number % len(WRONG)] if number in wrong else {})) for number in range(rows)]
    return people, {number + 2 for number in wrong}


def load(database: Database, people: dict[Someone, Actor], rows: int, bad: int) -> float:
    """Upload, preview and confirm a list and search it once; returns the seconds that took. Asserts every total on the way."""
    cells, wrong = the_list(rows, bad)
    assert len(wrong) == bad
    began = time.perf_counter()
    import_id = uploaded(database, people, list_file(cells))
    version = confirm(database, people, import_id)
    for who in (REGISTRAR, SECOND_REGISTRAR):
        with database.write() as session:
            open_list(session, people[who], "barred", rows)
    with database.read() as session:
        assert index_of(session).catch_up(session) == version
    took = time.perf_counter() - began
    with database.write() as session:
        summary = list_imports(session, people[REGISTRAR])[0]
        assert (summary.rows, summary.readable, summary.unreadable) == (rows, rows - bad, bad)
        assert {problem.row for problem in import_problems(session, people[REGISTRAR], import_id)} == wrong
        assert {line.row for line in unread_rows(session, people[REGISTRAR], import_id, limit=rows)} == wrong
        state = next(state for state in list_states(session) if state.list_id == "barred")
        assert (state.entries, state.unread_rows, state.is_open) == (rows - bad, bad, True)
        assert session.scalar(select(func.count()).select_from(Entry)) == rows - bad
        assert session.scalar(select(RegisterVersion.version)) == 1, "the whole import is one version of the register"
    return took


def test_two_thousand_rows(database: Database, people: dict[Someone, Actor]) -> None:
    load(database, people, 2_000, 20)


@pytest.mark.full
def test_fifty_thousand_rows_in_under_a_minute(database: Database, people: dict[Someone, Actor]) -> None:
    took = load(database, people, 50_000, 500)
    print(f"50,000 rows, 500 of them bad: {took:.1f} s")
    assert took < SECONDS

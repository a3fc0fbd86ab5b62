"""Opening a list takes two registrars, and says what it held."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import submitted
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, Refused
from vetting.registry import ListState, list_states, open_list

People = dict[Someone, Actor]


def opened(database: Database, actor: Actor, list_id: str = "barred") -> ListState:
    with database.write() as session:
        return open_list(session, actor, list_id)


def test_a_list_is_open_when_two_have_opened_it(database: Database, people: People) -> None:
    submitted(database, people[REPORTER])
    assert not opened(database, people[REGISTRAR]).is_open
    state = opened(database, people[SECOND_REGISTRAR])
    assert state.is_open
    assert state.opened_by == (people[REGISTRAR].id, people[SECOND_REGISTRAR].id)
    assert (state.entries, state.reports_received) == (0, 1)
    with database.read() as session:
        assert {state.list_id: state.is_open for state in list_states(session)} == {"barred": True, "advisory": False}
    assert events(database, "list_opened")[0] == {"list": "barred", "entries": 0, "register_version": 1}


def test_one_registrar_is_not_two(database: Database, people: People) -> None:
    opened(database, people[REGISTRAR])
    with pytest.raises(Conflict):
        opened(database, people[REGISTRAR])


def test_only_registrars_open_and_only_lists_that_exist(database: Database, people: People) -> None:
    with pytest.raises(Refused):
        opened(database, people[REPORTER])
    with pytest.raises(InvalidInput):
        opened(database, people[REGISTRAR], "elsewhere")

"""No fault becomes a clear: whatever breaks, the answer is could_not_check or there is none, and nothing is left half-written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.people import RECRUITER, VETTING_OFFICER
from tests.screening.test_checks import events, rows
from tests.screening.world import World, misspelt
from vetting.audit import AuditError
from vetting.db import Database
from vetting.errors import Unavailable
from vetting.matching import UnusableIdentity
from vetting.registry import SearchResult
from vetting.screening import CheckState, Outcome, checks, run_check
from vetting.vault import VaultError

Search = Callable[..., SearchResult]


class BrokenIndex:
    """Stands where the index stands: does what the test says instead of searching, or to what was found."""

    def __init__(self, real: Any, fault: Callable[[Search, Session], SearchResult]) -> None:
        self._real, self._fault = real, fault

    def search(self, session: Session, *given: Any) -> SearchResult:
        return self._fault(lambda: self._real.search(session, *given), session)


def raising(error: BaseException) -> Callable[[Search, Session], SearchResult]:
    def fault(_search: Search, _session: Session) -> SearchResult:
        raise error

    return fault


def breaking_sql(_search: Search, session: Session) -> SearchResult:
    session.execute(text("SELECT 1 FROM no_such_table"))
    raise AssertionError


def writing_first(search: Search, session: Session) -> SearchResult:
    search()
    session.execute(text("DELETE FROM list_opening"))
    raise RuntimeError


def answering(**changes: Any) -> Callable[[Search, Session], SearchResult]:
    return lambda search, _session: dataclasses.replace(search(), **changes)


def with_band(band: str) -> Callable[[Search, Session], SearchResult]:
    def fault(search: Search, _session: Session) -> SearchResult:
        result = search()
        listed = tuple(dataclasses.replace(item, match=dataclasses.replace(item.match, band=band)) for item in result.matches[0])
        return dataclasses.replace(result, matches=(listed,))

    return fault


def break_index(world: World, fault: Callable[[Search, Session], SearchResult]) -> None:
    for factory in (world.database.writers, world.database.readers):
        info = factory.kw["info"]
        info["index"] = BrokenIndex(info["index"], fault)


@pytest.fixture
def listed(world: World) -> World:
    """A world in which the person of `misspelt` is on the list: a clear would be false."""
    world.entry()
    return world


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (raising(Unavailable("behind", code="index_behind")), "index_behind"),
        (raising(Unavailable("lost one", code="index_incomplete")), "index_incomplete"),
        (raising(RuntimeError("Featherstonehaugh")), "search_failed"),
        (raising(KeyError("gone")), "search_failed"),
        (raising(MemoryError()), "search_failed"),
        (raising(RecursionError()), "search_failed"),
        (raising(VaultError("does not open")), "search_failed"),
        (raising(UnusableIdentity("no name")), "search_failed"),
        (breaking_sql, "search_failed"),
        (writing_first, "search_failed"),
        (answering(lists=("barred",)), "search_failed"),
        (answering(lists=()), "search_failed"),
        (answering(matches=()), "search_failed"),
        (answering(matches=((), ())), "search_failed"),
        (answering(register_version=None), "search_failed"),
        (answering(model_version=""), "search_failed"),
        (with_band("none"), "search_failed"),
        (with_band("unheard_of"), "search_failed"),
    ],
)
def test_a_fault_of_the_search_is_stored_as_such(
    listed: World, fault: Callable[[Search, Session], SearchResult], cause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    break_index(listed, fault)
    check_id = listed.run(VETTING_OFFICER, misspelt())
    view = listed.view(VETTING_OFFICER, check_id)
    assert view.state is CheckState.COULD_NOT_CHECK
    assert view.answer is not None
    assert (view.answer.outcome, view.answer.cause, view.answer.hits) == (Outcome.COULD_NOT_CHECK, cause, ())
    assert view.answer.lists_consulted == ()
    assert "not" in view.answer.coverage[0].lower()
    assert listed.view(VETTING_OFFICER, check_id).releasable is False
    (event,) = events(listed, "check_failed")
    assert (event["check"], event["cause"]) == (check_id, cause)
    assert events(listed, "check_run") == []
    assert rows(listed, "SELECT count(*) FROM list_opening") == [(4,)]
    logged = capsys.readouterr()
    assert "Featherstone" not in logged.out + logged.err


def test_a_list_that_was_not_opened_cannot_be_checked(database: Database) -> None:
    world = World.make(database, opened=("barred",))
    answer = world.check(VETTING_OFFICER, misspelt()).answer
    assert answer is not None
    assert (answer.outcome, answer.cause) == (Outcome.COULD_NOT_CHECK, "list_not_opened")


@pytest.mark.parametrize("table", ["entry_version", "report_version"])
def test_a_sealed_record_that_does_not_open_stops_every_check(world: World, table: str) -> None:
    if table == "entry_version":
        world.entry()
    else:
        world.report()
    with world.database.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE {table} SET sealed_content = :nonsense"), {"nonsense": b"\x01\x06demo-1 nonsense, and long"}
        )
    view = world.check(VETTING_OFFICER, misspelt(surname="Somebody", forenames="Else"))
    assert view.answer is not None
    assert (view.answer.outcome, view.answer.cause) == (Outcome.COULD_NOT_CHECK, "index_incomplete")


def test_a_recruiter_is_told_that_it_could_not_be_checked(database: Database) -> None:
    world = World.make(database, opened=())
    assert world.check(RECRUITER, misspelt()).state is CheckState.COULD_NOT_CHECK


@pytest.mark.parametrize(
    "broken", ["ALTER TABLE audit_event RENAME TO lost", "ALTER TABLE screening_hit RENAME TO gone", "DELETE FROM audit_head"]
)
def test_an_answer_that_cannot_be_kept_is_not_given(listed: World, broken: str) -> None:
    with listed.database.engine.begin() as connection:
        connection.execute(text(broken))
    with pytest.raises(Exception) as raised:  # noqa: PT011 (whatever it is: nothing is answered)
        listed.run(VETTING_OFFICER, misspelt())
    assert not isinstance(raised.value, AssertionError)
    assert rows(listed, "SELECT count(*) FROM screening_check") == [(0,)]


@pytest.mark.parametrize("wrong", ["_new_check", "_hit", "outcome_of"])
def test_a_fault_while_storing_is_could_not_check(listed: World, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Featherstonehaugh")

    monkeypatch.setattr(checks, wrong, fail)
    with pytest.raises(Unavailable) as raised, listed.database.write() as session:
        run_check(session, listed.people[VETTING_OFFICER], misspelt())
    assert raised.value.code == "could_not_check"
    assert "Featherstone" not in raised.value.message
    assert rows(listed, "SELECT count(*) FROM screening_check") == [(0,)]


def test_an_event_that_does_not_fit_stops_the_answer(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AuditError("wrong fields")

    monkeypatch.setattr(checks.audit, "record", refuse)
    with pytest.raises(Unavailable) as raised, listed.database.write() as session:
        run_check(session, listed.people[VETTING_OFFICER], misspelt())
    assert raised.value.code == "could_not_check"


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'no_match', cause = 'index_behind'",
        "outcome = 'could_not_check'",
        "register_version = NULL",
        "model_version = NULL",
        "outcome = 'all_clear'",
        "released_by_id = 'somebody'",
    ],
)
def test_the_database_itself_refuses_an_answer_that_contradicts_itself(world: World, change: str) -> None:
    world.run(VETTING_OFFICER, misspelt())
    with pytest.raises((IntegrityError, DBAPIError)), world.database.engine.begin() as connection:
        connection.execute(text(f"UPDATE screening_check SET {change}"))


def test_the_index_recovers_and_the_next_check_is_answered(listed: World) -> None:
    index = listed.database.writers.kw["info"]["index"]
    break_index(listed, raising(RuntimeError()))
    failed = listed.check(VETTING_OFFICER, misspelt()).answer
    listed.database.writers.kw["info"]["index"] = index
    answered = listed.check(VETTING_OFFICER, misspelt()).answer
    assert failed is not None
    assert answered is not None
    assert (failed.outcome, answered.outcome) == (Outcome.COULD_NOT_CHECK, Outcome.POSSIBLE_MATCH)

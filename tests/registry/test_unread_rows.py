"""A row that could not be read is resolved by two people, and counts in every check until then."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import select

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, changed
from tests.registry.keeper import confirmed, list_file, person
from tests.registry.test_imports import hits
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable
from vetting.matching import Identity, PersonName
from vetting.registry import (
    Amendment,
    RegisterIndex,
    changes,
    changes_since,
    current_version,
    get_entry,
    get_report,
    index_of,
    list_reports,
    register_at,
)
from vetting.registry.imports import (
    decide_resolution,
    propose_completion,
    propose_setting_aside,
    read_unread,
    unread_rows,
)
from vetting.registry.models import Entry, Report

People = dict[Someone, Actor]
SMITH = {"Forenames": "John", "Surname": "Smith", "DOB": "31/02/1970"}
WHO = Identity((PersonName("John", "Smith"),), "1991-01-01")
SAID = Amendment(
    changed(CONSTABLE, forenames="John", surname="Smith", date_of_birth="1970-03-03"), reason="The keeper’s card was found."
)


@pytest.fixture
def row_id(open_register: Database, people: People) -> str:
    """A John Smith whose date of birth is no date."""
    confirmed(open_register, people, list_file([person(1, **SMITH)]))
    with open_register.write() as session:
        return unread_rows(session, people[REGISTRAR])[0].id


def test_completed_by_two_it_is_an_entry_that_earlier_hits_lead_to(open_register: Database, people: People, row_id: str) -> None:
    with open_register.write() as session:
        propose_completion(session, people[REGISTRAR], row_id, SAID)
    assert hits(open_register, "John", "Smith", "1991-01-01") == [("possible", "report_received")], "a proposal resolves nothing"
    with open_register.write() as session, pytest.raises(Refused):
        decide_resolution(session, people[REGISTRAR], row_id, approve=True)
    with open_register.write() as session:
        entry_id = decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
    with open_register.write() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id or "")
        assert (entry.report_id, entry.content.date_of_birth.isoformat()) == (row_id, "1970-03-03")
        assert entry.versions[0].prepared_by != entry.versions[0].approved_by
    assert hits(open_register, "John", "Smith", "1970-03-03") == [("possible", "listed")] or hits(
        open_register, "John", "Smith", "1970-03-03"
    ) == [("strong", "listed")]
    assert hits(open_register, "John", "Smith", "1991-01-01") == []


def test_set_aside_by_two_nothing_is_found_any_more(open_register: Database, people: People, row_id: str) -> None:
    with open_register.write() as session, pytest.raises(InvalidInput):
        propose_setting_aside(session, people[REGISTRAR], row_id, "")
    with open_register.write() as session:
        propose_setting_aside(session, people[REGISTRAR], row_id, "A test line of the old system.")
    with open_register.write() as session, pytest.raises(Conflict):
        propose_setting_aside(session, people[SECOND_REGISTRAR], row_id, "Me too.")
    with open_register.write() as session:
        assert decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True) is None
    assert hits(open_register, "John", "Smith", "1991-01-01") == []
    with open_register.read() as session:
        assert session.scalars(select(Entry)).all() == []


def test_refused_it_counts_as_before_and_can_be_tried_again(open_register: Database, people: People, row_id: str) -> None:
    for _ in range(2):
        with open_register.write() as session:
            propose_setting_aside(session, people[REGISTRAR], row_id, "Nobody.")
        with open_register.write() as session, pytest.raises(InvalidInput):
            decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=False)
        with open_register.write() as session:
            decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=False, reason="There is a card of him.")
    assert hits(open_register, "John", "Smith", "1991-01-01") == [("possible", "report_received")]
    with open_register.write() as session:
        assert [each.state for each in read_unread(session, people[REGISTRAR], row_id).resolutions] == ["refused", "refused"]


def test_a_nameless_row_blocks_checks_and_what_follows_changes_until_it_is_resolved(
    open_register: Database, people: People
) -> None:
    confirmed(open_register, people, list_file([person(1, Surname="Unknown")]))
    with open_register.write() as session:
        row_id = unread_rows(session, people[REGISTRAR])[0].id
    for ask in (lambda: hits(open_register, "John", "Smith", None), lambda: _changes(open_register)):
        with pytest.raises(Unavailable) as error:
            ask()
        assert error.value.code == "rows_unread"
    with open_register.write() as session:
        propose_completion(session, people[REGISTRAR], row_id, SAID)
    with open_register.write() as session:
        decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
    assert [standing for _, standing in hits(open_register, "John", "Smith", "1970-03-03")] == ["listed"]


@pytest.mark.parametrize("ask", ["a check", "what changed"])
def test_a_nameless_row_that_comes_while_the_index_catches_up_is_no_clear(
    open_register: Database, people: People, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    """PostgreSQL lets a session see what is committed between two of its statements; SQLite shows it one moment."""
    hits(open_register, "John", "Smith", None)

    def import_first(module: object, name: str) -> None:
        go_on = getattr(module, name)

        def slowed(*given: object) -> object:
            monkeypatch.setattr(module, name, go_on)
            confirmed(open_register, people, list_file([person(1), person(2, Surname="Unknown")]))
            return go_on(*given)

        monkeypatch.setattr(module, name, slowed)

    with open_register.read() as session:
        before = current_version(session)
    if ask == "a check":
        import_first(RegisterIndex, "_catch_up")
    else:
        import_first(changes, "read_changed")
        before, since = before + 1, before
        confirmed(open_register, people, list_file([person(9)]))
    told = before
    with open_register.read() as session, suppress(Unavailable):
        if ask == "a check":
            told = index_of(session).search(session, [WHO], ["barred"]).register_version
        else:
            told = changes_since(session, since).version
    assert told == before, "the answer holds at a version at which a row names nobody"


def _changes(database: Database) -> object:
    with database.read() as session:
        index_of(session).catch_up(session)
        return changes_since(session, 0)


def test_a_row_cannot_become_a_second_entry_of_one_event(open_register: Database, people: People, row_id: str) -> None:
    with open_register.write() as session:
        propose_completion(session, people[REGISTRAR], row_id, SAID)
    with open_register.write() as session:
        decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
    confirmed(open_register, people, list_file([person(2, **SMITH)]))
    with open_register.write() as session:
        again = unread_rows(session, people[REGISTRAR])[0].id
        with pytest.raises(InvalidInput):
            propose_completion(session, people[REGISTRAR], again, SAID)


def test_the_register_of_then_still_has_the_row(open_register: Database, people: People, row_id: str) -> None:
    with open_register.read() as session:
        then = index_of(session).catch_up(session)
    with open_register.write() as session:
        propose_completion(session, people[REGISTRAR], row_id, SAID)
    with open_register.write() as session:
        decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
    with open_register.read() as session:
        past = register_at(session, then, index_of(session).model).index.records
        now = register_at(session, then + 1, index_of(session).model).index.records
    assert [(record.unread, record.identity.date_of_birth) for record in past.values()] == [(True, None)]
    assert [(record.kind, record.identity.date_of_birth) for record in now.values()] == [("entry", "1970-03-03")]


def test_it_is_no_report_to_read_or_approve(open_register: Database, people: People, row_id: str) -> None:
    with open_register.write() as session:
        assert session.get_one(Report, row_id).state == "unread"
        assert list_reports(session, people[REGISTRAR]) == []
        with pytest.raises(NotFound):
            get_report(session, people[REGISTRAR], row_id)

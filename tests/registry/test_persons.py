"""Records of one person: said by one registrar, decided by another, taken back by two, and nothing of any record is lost."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, Refused
from vetting.registry import get_entry, index_of, report_behind
from vetting.registry.persons import (
    decide_link,
    members_of,
    person_of,
    propose_same_person,
    propose_separate,
    read_person,
    said_of,
    state_another_person,
)

People = dict[Someone, Actor]


@pytest.fixture
def records(open_register: Database, people: People) -> list[str]:
    """Three records, the first two of one constable dismissed twice."""
    entries = [
        listed(open_register, people, CONSTABLE),
        listed(open_register, people, changed(CONSTABLE, event_date="2025-03-03")),
        listed(open_register, people, FORMER_PCSO),
    ]
    with open_register.read() as session:
        return [report_behind(session, entry) for entry in entries]


def link(database: Database, people: People, one: str, other: str) -> None:
    with database.write() as session:
        said = propose_same_person(session, people[REGISTRAR], one, other, "The same warrant card.")
    with database.write() as session:
        decide_link(session, people[SECOND_REGISTRAR], said.id, approve=True)


def test_two_people_make_one_person_of_two_records(open_register: Database, people: People, records: list[str]) -> None:
    one, other, third = records
    with open_register.write() as session:
        said = propose_same_person(session, people[REGISTRAR], one, other, "The same warrant card.")
        assert read_person(session, people[REGISTRAR], one).others == (), "a proposal groups nothing"
        assert said_of(session, one, [other, third]) == {other: "waits"}
    with open_register.write() as session, pytest.raises(Refused):
        decide_link(session, people[REGISTRAR], said.id, approve=True)
    with open_register.write() as session:
        decide_link(session, people[SECOND_REGISTRAR], said.id, approve=True)
    with open_register.write() as session:
        assert [each.record_id for each in read_person(session, people[REGISTRAR], one).others] == [other]
        assert [each.record_id for each in read_person(session, people[REGISTRAR], other).others] == [one]
        assert said_of(session, one, [other, third]) == {other: "same"}


def test_taking_it_back_needs_two_and_keeps_who_was_whom_when(open_register: Database, people: People, records: list[str]) -> None:
    one, other, third = records
    link(open_register, people, one, other)
    link(open_register, people, third, other)
    merged = utc_now()
    with open_register.write() as session:
        assert sorted(members_of(session, person_of(session, one))) == sorted(records)
        said = propose_separate(session, people[REGISTRAR], other, "Another warrant card.")
    with open_register.write() as session, pytest.raises(Refused):
        decide_link(session, people[REGISTRAR], said.id, approve=True)
    with open_register.write() as session:
        decide_link(session, people[SECOND_REGISTRAR], said.id, approve=True)
    with open_register.write() as session:
        assert members_of(session, person_of(session, other)) == [other]
        assert sorted(members_of(session, person_of(session, one))) == sorted([one, third])
        assert person_of(session, other, merged) == person_of(session, one, merged), "what was so then stays on record"


def test_grouping_changes_nothing_of_any_record(open_register: Database, people: People, records: list[str]) -> None:
    with open_register.read() as session:
        version = index_of(session).catch_up(session)
    link(open_register, people, records[0], records[1])
    with open_register.write() as session:
        assert index_of(session).catch_up(session) == version, "no check is answered otherwise"
        for each in read_person(session, people[REGISTRAR], records[0]).others:
            assert get_entry(session, people[REGISTRAR], each.entry_id or "").version == 1


def test_somebody_else_is_kept_and_can_be_thought_better_of(open_register: Database, people: People, records: list[str]) -> None:
    one, other, _ = records
    with open_register.write() as session:
        state_another_person(session, people[REGISTRAR], one, other, "Twins.")
        assert said_of(session, other, [one]) == {one: "another"}
    link(open_register, people, one, other)
    with open_register.write() as session, pytest.raises(Conflict):
        state_another_person(session, people[REGISTRAR], one, other, "Twins after all.")


def test_what_cannot_be_said(open_register: Database, people: People, records: list[str]) -> None:
    one, other, _ = records
    with open_register.write() as session, pytest.raises(InvalidInput):
        propose_same_person(session, people[REGISTRAR], one, one, "Itself.")
    with open_register.write() as session, pytest.raises(InvalidInput):
        propose_same_person(session, people[REGISTRAR], one, other, "")
    with open_register.write() as session, pytest.raises(Conflict):
        propose_separate(session, people[REGISTRAR], one, "Alone already.")
    with open_register.write() as session, pytest.raises(Refused):
        propose_same_person(session, people[REPORTER], one, other, "We think so.")
    with open_register.write() as session:
        propose_same_person(session, people[REGISTRAR], one, other, "The same card.")
    with open_register.write() as session, pytest.raises(Conflict):
        propose_same_person(session, people[SECOND_REGISTRAR], one, other, "The same card.")

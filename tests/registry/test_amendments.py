"""Amendments on both databases: two people, a version each, the past as it was, and a clear conflict for the second of two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import FORMER_PCSO, changed, listed
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.matching import Identity, PersonName
from vetting.registry import (
    Amendment,
    FurtherReport,
    Standing,
    approve_proposal,
    as_at,
    differences,
    get_entry,
    index_of,
    propose_amendment,
    refuse_proposal,
    submit_further_report,
    withdraw_amendment,
)

People = dict[Someone, Actor]
AMENDED = Amendment(
    changed(FORMER_PCSO, surname="Fetherstonhaugh"),
    other_names="Jon, Quennell\nMary-Jane, Óg",
    other_numbers="D 9911",
    reason="The force sent a copy of the passport.",
)
MARRIED = Identity((PersonName("Jonathan Mark", "Quennell"),), "1990-03-14")


def proposed(database: Database, people: People, entry_id: str, amendment: Amendment = AMENDED, version: int = 1) -> str:
    with database.write() as session:
        return propose_amendment(session, people[REGISTRAR], entry_id, amendment, version).id


def test_an_amendment_is_a_version_by_two_people_and_is_searched(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with open_register.read() as session:
        before = index_of(session).search(session, [MARRIED], ["barred"]).matches[0]
    proposal_id = proposed(open_register, people, entry_id)
    with pytest.raises(Refused), open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
        after = index_of(session).search(session, [MARRIED], ["barred"]).matches[0]
    assert (entry.version, entry.content.surname) == (2, "Fetherstonhaugh")
    assert [name.full_name for name in entry.content.other_names] == ["Jon Quennell", "Mary-Jane Óg"]
    assert (entry.versions[1].prepared_by, entry.versions[1].approved_by) == (people[REGISTRAR].id, people[SECOND_REGISTRAR].id)
    assert [hit.record_version for hit in after] == [2]
    assert after[0].match.match_weight > (before[0].match.match_weight if before else 0)
    said = [(row.field, row.before, row.after) for row in differences(entry.versions[0].content, entry.versions[1].content)]
    assert said == [
        ("Surname", "Featherstone", "Fetherstonhaugh"),
        ("Further names", "none", "Jon Quennell; Mary-Jane Óg"),
        ("Further numbers", "none", "D 9911"),
    ]


def test_any_past_second_can_be_asked(open_register: Database, people: People) -> None:
    early = utc_now() - timedelta(seconds=1)
    entry_id = listed(open_register, people)
    first = utc_now()
    proposal_id = proposed(open_register, people, entry_id)
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    second = utc_now()
    with open_register.write() as session:
        report = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed it.")
        further = submit_further_report(session, people[REPORTER], entry_id, report).id
    third = utc_now()
    with open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], further)
    told = []
    with open_register.read() as session:
        with pytest.raises(NotFound):
            as_at(session, people[REGISTRAR], entry_id, early)
        for moment in (first, second, third, utc_now()):
            past = as_at(session, people[REGISTRAR], entry_id, moment)
            told.append((past.standing, past.version, past.content.surname if past.content else None))
    assert told == [
        ("listed", 1, "Featherstone"),
        ("listed", 2, "Fetherstonhaugh"),
        ("suspended", 2, "Fetherstonhaugh"),
        ("removed", 2, None),
    ]


def test_the_second_of_two_is_told_and_loses_nothing(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    mine = proposed(open_register, people, entry_id)
    with pytest.raises(Conflict) as caught, open_register.write() as session:
        propose_amendment(session, people[SECOND_REGISTRAR], entry_id, AMENDED, 1)
    assert caught.value.code == "already_open"
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], mine)
    with pytest.raises(Conflict) as outdated, open_register.write() as session:
        propose_amendment(session, people[SECOND_REGISTRAR], entry_id, AMENDED, 1)
    assert outdated.value.code == "version_changed"


def test_death_marks_an_entry_and_does_not_remove_it(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    died = Amendment(FORMER_PCSO, date_of_death="2025-01-09", reason="The coroner wrote.")
    proposal_id = proposed(open_register, people, entry_id, died)
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
        (hit,) = index_of(session).search(session, [entry.content.identity()], ["barred"]).matches[0]
    assert entry.content.date_of_death is not None
    assert hit.standing is Standing.LISTED


def test_a_withdrawn_or_refused_amendment_changes_nothing(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    proposal_id = proposed(open_register, people, entry_id)
    with pytest.raises(Refused), open_register.write() as session:
        withdraw_amendment(session, people[SECOND_REGISTRAR], proposal_id)
    with open_register.write() as session:
        withdraw_amendment(session, people[REGISTRAR], proposal_id)
    with pytest.raises(Conflict), open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    proposal_id = proposed(open_register, people, entry_id)
    with open_register.write() as session:
        refuse_proposal(session, people[SECOND_REGISTRAR], proposal_id, "The passport is another person’s.")
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
    assert (entry.version, [row.state for row in entry.proposals]) == (1, ["withdrawn", "refused"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"other_names": "Quennell"}, "other_names"),
        ({"other_names": "Officer, A"}, "other_names"),
        ({"other_names": "\n".join(f"Jon, Quennell{'abcdefghijklmnopqrstuvwxyz'[place]}" for place in range(21))}, "other_names"),
        ({"other_numbers": "???"}, "other_numbers"),
        ({"date_of_death": "2099-01-01"}, "date_of_death"),
        ({"date_of_death": "1980-01-01"}, "date_of_death"),
        ({"report": changed(FORMER_PCSO, date_of_birth="")}, "date_of_birth"),
        ({"report": changed(FORMER_PCSO, rank="PC")}, "rank"),
        ({"report": FORMER_PCSO, "other_names": "", "other_numbers": ""}, "reason"),
    ],
)
def test_bad_amendments_are_named_at_their_field(
    open_register: Database, people: People, changes: dict[str, object], field: str
) -> None:
    entry_id = listed(open_register, people)
    with pytest.raises(InvalidInput) as caught, open_register.write() as session:
        propose_amendment(session, people[REGISTRAR], entry_id, replace(AMENDED, **changes), 1)  # type: ignore[arg-type]
    assert field in {problem.field for problem in caught.value.problems}


def test_the_database_keeps_one_open_amendment(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    first = proposed(open_register, people, entry_id)
    with open_register.write() as session:
        withdraw_amendment(session, people[REGISTRAR], first)
    proposed(open_register, people, entry_id)
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text("UPDATE proposal SET state = 'open'"))

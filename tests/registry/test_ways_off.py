"""Ways off and back on, on both databases: at once on receipt, complete by two people, gone from every answer, then told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, NEAR_FEATHERSTONE, changed, listed, published
from vetting.access import Actor
from vetting.audit.models import AuditEvent
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    FurtherReport,
    Standing,
    approve_proposal,
    day_in_london,
    get_entry,
    get_tombstone,
    index_of,
    list_entries,
    list_states,
    open_proposals,
    propose_reinstatement,
    published_entries,
    record_entered_in_error,
    refuse_proposal,
    submit_further_report,
)

People = dict[Someone, Actor]
APPEAL = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed the appeal; its decision is with the force.")


def suspended(database: Database, people: People, entry_id: str, who: Someone = REPORTER) -> str:
    """The id of a further report on an entry."""
    with database.write() as session:
        return submit_further_report(session, people[who], entry_id, APPEAL).id


def hits(database: Database) -> list[Standing]:
    """How the former PCSO stands in a check of today."""
    with database.read() as session:
        return [hit.standing for hit in index_of(session).search(session, [NEAR_FEATHERSTONE], ["barred"]).matches[0]]


def test_a_further_report_works_on_receipt(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    assert hits(open_register) == [Standing.LISTED]
    suspended(open_register, people, entry_id)
    assert hits(open_register) == [Standing.SUSPENDED]
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
        assert [proposal.kind for proposal in entry.open_proposals] == ["further_report"]
        assert entry.open_proposals[0].days_late > 0
        assert [proposal.id for proposal in open_proposals(session, people[REPORTER])] == [entry.open_proposals[0].id]
        assert open_proposals(session, people[OTHER_REPORTER]) == []


def test_completed_by_a_second_person_it_is_gone_from_every_answer(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    proposal_id = suspended(open_register, people, entry_id)
    with open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    assert hits(open_register) == []
    with open_register.read() as session:
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], entry_id)
        assert list_entries(session, people[REGISTRAR]).total == 0
        assert {state.entries for state in list_states(session)} == {0}
        stone = get_tombstone(session, people[REGISTRAR], entry_id)
        events = set(session.scalars(select(AuditEvent.event)))
    assert (stone.ground, stone.list_id) == ("appeal_won", "barred")
    assert {"entry_suspended", "proposal_decided", "entry_removed"} <= events


def test_refused_the_entry_stands_as_before(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    proposal_id = suspended(open_register, people, entry_id)
    with pytest.raises(InvalidInput), open_register.write() as session:
        refuse_proposal(session, people[REGISTRAR], proposal_id, " ")
    with open_register.write() as session:
        refuse_proposal(session, people[REGISTRAR], proposal_id, "The appeal was that of a namesake.")
    assert hits(open_register) == [Standing.LISTED]
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
        assert entry.proposals[0].reason == "The appeal was that of a namesake."
        with pytest.raises(NotFound):
            get_tombstone(session, people[REGISTRAR], entry_id)


def test_the_public_list_drops_a_suspended_entry_at_once(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)

    def shown() -> int:
        with open_register.read() as session:
            return len(published_entries(session, "Bronwen O’Hara-Lloyd", day_in_london(utc_now())).entries)

    published(open_register, people, entry_id, "Was dishonest in a statement.")
    assert shown() == 1
    proposal_id = suspended(open_register, people, entry_id)
    assert shown() == 0
    with open_register.write() as session:
        refuse_proposal(session, people[REGISTRAR], proposal_id, "Another person’s appeal.")
    assert shown() == 1, "what was published before and stands again is published again"
    proposal_id = suspended(open_register, people, entry_id)
    with open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    with open_register.write() as session:
        back = propose_reinstatement(session, people[REGISTRAR], entry_id, "The tribunal’s letter was forged.").id
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], back)
    assert shown() == 0, "put back on the list, it needs a decision on publication of its own"


def test_reinstatement_counts_from_the_moment_it_is_proposed(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with pytest.raises(Conflict), open_register.write() as session:
        propose_reinstatement(session, people[REGISTRAR], entry_id, "It is not even removed.")
    proposal_id = suspended(open_register, people, entry_id)
    with open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    with open_register.write() as session:
        back = propose_reinstatement(session, people[REGISTRAR], entry_id, "Removed for a namesake’s appeal.").id
    assert hits(open_register) == [Standing.SUSPENDED]
    with pytest.raises(Refused), open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], back)
    with open_register.write() as session:
        refuse_proposal(session, people[SECOND_REGISTRAR], back, "The appeal was theirs.")
    assert hits(open_register) == []
    with open_register.write() as session:
        back = propose_reinstatement(session, people[REGISTRAR], entry_id, "The decision was quashed in turn.").id
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], back)
    assert hits(open_register) == [Standing.LISTED]


def test_an_entry_made_in_error_needs_two_registrars(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with pytest.raises(Refused), open_register.write() as session:
        record_entered_in_error(session, people[REPORTER], entry_id, "Not ours.")
    with open_register.write() as session:
        proposal_id = record_entered_in_error(session, people[REGISTRAR], entry_id, "Reported under the wrong name.").id
    assert hits(open_register) == [Standing.SUSPENDED]
    with pytest.raises(Refused) as caught, open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)
    assert caught.value.code == "own_change"
    with pytest.raises(Conflict) as conflict, open_register.write() as session:
        record_entered_in_error(session, people[SECOND_REGISTRAR], entry_id, "Once more.")
    assert conflict.value.code == "already_open"
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    with pytest.raises(Conflict), open_register.write() as session:
        refuse_proposal(session, people[SECOND_REGISTRAR], proposal_id, "Too late.")


@pytest.mark.parametrize("someone", [OTHER_REPORTER, VETTING_OFFICER])
def test_a_further_report_comes_from_the_authority_that_reported(open_register: Database, people: People, someone: Someone) -> None:
    entry_id = listed(open_register, people)
    with pytest.raises((NotFound, Refused)), open_register.write() as session:
        submit_further_report(session, people[someone], entry_id, APPEAL)
    assert hits(open_register) == [Standing.LISTED]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (FurtherReport("no_proceedings", "2024-05-01", "A way off the other list."), "ground"),
        (FurtherReport("entered_in_error", "2024-05-01", "The College’s own."), "ground"),
        (FurtherReport("", "2024-05-01", "Nothing chosen."), "ground"),
        (FurtherReport("appeal_won", "", "No date."), "event_date"),
        (FurtherReport("appeal_won", "2099-05-01", "Tomorrow."), "event_date"),
        (FurtherReport("appeal_won", "2022-06-29", "Before the finding of 30 June 2022."), "event_date"),
        (FurtherReport("appeal_won", "2024-05-01", "  "), "details"),
    ],
)
def test_bad_further_reports_are_refused_and_suspend_nobody(
    open_register: Database, people: People, typed: FurtherReport, field: str
) -> None:
    entry_id = listed(open_register, people)
    with pytest.raises(InvalidInput) as caught, open_register.write() as session:
        submit_further_report(session, people[REPORTER], entry_id, typed)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert hits(open_register) == [Standing.LISTED]


def test_the_database_refuses_one_persons_doing_both(open_register: Database, people: People) -> None:
    proposal_id = suspended(open_register, people, listed(open_register, people), REGISTRAR)
    own = {"by": people[REGISTRAR].id, "id": proposal_id}
    for decision in ("approved", "refused"):
        with pytest.raises(IntegrityError), open_register.write() as session:
            session.execute(text(f"UPDATE proposal SET state = '{decision}', decided_by = :by WHERE id = :id"), own)
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text("UPDATE proposal SET state = 'approved' WHERE id = :id"), {"id": proposal_id})


def test_neither_the_trail_nor_the_tables_name_anybody(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with open_register.write() as session:
        record_entered_in_error(session, people[REGISTRAR], entry_id, "Featherstone was never dismissed.")
    with open_register.read() as session:
        stored = repr(session.execute(text("SELECT * FROM proposal")).all())
        trail = json.dumps(list(session.scalars(select(AuditEvent.fields))))
    assert "Featherstone" not in stored + trail


def test_many_entries_of_one_force_are_told_apart(open_register: Database, people: People) -> None:
    first = listed(open_register, people)
    second = listed(open_register, people, changed(FORMER_PCSO, surname="Fetherston"))
    suspended(open_register, people, first)
    with open_register.read() as session:
        assert get_entry(session, people[REGISTRAR], second).standing is Standing.LISTED
        assert get_entry(session, people[REGISTRAR], first).standing is Standing.SUSPENDED

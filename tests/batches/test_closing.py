"""A batch closes at one named version: what changed while it ran is run against its finished rows, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.keeper import confirmed, list_file, person
from vetting.batches import BatchState
from vetting.batches.intake import CHUNK_ROWS
from vetting.batches.models import Batch, BatchChunk, BatchRow
from vetting.matching import Identity
from vetting.registry import Changed, FurtherReport, approve_proposal, approve_report, submit_further_report
from vetting.registry.imports import decide_resolution, propose_setting_aside, unread_rows


def test_a_batch_closes_at_one_version_and_equals_a_fresh_run_at_it(world: BatchWorld) -> None:
    """A report is received, and another one becomes an entry, while the batch runs."""
    early = world.world.report()
    data = people_csv(700, {5: LISTED, 6: "LATE,Gwendolyn,Ravenscroft,14/02/1979", 650: "LATE2,Gwen,Ravenscroft,14/02/1979"})
    batch_id = world.ready(data)
    world.start(batch_id)
    assert world.engine.step()
    with world.database.write() as session:
        approve_report(session, world.world.people[REGISTRAR], early, 1)
    world.world.report(surname="Ravenscroft", forenames="Gwendolyn", date_of_birth="1979-02-14", identifying_number="777")
    world.work()
    view = world.view(batch_id)
    assert view.state is BatchState.CLOSED and view.rows_again == 2
    fresh = world.closed(data)
    assert world.view(fresh).register_version == view.register_version
    first, second = world.checks(batch_id), world.checks(fresh)
    outcomes = []
    for number in (7, 8, 652, 2, 100, 701):
        ours, theirs = world.answer(first[number]), world.answer(second[number])
        outcomes.append(ours["outcome"])
        assert {**ours, "register_version": 0} == {**theirs, "register_version": 0}
    assert outcomes[:3] == ["possible_match", "contact_college", "contact_college"]
    with world.database.read() as session:
        row = session.get_one(BatchRow, (batch_id, 7))
        assert row.first_check_id != row.check_id


def test_an_entry_removed_and_one_added_during_a_run_leave_what_a_fresh_run_finds(world: BatchWorld) -> None:
    """The closed batch neither keeps a hit on who is off the list, nor misses who came on it; rows in between were untouched."""
    gone = world.world.entry()
    world.world.entry(surname="Ravenscroft", forenames="Gwendolyn", date_of_birth="1979-02-14", identifying_number="777")
    late = {"surname": "Quillfeather", "forenames": "Ottoline", "date_of_birth": "1966-09-03", "identifying_number": "778"}
    rows = {
        5: LISTED,
        6: "STAYS,Gwen,Ravenscroft,14/02/1979",
        7: "LATE,Ottoline,Quillfeather,03/09/1966",
        650: LISTED,
        651: "LATE2,Ottolin,Quillfeather,03/09/1966",
    }
    batch_id = world.ready(people_csv(700, rows))
    world.start(batch_id)
    assert world.engine.step()
    assert world.answer(world.checks(batch_id)[7])["outcome"] == "possible_match"
    with world.database.write() as session:
        appeal = FurtherReport("appeal_won", "2026-11-20", "The tribunal allowed it.")
        proposal_id = submit_further_report(session, world.world.people[REPORTER], gone, appeal).id
    with world.database.write() as session:
        approve_proposal(session, world.world.people[SECOND_REGISTRAR], proposal_id)
    world.world.entry(**late)
    world.work()
    view = world.view(batch_id)
    assert view.state is BatchState.CLOSED and view.rows_again == 2
    fresh = world.closed(people_csv(700, rows))
    assert world.view(fresh).register_version == view.register_version
    first, second = world.checks(batch_id), world.checks(fresh)
    ours, theirs = ({number: world.answer(check_id) for number, check_id in checks.items()} for checks in (first, second))
    assert {number: {**answer, "register_version": 0} for number, answer in ours.items()} == {
        number: {**answer, "register_version": 0} for number, answer in theirs.items()
    }
    outcomes = {number: answer["outcome"] for number, answer in ours.items() if answer["outcome"] != "no_match"}
    assert outcomes == dict.fromkeys((8, 9, 653), "possible_match")
    assert [hit["standing"] for number in outcomes for hit in ours[number]["hits"]] == ["listed"] * 3


def test_a_row_that_killed_its_worker_is_not_compared_at_the_closing_either(
    world: BatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = world.ready(people_csv(3, {1: "P,Ann,Poison,27/04/1985", 2: LISTED}))
    world.start(batch_id)
    with world.database.write() as session:
        session.scalars(select(BatchChunk)).one().condemned = [3]
    assert world.engine.step()
    world.world.report()
    compared: list[str] = []
    touches = Changed.touches

    def watched(changed: Changed, subjects: Sequence[Identity]) -> list[bool]:
        compared.extend(name.surname for subject in subjects for name in subject.names)
        return touches(changed, subjects)

    monkeypatch.setattr(Changed, "touches", watched)
    world.work()
    assert (world.view(batch_id).state, world.view(batch_id).rows_again) == (BatchState.CLOSED, 1)
    assert "Featherstonehagh" in compared and "Poison" not in compared
    answers = [world.answer(world.checks(batch_id)[number])["outcome"] for number in (3, 4)]
    assert answers == ["could_not_check", "contact_college"]


def test_a_batch_does_not_close_while_a_row_of_an_import_names_nobody(world: BatchWorld) -> None:
    """Whoever stands in such a row may be anybody in the batch, whether or not the import changed anything else."""
    batch_id = world.ready(people_csv(3))
    world.start(batch_id)
    assert world.engine.step()
    people = world.world.people
    confirmed(world.database, people, list_file([person(1, Surname="Unknown")]))
    world.engine.run(0.5)
    assert world.view(batch_id).state is BatchState.RUNNING
    with world.database.write() as session:
        row_id = unread_rows(session, people[REGISTRAR])[0].id
        propose_setting_aside(session, people[REGISTRAR], row_id, "A test line of the old system.")
    with world.database.write() as session:
        decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
        session.execute(update(Batch).values(leased_until=0))
    world.work()
    assert world.view(batch_id).state is BatchState.CLOSED


def test_a_batch_is_closed_some_chunks_at_a_time_and_nobody_is_run_twice(
    world: BatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register moves on while the batch is being closed: what was brought up to date is not looked at again for that change."""
    monkeypatch.setattr("vetting.batches.closing.CHUNKS_AT_ONCE", 1)
    batch_id = world.ready(people_csv(CHUNK_ROWS + 100, {5: LISTED, CHUNK_ROWS + 50: LISTED}))
    world.start(batch_id)
    assert world.engine.step() and world.engine.step()
    world.world.report()
    assert world.engine.step()
    assert (world.view(batch_id).state, world.view(batch_id).rows_again) == (BatchState.RUNNING, 1)
    world.world.report(surname="Ravenscroft", forenames="Gwendolyn", date_of_birth="1979-02-14", identifying_number="777")
    world.work()
    view, checks = world.view(batch_id), world.checks(batch_id)
    assert (view.state, view.rows_again) == (BatchState.CLOSED, 2)
    outcomes = [world.answer(checks[row])["outcome"] for row in (7, CHUNK_ROWS + 52, 8)]
    assert outcomes == ["contact_college", "contact_college", "no_match"]

"""From a file to a closed batch: no row lost, none twice, every answer that of a single check, whatever happens on the way."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.world import a_request, misspelt
from vetting.audit.models import AuditEvent
from vetting.batches import BatchState, Engine, Pace, Verdict, cancel
from vetting.batches.leases import lease_chunk
from vetting.batches.models import Batch, BatchChunk, BatchPiece, BatchRow
from vetting.batches.running import LeaseLost, search_chunk, store_chunk
from vetting.errors import Unavailable
from vetting.registry import FurtherReport, approve_proposal, approve_report, submit_further_report
from vetting.registry.index import RegisterIndex
from vetting.screening import Outcome
from vetting.screening.models import Check


def events(world: BatchWorld, name: str) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).where(AuditEvent.event == name)) or 0


def test_every_row_has_one_check_and_the_answer_of_a_single_check(world: BatchWorld) -> None:
    world.world.entry()
    batch_id = world.closed(people_csv(600, {300: LISTED}))
    view, checks = world.view(batch_id), world.checks(batch_id)
    assert (view.rows_read, view.rows_to_check, view.progress.done, view.rows_failed) == (600, 600, 600, 0)
    assert sorted(checks) == list(range(2, 602)) and len(set(checks.values())) == 600
    assert events(world, "check_run") == 600
    purpose = {"purpose": "workforce_check"}
    alone = world.world.run(HR_OFFICER, misspelt(**purpose))
    found = world.answer(checks[302])
    assert found == world.answer(alone)
    assert found["outcome"] == "possible_match" and len(found["hits"]) == 1
    nobody = world.world.run(HR_OFFICER, a_request(**purpose))
    assert world.answer(checks[2]) == world.answer(nobody)
    assert view.register_version == found["register_version"]


def test_the_control_total_holds_with_rejected_rows_and_leavers(world: BatchWorld) -> None:
    data = (
        b"Ref,Forename,Surname,DOB,Leaver\n1,Ann,Example,27/04/1985,\n2,Bob,Sample,31/02/1985,\n3,Cid,Other,01/01/2020,\n"
        b"4,Dee,Person,27/04/1985,Yes\n5,Eve,Example,27/04/1986,No\n6,ann,EXAMPLE,27/04/1985,\n"
    )
    batch_id = world.ready(data)
    view = world.view(batch_id)
    assert view.state is BatchState.READY
    assert (view.rows_read, view.rows_to_check, view.rows_rejected, view.rows_left_out) == (6, 3, 2, 1)
    from vetting.batches import batch_doubles, batch_errors, correct_row

    with world.database.read() as session:
        errors = batch_errors(session, world.world.people[HR_OFFICER], batch_id)
        twice = batch_doubles(session, world.world.people[HR_OFFICER], batch_id)
        assert (twice.rows, twice.first) == (1, ((7, 2),))
    assert [(error.row, error.column) for error in errors] == [(3, "D (DOB)"), (4, "D (DOB)")]
    with world.database.write() as session:
        actor = world.world.people[HR_OFFICER]
        assert correct_row(session, actor, batch_id, 3, ["2", "Bob", "Sample", "30/02/1985", ""])
        assert correct_row(session, actor, batch_id, 3, ["2", "Bob", "Sample", "28/02/1985", ""]) == ()
    world.start(batch_id)
    world.work()
    view = world.view(batch_id)
    assert (view.state, view.progress.done, view.rows_rejected) == (BatchState.CLOSED, 4, 1)
    assert sorted(world.checks(batch_id)) == [2, 3, 6, 7]


def test_the_file_is_sealed_and_gone_once_it_is_read(world: BatchWorld) -> None:
    batch_id = world.upload(people_csv(30, {3: "R,Canaryforename,Canarysurname,01/02/1983"}))

    def plain() -> bool:
        with world.database.read() as session:
            tables = ("batch", "batch_piece", "batch_chunk", "batch_row")
            rows = [row for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))]
        return "canary" in repr(rows).lower()

    assert not plain()
    world.work()
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(BatchPiece)) == 0
    world.start(batch_id)
    world.work()
    assert not plain()


def test_a_worker_that_comes_late_stores_nothing(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(10))
    world.start(batch_id)
    with world.database.write() as session:
        chunk_id = lease_chunk(session, "slow", 0.0)
    assert chunk_id is not None
    with world.database.read() as session:
        chunk, batch = session.get_one(BatchChunk, chunk_id), session.get_one(Batch, batch_id)
        answers = search_chunk(session, batch, chunk)
    world.work()
    assert world.view(batch_id).state is BatchState.CLOSED
    with pytest.raises(LeaseLost), world.database.write() as session:
        store_chunk(session, batch, chunk, "slow", answers)
    assert len(world.checks(batch_id)) == 10
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Check)) == 10
    assert events(world, "check_run") == 10


def test_a_lease_holds_until_its_time_is_over_by_the_clock_of_the_database(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(10))
    world.start(batch_id)
    with world.database.write() as session:
        assert lease_chunk(session, "one", 60.0) is not None
        assert lease_chunk(session, "two", 60.0) is None
    with world.database.write() as session:
        session.execute(update(BatchChunk).values(leased_until=BatchChunk.leased_until - 61_000))
    with world.database.write() as session:
        chunk = lease_chunk(session, "two", 60.0)
        assert chunk is not None and session.get_one(BatchChunk, chunk).lost == 1


def test_a_row_whose_search_fails_ends_alone_as_could_not_check(world: BatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    search = RegisterIndex.search

    def broken(self: RegisterIndex, session: Any, subjects: Any, list_ids: Any) -> Any:
        if any(name.surname == "Poison" for subject in subjects for name in subject.names):
            raise ValueError("whatever")
        return search(self, session, subjects, list_ids)

    monkeypatch.setattr(RegisterIndex, "search", broken)
    batch_id = world.closed(people_csv(300, {140: "P,Ann,Poison,27/04/1985"}))
    view = world.view(batch_id)
    assert (view.progress.done, view.rows_failed) == (300, 1)
    assert world.answer(world.checks(batch_id)[142])["outcome"] == Outcome.COULD_NOT_CHECK.value
    assert events(world, "check_failed") == 1 and events(world, "check_run") == 299


def test_when_the_lists_cannot_be_searched_nothing_is_stored_and_the_chunk_waits(
    world: BatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = world.ready(people_csv(10))
    world.start(batch_id)

    def down(*_: object) -> None:
        raise Unavailable("down", code="index_behind")

    with monkeypatch.context() as patch:
        patch.setattr(RegisterIndex, "search", down)
        world.work()
    assert world.checks(batch_id) == {}
    with world.database.write() as session:
        assert session.scalars(select(BatchChunk)).one().lost == 0
        session.execute(update(BatchChunk).values(leased_until=0))
    world.work()
    assert (world.view(batch_id).state, len(world.checks(batch_id))) == (BatchState.CLOSED, 10)


def test_a_row_that_kills_its_worker_is_found_by_halving_and_innocent_kills_condemn_nobody(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(100, {37: "P,Ann,Poison,27/04/1985"}))
    world.start(batch_id)
    tried: list[int] = []

    def trial(_chunk: str, rows: Any) -> Verdict:
        tried.append(len(rows))
        return Verdict.DIED if 39 in rows else Verdict.SURVIVED

    with world.database.write() as session:
        session.execute(update(BatchChunk).values(lost=2, leased_by="killed", leased_until=0))
    world.engine = Engine(world.database, trial=trial)
    world.work()
    view = world.view(batch_id)
    assert (view.state, view.progress.done, view.rows_failed) == (BatchState.CLOSED, 100, 1)
    checks = world.checks(batch_id)
    assert world.answer(checks[39])["outcome"] == "could_not_check"
    assert tried[0] == 100 and tried.count(1) >= 3 and len(tried) < 25

    innocent = world.ready(people_csv(100))
    world.start(innocent)
    with world.database.write() as session:
        session.execute(
            update(BatchChunk).where(BatchChunk.batch_id == innocent).values(lost=9, leased_by="killed", leased_until=0)
        )
    world.engine = Engine(world.database, trial=lambda _chunk, _rows: Verdict.SURVIVED)
    world.work()
    assert (world.view(innocent).rows_failed, len(world.checks(innocent))) == (0, 100)


def test_a_trial_that_cannot_be_held_condemns_nobody(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(10))
    world.start(batch_id)
    with world.database.write() as session:
        session.execute(update(BatchChunk).values(lost=5, leased_by="killed", leased_until=0))
    world.engine = Engine(world.database, trial=lambda _chunk, _rows: Verdict.UNKNOWN, pace=Pace(wait=60))
    world.work()
    with world.database.read() as session:
        assert session.scalars(select(BatchChunk)).one().condemned == []
    assert world.view(batch_id).state is BatchState.RUNNING


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


def test_organisations_take_turns(world: BatchWorld) -> None:
    large = world.ready(people_csv(900))
    small = world.ready(people_csv(10), OTHER_VETTING_OFFICER)
    world.start(large)
    world.start(small, OTHER_VETTING_OFFICER)
    for _ in range(3):
        world.engine.step()
    assert len(world.checks(small)) == 10
    assert 0 < len(world.checks(large)) < 900
    world.work()
    assert world.view(large).state is BatchState.CLOSED


def test_cancelling_keeps_what_is_done(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(600))
    world.start(batch_id)
    world.engine.step()
    with world.database.write() as session:
        cancel(session, world.world.people[VETTING_OFFICER], batch_id)
    world.work()
    assert world.view(batch_id).state is BatchState.CANCELLED
    assert len(world.checks(batch_id)) == 250

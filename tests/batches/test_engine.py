"""From a file to a closed batch: no row lost, none twice, every answer that of a single check, whatever happens on the way."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import a_request, misspelt
from vetting.audit.models import AuditEvent
from vetting.batches import BatchState, Engine, Pace, Verdict, cancel
from vetting.batches.intake import CHUNK_ROWS, ReadFile, read_file
from vetting.batches.leases import lease_chunk
from vetting.batches.models import Batch, BatchChunk, BatchPiece
from vetting.batches.running import LeaseLost, search_chunk, store_chunk
from vetting.db import utc_now
from vetting.errors import Unavailable
from vetting.registry import day_in_london
from vetting.registry.index import RegisterIndex
from vetting.registry.models import RegisterVersion
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
    child = f"01/01/{utc_now().year - 6}"
    data = (
        f"Ref,Forename,Surname,DOB,Leaver\n1,Ann,Example,27/04/1985,\n2,Bob,Sample,31/02/1985,\n3,Cid,Other,{child},\n"
        "4,Dee,Person,27/04/1985,Yes\n5,Eve,Example,27/04/1986,No\n6,ann,EXAMPLE,27/04/1985,\n"
    )
    batch_id = world.ready(data.encode())
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


def test_the_review_load_is_foretold_from_the_rows_and_the_list(world: BatchWorld) -> None:
    world.world.entry()
    with world.database.write() as session:
        session.execute(update(RegisterVersion).values(records=20_000))
    batch_id = world.ready(people_csv(1_000))
    assert world.view(batch_id).expected_reviews == 5  # 0.25 % for each 10,000 who are listed
    with world.database.write() as session:
        session.execute(update(RegisterVersion).values(records=0))
    assert world.view(batch_id).expected_reviews == 0


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


def test_organisations_take_turns(world: BatchWorld) -> None:
    large = world.ready(people_csv(2 * CHUNK_ROWS))
    small = world.ready(people_csv(10), OTHER_VETTING_OFFICER)
    world.start(large)
    world.start(small, OTHER_VETTING_OFFICER)
    for _ in range(2):
        world.engine.step()
    assert len(world.checks(small)) == 10
    assert 0 < len(world.checks(large)) < 2 * CHUNK_ROWS
    world.work()
    assert world.view(large).state is BatchState.CLOSED


def test_a_short_batch_is_closed_while_a_long_one_runs(world: BatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its upload to its end, though the long one always has a chunk to run."""
    monkeypatch.setattr("vetting.batches.intake.CHUNK_ROWS", 25)
    large = world.ready(people_csv(1_000))
    world.start(large)
    small = world.upload(people_csv(10), OTHER_VETTING_OFFICER)
    for awaited in (BatchState.READY, BatchState.CLOSED):
        while world.view(small, OTHER_VETTING_OFFICER).state is not awaited:
            assert world.engine.step()
        if awaited is BatchState.READY:
            world.start(small, OTHER_VETTING_OFFICER)
    assert world.view(large).state is BatchState.RUNNING
    assert 0 < len(world.checks(large)) < 1_000


def test_cancelling_keeps_what_is_done(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(CHUNK_ROWS + 100))
    world.start(batch_id)
    world.engine.step()
    with world.database.write() as session:
        cancel(session, world.world.people[VETTING_OFFICER], batch_id)
    world.work()
    assert world.view(batch_id).state is BatchState.CANCELLED
    assert len(world.checks(batch_id)) == CHUNK_ROWS


def test_a_long_file_is_read_beside_other_batches(world: BatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    small = world.ready(people_csv(10), OTHER_VETTING_OFFICER)
    world.start(small, OTHER_VETTING_OFFICER)
    may_end, reading = threading.Event(), threading.Event()

    def slowly(*given: Any) -> ReadFile:
        reading.set()
        assert may_end.wait(60)
        return read_file(*given)

    monkeypatch.setattr("vetting.batches.engine.read_file", slowly)
    large = world.upload(people_csv(600))
    while not reading.wait(0.1):
        assert world.engine.step()
    while world.view(small, OTHER_VETTING_OFFICER).state is not BatchState.CLOSED:
        assert world.engine.step()
    assert world.view(large).state is BatchState.READING
    may_end.set()
    world.work()
    assert (world.view(large).state, world.view(large).rows_to_check) == (BatchState.READY, 600)


def test_a_file_whose_reading_fails_is_read_again(world: BatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = world.upload(people_csv(10))

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("vetting.batches.engine.read_file", fails)
        world.work()
    assert world.view(batch_id).state is BatchState.READING
    with world.database.write() as session:
        session.execute(update(Batch).values(leased_until=0))
    world.work()
    assert world.view(batch_id).state is BatchState.READY


def test_a_row_that_todays_rules_refuse_is_not_checked_and_holds_nobody_up(world: BatchWorld) -> None:
    """She was a hundred when the file was looked at, and is older on the day that the batch is confirmed."""
    born = day_in_london(utc_now()).replace(month=1, day=1)
    batch_id = world.ready(people_csv(4, {2: f"OLD,Ada,Example,{born.replace(year=born.year - 100):%d/%m/%Y}"}))
    world.start(batch_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vetting.screening.checks.day_in_london", lambda _: born.replace(year=born.year + 1))
        world.work()
    view = world.view(batch_id)
    assert (view.state, view.progress.done, view.rows_failed) == (BatchState.CLOSED, 4, 1)
    assert world.answer(world.checks(batch_id)[4])["outcome"] == "could_not_check"

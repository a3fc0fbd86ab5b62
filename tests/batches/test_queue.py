"""Batches on the queue: jobs pass the work on, and a sweep finds what a lost job left behind."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.batches.world import BatchWorld, people_csv
from vetting.batches import BELL, BatchQueue, BatchState, Engine
from vetting.jobs import Timetable


@pytest.fixture
def timetable(tmp_path: Path) -> Timetable:
    return Timetable(f"sqlite:///{tmp_path / 'queue.db'}")


def test_uploading_and_starting_ring_for_workers(world: BatchWorld, timetable: Timetable) -> None:
    queue = BatchQueue(timetable, lambda: world.database)
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"][BELL] = queue.ring
    batch_id = world.upload(people_csv(300))
    assert timetable.run_waiting() > 0
    assert world.view(batch_id).state is BatchState.READY
    world.start(batch_id)
    assert timetable.run_waiting() > 0
    assert world.view(batch_id).state is BatchState.CLOSED
    assert timetable.run_waiting() == 0


def test_whoever_read_a_file_rings_for_those_who_went_to_rest_meanwhile(world: BatchWorld, timetable: Timetable) -> None:
    queue = BatchQueue(timetable, lambda: world.database)
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"][BELL] = queue.ring
    batch_id = world.upload(people_csv(300))
    assert Engine(world.database).step()  # another worker begins to read, and no job of its own is left to go on with
    until = time.monotonic() + 120
    while world.view(batch_id).state is not BatchState.READY and time.monotonic() < until:
        timetable.run_waiting()
        time.sleep(0.05)
    assert world.view(batch_id).state is BatchState.READY


def test_the_sweep_finds_what_a_lost_job_left(world: BatchWorld, timetable: Timetable) -> None:
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"].pop(BELL, None)
    BatchQueue(timetable, lambda: world.database)
    batch_id = world.upload(people_csv(10))
    assert timetable.run_waiting() == 0
    timetable.run_due(datetime(2027, 3, 28, 1, 0))  # noqa: DTZ001 (huey's clock has no zone)
    assert timetable.run_waiting() > 0
    assert world.view(batch_id).state is BatchState.READY

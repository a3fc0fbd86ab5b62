"""The timetable, on the file and on a real Redis: what is due runs, and one worker at a time runs it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from huey.exceptions import TaskLockedException

from vetting.jobs import Timetable


@pytest.fixture(params=["sqlite", "redis"])
def timetable(request: pytest.FixtureRequest, tmp_path: Path) -> Timetable:
    """A timetable on each store."""
    if request.param == "sqlite":
        return Timetable(f"sqlite:///{tmp_path / 'queue.db'}")
    return Timetable(request.getfixturevalue("redis_url"))


def test_what_is_due_each_minute_runs(timetable: Timetable) -> None:
    ran: list[str] = []
    timetable.every_minute("test_job", lambda: ran.append("ran"))
    for minute in (0, 1):
        timetable.run_due(datetime(2027, 3, 28, 1, minute))  # noqa: DTZ001 (huey's clock has no zone)
    assert ran == ["ran", "ran"]


def test_one_worker_at_a_time_runs_it(timetable: Timetable) -> None:
    inside: list[str] = []

    def job() -> None:
        with pytest.raises(TaskLockedException):
            timetable.run_due(datetime(2027, 3, 28, 1, 0))  # noqa: DTZ001
        inside.append("once")

    timetable.every_minute("test_job", job)
    timetable.run_due(datetime(2027, 3, 28, 1, 0))  # noqa: DTZ001
    assert inside == ["once"]


def test_what_is_asked_for_runs_and_the_queue_does_not_grow_without_bound(timetable: Timetable) -> None:
    ran: list[str] = []
    ask = timetable.on_demand("asked", lambda: ran.append("ran"), at_most=3)
    for _ in range(10):
        ask()
    assert timetable.run_waiting() == 3
    assert ran == ["ran"] * 3

"""The timetable, on the file, on a real Redis and on a real PostgreSQL: what is due runs, and one worker at a time runs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from huey.exceptions import TaskLockedException
from sqlalchemy import create_engine, text

from vetting.db import new_id
from vetting.jobs import Timetable


@pytest.fixture(params=["sqlite", "redis", "postgresql"])
def timetable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Timetable]:
    """A timetable on each store."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'queue.db'}"
    elif request.param == "redis":
        url = request.getfixturevalue("redis_url")
    else:
        url = _new_database(request.getfixturevalue("postgresql_server"))
    made = Timetable(url)
    yield made
    made.close()


def _new_database(server: str) -> str:
    administrator = create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    name = f"queue_{new_id()}"
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    administrator.dispose()
    return f"{server}{name}"


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

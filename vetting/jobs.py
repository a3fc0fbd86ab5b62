"""The job queue's door: a worker and its timetable, on huey. SQLite file by default, Redis or PostgreSQL by URL to scale.

huey loses a task whose worker is killed, so nothing may depend on a task alone: the database keeps the truth, and what is on the
timetable can run twice or late without harm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey, crontab

NAME = "vetting"


class Timetable:
    """What runs by the clock, and the worker that runs it."""

    def __init__(self, queue_url: str) -> None:
        self._huey = _open(queue_url)

    def every_minute(self, name: str, job: Callable[[], object]) -> None:
        """Run `job` each minute; what it gives is not looked at. With several workers, one of them runs it."""
        locked = self._huey.lock_task(f"timetable.{name}")

        def run() -> None:
            with locked:
                job()

        run.__name__ = name
        self._huey.periodic_task(crontab(minute="*"), name=name)(run)

    def on_demand(self, name: str, job: Callable[[], None], at_most: int) -> Callable[[], None]:
        """Make `job` one that workers run when asked; gives what asks for it.

        Asking does nothing while `at_most` jobs wait already: the queue never grows without bound, and what is asked for must be
        found in the database anyway.
        """
        task = self._huey.task(name=name)(job)

        def ask() -> None:
            if self._huey.pending_count() < at_most:
                task()

        return ask

    def run_waiting(self) -> int:
        """Run here and now what waits in the queue, as a worker does; gives the number of jobs run."""
        ran = 0
        while (task := self._huey.dequeue()) is not None:
            self._huey.execute(task)
            ran += 1
        return ran

    def run_due(self, moment: datetime) -> None:
        """Run here and now what the timetable holds for one minute, as a worker does when that minute comes."""
        for task in self._huey.read_periodic(moment):
            task.execute()

    def close(self) -> None:
        """Give back this thread's connection to the store, where it keeps one."""
        self._huey.storage.close()

    def work(self) -> None:
        """Run as a worker until SIGTERM or SIGINT."""
        consumer: Any = self._huey.create_consumer(workers=1, worker_type="thread", check_worker_health=True)
        consumer.run()


def _open(queue_url: str) -> Huey:
    scheme, _, rest = queue_url.partition(":///")
    if scheme == "sqlite":
        path = Path(rest)
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(path), fsync=True)
    if queue_url.startswith("postgresql"):
        return _open_postgresql(queue_url)
    return RedisHuey(NAME, url=queue_url)


def _open_postgresql(queue_url: str) -> Huey:
    """A queue in a PostgreSQL database of its own, in which the URL's role may make tables."""
    from huey.contrib.sql_huey import SqlHuey  # noqa: PLC0415 (loaded only where it is chosen)

    _, _, rest = queue_url.partition("://")
    return SqlHuey(NAME, database=f"postgresql://{rest}")

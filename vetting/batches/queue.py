"""Batches on the job queue: short jobs pass the work on, so that several workers share it and nothing else waits.

The queue may lose any of them: what is left to do is found in the database, and a sweep each minute asks for jobs again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from vetting.batches.engine import Engine, TrialOf
from vetting.batches.leases import work_is_left
from vetting.batches.mailing import is_untold
from vetting.db import Database
from vetting.jobs import Timetable
from vetting.mail import Mailer

SLICE_SECONDS = 2.0
"""How long one job works before it passes on: the longest that anything else in the queue waits for it."""
JOBS_AT_MOST = 8


class BatchQueue:
    """The engine of one process, driven by the queue."""

    def __init__(
        self, timetable: Timetable, database: Callable[[], Database], trial: TrialOf | None = None, mailer: Mailer | None = None
    ) -> None:
        self._database = database
        self._trial = trial
        self._mailer = mailer
        self._ask = timetable.on_demand("batches", self.work, JOBS_AT_MOST)
        timetable.every_minute("batch_sweep", self.sweep)

    @cached_property
    def engine(self) -> Engine:
        """This process's engine; made when the first job comes."""
        return Engine(self._database(), self._trial, mailer=self._mailer)

    def ring(self) -> None:
        """Ask for workers; called when there is something new to do, after it was committed."""
        for _ in range(JOBS_AT_MOST):
            self._ask()

    def work(self) -> None:
        """One job: work for a while, and pass on what is left."""
        if self.engine.run(SLICE_SECONDS):
            self._ask()

    def sweep(self) -> None:
        """Ask for workers if anything is left to do, whether or not anybody is at it."""
        with self._database().read() as session:
            left = work_is_left(session, *([is_untold()] if self._mailer is not None else []))
        if left:
            self.ring()

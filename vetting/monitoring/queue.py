"""Monitoring on the job queue: a pass whenever the register has changed, and one each minute whether or not anybody rang."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import structlog

from vetting.db import Database
from vetting.jobs import Timetable
from vetting.mail import Mailer
from vetting.monitoring.mailing import mail_alerts
from vetting.monitoring.passes import Monitor, Outcome
from vetting.registry import current_version

JOBS_AT_MOST = 20

log = structlog.get_logger(__name__)


class MonitorQueue:
    """The monitor of one process, driven by the queue."""

    def __init__(self, timetable: Timetable, database: Callable[[], Database], mailer: Mailer | None = None) -> None:
        self._database = database
        self._mailer = mailer
        self._ask = timetable.on_demand("monitoring", self.work, JOBS_AT_MOST)
        timetable.every_minute("monitoring_sweep", self.work)

    @cached_property
    def monitor(self) -> Monitor:
        """This process's monitor; made when the first job comes."""
        return Monitor(self._database())

    def ring(self) -> None:
        """Ask a worker to look at the register; called after a change was committed, so nothing may go wrong any more."""
        try:
            self._ask()
        except Exception as error:  # the queue cannot be reached: the sweep finds the change within a minute
            log.warning("monitoring_bell_failed", error=type(error).__name__)

    def work(self) -> None:
        """One job: passes until none is behind the register, and the e-mails about what has been raised.

        Whoever rang during a pass found it at work and went away, so a pass that has ended looks whether it was overtaken.
        """
        while self._overtaken(self.monitor.run()):
            pass
        if self._mailer is not None:
            mail_alerts(self._database(), self._mailer)

    def _overtaken(self, outcome: Outcome | None) -> bool:
        if outcome is None:
            return False
        with self._database().read() as session:
            return current_version(session) > outcome.register_version

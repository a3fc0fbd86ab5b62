"""One pass of monitoring: everybody under watch is brought from the cursor to the present register version.

What changed is pulled from the registry. Whoever a changed record hits is searched for again as a check does it, so that band and
weight are those of a check. Alerts, their events and the cursor are written together, under the worker's own lease.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vetting.db import Database, new_id, utc_now
from vetting.errors import Unavailable
from vetting.monitoring.comparing import compare_again, notices_about
from vetting.monitoring.findings import Finding, Findings
from vetting.monitoring.leases import LeaseLost, Position, give_back, hold, take_lease
from vetting.monitoring.models import Admitted
from vetting.monitoring.people import People, Watched, asked_about, everybody
from vetting.monitoring.raising import Raised, close_pass, end_watches_that_are_over, raise_alerts
from vetting.registry import ChangedRecord, changes_since, index_of
from vetting.screening import likenesses_with, search_again

MOST_RECORDS = 250
"""Changed records above which searching for everybody anew is quicker than comparing everybody with each of them."""
AT_ONCE = 500
ALERTS_AT_ONCE = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass came to."""

    register_version: int
    watched: int
    searched: int
    alerts: int


@dataclass
class Monitor:
    """The monitoring of one worker process; several may run, and one of them works at a time."""

    database: Database
    lease_seconds: float = 120.0
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:20]}:{os.getpid()}:{new_id()[:12]}")
    _people: People | None = None

    def run(self) -> Outcome | None:
        """Make one pass; None when another worker is at it, or when it could not be done now. Nothing is half done then."""
        with self.database.write() as session:
            end_watches_that_are_over(session)
            before = take_lease(session, self.name, self.lease_seconds)
        if before is None:
            return None
        try:
            with self.database.read() as session:
                findings = self.examine(session, before)
            return self._write(findings)
        except LeaseLost:
            log.info("monitoring_lease_lost", worker=self.name)
        except (Unavailable, SQLAlchemyError) as error:
            log.warning("monitoring_put_off", error=type(error).__name__, code=getattr(error, "code", None))
            with suppress(SQLAlchemyError), self.database.write() as session:
                give_back(session, self.name)
        return None

    def examine(self, session: Session, before: Position) -> Findings:
        """What changed since, and whom it is about; nothing is written. Raises Unavailable."""
        people = everybody(session, utc_now())
        admitted = set(session.scalars(select(Admitted.id)))
        after, records, cause = self._changed(session, before)
        known = [each for each in people.values() if each.id in admitted]
        fresh = [each for each in people.values() if each.id not in admitted]
        if cause is None:
            held = self._held(session)
            held.keep_step(session, people, [each.id for each in known])
            suspects = held.suspects([record.identity for record in records if record.identity is not None])
            suspects |= self._touched(session, people, records)
            wanted = [each for each in known if each.id in suspects]
        else:
            wanted = known
        wanted += [each for each in fresh if _answered_before(each, after)]
        parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
        news = tuple(finding for part in parts for finding in self._search(session, part, records))
        return Findings(
            after=after,
            watched=len(people),
            searched=len(wanted),
            admitted=tuple(fresh),
            left=tuple(admitted - people.keys()),
            records=records,
            cause=cause,
            news=news,
            notices=notices_about(session, records, people),
        )

    def _changed(self, session: Session, before: Position) -> tuple[Position, tuple[ChangedRecord, ...], str | None]:
        """Where the register stands now, and what changed; a cause instead, when everybody has to be searched for."""
        register = index_of(session)
        version = register.catch_up(session)
        model = register.model.version
        if before.register_version < 0:
            return Position(version, model), (), "begun"
        try:
            changed = changes_since(session, before.register_version)
        except Unavailable:
            return Position(version, model), (), "history_lost"
        cause = "model_changed" if before.model_version != model else None
        if len(changed.records) > MOST_RECORDS:
            cause = cause or "many_changes"
        return Position(changed.version, model), changed.records, cause

    def _held(self, session: Session) -> People:
        model = index_of(session).model
        if self._people is None or self._people.index.model is not model:
            self._people = People(model)
        return self._people

    def _touched(self, session: Session, people: dict[str, Watched], records: Sequence[ChangedRecord]) -> set[str]:
        """Whoever was found to be like one of these listed people before: the likeness may be another now, or none."""
        if not records:
            return set()
        like = likenesses_with(session, {each.origin_id for each in records}, {each.id for each in records if each.kind == "entry"})
        before = {each.check_id for each in like}
        return {each.id for each in people.values() if each.check_id in before}

    def _search(self, session: Session, some: Sequence[Watched], records: Sequence[ChangedRecord]) -> list[Finding]:
        asked = asked_about(session, some)
        readable = [(each, found) for each in some if (found := asked.get(each.id)) is not None]
        again = search_again(session, [found for _, found in readable])
        results = {person.id: result for (person, _), result in zip(readable, again, strict=True)}
        unreadable = {each.id for each in some if each.id in asked and asked[each.id] is None}
        return compare_again(session, some, results, unreadable, records)

    def _write(self, findings: Findings) -> Outcome:
        raised = Raised(findings.after)
        news = list(findings.news)
        while len(news) > ALERTS_AT_ONCE:
            with self.database.write() as session:
                hold(session, self.name, self.lease_seconds)
                raise_alerts(session, raised, news[:ALERTS_AT_ONCE], ())
            del news[:ALERTS_AT_ONCE]
        with self.database.write() as session:
            hold(session, self.name, self.lease_seconds)
            raise_alerts(session, raised, news, findings.notices)
            close_pass(session, self.name, findings, raised)
        return Outcome(findings.after.register_version, findings.watched, findings.searched, raised.alerts)


def _answered_before(person: Watched, after: Position) -> bool:
    """Whether a person was answered on an older state of the lists, or by another model: nothing in between was looked at yet."""
    return person.register_version < after.register_version or person.model_version != after.model_version

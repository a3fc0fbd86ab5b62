"""A small register, people who were checked against it, and a monitor to run by hand; everybody is fictional."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, SECOND_VETTING_OFFICER, VETTING_OFFICER, Someone
from tests.screening.world import REPORT, World, a_request, misspelt
from vetting.db import Database
from vetting.monitoring import Monitor, Outcome
from vetting.monitoring.models import Alert
from vetting.registry import (
    Amendment,
    FurtherReport,
    ReportInput,
    approve_proposal,
    propose_amendment,
    refuse_proposal,
    submit_further_report,
)
from vetting.screening import Stand, decide_hit, second_disposition


@dataclass
class WatchWorld:
    """The world of checks, with monitoring."""

    world: World
    monitor: Monitor

    @classmethod
    def make(cls, database: Database) -> WatchWorld:
        world = cls(World.make(database), Monitor(database))
        world.run()
        return world

    @property
    def database(self) -> Database:
        return self.world.database

    def check(self, someone: Someone = VETTING_OFFICER, **changes: Any) -> str:
        """A check about somebody who would be like `tests.screening.world.REPORT`, committed."""
        return self.world.run(someone, misspelt(**changes))

    def nobody(self, number: int = 0, someone: Someone = VETTING_OFFICER) -> str:
        """A check about somebody who is like nobody."""
        letters = "".join(chr(97 + int(digit)) for digit in str(number))
        return self.world.run(someone, a_request(surname=f"Llewellyn-{letters}"))

    def run(self) -> Outcome:
        """One pass."""
        outcome = self.monitor.run()
        assert outcome is not None, "the pass was put off"
        return outcome

    def alerts(self) -> list[Alert]:
        """Every alert of every organisation, in the order they were raised."""
        with self.database.read() as session:
            return list(session.scalars(select(Alert).order_by(Alert.register_version, Alert.raised_at)))

    def kinds(self) -> list[str]:
        return [alert.kind for alert in self.alerts()]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The fields of every event of one name."""
        with self.database.read() as session:
            wanted = text("SELECT fields FROM audit_event WHERE event = :name ORDER BY sequence")
            return [json.loads(fields) for fields in session.scalars(wanted, {"name": name})]

    def amend(self, entry_id: str, version: int = 1, **changes: Any) -> None:
        """Amend an entry, two registrars."""
        content = ReportInput(**(REPORT | changes))
        with self.database.write() as session:
            amendment = Amendment(content, reason="The force sent the right one.")
            made = propose_amendment(session, self.world.people[REGISTRAR], entry_id, amendment, version)
        with self.database.write() as session:
            approve_proposal(session, self.world.people[SECOND_REGISTRAR], made.id)

    def appeal(self, entry_id: str) -> str:
        """An appeal is won: the entry is suspended. Gives the proposal to complete."""
        with self.database.write() as session:
            appeal = FurtherReport("appeal_won", "2026-11-19", "The tribunal allowed it.")
            return submit_further_report(session, self.world.people[REPORTER], entry_id, appeal).id

    def complete(self, proposal_id: str, *, stands: bool = True) -> None:
        """Two people complete it, or find that it does not stand."""
        with self.database.write() as session:
            if stands:
                approve_proposal(session, self.world.people[REGISTRAR], proposal_id)
            else:
                refuse_proposal(session, self.world.people[REGISTRAR], proposal_id, "It was another person.")

    def decide(self, hit_id: str, check_id: str, decision: str) -> None:
        """Two officers decide on a hit."""
        with self.database.write() as session:
            decided = decide_hit(
                session, self.world.people[VETTING_OFFICER], check_id, hit_id, decision, reason="Seen in the passport."
            )
        if decided.stand is Stand.WAITING:
            second = self.world.people[SECOND_VETTING_OFFICER]
            with self.database.write() as session:
                second_disposition(session, second, check_id, hit_id, decided.id, agrees=True, reason="Seen too.")

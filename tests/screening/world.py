"""A small register of fictional people and requests about them, for the tests of checks and of what calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone, add_everyone
from vetting.access import Actor
from vetting.db import Database
from vetting.registry import ReportInput, approve_report, open_list, submit_report
from vetting.screening import CheckRequest, CheckView, run_check, view_check

LISTS = ("barred", "advisory")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests that end before the database is asked, or whose table of cases the other database cannot change."""
REPORT: dict[str, Any] = {
    "limb": "a",
    "force": "Leicestershire",
    "forenames": "Robert James",
    "surname": "Featherstonehaugh",
    "date_of_birth": "1985-04-27",
    "rank": "constable",
    "identifying_number": "1234",
    "ground": "gross_misconduct",
    "conduct": "Took money that was handed in.",
    "standards": ("Honesty and Integrity",),
    "event_date": "2026-11-18",
}


def a_request(**changes: Any) -> CheckRequest:
    """A request that can be taken, about somebody who is on no list."""
    given: dict[str, Any] = {
        "forenames": "Siân",
        "surname": "Llewellyn-Price",
        "date_of_birth": "1990-02-28",
        "purpose": "appointment",
        "reference": "VAC-2026-17",
    }
    return CheckRequest(**(given | changes))


def misspelt(**changes: Any) -> CheckRequest:
    """A request about the listed person: nickname, one typing error in the surname, the right date of birth."""
    return a_request(**({"forenames": "Bob", "surname": "Featherstonehagh", "date_of_birth": "1985-04-27"} | changes))


@dataclass
class World:
    """A deployment with everyone in it, and its lists open unless a test wants them closed."""

    database: Database
    people: dict[Someone, Actor]

    @classmethod
    def make(cls, database: Database, *, opened: tuple[str, ...] = LISTS, password_hash: str | None = None) -> World:
        world = cls(database, add_everyone(database, password_hash))
        for registrar in (REGISTRAR, SECOND_REGISTRAR):
            for list_id in opened:
                with database.write() as session:
                    open_list(session, world.people[registrar], list_id)
        return world

    def report(self, **changes: Any) -> str:
        """Receive a report and give its id."""
        with self.database.write() as session:
            return submit_report(session, self.people[REPORTER], ReportInput(**(REPORT | changes))).id

    def entry(self, **changes: Any) -> str:
        """Receive and approve a report, and give the entry's id."""
        report_id = self.report(**changes)
        with self.database.write() as session:
            return approve_report(session, self.people[REGISTRAR], report_id, 1).id

    def run(self, someone: Someone, request: CheckRequest) -> str:
        """Run a check as somebody, committed."""
        with self.database.write() as session:
            return run_check(session, self.people[someone], request)

    def view(self, someone: Someone, check_id: str) -> CheckView:
        """What somebody sees of a check."""
        with self.database.write() as session:
            return view_check(session, self.people[someone], check_id)

    def check(self, someone: Someone, request: CheckRequest) -> CheckView:
        """Run a check and look at it."""
        return self.view(someone, self.run(someone, request))

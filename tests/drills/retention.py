"""`make drill-retention`: every rule fires from the real timetable, and the trail is whole after everything due is erased."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from tests.drills.deployments import KINDS, deployment
from tests.people import REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.records.due import something_due
from tests.screening.world import World, a_request
from vetting import audit
from vetting.access import Budgets
from vetting.app import Service
from vetting.db import utc_now
from vetting.records import approve_rule, load_rules, retention, run_rules

CHECKS = 250
LATER = timedelta(days=2_000)


def filled(service: Service) -> World:
    """Something of every kind that a rule erases, and so many checks that they are erased in several parts."""
    world = something_due(service)
    for number in range(CHECKS):
        name = "".join(chr(97 + int(digit)) for digit in f"{number:04d}")
        world.run(
            VETTING_OFFICER, a_request(surname=f"Llewellyn{name}", date_of_birth=f"19{50 + number % 50}-0{number % 9 + 1}-11")
        )
    return world


def run_on(service: Service) -> tuple[set[str], int, bool, bool]:
    """The rules that fired, how many records they erased, whether anything was left, and whether the trail is whole."""
    budgets = replace(Budgets.load(stop_stepping=False), person=10_000)
    service.database.writers.kw["info"]["budgets"] = budgets
    world = filled(service)
    service.timetable().run_due(datetime(2026, 11, 23, 3, 0))  # noqa: DTZ001 (huey's clock)
    for rule in load_rules():
        for registrar in (REGISTRAR, SECOND_REGISTRAR):
            with service.database.write() as session:
                approve_rule(session, world.people[registrar], rule)
    real, retention.utc_now = retention.utc_now, lambda: utc_now() + LATER
    try:
        service.timetable().run_due(datetime(2026, 11, 23, 3, 1))  # noqa: DTZ001 (huey's clock)
    finally:
        retention.utc_now = real
    with service.database.read() as session:
        events = [json.loads(each) for each in session.scalars(text("SELECT fields FROM audit_event WHERE event = 'erased'"))]
    left = any(outcome.records for outcome in run_rules(service.database, utc_now() + LATER, dry_run=True))
    service.checkpoint()
    with service.database.read() as session:
        finding = audit.verify(session.connection(), service.audit_key, service.checkpoints_dir)
    return {event["rule"] for event in events}, sum(event["records"] for event in events), left, finding.whole


def main() -> int:
    """Run the drill and print its figures; 0 only if all of them hold."""
    rules, results = {rule.id for rule in load_rules()}, {}
    for kind in KINDS:
        with deployment(kind) as service:
            results[kind] = run_on(service)
    holds = all(fired == rules and not left and whole for fired, _, left, whole in results.values())
    told = "; ".join(
        f"{kind}: {len(fired)}/{len(rules)} rules fired, {erased} records erased, {'some' if left else 'none'} left, chain "
        f"{'whole' if whole else 'broken'}"
        for kind, (fired, erased, left, whole) in results.items()
    )
    print(f"drill-retention: {told}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

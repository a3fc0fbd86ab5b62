"""Two people at once: exactly one succeeds, on both databases, however the threads fall."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import FORMER_PCSO, changed, submitted
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict
from vetting.registry import approve_report, current_version, resubmit_report, return_report
from vetting.registry.models import Entry, EntryVersion, ReportDecision, ReportVersion

People = dict[Someone, Actor]
Step = Callable[[], None]


def outcomes(*steps: Step) -> list[str]:
    """What each step ended in, all of them started at the same moment."""
    barrier, ended = threading.Barrier(len(steps)), [""] * len(steps)

    def run(place: int, step: Step) -> None:
        barrier.wait()
        try:
            step()
            ended[place] = "done"
        except Conflict:
            ended[place] = "conflict"

    threads = [threading.Thread(target=run, args=item) for item in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ended


def approving(database: Database, actor: Actor, report_id: str) -> Step:
    def step() -> None:
        with database.write() as session:
            approve_report(session, actor, report_id, 1)

    return step


def returning(database: Database, actor: Actor, report_id: str) -> Step:
    def step() -> None:
        with database.write() as session:
            return_report(session, actor, report_id, "Something is missing.", 1)

    return step


def resubmitting(database: Database, actor: Actor, report_id: str) -> Step:
    def step() -> None:
        with database.write() as session:
            resubmit_report(session, actor, report_id, changed(FORMER_PCSO, surname="Fetherston"), 1)

    return step


def two_registrars_approve(database: Database, people: People, rounds: int) -> None:
    for number in range(1, rounds + 1):
        report_id = submitted(database, people[REPORTER])
        ended = outcomes(
            approving(database, people[REGISTRAR], report_id), approving(database, people[SECOND_REGISTRAR], report_id)
        )
        assert sorted(ended) == ["conflict", "done"], f"round {number}: {ended}"
    with database.read() as session:
        for table in (Entry, EntryVersion, ReportDecision):
            assert session.scalar(select(func.count()).select_from(table)) == rounds
        assert current_version(session) == 2 * rounds


def test_two_registrars_approving_at_once(database: Database, people: People) -> None:
    two_registrars_approve(database, people, 20)


@pytest.mark.full
def test_two_registrars_approving_at_once_many_times(database: Database, people: People) -> None:
    two_registrars_approve(database, people, 200)


def test_approving_and_returning_at_once(database: Database, people: People) -> None:
    for _ in range(10):
        report_id = submitted(database, people[REPORTER])
        ended = outcomes(
            approving(database, people[REGISTRAR], report_id), returning(database, people[SECOND_REGISTRAR], report_id)
        )
        assert sorted(ended) == ["conflict", "done"]


def test_approving_and_sending_in_again_at_once(database: Database, people: People) -> None:
    """Either what was read is approved, or the correction stands; never an approval of words nobody read."""
    for _ in range(10):
        report_id = submitted(database, people[REPORTER])
        ended = outcomes(approving(database, people[REGISTRAR], report_id), resubmitting(database, people[REPORTER], report_id))
        assert sorted(ended) == ["conflict", "done"]
    with database.read() as session:
        approved = select(ReportDecision.report_version_id).where(ReportDecision.decision == "approved")
        assert set(session.scalars(select(ReportVersion.number).where(ReportVersion.id.in_(approved)))) <= {1}

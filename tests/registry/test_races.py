"""Two people at once: exactly one succeeds, on both databases, however the threads fall."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, submitted
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict
from vetting.registry import (
    Amendment,
    approve_report,
    ask_withdrawal,
    current_version,
    propose_amendment,
    propose_publication,
    record_entered_in_error,
    resubmit_report,
    return_report,
)
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


def asking(database: Database, actor: Actor, report_id: str) -> Step:
    def step() -> None:
        with database.write() as session:
            ask_withdrawal(session, actor, report_id, "It is about a namesake.")

    return step


def test_approving_and_asking_to_withdraw_at_once(database: Database, people: People) -> None:
    """Either it is approved, or its withdrawal waits; never an approved report that is still being withdrawn."""
    for _ in range(5):
        report_id = submitted(database, people[REPORTER])
        ended = outcomes(approving(database, people[REGISTRAR], report_id), asking(database, people[REPORTER], report_id))
        assert sorted(ended) == ["conflict", "done"]


def amending(session: Session, actor: Actor, entry_id: str) -> None:
    propose_amendment(session, actor, entry_id, Amendment(changed(CONSTABLE, surname="Rumblebuffin"), reason="A letter."), 1)


def publishing(session: Session, actor: Actor, entry_id: str) -> None:
    propose_publication(session, actor, entry_id, "Was dishonest.")


def suspending(session: Session, actor: Actor, entry_id: str) -> None:
    record_entered_in_error(session, actor, entry_id, "It is about a namesake.")


@pytest.mark.parametrize("propose", [amending, publishing, suspending])
def test_two_registrars_proposing_the_same_at_once(
    database: Database, people: People, propose: Callable[[Session, Actor, str], None]
) -> None:
    """The second is told so, and what the first proposed stands."""

    def step(actor: Actor, entry_id: str) -> Step:
        def run() -> None:
            with database.write() as session:
                propose(session, actor, entry_id)

        return run

    for _ in range(3):
        entry_id = listed(database, people, CONSTABLE)
        ended = outcomes(step(people[REGISTRAR], entry_id), step(people[SECOND_REGISTRAR], entry_id))
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

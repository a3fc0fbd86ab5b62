"""A replay equals what was answered, on the register and with the model of the day; what was changed or erased since shows."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.people import AUDITOR, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.deciding import Desk
from tests.screening.test_checks import events, rows
from tests.screening.test_dispositions import STRONG, WEAK
from tests.screening.world import REPORT, World, a_request, misspelt
from vetting.errors import NotFound, Refused
from vetting.registry import (
    Amendment,
    FurtherReport,
    ReportInput,
    approve_proposal,
    approve_report,
    propose_amendment,
    resubmit_report,
    return_report,
    submit_further_report,
)
from vetting.screening import Replayer, Verdict, run_checks
from vetting.screening.keeping import erase_clear_checks


def verdict(world: World, check_id: str, replayer: Replayer | None = None) -> Verdict:
    with world.database.write() as session:
        return (replayer or Replayer()).replay(session, world.people[AUDITOR], check_id).verdict


def live_through(world: World) -> list[str]:
    """A register that lives: each of its states is checked, and what the checks answered is given."""
    people, database, ids = world.people, world.database, []

    def check() -> None:
        with database.write() as session:
            ids.extend(run_checks(session, people[VETTING_OFFICER], [STRONG, WEAK, a_request()]))

    check()
    report_id = world.report()
    check()
    with database.write() as session:
        return_report(session, people[REGISTRAR], report_id, "The number is missing.", 1)
    with database.write() as session:
        corrected = ReportInput(**(REPORT | {"surname": "Fetherstonhaugh"}))
        resubmit_report(session, people[REPORTER], report_id, corrected, 1)
    check()
    with database.write() as session:
        entry_id = approve_report(session, people[REGISTRAR], report_id, 2).id
    check()
    with database.write() as session:
        amendment = Amendment(ReportInput(**REPORT), reason="The passport says so.")
        proposal = propose_amendment(session, people[REGISTRAR], entry_id, amendment, 1)
    with database.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal.id)
    check()
    with database.write() as session:
        appeal = FurtherReport("appeal_won", REPORT["event_date"], "The tribunal allowed it.")
        removal = submit_further_report(session, people[REPORTER], entry_id, appeal)
    check()
    with database.write() as session:
        approve_proposal(session, people[REGISTRAR], removal.id)
    check()
    return ids


def test_every_state_of_a_living_register_is_replayed_equal(world: World) -> None:
    ids = live_through(world)
    replayer = Replayer()
    assert [verdict(world, check_id, replayer) for check_id in ids] == [Verdict.EQUAL] * len(ids)
    outcomes = {str(row[0]) for row in rows(world, "SELECT outcome FROM screening_check")}
    assert outcomes == {"no_match", "possible_match", "contact_college"}
    assert {event["verdict"] for event in events(world, "check_replayed")} == {"equal"}


def test_decisions_of_people_do_not_change_what_the_machine_answered(world: World) -> None:
    world.entry()
    desk = Desk(world)
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    later = desk.hit_of(WEAK)
    desk.clear(later)
    for check_id in (place[0], later[0], desk.hit_of(WEAK)[0]):
        assert verdict(world, check_id) is Verdict.EQUAL


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("UPDATE screening_hit SET match_weight = match_weight + 0.5", "hit 1: match_weight"),
        ("UPDATE screening_hit SET standing = 'suspended'", "hit 1: standing"),
        ("UPDATE screening_check SET answer_digest = commitment", "stored_answer"),
        ("UPDATE entry_version SET number = 7", None),
    ],
)
def test_what_was_changed_since_is_named(world: World, change: str, part: str | None) -> None:
    world.entry()
    check_id = world.run(VETTING_OFFICER, misspelt())
    with world.database.write() as session:
        session.execute(text(change))
    with world.database.write() as session:
        told = Replayer().replay(session, world.people[AUDITOR], check_id)
    assert told.verdict is (Verdict.DIFFERENT if part else Verdict.HISTORY_INCOMPLETE)
    assert part is None or part in told.differs
    assert "Featherstone" not in repr(told)


def test_what_was_erased_says_so(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, a_request())
    with world.database.write() as session:
        erase_clear_checks(session, [check_id])
    assert verdict(world, check_id) is Verdict.ERASED


def test_only_auditors_replay_and_a_failure_is_no_answer(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, a_request())
    with pytest.raises(Refused), world.database.write() as session:
        Replayer().replay(session, world.people[VETTING_OFFICER], check_id)
    with pytest.raises(NotFound):
        verdict(world, "0" * 32)

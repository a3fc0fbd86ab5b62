"""Retention: every rule fires from the real timetable, only after two people let it, and the trail stays whole after it all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.people import AUDITOR, HR_OFFICER, REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.records.due import clear_checks, something_due
from tests.screening.world import World
from vetting import audit
from vetting.app import Service
from vetting.batches import BatchState, batch_errors, list_batches, write_csv
from vetting.db import utc_now
from vetting.errors import Conflict, NotFound, Refused
from vetting.monitoring import list_watches, view_watch
from vetting.records import approve_rule, find_rule, lift_hold, load_rules, place_hold, run_rules
from vetting.records import retention as running
from vetting.screening import Outcome

YEARS = timedelta(days=2_000)


@pytest.fixture
def world(service: Service) -> World:
    return something_due(service)


def approve_all(world: World) -> None:
    for rule in load_rules():
        for registrar in (REGISTRAR, SECOND_REGISTRAR):
            with world.database.write() as session:
                approve_rule(session, world.people[registrar], rule)


def counted(world: World, now: datetime, **how: Any) -> dict[str, int]:
    return {outcome.rule: outcome.records for outcome in run_rules(world.database, now, **how)}


def surname(world: World, check_id: str) -> str:
    view = world.view(VETTING_OFFICER, check_id)
    assert view.answer is not None
    return view.request.surname if hasattr(view, "request") else json.dumps(repr(view))


def test_every_rule_fires_from_the_real_timetable(service: Service, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    approve_all(world)
    monkeypatch.setattr(running, "utc_now", lambda: utc_now() + YEARS)
    service.timetable().run_due(datetime(2026, 11, 23, 3, 0))  # noqa: DTZ001 (huey's clock)
    with world.database.read() as session:
        erased = [json.loads(fields) for fields in session.scalars(text("SELECT fields FROM audit_event WHERE event = 'erased'"))]
    assert {each["rule"] for each in erased} == {rule.id for rule in load_rules()}
    assert all(count == 0 for count in counted(world, utc_now() + YEARS, dry_run=True).values())


def test_the_trail_is_whole_after_everything_due_is_erased(service: Service, world: World) -> None:
    approve_all(world)
    counted(world, utc_now() + YEARS)
    service.checkpoint()
    with world.database.read() as session:
        finding = audit.verify(session.connection(), service.audit_key, service.checkpoints_dir)
    assert finding.whole, finding.message


def test_an_erased_check_still_says_what_was_answered_and_not_about_whom(world: World) -> None:
    approve_all(world)
    check_id = clear_checks(world)[0]
    with world.database.read() as session:
        columns = "outcome, commitment, asked_by_id, register_version, model_version"
        before = session.execute(text(f"SELECT {columns} FROM screening_check WHERE id = :i"), {"i": check_id}).one()
    assert "Llewellyn" in surname(world, check_id)
    counted(world, utc_now() + YEARS)
    with world.database.read() as session:
        assert session.execute(text(f"SELECT {columns} FROM screening_check WHERE id = :i"), {"i": check_id}).one() == before
    assert "Llewellyn" not in surname(world, check_id)


def test_a_check_that_hit_somebody_is_not_erased_by_the_clock(world: World) -> None:
    approve_all(world)
    assert counted(world, utc_now() + YEARS)["clear-checks"] == 3
    with world.database.read() as session:
        kept = session.scalars(text("SELECT outcome FROM screening_check WHERE id NOT IN (SELECT record_id FROM erasure)")).all()
    assert kept == [Outcome.POSSIBLE_MATCH.value]


def test_a_dry_run_counts_what_the_run_erases_and_touches_nothing(world: World) -> None:
    approve_all(world)
    now = utc_now() + YEARS
    planned = counted(world, now, dry_run=True)
    assert counted(world, now, dry_run=True) == planned
    assert counted(world, now) == planned
    assert all(planned.values())


def test_nothing_is_erased_before_its_day(world: World) -> None:
    approve_all(world)
    assert not any(counted(world, utc_now()).values())
    days = {rule.id: rule.after_days for rule in load_rules()}
    assert counted(world, utc_now() + timedelta(days=days["clear-checks"] - 1), dry_run=True)["clear-checks"] == 0
    assert counted(world, utc_now() + timedelta(days=days["clear-checks"] + 1), dry_run=True)["clear-checks"] == 3


def test_a_rule_waits_for_two_people_and_a_changed_rule_again(world: World) -> None:
    rule, now = find_rule("clear-checks"), utc_now() + YEARS
    run_rules(world.database, now)
    assert "Llewellyn" in surname(world, clear_checks(world)[0]), "nobody has let the rule run"
    with world.database.write() as session:
        assert approve_rule(session, world.people[REGISTRAR], rule) is False
    with pytest.raises(Refused), world.database.write() as session:
        approve_rule(session, world.people[REGISTRAR], rule)
    with pytest.raises(Refused), world.database.write() as session:
        approve_rule(session, world.people[AUDITOR], rule)
    run_rules(world.database, now)
    assert "Llewellyn" in surname(world, clear_checks(world)[0]), "one person is not enough"
    with world.database.write() as session:
        assert approve_rule(session, world.people[SECOND_REGISTRAR], rule) is True
    run_rules(world.database, now, rules=[replace(rule, after_days=1)])
    assert "Llewellyn" in surname(world, clear_checks(world)[0]), "the changed rule has not been approved"
    run_rules(world.database, now)
    assert "Llewellyn" not in surname(world, clear_checks(world)[0])


def test_a_hold_keeps_a_record_until_it_is_lifted(world: World) -> None:
    approve_all(world)
    check_id, now = clear_checks(world)[1], utc_now() + YEARS
    with world.database.write() as session:
        hold = place_hold(session, world.people[REGISTRAR], "clear_check", check_id)
    assert counted(world, now)["clear-checks"] == 2
    assert "Llewellyn" in surname(world, check_id)
    with world.database.write() as session:
        lift_hold(session, world.people[SECOND_REGISTRAR], hold)
    assert counted(world, now)["clear-checks"] == 1
    with pytest.raises(NotFound), world.database.write() as session:
        lift_hold(session, world.people[REGISTRAR], hold)


def test_a_run_that_dies_half_way_ends_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    approve_all(world)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    erase, died = running.KINDS["clear_check"], []

    def dies(session: Any, ids: Any) -> None:
        erase.erase(session, ids)
        if not died:
            died.append(True)
            raise RuntimeError("the worker was killed")

    monkeypatch.setitem(running.KINDS, "clear_check", replace(erase, erase=dies))
    now = utc_now() + YEARS
    with pytest.raises(RuntimeError):
        run_rules(world.database, now)
    assert "Llewellyn" in surname(world, clear_checks(world)[0])
    assert counted(world, now)["clear-checks"] == 3


def test_every_rule_names_a_kind_that_can_be_erased() -> None:
    rules = load_rules()
    assert {rule.what for rule in rules} == set(running.KINDS)
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.after_days > 0 and rule.why for rule in rules)


def test_an_ended_watch_says_that_there_was_one_and_not_about_whom(world: World) -> None:
    approve_all(world)
    with world.database.read() as session:
        watch_id = str(session.scalar(text("SELECT id FROM watch")))
        before = list_watches(session, world.people[VETTING_OFFICER], ended=True).watches[0]
    counted(world, utc_now() + YEARS)
    with world.database.read() as session:
        after = view_watch(session, world.people[VETTING_OFFICER], watch_id)
        assert session.scalar(text("SELECT count(*) FROM alert")) == 0
    assert (after.until, after.ended_at, after.basis) == (before.until, before.ended_at, before.basis)
    assert "Llewellyn" not in repr(after)
    assert "Decision 7" not in repr(after)


def test_a_batch_whose_rows_were_erased_keeps_its_totals_and_cannot_run(world: World) -> None:
    approve_all(world)
    hr = world.people[HR_OFFICER]

    def listed() -> dict[str, BatchState]:
        with world.database.write() as session:
            return {batch.name: batch.state for batch in list_batches(session, hr)}

    assert listed() == {"Ashworth.csv": BatchState.CANCELLED, "Ashdown.csv": BatchState.READY}
    erased = counted(world, utc_now() + YEARS)
    assert (erased["ended-batches"], erased["stale-batches"]) == (1, 1)
    assert listed() == {"(erased)": BatchState.CANCELLED}
    with world.database.write() as session:
        ids = [batch.id for batch in list_batches(session, hr)]
        assert [batch_errors(session, hr, batch_id) for batch_id in ids] == [[], []]
        for batch_id in ids:
            with pytest.raises(Conflict) as refused:
                write_csv(session, hr, batch_id)
            assert refused.value.code == "erased"
        kept = session.execute(text("SELECT rows_read, rows_to_check FROM batch")).all()
        assert [tuple(row) for row in kept] == [(1, 1), (1, 1)]

"""What a pass raises, and what it does not: each change of a list against people who were clear before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.monitoring.world import WatchWorld
from tests.people import OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from tests.screening.world import misspelt
from vetting.db import utc_now
from vetting.errors import Conflict, NotFound
from vetting.monitoring import Monitor, passes
from vetting.registry import day_in_london, index_of
from vetting.screening import CheckState, HistoryFilter, Outcome, read_history, record_application, release_check

ADVISORY: dict[str, Any] = {
    "list_id": "advisory",
    "served_as": "officer",
    "rank": "PC",
    "left_by": "resigned",
    "ground": "",
    "standards": (),
    "event_date": "2026-11-16",
}


def test_a_clear_is_told_of_a_report_received_and_not_again_when_it_is_approved(world: WatchWorld) -> None:
    check_id = world.check()
    world.nobody()
    world.run()
    world.world.entry()
    world.run()
    assert world.kinds() == ["listed"]
    (alert,) = world.alerts()
    assert (alert.check_id, alert.state, alert.list_id) == (check_id, "open", "barred")
    assert world.run().alerts == 0
    with world.database.read() as session:
        assert index_of(session).catch_up(session) == alert.register_version


def test_the_report_alone_is_enough_and_its_approval_is_no_news(world: WatchWorld) -> None:
    from tests.people import REGISTRAR
    from vetting.registry import approve_report

    world.check()
    report_id = world.world.report()
    world.run()
    assert [(alert.kind, alert.standing) for alert in world.alerts()] == [("listed", "report_received")]
    with world.database.write() as session:
        approve_report(session, world.world.people[REGISTRAR], report_id, 1)
    world.run()
    assert len(world.alerts()) == 1
    assert [event["alerts"] for event in world.events("change_rechecked")] == [1, 0]


def test_the_re_check_is_a_check_like_any_other(world: WatchWorld) -> None:
    check_id = world.check(reference="VAC-9")
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    assert alert.recheck_id is not None
    found = world.world.view(VETTING_OFFICER, alert.recheck_id)
    again = world.world.check(VETTING_OFFICER, misspelt(reference="VAC-9"))
    assert found.answer is not None and again.answer is not None
    assert found.answer.outcome is Outcome.POSSIBLE_MATCH
    ours, theirs = found.answer.hits[0], again.answer.hits[0]
    assert (ours.band, ours.match_weight, ours.comparisons) == (theirs.band, theirs.match_weight, theirs.comparisons)
    assert alert.band == ours.band
    assert found.reference == "VAC-9"
    assert [event["check"] for event in world.events("alert_raised")] == [check_id]
    assert alert.recheck_id in {event["check"] for event in world.events("check_run")}


def test_a_recruiter_sees_the_check_with_the_vetting_unit_again_and_no_second_one(world: WatchWorld) -> None:
    people = world.world.people
    check_id = world.check(RECRUITER)
    with world.database.write() as session:
        release_check(session, people[VETTING_OFFICER], check_id)
    assert world.world.view(RECRUITER, check_id).state is CheckState.COMPLETE
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    assert world.world.view(RECRUITER, check_id).state is CheckState.WITH_VETTING_UNIT
    with world.database.read() as session:
        assert read_history(session, people[RECRUITER], HistoryFilter()).total == 1
        assert read_history(session, people[VETTING_OFFICER], HistoryFilter()).total == 2
    with pytest.raises(NotFound):
        world.world.view(RECRUITER, alert.recheck_id or "")
    found = world.world.view(VETTING_OFFICER, alert.recheck_id or "")
    assert found.answer is not None
    world.decide(found.answer.hits[0].id, found.id, "different_person")
    with world.database.write() as session:
        release_check(session, people[VETTING_OFFICER], found.id)
    assert world.world.view(RECRUITER, check_id).state is CheckState.COMPLETE


def test_nobody_is_appointed_who_was_confirmed_in_a_re_check(world: WatchWorld) -> None:
    officer, check_id = world.world.people[VETTING_OFFICER], world.check()
    world.world.entry()
    world.run()
    found = world.world.view(VETTING_OFFICER, world.alerts()[0].recheck_id or "")
    assert found.answer is not None
    world.decide(found.answer.hits[0].id, found.id, "same_person")
    with world.database.write() as session:
        release_check(session, officer, found.id)
    with pytest.raises(Conflict) as error, world.database.write() as session:
        record_application(session, officer, check_id, "appointed", date(2026, 12, 1))
    assert error.value.code == "appointment_blocked"


def test_an_organisation_is_told_of_its_own_people_only(world: WatchWorld) -> None:
    world.check(OTHER_VETTING_OFFICER)
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    assert alert.organisation_id == world.world.people[OTHER_VETTING_OFFICER].organisation_id


def test_one_person_asked_about_twice_is_told_once(world: WatchWorld) -> None:
    world.check(reference="VAC-1")
    newest = world.check(reference="VAC-2")
    world.run()
    world.world.entry()
    world.run()
    assert [alert.check_id for alert in world.alerts()] == [newest]


@pytest.mark.parametrize("state", ["not_appointed", "withdrawn", "appointed"])
def test_an_application_that_ended_is_not_watched(world: WatchWorld, state: str) -> None:
    check_id = world.check()
    people = world.world.people
    with world.database.write() as session:
        release_check(session, people[VETTING_OFFICER], check_id)
    world.run()
    with world.database.write() as session:
        record_application(session, people[VETTING_OFFICER], check_id, state, date(2026, 12, 1) if state == "appointed" else None)
    world.world.entry()
    assert world.run().watched == 0
    assert world.alerts() == []


def test_a_check_that_was_answered_before_a_change_and_stored_after_it_is_not_lost(world: WatchWorld) -> None:
    """The worker has passed the change before the check becomes visible: it is searched for when it is first seen."""
    from vetting.screening import search_requests, store_checks

    actor = world.world.people[VETTING_OFFICER]
    with world.database.read() as session:
        prepared = search_requests(session, actor, [misspelt()])
    world.world.entry()
    world.run()
    with world.database.write() as session:
        store_checks(session, actor, prepared)
    assert world.alerts() == []
    world.run()
    assert world.kinds() == ["listed"]


def test_a_check_that_was_open_when_the_list_changed_is_told_once_it_is_clear(world: WatchWorld) -> None:
    world.world.entry()
    opened = world.world.check(VETTING_OFFICER, misspelt())
    assert opened.answer is not None
    world.run()
    world.world.entry(identifying_number="77", date_of_birth="1985-04-28")
    world.run()
    assert world.alerts() == []
    world.decide(opened.answer.hits[0].id, opened.id, "different_person")
    world.run()
    assert world.kinds() == ["listed"]


def test_an_amended_entry_is_told_to_those_it_now_resembles_and_to_those_it_did(world: WatchWorld) -> None:
    entry_id = world.world.entry(surname="Marjoram", date_of_birth="1962-01-02")
    newly = world.check()
    world.run()
    world.amend(entry_id)
    world.run()
    assert [(alert.kind, alert.check_id) for alert in world.alerts()] == [("listed", newly)]
    world.amend(entry_id, 2, date_of_birth="1985-04-28")
    world.run()
    assert world.kinds() == ["listed", "changed"]
    world.amend(entry_id, 3, surname="Marjoram", date_of_birth="1962-01-02")
    world.run()
    assert world.kinds() == ["listed", "changed", "unlike"]
    world.amend(entry_id, 4)
    world.run()
    assert world.kinds() == ["listed", "changed", "unlike", "listed"]


def test_a_cleared_pair_is_left_alone_until_the_entry_changes(world: WatchWorld) -> None:
    entry_id = world.world.entry()
    first = world.world.check(VETTING_OFFICER, misspelt())
    assert first.answer is not None
    world.decide(first.answer.hits[0].id, first.id, "different_person")
    assert world.run().watched == 1
    proposal = world.appeal(entry_id)
    world.run()
    world.complete(proposal, stands=False)
    world.run()
    assert world.alerts() == []
    world.amend(entry_id, date_of_birth="1985-04-28")
    world.run()
    assert world.kinds() == ["changed"]
    found = world.world.view(VETTING_OFFICER, world.alerts()[0].recheck_id or "")
    assert found.answer is not None
    assert found.answer.hits[0].reopened_because == ("listed.date_of_birth",)


def test_suspension_restoration_and_removal_are_told_to_checks_that_had_hit_the_entry(world: WatchWorld) -> None:
    entry_id = world.world.entry()
    check_id = world.check()
    cleared = world.world.check(OTHER_VETTING_OFFICER, misspelt())
    world.run()
    proposal = world.appeal(entry_id)
    world.run()
    world.complete(proposal, stands=False)
    world.run()
    world.complete(world.appeal(entry_id))
    world.run()
    told: dict[str, list[str]] = {check_id: [], cleared.id: []}
    for alert in world.alerts():
        told[alert.check_id].append(alert.kind)
        assert alert.recheck_id is None
    assert told == {check_id: ["suspended", "restored", "removed"], cleared.id: ["suspended", "restored", "removed"]}
    world.run()
    assert len(world.alerts()) == 6


def test_a_person_on_the_advisory_list_who_is_barred_is_told_and_so_is_the_end_of_the_first_entry(world: WatchWorld) -> None:
    world.check()
    world.world.entry(**ADVISORY)
    world.run()
    world.world.entry(limb="b", prior_advisory_report_date=day_in_london(utc_now()).isoformat())
    world.run()
    told = [(alert.kind, alert.list_id) for alert in world.alerts()]
    assert sorted(told) == [("listed", "advisory"), ("listed", "barred"), ("removed", "advisory")]


def test_another_model_searches_for_everybody_again(world: WatchWorld) -> None:
    world.check()
    world.nobody()
    world.world.entry()
    world.run()
    with world.database.write() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE monitoring_cursor SET model_version = 'older+000000000000'"))
    outcome = world.run()
    assert (outcome.searched, outcome.alerts) == (2, 0)
    assert [event["cause"] for event in world.events("everybody_rechecked")] == ["begun", "model_changed"]


def test_many_changes_at_once_search_for_everybody(world: WatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "MOST_RECORDS", 1)
    world.check()
    world.nobody()
    world.run()
    world.world.entry()
    assert world.run().searched == 2
    assert world.kinds() == ["listed"]


def test_alerts_in_several_transactions_are_each_raised_once(world: WatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "ALERTS_AT_ONCE", 1)
    checks = [world.check(forenames=name) for name in ("Bob", "Robert", "Rob")]
    world.world.entry()
    close = passes.close_pass

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(passes, "close_pass", dies)
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert len(world.alerts()) == 2
    monkeypatch.setattr(passes, "close_pass", close)
    other = Monitor(world.database)
    assert other.run() is None, "the dead worker's lease still stands"
    with world.database.write() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE monitoring_cursor SET leased_until = 1"))
    assert other.run() is not None
    assert sorted(alert.check_id for alert in world.alerts()) == sorted(checks)


def test_a_worker_that_lost_its_lease_commits_nothing(world: WatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.check()
    world.world.entry()
    slow, quick = Monitor(world.database, lease_seconds=-1), Monitor(world.database)
    examine = Monitor.examine

    def overtaken(self: Monitor, *given: Any) -> Any:
        found = examine(self, *given)
        if self is slow:
            assert quick.run() is not None
        return found

    monkeypatch.setattr(Monitor, "examine", overtaken)
    assert slow.run() is None
    assert world.kinds() == ["listed"]


def test_a_person_who_cannot_be_read_is_said_to_be_unchecked_and_said_once(world: WatchWorld) -> None:
    from sqlalchemy import text

    check_id = world.check()
    with world.database.write() as session:
        session.execute(text("UPDATE screening_check SET sealed_subject = :spoilt"), {"spoilt": b"\x01\x06demo-1spoilt"})
    for number in range(2):
        world.world.entry(surname=f"Marjoram{'ab'[number]}", identifying_number=f"9{number}")
        world.run()
    assert [(alert.kind, alert.check_id) for alert in world.alerts()] == [("not_checked", check_id)]


def test_a_list_that_cannot_be_searched_puts_the_pass_off(world: WatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from vetting.errors import Unavailable
    from vetting.registry import RegisterIndex

    world.check()
    world.world.entry()

    def unavailable(*_: Any) -> None:
        raise Unavailable("The index is behind.", code="index_behind")

    with monkeypatch.context() as fault:
        fault.setattr(RegisterIndex, "search", unavailable)
        assert world.monitor.run() is None
    assert world.alerts() == []
    world.run()
    assert world.kinds() == ["listed"]

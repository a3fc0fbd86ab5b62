"""What people do about monitoring: enrolment on a recorded basis, renewal, end, and working an alert."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.monitoring.world import WatchWorld
from tests.people import (
    AUDITOR,
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    SECOND_VETTING_OFFICER,
    VETTING_OFFICER,
    Someone,
)
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.monitoring import (
    AlertState,
    Enrolled,
    Term,
    end_watch,
    enrol,
    list_alerts,
    list_watches,
    purposes_for,
    raising,
    renew,
    view_alert,
    view_watch,
    work_alert,
)
from vetting.registry import day_in_london
from vetting.screening import record_application, release_check

TODAY = day_in_london(utc_now())
TERM = Term(TODAY + timedelta(days=60), "statutory_function", "Decision 7 of the data protection officer")


def enrolled(world: WatchWorld, *check_ids: str, someone: Someone = VETTING_OFFICER, term: Term = TERM) -> Enrolled:
    with world.database.write() as session:
        return enrol(session, world.world.people[someone], check_ids, "workforce_check", term)


def appointed(world: WatchWorld, check_id: str) -> None:
    officer = world.world.people[VETTING_OFFICER]
    with world.database.write() as session:
        release_check(session, officer, check_id)
        record_application(session, officer, check_id, "appointed", date(2026, 12, 1))


def test_somebody_appointed_is_watched_only_by_enrolment(world: WatchWorld) -> None:
    watched, not_watched = world.check(), world.check(someone=OTHER_VETTING_OFFICER)
    appointed(world, watched)
    with world.database.write() as session:
        officer = world.world.people[OTHER_VETTING_OFFICER]
        release_check(session, officer, not_watched)
        record_application(session, officer, not_watched, "appointed", date(2026, 12, 1))
    watch_id = enrolled(world, watched).watches[watched]
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    assert (alert.check_id, alert.watch_id, alert.list_id) == (watched, watch_id, "barred")
    with world.database.read() as session:
        officer = world.world.people[VETTING_OFFICER]
        view = view_watch(session, officer, watch_id)
        found = world.world.view(VETTING_OFFICER, alert.recheck_id or "")
    assert view.alerts[0].id == alert.id
    assert found.purpose == "workforce_check" and found.answer is not None
    assert found.answer.lists_consulted == ("barred",) == view.lists
    assert found.reference == "VAC-2026-17"
    assert [event["basis"] for event in world.events("watch_begun")] == ["statutory_function"]


def test_an_enrolment_between_the_change_and_the_pass_misses_nothing(world: WatchWorld) -> None:
    check_id = world.check()
    appointed(world, check_id)
    world.world.entry()
    world.run()
    assert world.alerts() == [], "the application is over"
    enrolled(world, check_id)
    world.run()
    assert world.kinds() == ["listed"]


def test_a_live_check_that_is_enrolled_is_told_once(world: WatchWorld) -> None:
    check_id = world.check()
    world.run()
    enrolled(world, check_id)
    world.world.entry()
    world.run()
    assert [(alert.check_id, alert.watch_id is not None) for alert in world.alerts()] == [(check_id, True)]


def test_checks_that_cannot_be_watched_are_left_out_and_counted(world: WatchWorld) -> None:
    clear, foreign = world.nobody(1), world.nobody(2, OTHER_VETTING_OFFICER)
    world.world.entry()
    undecided = world.check()
    made = enrolled(world, clear, clear, foreign, undecided, "0" * 32, "not an id")
    assert (list(made.watches), made.watched_already, made.left_out) == ([clear], 0, 4)
    also = world.nobody(3)
    again = enrolled(world, clear, also)
    assert (list(again.watches), again.watched_already, again.left_out) == ([also], 1, 0)
    for none in ([clear], [foreign], ["0" * 32]):
        with pytest.raises(InvalidInput):
            enrolled(world, *none)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": None}, "until"),
        ({"until": TODAY}, "until"),
        ({"until": TODAY + timedelta(days=400)}, "until"),
        ({"basis": ""}, "basis"),
        ({"basis": "because"}, "basis"),
        ({"basis_reference": "  "}, "basis_reference"),
        ({"basis_reference": "x" * 201}, "basis_reference"),
        ({"basis_reference": "x\x00y"}, "basis_reference"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_is_watched_without_end_or_without_a_basis(world: WatchWorld, changes: dict[str, Any], field: str) -> None:
    check_id = world.nobody()
    given = {"until": TERM.until, "basis": TERM.basis, "basis_reference": TERM.basis_reference} | changes
    with pytest.raises(InvalidInput) as error:
        enrolled(world, check_id, term=Term(**given))
    assert [problem.field for problem in error.value.problems] == [field]
    assert world.events("watch_begun") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_who_serves_is_watched_as_if_they_were_being_appointed(world: WatchWorld) -> None:
    """The purposes of appointing search the advisory list; no basis for that was seen once somebody serves (practice.md 1.6)."""
    check_id = world.nobody()
    with pytest.raises(InvalidInput), world.database.write() as session:
        enrol(session, world.world.people[VETTING_OFFICER], [check_id], "appointment", TERM)
    with world.database.read() as session:
        codes = {choice.code for choice in purposes_for(session, world.world.people[VETTING_OFFICER])}
    assert codes == {"workforce_check", "contractor", "volunteer"}


def test_a_term_ends_by_the_clock_and_a_renewal_goes_on(world: WatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = world.world.people[VETTING_OFFICER]
    short, long = world.nobody(1), world.nobody(2)
    watches = enrolled(world, short, long).watches
    later = Term(TODAY + timedelta(days=300), "legal_obligation", "Decision 8")
    with world.database.write() as session:
        renew(session, officer, watches[long], later)
    with world.database.read() as session:
        view = view_watch(session, officer, watches[long])
        assert [(each.number, each.basis, each.basis_reference) for each in view.terms] == [
            (2, "legal_obligation", "Decision 8"),
            (1, TERM.basis, TERM.basis_reference),
        ]
    with pytest.raises(InvalidInput), world.database.write() as session:
        renew(session, officer, watches[long], TERM)
    monkeypatch.setattr(raising, "utc_now", lambda: utc_now() + timedelta(days=61))
    world.run()
    with world.database.read() as session:
        going_on, ended = list_watches(session, officer), list_watches(session, officer, ended=True)
    assert [watch.id for watch in going_on.watches] == [watches[long]]
    assert [(watch.id, watch.ended_because and watch.ended_because.value) for watch in ended.watches] == [
        (watches[short], "term_over")
    ]
    assert [event["because"] for event in world.events("watch_ended")] == ["term_over"]


def test_a_watch_that_ended_is_told_nothing_more_and_cannot_be_renewed(world: WatchWorld) -> None:
    officer, check_id = world.world.people[VETTING_OFFICER], world.check()
    appointed(world, check_id)
    watch_id = enrolled(world, check_id).watches[check_id]
    world.run()
    with pytest.raises(InvalidInput), world.database.write() as session:
        end_watch(session, officer, watch_id, "term_over")
    with world.database.write() as session:
        end_watch(session, officer, watch_id, "left")
    for act in (
        lambda session: end_watch(session, officer, watch_id, "left"),
        lambda session: renew(session, officer, watch_id, TERM),
    ):
        with pytest.raises(Conflict), world.database.write() as session:
            act(session)
    world.world.entry()
    assert world.run().watched == 0
    assert world.alerts() == []
    with world.database.write() as session:
        anew = enrol(session, officer, [check_id], "workforce_check", TERM)
    assert list(anew.watches) == [check_id]


def test_an_alert_is_put_away_only_after_the_decision_and_only_once(world: WatchWorld) -> None:
    officer, second = (world.world.people[someone] for someone in (VETTING_OFFICER, SECOND_VETTING_OFFICER))
    world.check()
    world.world.entry()
    world.run()
    (raised,) = world.alerts()
    with world.database.read() as session:
        assert view_alert(session, officer, raised.id).undecided
    with pytest.raises(InvalidInput), world.database.write() as session:
        work_alert(session, officer, raised.id, " ")
    with pytest.raises(Conflict, match="Decide on every comparison"), world.database.write() as session:
        work_alert(session, officer, raised.id, "Told HR.")
    found = world.world.view(VETTING_OFFICER, raised.recheck_id or "")
    assert found.answer is not None
    world.decide(found.answer.hits[0].id, found.id, "different_person")
    with world.database.write() as session:
        work_alert(session, officer, raised.id, "Told HR.")
    with pytest.raises(Conflict, match="already"), world.database.write() as session:
        work_alert(session, second, raised.id, "Told HR too.")
    with world.database.read() as session:
        assert list_alerts(session, second).total == 0
        assert list_alerts(session, second, AlertState.WORKED).total == 1
        view = view_alert(session, second, raised.id)
    assert (view.note, view.worked_by, view.undecided) == ("Told HR.", officer.id, False)


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER, REGISTRAR, AUDITOR])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_but_a_vetting_officer_learns_of_alerts_and_watches(world: WatchWorld, someone: Someone) -> None:
    actor, some_id = world.world.people[someone], "0" * 32
    acts = (
        lambda session: list_alerts(session, actor),
        lambda session: view_alert(session, actor, some_id),
        lambda session: work_alert(session, actor, some_id, "x"),
        lambda session: list_watches(session, actor),
        lambda session: view_watch(session, actor, some_id),
        lambda session: enrol(session, actor, [some_id], "workforce_check", TERM),
        lambda session: renew(session, actor, some_id, TERM),
        lambda session: end_watch(session, actor, some_id, "left"),
    )
    for act in acts:
        with pytest.raises(Refused), world.database.write() as session:
            act(session)


def test_another_organisations_alert_and_watch_read_as_none(world: WatchWorld) -> None:
    other, check_id = world.world.people[OTHER_VETTING_OFFICER], world.check()
    watch_id = enrolled(world, check_id).watches[check_id]
    world.world.entry()
    world.run()
    (raised,) = world.alerts()
    with world.database.write() as session:
        assert list_alerts(session, other).total == list_watches(session, other).total == 0
        for act in (
            lambda: view_alert(session, other, raised.id),
            lambda: work_alert(session, other, raised.id, "x"),
            lambda: view_watch(session, other, watch_id),
            lambda: renew(session, other, watch_id, TERM),
            lambda: end_watch(session, other, watch_id, "left"),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_digests_of_somebody_not_appointed_are_dropped(world: WatchWorld) -> None:
    check_id = world.check()
    world.world.entry()
    world.run()
    assert world.alerts()[0].pair is not None
    with world.database.write() as session:
        record_application(session, world.world.people[VETTING_OFFICER], check_id, "not_appointed")
    world.run()
    (alert,) = world.alerts()
    assert alert.pair is None
    assert alert.check_id == check_id

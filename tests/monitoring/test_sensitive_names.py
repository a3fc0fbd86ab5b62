"""Sensitive names under watch: they are found when a list changes, and nothing that monitoring shows or sends names them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.monitoring.world import WatchWorld
from tests.people import SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.test_sensitive_names import ASKED, FORMER
from tests.screening.world import on_sqlite
from vetting.access import SYSTEM, Actor, Door, actor_for_email
from vetting.access.colleagues import name_specialist
from vetting.db import utc_now
from vetting.monitoring import Term, enrol, list_alerts, list_watches, view_alert, view_watch
from vetting.registry import day_in_london
from vetting.screening import record_application, release_check, run_check, view_check
from vetting.screening.shown import HIDDEN_NAME

pytestmark = on_sqlite  # nothing here depends on the database


@pytest.fixture
def specialist(world: WatchWorld) -> Actor:
    """The first vetting officer, named for sensitive names."""
    with world.database.write() as session:
        name_specialist(session, SYSTEM, VETTING_OFFICER.email, named=True)
        return actor_for_email(session, VETTING_OFFICER.email, Door.COMMAND)


def asked(world: WatchWorld, specialist: Actor) -> str:
    """A check that finds nobody yet, with a sensitive name."""
    with world.database.write() as session:
        return run_check(session, specialist, ASKED)


def listed_then(world: WatchWorld) -> str:
    """The person is listed under the sensitive name; gives the re-check of the one alert."""
    world.world.entry()
    world.run()
    (alert,) = world.alerts()
    assert (alert.kind, alert.recheck_id is not None) == ("listed", True)
    return str(alert.recheck_id)


def submitted(world: WatchWorld, actor: Actor, check_id: str) -> set[str | None]:
    """The surnames that somebody reads in the comparisons of a check."""
    with world.database.write() as session:
        answer = view_check(session, actor, check_id).answer
    assert answer is not None
    return {each.submitted for hit in answer.hits for each in hit.comparisons if each.field == "surname"}


def test_a_live_clear_is_found_by_it_and_only_a_specialist_reads_which(world: WatchWorld, specialist: Actor) -> None:
    asked(world, specialist)
    world.run()
    recheck = listed_then(world)
    colleague = world.world.people[SECOND_VETTING_OFFICER]
    assert submitted(world, colleague, recheck) == {HIDDEN_NAME}
    assert any(FORMER.surname in str(name) for name in submitted(world, specialist, recheck))
    with world.database.write() as session:
        page = list_alerts(session, colleague)
        shown = repr((page, view_alert(session, colleague, page.alerts[0].id), view_check(session, colleague, recheck).subject))
    assert FORMER.surname not in shown


def test_an_enrolled_person_is_found_by_it_and_the_watch_does_not_name_it(world: WatchWorld, specialist: Actor) -> None:
    check_id = asked(world, specialist)
    term = Term(day_in_london(utc_now()) + timedelta(days=90), "statutory_function", "Decision 7")
    with world.database.write() as session:
        release_check(session, specialist, check_id)
        record_application(session, specialist, check_id, "appointed", day_in_london(utc_now()))
        watch_id = enrol(session, specialist, [check_id], "workforce_check", term).watches[check_id]
    world.run()
    recheck = listed_then(world)
    assert submitted(world, world.world.people[SECOND_VETTING_OFFICER], recheck) == {HIDDEN_NAME}
    for officer in (specialist, world.world.people[SECOND_VETTING_OFFICER]):
        with world.database.write() as session:
            shown = repr((view_watch(session, officer, watch_id), list_watches(session, officer)))
        assert FORMER.surname not in shown

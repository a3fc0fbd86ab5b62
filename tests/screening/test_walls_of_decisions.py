"""Decisions, cleared pairs and replays as the service's own role on PostgreSQL, where row-level security stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import Templates, make_settings
from tests.drills.deployments import as_app_role
from tests.people import AUDITOR, OTHER_VETTING_OFFICER, REPORTER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.test_dispositions import STRONG, WEAK
from tests.screening.world import World
from vetting.access import confine
from vetting.app import Service
from vetting.errors import NotFound
from vetting.screening import (
    Replayer,
    Verdict,
    ask_guest,
    decide_hit,
    guest_requests,
    list_confirmations,
    mark_confirmation_read,
    release_summary,
    run_check,
    second_as_guest,
    second_disposition,
    view_as_guest,
    view_case,
    view_check,
)
from vetting.screening.case_models import Confirmation
from vetting.screening.models import Check, Disposition


@pytest.fixture
def database_url(templates: Templates, tmp_path: Path) -> str:
    """PostgreSQL, as the role that the service runs as: no superuser, not the owner."""
    owner = Service(make_settings(templates.fresh("postgresql", tmp_path), tmp_path))
    url = as_app_role(owner.database.engine)
    owner.database.engine.dispose()
    return url


def test_an_officer_decides_inside_the_wall_and_an_auditor_replays_through_it(world: World) -> None:
    world.entry()
    one, two = world.people[VETTING_OFFICER], world.people[SECOND_VETTING_OFFICER]
    with world.database.write() as session:
        confine(session, one)
        check_id = run_check(session, one, STRONG)
        view = view_check(session, one, check_id)
        assert view.answer is not None
        place = (check_id, view.answer.hits[0].id)
        decided = decide_hit(session, one, *place, "different_person", reason="Another place of birth.")
    with world.database.write() as session:
        confine(session, world.people[OTHER_VETTING_OFFICER])
        assert session.scalars(select(Disposition)).all() == []
        with pytest.raises(NotFound):
            second_disposition(session, world.people[OTHER_VETTING_OFFICER], *place, decided.id, agrees=True, reason="No.")
    with world.database.write() as session:
        confine(session, two)
        assert second_disposition(session, two, *place, decided.id, agrees=True, reason="Seen.").outcome.value == "no_match"
    with world.database.write() as session:
        confine(session, two)
        later = run_check(session, two, STRONG)
        assert session.get_one(Check, later).outcome == "no_match"
        run_check(session, two, WEAK)
    with world.database.write() as session:
        auditor = world.people[AUDITOR]
        confine(session, auditor)
        replayer = Replayer()
        assert {replayer.replay(session, auditor, each).verdict for each in (check_id, later)} == {Verdict.EQUAL}
        assert session.scalars(select(Check)).all() == [], "the reach ends with the replay"


def test_who_is_told_and_who_is_asked_from_another_force_reach_through_the_wall_and_no_further(world: World) -> None:
    world.entry()
    one, guest, reporter = (world.people[each] for each in (VETTING_OFFICER, OTHER_VETTING_OFFICER, REPORTER))
    with world.database.write() as session:
        confine(session, one)
        check_id = run_check(session, one, STRONG)
        view = view_check(session, one, check_id)
        assert view.answer is not None
        place = (check_id, view.answer.hits[0].id)
        decide_hit(session, one, *place, "same_person", reason="The passport agrees.")
        ask_guest(session, one, *place, organisation_id=guest.organisation_id or "", reason="Agreed.")
    with world.database.write() as session:
        confine(session, guest)
        (request,) = guest_requests(session, guest)
        assert view_as_guest(session, guest, request.id).may_second
        assert session.scalars(select(Check)).all() == [], "outside the one comparison the wall stands"
    with world.database.write() as session:
        confine(session, guest)
        second_as_guest(session, guest, request.id, agrees=True, reason="Compared.")
        assert session.scalars(select(Check)).all() == []
    with world.database.write() as session:
        confine(session, reporter)
        (message,) = list_confirmations(session, reporter)
        mark_confirmation_read(session, reporter, message.id)
    with world.database.write() as session:
        confine(session, one)
        assert release_summary(session, one, *place).summary.list_id == "barred"
        assert session.scalars(select(Confirmation)).all() == []
        assert not view_case(session, one, check_id).open

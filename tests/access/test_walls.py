"""The second wall: as the service's own role on PostgreSQL, no other organisation's row is seen or written, filter or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import Templates, make_settings
from tests.drills.deployments import as_app_role
from tests.people import HR_OFFICER, OTHER_REPORTER, OTHER_VETTING_OFFICER, REGISTRAR, REPORTER, VETTING_OFFICER, Someone
from tests.screening.world import World, a_request, misspelt
from vetting.access import SYSTEM, confine
from vetting.access.walls import OUTSIDE, walled_tables
from vetting.app import Service
from vetting.db import Base
from vetting.registry.models import Report
from vetting.screening import Outcome
from vetting.screening.models import Check


@pytest.fixture
def database_url(templates: Templates, tmp_path: Path) -> str:
    """PostgreSQL, as the role that the service runs as: no superuser, not the owner."""
    owner = Service(make_settings(templates.fresh("postgresql", tmp_path), tmp_path))
    url = as_app_role(owner.database.engine)
    owner.database.engine.dispose()
    return url


@pytest.fixture
def world(service: Service) -> World:
    world = World.make(service.database)
    world.entry()
    world.run(HR_OFFICER, a_request())
    world.run(OTHER_VETTING_OFFICER, misspelt())
    return world


def rows_seen(world: World, someone: Someone | None, model: type) -> set[str]:
    """The organisations whose rows a select without any filter gives, in a session of that person."""
    with world.database.read() as session:
        confine(session, world.people[someone] if someone else None)
        return {row.organisation_id for row in session.scalars(select(model))}


def test_every_table_of_an_organisation_has_its_wall(service: Service) -> None:
    owned = {table.name for table in Base.metadata.sorted_tables if "organisation_id" in table.columns}
    assert owned - set(OUTSIDE) == {table.name for table in walled_tables()}
    with service.database.read() as session:
        forced = session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")).all()
        policies = session.scalars(text("SELECT tablename FROM pg_policies")).all()
    assert set(forced) == set(policies) == owned - set(OUTSIDE)
    assert len(policies) == len(set(policies))


@pytest.mark.parametrize("someone", [HR_OFFICER, VETTING_OFFICER, OTHER_VETTING_OFFICER, REPORTER])
@pytest.mark.parametrize("model", [Check, Report])
def test_without_the_filter_of_the_application_no_foreign_row_is_seen(world: World, someone: Someone, model: type) -> None:
    assert rows_seen(world, someone, model) <= {world.people[someone].organisation_id}


def test_each_sees_its_own(world: World) -> None:
    assert rows_seen(world, HR_OFFICER, Check) == {world.people[HR_OFFICER].organisation_id}
    assert rows_seen(world, REPORTER, Report) == {world.people[REPORTER].organisation_id}


def test_nobody_sees_nothing(world: World) -> None:
    assert rows_seen(world, None, Check) == set()
    with world.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM report")) == 0


def test_the_keeper_reads_the_reports_of_all_and_the_checks_of_none(world: World) -> None:
    assert rows_seen(world, REGISTRAR, Report) == {world.people[REPORTER].organisation_id}
    assert rows_seen(world, REGISTRAR, Check) == set()


def test_a_check_of_one_organisation_is_run_against_the_reports_of_all(world: World) -> None:
    world.report(forenames="Morwenna", surname="Penhaligon-Tregear", date_of_birth="1979-09-13")
    request = a_request(forenames="Morwena", surname="Penhaligon-Tregear", date_of_birth="1979-09-13")
    with world.database.write() as session:
        actor = world.people[OTHER_VETTING_OFFICER]
        confine(session, actor)
        from vetting.screening import run_check, view_check

        view = view_check(session, actor, run_check(session, actor, request))
        assert view.answer is not None
        assert view.answer.outcome in {Outcome.POSSIBLE_MATCH, Outcome.CONTACT_COLLEGE}
        assert {row.organisation_id for row in session.scalars(select(Report))} == set(), "the reach ends with the search"


@pytest.mark.parametrize("table", ["screening_check", "report"])
def test_a_foreign_row_can_be_neither_changed_nor_deleted(world: World, table: str) -> None:
    with world.database.write() as session:
        confine(session, world.people[OTHER_REPORTER])
        for statement in (
            f"UPDATE {table} SET organisation_id = organisation_id WHERE organisation_id <> :own",
            f"DELETE FROM {table}",
        ):
            own = {"own": world.people[OTHER_REPORTER].organisation_id}
            if table == "report" or "DELETE" not in statement:
                assert session.execute(text(statement), own if ":own" in statement else {}).rowcount == 0


def test_a_row_cannot_be_given_to_another_organisation(world: World) -> None:
    foreign = {"foreign": world.people[OTHER_REPORTER].organisation_id}
    with pytest.raises(DBAPIError, match="row-level security"), world.database.write() as session:
        confine(session, world.people[REPORTER])
        session.execute(text("UPDATE report SET organisation_id = :foreign"), foreign)


def test_the_reach_ends_with_the_transaction(world: World) -> None:
    with world.database.read() as session:
        confine(session, SYSTEM)
        assert session.scalar(text("SELECT count(*) FROM screening_check")) == 2
    with world.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM screening_check")) == 0


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET fields = '{}'", "DELETE FROM audit_event", "TRUNCATE audit_event"])
def test_the_role_of_the_service_cannot_change_the_trail(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), world.database.write() as session:
        session.execute(text(statement))


def test_raising_the_walls_again_changes_nothing(templates: Templates, tmp_path: Path) -> None:
    service = Service(make_settings(templates.fresh("postgresql", tmp_path), tmp_path))
    known = text("SELECT oid FROM pg_policy ORDER BY oid")
    with service.database.read() as session:
        before = session.scalars(known).all()
    service.prepare()
    with service.database.read() as session:
        assert session.scalars(known).all() == before
    service.database.engine.dispose()

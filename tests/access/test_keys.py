"""API keys kept by administrators: made with what they need, shown once, seen when last used, ended at once, and answered for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.people import FORCE_ADMINISTRATOR, HR_OFFICER, OTHER_VETTING_OFFICER, REGISTRAR, Someone, add_everyone, api_key
from vetting.access import (
    LIVES,
    Actor,
    NewKey,
    Permission,
    Role,
    key_roles,
    keys_of,
    make_key,
    revoke_key,
    touched_by_key,
)
from vetting.access.permissions import NEEDS_TWO_PEOPLE
from vetting.app import Service
from vetting.commands.keys import keys
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused

SCOPES = ("check:request", "check:states")
WANTED = NewKey("Recruitment system", "recruiter", SCOPES, "90")


@pytest.fixture
def actors(database: Database) -> dict[Someone, Actor]:
    return add_everyone(database)


@pytest.fixture
def admin(actors: dict[Someone, Actor]) -> Actor:
    return actors[FORCE_ADMINISTRATOR]


def made(database: Database, admin: Actor, wanted: NewKey = WANTED) -> str:
    with database.write() as session:
        return make_key(session, admin, wanted)


def authorised(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_has_what_was_chosen_and_is_kept_as_a_digest(database: Database, admin: Actor) -> None:
    key = made(database, admin, NewKey("Reader", "vetting_officer", ["check:states"], "30"))
    with database.read() as session:
        (shown,) = keys_of(session, admin)
        stored = repr(session.execute(text("SELECT * FROM api_client")).all()) + repr(
            session.execute(text("SELECT fields FROM audit_event")).all()
        )
    assert (shown.scopes, shown.state, shown.last_used_on) == ((Permission.READ_CHECK_STATES,), "good", None)
    assert key.startswith(shown.prefix)
    assert timedelta(days=29) < shown.expires_at - utc_now() <= timedelta(days=30)
    assert key not in stored
    assert key.removeprefix(f"{shown.prefix}_") not in stored


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (NewKey("", "recruiter", SCOPES, "90"), ["name"]),
        (NewKey("System", "force_administrator", SCOPES, "90"), ["role"]),
        (NewKey("System", "registrar", SCOPES, "90"), ["role"]),
        (NewKey("System", "recruiter", (), "90"), ["scopes"]),
        (NewKey("System", "recruiter", ("check:compare",), "90"), ["scopes"]),
        (NewKey("System", "recruiter", (*SCOPES, "people:manage"), "90"), ["scopes"]),
        (NewKey("System", "recruiter", ("made up",), "90"), ["scopes"]),
        (NewKey("System", "recruiter", SCOPES, "3650"), ["days"]),
    ],
)
def test_what_a_key_cannot_be(database: Database, admin: Actor, wanted: NewKey, fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as error:
        made(database, admin, wanted)
    assert [problem.field for problem in error.value.problems] == fields


def test_no_key_lives_longer_than_a_year_or_has_a_power(admin: Actor) -> None:
    assert max(LIVES.values()) == timedelta(days=365)
    assert not set(key_roles(admin)) & NEEDS_TWO_PEOPLE


def test_keys_are_the_organisations_own(database: Database, actors: dict[Someone, Actor], admin: Actor) -> None:
    made(database, admin)
    api_key(database, OTHER_VETTING_OFFICER)
    with database.read() as session:
        assert [key.name for key in keys_of(session, admin)] == ["Recruitment system"]
        foreign = session.scalar(text("SELECT id FROM api_client WHERE name LIKE 'Vetting officer%'"))
        for someone in (HR_OFFICER, REGISTRAR):
            with pytest.raises(Refused):
                keys_of(session, actors[someone])
    for key_id in (str(foreign), "0" * 32):
        with pytest.raises(NotFound), database.write() as session:
            revoke_key(session, admin, key_id)


def test_a_revoked_key_is_refused_on_its_next_request(database: Database, admin: Actor, app: Flask) -> None:
    key, client = made(database, admin), app.test_client()
    path = f"/api/v1/checks/{'0' * 32}"
    assert client.get(path, headers=authorised(key)).status_code == 404
    with database.write() as session:
        revoke_key(session, admin, keys_of(session, admin)[0].id)
    assert client.get(path, headers=authorised(key)).status_code == 401
    with database.read() as session:
        assert keys_of(session, admin)[0].state == "revoked"
    with pytest.raises(Conflict), database.write() as session:
        revoke_key(session, admin, keys_of(session, admin)[0].id)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_day_of_the_last_use_is_noted_also_for_a_refused_request(
    database: Database, admin: Actor, app: Flask, method: str
) -> None:
    key = made(database, admin)
    path = f"/api/v1/checks/{'0' * 32}" if method == "GET" else "/api/v1/reports"
    headers = {**authorised(key), "Idempotency-Key": "one"}
    assert app.test_client().open(path, method=method, json={}, headers=headers).status_code in {403, 404, 422}
    with database.read() as session:
        assert keys_of(session, admin)[0].last_used_on == utc_now().date()


def test_a_scope_that_was_not_given_is_refused_though_the_role_has_it(database: Database, admin: Actor, app: Flask) -> None:
    key = made(database, admin, NewKey("Reader", "recruiter", ["check:states"], "30"))
    answer = app.test_client().post("/api/v1/checks", json={}, headers={**authorised(key), "Idempotency-Key": "one"})
    assert answer.status_code == 403


def test_one_command_lists_everything_a_key_touched(service: Service, database: Database, admin: Actor, app: Flask) -> None:
    key, other = made(database, admin), made(database, admin, NewKey("Another", "recruiter", SCOPES, "30"))
    client = app.test_client()
    for used, times in ((key, 3), (other, 2)):
        for _ in range(times):
            client.get(f"/api/v1/reports/{'0' * 32}", headers=authorised(used))
    with database.write() as session:
        touches = touched_by_key(session, key[:12])
    assert [touch.event for touch in touches] == ["permission_refused"] * 3
    assert [touch.sequence for touch in touches] == sorted(touch.sequence for touch in touches)
    assert json.loads(touches[0].fields)["route"].startswith("/api/v1/reports/")
    with database.read() as session:
        read = session.scalars(text("SELECT fields FROM audit_event WHERE event = 'actor_history_read'")).all()
    assert len(read) == 1, "looking somebody's doings up is itself on record"
    with pytest.raises(NotFound), database.write() as session:
        touched_by_key(session, "vet_00000000")


def test_the_command_prints_a_line_an_event(service: Service, database: Database, admin: Actor, app: Flask) -> None:
    key = made(database, admin)
    app.test_client().get(f"/api/v1/reports/{'0' * 32}", headers=authorised(key))
    ran = CliRunner().invoke(keys, ["touched", key[:12]], obj=lambda: service)
    assert ran.exit_code == 0, ran.output
    lines = ran.stdout.splitlines()
    assert len(lines) == 1
    assert "permission_refused" in lines[0]
    assert "1 events: permission_refused 1" in ran.stderr
    assert Role.RECRUITER.value not in lines[0]

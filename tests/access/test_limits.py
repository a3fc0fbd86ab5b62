"""Limits in a real Redis: when that Redis is killed, nothing is done that must be counted, and what is only read goes on."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import text

from tests.conftest import Templates, make_settings
from tests.people import HR_OFFICER, PASSWORD, VETTING_OFFICER, add_everyone, api_key
from tests.servers import running_redis
from vetting.access import limiter
from vetting.app import Service, create_app

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ASKED = {
    "subject": {"forenames": "Testina", "surname": "Ashdown", "date_of_birth": "1985-04-27"},
    "purpose": "appointment",
    "reference": "V-1",
}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> str:
    """SQLite alone: limits know nothing of databases."""
    return templates.fresh("sqlite", tmp_path)


@pytest.fixture
def own_redis() -> Iterator[str]:
    """A Redis that may be killed."""
    with running_redis() as url:
        yield url


@pytest.fixture
def counted(database_url: str, own_redis: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with its limits in Redis. The limiter is one per process: afterwards it is back in memory."""
    service = Service(make_settings(database_url, tmp_path, limiter_storage_url=own_redis))
    app = create_app(service.settings, service)
    limiter.enabled = True
    with app.app_context():
        add_everyone(service.database, hash_password(PASSWORD))
    yield app
    service.database.engine.dispose()
    in_memory = Service(make_settings(database_url, tmp_path))
    create_app(in_memory.settings, in_memory)
    in_memory.database.engine.dispose()


def kill(url: str) -> None:
    """End it at once, as a machine that is gone."""
    client = redis.Redis.from_url(url)
    process = int(client.info("server")["process_id"])  # type: ignore[index]
    client.close()
    os.kill(process, signal.SIGKILL)


def sign_in(client: FlaskClient) -> int:
    found = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    assert found
    sent = {"csrf_token": found[1], "email": HR_OFFICER.email, "password": PASSWORD}
    return client.post("/sign-in", data=sent).status_code


def rows(app: Flask, table: str) -> int:
    with app.extensions["vetting_database"].read() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def ask_api(client: FlaskClient, key: str, number: int) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"number {number}"}
    answer = client.post("/api/v1/checks", json=ASKED, headers=headers)
    return answer.status_code, (answer.json or {}).get("code", "")


def test_when_redis_is_killed_nothing_is_done_that_must_be_counted(counted: Flask, own_redis: str) -> None:
    key = api_key(counted.extensions["vetting_database"], VETTING_OFFICER)
    person, api = counted.test_client(), counted.test_client()
    assert sign_in(person) == 302
    assert ask_api(api, key, 1)[0] == 201
    form = TOKEN.search(person.get("/checks/new").get_data(as_text=True))
    assert form
    made = rows(counted, "screening_check"), rows(counted, "spent_subject")
    kill(own_redis)
    assert sign_in(counted.test_client()) == 503
    assert ask_api(api, key, 2) == (503, "could_not_check")
    sent = {"csrf_token": form[1], "surname": "Ashdown", "purpose": "appointment", "reference": "V-2"}
    assert person.post("/checks/new", data=sent).status_code == 503
    public = counted.test_client()
    found = TOKEN.search(public.get("/register/published").get_data(as_text=True))
    assert found
    assert public.post("/register/published", data={"csrf_token": found[1], "name": "Ashdown"}).status_code == 503
    confirm = {"csrf_token": form[1], "resume_at": "/checks/", "proof_given": PASSWORD}
    assert person.post("/account/confirm", data=confirm).status_code == 503
    invited = {"csrf_token": found[1], "code": "WHATEVER", "password": "a passphrase of some length"}
    assert public.post("/sign-in/invitation", data=invited).status_code == 503
    assert (rows(counted, "screening_check"), rows(counted, "spent_subject")) == made
    assert person.get("/checks/").status_code == 200, "what is only looked at goes on"

"""The terms of use are accepted before anything else, once a year, and again when a word of them changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import Templates, make_settings
from tests.people import HR_OFFICER, add_everyone, api_key
from vetting.access import load_terms, terms
from vetting.access.terms import accepts
from vetting.app import Service, create_app
from vetting.db import utc_now

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def database_url(templates: Templates, tmp_path: Path) -> str:
    """SQLite alone: this is about pages."""
    return templates.fresh("sqlite", tmp_path)


@pytest.fixture
def asking(service: Service, tmp_path: Path) -> Iterator[Flask]:
    settings = make_settings(service.settings.database_url.get_secret_value(), tmp_path, terms="required")
    add_everyone(service.database)
    there = Service(settings)
    yield create_app(settings, there)
    there.database.engine.dispose()


def visitor(app: Flask, service: Service) -> FlaskClient:
    client = app.test_client()
    with service.database.read() as database:
        named = database.scalar(text("SELECT fs_uniquifier FROM account WHERE email = :e"), {"e": HR_OFFICER.email})
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = named, True
    return client


def accept(client: FlaskClient, version: str | None = None, tick: bool = True, back: str = "") -> tuple[int, str]:
    found = TOKEN.search(client.get("/account/terms").get_data(as_text=True))
    assert found
    data = {"csrf_token": found[1], "version": version or load_terms().version} | ({"accepted": "y"} if tick else {})
    answer = client.post(f"/account/terms{back}", data=data)
    return answer.status_code, answer.location or ""


def test_nothing_opens_before_they_are_accepted(asking: Flask, service: Service) -> None:
    client = visitor(asking, service)
    for path in ("/checks/", "/checks/new", "/account/permissions"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, f"/account/terms?next={path}")
    page = client.get("/account/terms").get_data(as_text=True)
    for line in load_terms().must:
        assert line in page
    assert accept(client, tick=False)[0] == 422
    assert client.get("/checks/").status_code == 302
    assert accept(client, back="?next=/checks/") == (303, "/checks/")
    assert client.get("/checks/").status_code == 200
    with service.database.read() as session:
        fields = session.scalars(text("SELECT fields FROM audit_event WHERE event = 'terms_accepted'")).all()
    assert fields == [f'{{"version":"{load_terms().version[:16]}"}}']


def test_a_form_is_not_taken_instead(asking: Flask, service: Service) -> None:
    client = visitor(asking, service)
    found = TOKEN.search(client.get("/account/terms").get_data(as_text=True))
    assert found
    answer = client.post("/checks/new", data={"csrf_token": found[1]})
    assert answer.location == "/account/terms"


def test_who_reads_an_old_text_accepts_nothing(asking: Flask, service: Service) -> None:
    client = visitor(asking, service)
    assert accept(client, version="0" * 64)[0] == 409
    assert client.get("/checks/").status_code == 302


def test_a_year_later_they_are_asked_for_again(asking: Flask, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visitor(asking, service)
    accept(client)
    monkeypatch.setattr(terms, "utc_now", lambda: utc_now() + timedelta(days=364))
    assert client.get("/checks/").status_code == 200
    monkeypatch.setattr(terms, "utc_now", lambda: utc_now() + timedelta(days=365, minutes=1))
    assert client.get("/checks/").status_code == 302


def test_another_text_is_another_version(asking: Flask, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visitor(asking, service)
    accept(client)
    changed = replace(load_terms(), notes=(*load_terms().notes, "One thing more."))
    assert changed.version != load_terms().version
    assert not accepts(load_terms().version, utc_now(), changed, utc_now())
    monkeypatch.setattr(terms, "load_terms", lambda: changed)
    assert client.get("/checks/").status_code == 302


def test_nobody_is_sent_elsewhere_afterwards(asking: Flask, service: Service) -> None:
    for back in ("//elsewhere.example", "https://elsewhere.example", "/nowhere"):
        assert accept(visitor(asking, service), back=f"?next={back}") == (303, "/")


def test_they_are_for_people_and_not_for_systems(asking: Flask, service: Service) -> None:
    key = api_key(service.database, HR_OFFICER)
    answer = asking.test_client().get(f"/api/v1/checks/{'0' * 32}", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 404


def test_signing_out_needs_no_acceptance_and_the_terms_are_public(asking: Flask, service: Service) -> None:
    client = visitor(asking, service)
    found = TOKEN.search(client.get("/account/terms").get_data(as_text=True))
    assert found
    assert client.post("/sign-out", data={"csrf_token": found[1]}).location == "/"
    assert load_terms().must[0] in asking.test_client().get("/terms").get_data(as_text=True)

"""Before a decision somebody shows again who they are, when the last proof is old; and nothing they had typed is lost by it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.access.test_sign_in import wrong_codes
from tests.access.test_single_sign_on import WORKER, configured, sign_in
from tests.conftest import Templates, a_key, make_settings
from tests.identity_provider import running_identity_provider
from tests.people import FORCE_ADMINISTRATOR, HR_OFFICER, PASSWORD, REGISTRAR, add_everyone
from vetting.access import Permission, declared_access, limiter, sessions
from vetting.access.proofs import ASKS_PROOF
from vetting.app import Service, create_app
from vetting.db import utc_now
from vetting.settings import Asked, Mode

pytestmark = pytest.mark.filterwarnings("ignore:Passing SelectField choices:DeprecationWarning")  # Flask-Security's own forms
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NEW = {"full_name": "Nora Demo-“Newcomer” <b>", "email": "nora@kent.example", "role": "hr_officer", "way": "local"}
OPEN = "/register/lists/barred/open"


@pytest.fixture
def database_url(templates: Templates, tmp_path: Path) -> str:
    """SQLite alone: this is about sessions."""
    return templates.fresh("sqlite", tmp_path)


def filled(service: Service, **changes: object) -> Flask:
    """The application, asking again after fifteen minutes."""
    settings = service.settings.model_copy(update={"step_up_minutes": 15, **changes})
    app = create_app(settings, service)
    limiter.enabled = False
    with app.app_context():
        add_everyone(service.database, hash_password(PASSWORD))
    return app


@pytest.fixture
def app(service: Service) -> Iterator[Flask]:
    yield filled(service)
    limiter.enabled = True


def enter(app: Flask, email: str = FORCE_ADMINISTRATOR.email) -> FlaskClient:
    client = app.test_client()
    sent = {"csrf_token": token(client, "/sign-in"), "email": email, "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 302
    return client


def token(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found
    return found[1]


def later(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    moment = utc_now() + timedelta(**by)
    monkeypatch.setattr(sessions, "utc_now", lambda: moment)


def fields_of(page: TestResponse) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(page.get_data(as_text=True))}


def count(service: Service, statement: str) -> int:
    with service.database.read() as session:
        return int(session.scalar(text(statement)) or 0)


def test_a_fresh_proof_is_asked_for_nothing(app: Flask, service: Service) -> None:
    client = enter(app)
    answer = client.post("/people/new", data={"csrf_token": token(client, "/people/new"), **NEW})
    assert answer.status_code == 200
    assert count(service, "SELECT count(*) FROM account WHERE email = 'nora@kent.example'") == 1


def test_an_old_one_is_renewed_and_what_was_typed_is_sent_again(
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(app)
    form = token(client, "/people/new")
    client.get("/people/")
    for minutes in (10, 16):
        later(monkeypatch, minutes=minutes)
        assert client.get("/people/").status_code == 200, "to look asks for no proof"
    asked = client.post("/people/new", data={"csrf_token": form, **NEW})
    assert asked.status_code == 403
    assert "Nothing is done yet" in asked.get_data(as_text=True)
    assert count(service, "SELECT count(*) FROM account WHERE email = 'nora@kent.example'") == 0
    kept = fields_of(asked)
    assert {name: kept[name] for name in NEW} == NEW
    wrong = client.post("/account/confirm", data={**kept, "proof_given": "not the passphrase"})
    assert wrong.status_code == 422
    kept = fields_of(wrong)
    assert {name: kept[name] for name in NEW} == NEW
    before = client.get_cookie("session")
    thief = app.test_client()
    thief.set_cookie("session", before.value, domain="localhost")  # type: ignore[union-attr]
    assert thief.get("/people/").status_code == 200
    right = client.post("/account/confirm", data={**kept, "proof_given": PASSWORD})
    assert (right.status_code, right.location) == (307, "/people/new")
    again = client.post("/people/new", data={**kept, "proof_given": PASSWORD})
    assert again.status_code == 200
    assert count(service, "SELECT count(*) FROM account WHERE email = 'nora@kent.example'") == 1
    assert thief.get("/people/").status_code == 302, "the session from before the proof is dead"
    assert client.get("/people/").status_code == 200


def test_the_proof_leaves_a_trace_either_way(app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter(app, REGISTRAR.email)
    form = token(client, "/register/lists")
    later(monkeypatch, minutes=14)
    client.get("/register/lists")
    later(monkeypatch, minutes=20)
    asked = fields_of(client.post(OPEN, data={"csrf_token": form}))
    assert count(service, "SELECT count(*) FROM audit_event WHERE event = 'list_opened'") == 0
    for given in ("wrong", PASSWORD):
        client.post("/account/confirm", data={**asked, "proof_given": given})
    assert count(service, "SELECT count(*) FROM audit_event WHERE event = 'proof_refused'") == 1
    assert count(service, "SELECT count(*) FROM audit_event WHERE event = 'proved_again'") == 1


def test_proofs_cannot_be_guessed_at_leisure(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter(app)
    limiter.enabled = True
    limiter.reset()
    form = token(client, "/people/")
    sent = {"csrf_token": form, "resume_at": "/people/new"}
    statuses = [client.post("/account/confirm", data={**sent, "proof_given": f"guess {n}"}).status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2


@pytest.mark.parametrize(
    "resume", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/nowhere", "/checks/"]
)
def test_nobody_is_sent_anywhere_else(app: Flask, resume: str) -> None:
    client = enter(app)
    sent = {"csrf_token": token(client, "/people/"), "resume_at": resume, "proof_given": PASSWORD}
    answer = client.post("/account/confirm", data=sent)
    assert (answer.status_code, answer.location) == (303, "/")


def test_every_address_that_approves_or_decides_asks(app: Flask) -> None:
    """Declared once, by permission: a new address that decides is covered without anybody thinking of it."""
    asking = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if declared_access(app, rule.endpoint) in ASKS_PROOF and "POST" in (rule.methods or ())
    }
    assert {"/people/new", "/keys/new", "/register/lists/<list_id>/open"} <= asking
    assert any("approve" in rule for rule in asking)
    assert any("/hits/" in rule for rule in asking)
    assert Permission.REQUEST_CHECK not in ASKS_PROOF


def test_a_demonstration_asks_nothing_and_live_use_does(service: Service) -> None:
    assert service.settings.step_up is None
    live = make_settings("sqlite:///x.db", Path("/tmp"), mode=Mode.LIVE, vault_keys=f"live-1={a_key('v')}")
    assert live.step_up == timedelta(minutes=15)
    assert live.asks_terms
    assert live.asks_second_factor


@pytest.fixture
def with_codes(service: Service) -> Iterator[tuple[Flask, Any]]:
    """The same with a second factor, which the administrator has set up."""
    from passlib.totp import TOTP

    app = filled(service, second_factor=Asked.REQUIRED)
    with app.app_context():
        secret = app.extensions["security"].totp_factory.generate_totp_secret()
        key = app.extensions["security"].totp_factory.get_totp_b32_key(secret)
    with service.database.write() as session:
        session.execute(
            text("UPDATE account SET tf_primary_method = 'authenticator', tf_totp_secret = :s WHERE email = :e"),
            {"s": secret, "e": FORCE_ADMINISTRATOR.email},
        )
    yield app, TOTP(key)
    limiter.enabled = True


def test_with_a_second_factor_it_is_a_code_and_each_works_once(
    with_codes: tuple[Flask, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, totp = with_codes
    client = enter(app)
    code = totp.generate().token
    sent = {"csrf_token": token(client, "/sign-in/second-factor"), "code": code}
    assert client.post("/sign-in/second-factor", data=sent).status_code == 302
    form = token(client, "/people/new")
    client.get("/people/")
    later(monkeypatch, minutes=12)
    client.get("/people/")
    later(monkeypatch, minutes=20)
    asked = client.post("/people/new", data={"csrf_token": form, **NEW})
    assert "Code of your authenticator app" in asked.get_data(as_text=True)
    kept = fields_of(asked)
    for given in (code, PASSWORD, "", *wrong_codes(totp, 1)):
        assert client.post("/account/confirm", data={**kept, "proof_given": given}).status_code == 422, given
    fresh = totp.generate(time.time() + 30).token
    assert client.post("/account/confirm", data={**kept, "proof_given": f" {fresh[:3]} {fresh[3:]} "}).status_code == 307
    assert client.post("/people/new", data=kept).status_code == 200


def test_through_a_provider_it_is_the_provider_that_is_asked_again(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    add_everyone(service.database)
    with running_identity_provider() as provider:
        claims = {**WORKER, "email": FORCE_ADMINISTRATOR.email, "groups": ["g-administrators"]}
        provider.know("willow", **claims)
        provider.know("somebody else", **{**WORKER, "email": "else@kent.example"})
        there = configured(service, provider, tmp_path, step_up_minutes=15)
        client = create_app(there.settings, there).test_client()
        assert sign_in(client, provider).status_code == 302
        form = token(client, "/people/new")
        later(monkeypatch, minutes=10)
        client.get("/people/")
        later(monkeypatch, minutes=16)
        asked = client.post("/people/new", data={"csrf_token": form, **NEW})
        assert "Sign in again through your organisation" in asked.get_data(as_text=True)
        kept = fields_of(asked)
        assert client.post("/account/confirm", data=kept).status_code == 422, "nobody has been asked yet"
        again = client.get("/sign-in/with/kent?again=1")
        assert "prompt=login" in again.location
        assert "max_age=0" in again.location
        as_another = provider.agrees(again.location, "somebody else")
        assert client.get(as_another.partition("localhost")[2]).status_code == 403
        provider.lie(auth_time=int(time.time()) - 3600)
        stale = provider.agrees(client.get("/sign-in/with/kent?again=1").location, "willow")
        assert client.get(stale.partition("localhost")[2]).status_code == 403, "the provider did not ask, it remembered"
        assert client.post("/account/confirm", data=kept).status_code == 422
        provider.lie()
        done = provider.agrees(client.get("/sign-in/with/kent?again=1").location, "willow")
        assert client.get(done.partition("localhost")[2]).location == "/account/confirmed"
        assert client.post("/account/confirm", data=kept).status_code == 307
        assert client.post("/people/new", data=kept).status_code == 200
        there.database.engine.dispose()
    limiter.enabled = True


def test_the_page_says_when_the_session_ends_and_it_can_be_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter(app, HR_OFFICER.email)
    page = client.get("/checks/").get_data(as_text=True)
    found = re.search(r'data-seconds="(\d+)"', page)
    assert found
    assert 1790 <= int(found[1]) <= 1800
    assert "If you open no other page, you are signed out at" in page
    later(monkeypatch, minutes=29)
    answer = client.post("/account/session", data={"csrf_token": token(client, "/sign-in/invitation")})
    assert answer.status_code == 200
    later(monkeypatch, minutes=58)
    assert client.get("/checks/").status_code == 200
    later(monkeypatch, minutes=89)
    assert client.get("/checks/").status_code == 302


def test_a_page_for_nobody_names_no_end(app: Flask) -> None:
    assert "data-seconds" not in app.test_client().get("/help").get_data(as_text=True)

"""Signing in: throttled but never locked for good, the same words for everybody, sessions that end, a second factor where asked."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.conftest import Templates, a_key, make_settings
from tests.people import HR_OFFICER, PASSWORD, REGISTRAR, Someone, add_everyone
from vetting.access import limiter, sessions
from vetting.app import Service, create_app
from vetting.db import utc_now
from vetting.settings import Mode

pytestmark = pytest.mark.filterwarnings("ignore:Passing SelectField choices:DeprecationWarning")  # Flask-Security's own forms
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEY = re.compile(r'class="govuk-inset-text">\s*([A-Z2-7 -]+?)\s*<')


@pytest.fixture
def database_url(templates: Templates, tmp_path: Path) -> str:
    """SQLite alone: signing in knows nothing of databases."""
    return templates.fresh("sqlite", tmp_path)


@pytest.fixture(autouse=True)
def _limits() -> Any:
    limiter.enabled = True
    yield
    limiter.enabled = True
    limiter.reset()


def filled(service: Service) -> Flask:
    """The application with everyone able to sign in."""
    app = create_app(service.settings, service)
    limiter.reset()
    with app.app_context():
        add_everyone(service.database, hash_password(PASSWORD))
    return app


@pytest.fixture
def app(service: Service) -> Flask:
    return filled(service)


def token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = TOKEN.search(client.get(path, base_url="https://localhost").get_data(as_text=True))
    assert found
    return found[1]


def post(client: FlaskClient, path: str, form_at: str | None = None, **data: str) -> TestResponse:
    secure: dict[str, Any] = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    return client.post(path, data={"csrf_token": token(client, form_at or path), **data}, **secure)


def sign_in(client: FlaskClient, someone: Someone | str = HR_OFFICER, password: str = PASSWORD) -> TestResponse:
    email = someone if isinstance(someone, str) else someone.email
    return post(client, "/sign-in", email=email, password=password)


def sees_checks(client: FlaskClient) -> bool:
    return client.get("/checks/", base_url="https://localhost").status_code == 200


def events(service: Service, name: str) -> list[str]:
    with service.database.read() as session:
        return list(session.scalars(text("SELECT fields FROM audit_event WHERE event = :n ORDER BY sequence"), {"n": name}))


def test_the_right_password_signs_in_and_anything_else_reads_the_same(app: Flask) -> None:
    client = app.test_client()
    wrong, unknown = sign_in(client, password="not the passphrase"), sign_in(client, "nobody@kent.example")
    pages = [
        TOKEN.sub("", page.get_data(as_text=True)).replace("nobody@kent.example", HR_OFFICER.email) for page in (wrong, unknown)
    ]
    assert pages[0] == pages[1]
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert sign_in(client).status_code == 302
    assert sees_checks(client)


def test_an_address_that_keeps_trying_is_told_to_wait(app: Flask) -> None:
    client = app.test_client()
    answers = [sign_in(client, f"person{n}@kent.example").status_code for n in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[10:] == [429, 429]


def test_an_account_is_throttled_whether_it_exists_or_not(app: Flask) -> None:
    for email in (HR_OFFICER.email, "nobody@kent.example"):
        limiter.reset()
        answers = [sign_in(app.test_client(), email, "wrong wrong wrong").status_code for _ in range(7)]
        assert answers == [200] * 5 + [429] * 2


def test_nobody_can_lock_the_owner_out_of_a_known_browser(app: Flask) -> None:
    owner = app.test_client()
    sign_in(owner)
    post(owner, "/sign-out", "/checks/")
    attacker = app.test_client()
    assert [sign_in(attacker, password="wrong wrong wrong").status_code for _ in range(6)][-1] == 429
    assert sign_in(app.test_client()).status_code == 429, "a new browser has to wait"
    assert sign_in(owner).status_code == 302, "the owner's own browser does not"


def test_success_is_not_counted(app: Flask) -> None:
    for _ in range(8):
        assert sign_in(app.test_client()).status_code == 302


def test_what_was_typed_is_not_kept_in_the_limiters_store(app: Flask) -> None:
    sign_in(app.test_client(), "typed-password-here")
    kept = repr(vars(limiter.storage))
    assert "typed-password-here" not in kept
    assert "known browser" in kept or "account:" in kept


def test_signing_in_makes_a_new_session(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = client.get_cookie("session")
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
    assert before is not None
    assert client.get_cookie("session").value != before.value  # type: ignore[union-attr]


def test_a_copied_cookie_is_dead_once_its_owner_signed_out(app: Flask) -> None:
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    thief.set_cookie("session", client.get_cookie("session").value, domain="localhost")  # type: ignore[union-attr]
    assert sees_checks(thief)
    post(client, "/sign-out", "/checks/")
    assert not sees_checks(thief)


@pytest.mark.parametrize(
    ("change", "status"),
    [("active = false", 302), ("fs_uniquifier = 'changed'", 302), ("role = 'auditor'", 403)],
)
def test_a_change_of_the_account_bites_on_the_next_request(app: Flask, service: Service, change: str, status: int) -> None:
    client = app.test_client()
    sign_in(client)
    assert sees_checks(client)
    with service.database.write() as session:
        session.execute(text(f"UPDATE account SET {change} WHERE email = :e"), {"e": HR_OFFICER.email})
    assert client.get("/checks/", base_url="https://localhost").status_code == status


@pytest.mark.parametrize(
    ("someone", "path", "steps", "alive"),
    [
        (HR_OFFICER, "/checks/", [29, 29, 29], True),
        (HR_OFFICER, "/checks/", [31], False),
        (REGISTRAR, "/register/lists", [14, 14], True),
        (REGISTRAR, "/register/lists", [16], False),
        (HR_OFFICER, "/checks/", [25] * 24, True),
        (HR_OFFICER, "/checks/", [25] * 25, False),
    ],
)
def test_a_session_ends_when_it_is_idle_or_old(  # noqa: PLR0917
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch, someone: Someone, path: str, steps: list[int], alive: bool
) -> None:
    client, moment = app.test_client(), utc_now()
    sign_in(client, someone)
    statuses = []
    for minutes in steps:
        moment += timedelta(minutes=minutes)
        monkeypatch.setattr(sessions, "utc_now", lambda moment=moment: moment)
        statuses.append(client.get(path, base_url="https://localhost").status_code)
    assert (statuses[-1] == 200) is alive
    assert set(statuses[:-1]) <= {200}
    assert len(events(service, "session_ended")) == (0 if alive else 1)


@pytest.fixture
def live(tmp_path: Path) -> Any:
    """A deployment in live use, with everyone in it."""
    changes = {"mode": Mode.LIVE, "vault_keys": f"live-1={a_key('v')}", "terms": "off"}
    service = Service(make_settings(f"sqlite:///{tmp_path / 'live.db'}", tmp_path, **changes))
    service.prepare()
    yield service
    service.database.engine.dispose()


def set_up(client: FlaskClient) -> Any:
    """Sign in for the first time and set up an app that shows codes; gives that app."""
    from passlib.totp import TOTP

    assert sign_in(client).location.startswith("/sign-in/second-factor/set-up")
    assert not sees_checks(client), "the password alone opens nothing"
    page = post(client, "/sign-in/second-factor/set-up", setup="authenticator").get_data(as_text=True)
    key = KEY.search(page)
    assert key, page
    app = TOTP(key[1].replace("-", "").replace(" ", ""))
    found = TOKEN.search(page)
    assert found
    answer = client.post(
        "/sign-in/second-factor",
        data={"csrf_token": found[1], "code": app.generate().token},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )
    assert answer.location == "/account/recovery-codes"
    return app


def wrong_codes(app: Any, count: int) -> list[str]:
    """So many codes that are right at no time near now: one in some ten thousand would be."""
    right = {app.generate(time.time() + 30 * step).token for step in range(-10, 11)}
    return [code for code in (f"{number:06}" for number in range(100)) if code not in right][:count]


def test_live_use_asks_for_a_second_factor_and_pins_the_cookie(live: Service) -> None:
    client = filled(live).test_client()
    app = set_up(client)
    assert sees_checks(client)
    assert app is not None
    cookies = {cookie.key: cookie for cookie in client._cookies.values()}  # type: ignore[attr-defined]
    session = cookies["__Host-session"]
    assert (session.secure, session.http_only, session.path, session.domain) == (True, True, "/", "localhost")
    assert session.same_site == "Lax"
    assert set(cookies) == {"__Host-session", "__Host-vetting-device"}


def test_afterwards_a_code_is_asked_each_time_and_a_wrong_one_is_not_taken(live: Service) -> None:
    application = filled(live)
    app = set_up(application.test_client())
    client = application.test_client()
    assert sign_in(client).location.startswith("/sign-in/second-factor")
    wrong = post(client, "/sign-in/second-factor", code=wrong_codes(app, 1)[0])
    assert wrong.status_code == 200
    assert not sees_checks(client)
    assert post(client, "/sign-in/second-factor", code=app.generate(time.time() + 30).token).status_code == 302
    assert sees_checks(client)
    assert "password+code" in events(live, "signed_in")[-1]


def test_a_code_is_taken_once(live: Service) -> None:
    """Also within its half minute, by anybody: whoever looks over a shoulder has nothing (RFC 6238 section 5.2)."""
    application = filled(live)
    app = set_up(application.test_client())
    code = app.generate(time.time() + 30).token
    owner, thief = application.test_client(), application.test_client()
    for client in (owner, thief):
        sign_in(client)
    assert post(owner, "/sign-in/second-factor", code=code).status_code == 302
    assert post(thief, "/sign-in/second-factor", code=code).status_code == 200
    assert post(thief, "/sign-in/second-factor", code=app.generate().token).status_code == 200, "nor one from before it"
    assert not sees_checks(thief)
    assert post(thief, "/sign-in/second-factor", code=app.generate(time.time() + 60).token).status_code == 302


def test_codes_cannot_be_guessed_at_leisure(live: Service) -> None:
    application = filled(live)
    app = set_up(application.test_client())
    client = application.test_client()
    sign_in(client)
    form = token(client, "/sign-in/second-factor")
    send = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    statuses = [
        client.post("/sign-in/second-factor", data={"csrf_token": form, "code": code}, **send).status_code  # type: ignore[arg-type]
        for code in wrong_codes(app, 7)
    ]
    assert statuses == [200] * 5 + [429] * 2


def test_a_recovery_code_works_once(live: Service) -> None:
    application = filled(live)
    first = application.test_client()
    set_up(first)
    page = post(first, "/account/recovery-codes", generate_new_codes="1").get_data(as_text=True)
    codes = re.findall(r"<code>([^<]+)</code>", page)
    assert len(codes) == 8
    for expected in (True, False):
        client = application.test_client()
        sign_in(client)
        post(client, "/sign-in/recovery", code=codes[0])
        assert sees_checks(client) is expected


def test_secret_and_recovery_codes_are_stored_encrypted(live: Service) -> None:
    application = filled(live)
    client = application.test_client()
    set_up(client)
    page = post(client, "/account/recovery-codes", generate_new_codes="1").get_data(as_text=True)
    codes = re.findall(r"<code>([^<]+)</code>", page)
    with live.database.read() as session:
        row = session.execute(
            text("SELECT tf_totp_secret, mf_recovery_codes FROM account WHERE email = :e"), {"e": HR_OFFICER.email}
        ).one()
    assert '"enckey"' in row.tf_totp_secret
    assert codes
    assert not any(code in str(row.mf_recovery_codes) for code in codes)


def test_half_a_sign_in_opens_no_page(live: Service) -> None:
    client = filled(live).test_client()
    sign_in(client)
    for path in ("/account/recovery-codes", "/checks/", "/sign-in/second-factor/choose", "/sign-in/second-factor/help"):
        assert client.get(path, base_url="https://localhost").status_code in {302, 403}, path

"""Every unsafe address refuses a forged form and changes nothing; every answer carries the headers that keep it private."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.conftest import Templates
from tests.drills.authz import plain, read_policy
from tests.drills.authz_world import NOBODY, ROLES, Drill
from vetting.access import limiter
from vetting.app import Service

UNSAFE = sorted(key for key in read_policy() if key[1] != "GET")
PAGES = sorted(
    rule for rule, method in read_policy() if method == "GET" and not rule.startswith(("/api/", "/static/", "/health", "/metrics"))
)


@pytest.fixture(scope="module")
def drill(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> object:
    """One deployment for all of this file: refused requests change nothing."""
    from tests.conftest import make_settings

    folder = tmp_path_factory.mktemp("forgery")
    service = Service(make_settings(templates.fresh("sqlite", folder), folder))
    yield Drill.make(service)
    limiter.enabled = True
    service.database.engine.dispose()


def address(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?\w+>", NOBODY, rule)


def somebody_who_may(drill: Drill, rule: str, method: str) -> str:
    may = read_policy()[(plain(rule), method)].may
    return may[0] if isinstance(may, list) else next(iter(ROLES))


def as_signed_in(drill: Drill, role: str):  # type: ignore[no-untyped-def]
    client = drill.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = drill.world.people[ROLES[role]].id
        session["_fresh"] = True
    return client


@pytest.mark.parametrize("forged", ["none", "another session's", "garbled", "from another site"])
@pytest.mark.parametrize(("rule", "method"), [key for key in UNSAFE if not key[0].startswith("/api/")])
def test_a_forged_form_is_refused_and_changes_nothing(drill: Drill, rule: str, method: str, forged: str) -> None:
    client = drill.app.test_client() if rule == "/sign-in" else as_signed_in(drill, somebody_who_may(drill, rule, method))
    data, headers = {}, {}
    if forged == "another session's":
        other = drill.app.test_client().get("/sign-in").get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', other)
        assert found
        data = {"csrf_token": found[1]}
    elif forged == "garbled":
        data = {"csrf_token": "x" * 40}
    elif forged == "from another site":
        headers = {"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"}
    before = drill.state()
    answer = client.open(address(rule), method=method, data=data, headers=headers)
    assert answer.status_code == 400, (rule, answer.status_code)
    assert drill.state() == before


@pytest.mark.parametrize(("rule", "method"), [key for key in UNSAFE if key[0].startswith("/api/")])
def test_the_api_ignores_cookies(drill: Drill, rule: str, method: str) -> None:
    client = as_signed_in(drill, somebody_who_may(drill, rule, method))
    before = drill.state()
    answer = client.open(address(rule), method=method, json={}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 401
    assert drill.state() == before


@pytest.mark.parametrize("rule", PAGES)
def test_every_page_and_every_refusal_keeps_itself_private(drill: Drill, rule: str) -> None:
    for role in ("", somebody_who_may(drill, rule, "GET"), "auditor"):
        client = as_signed_in(drill, role) if role else drill.app.test_client()
        answer = client.get(address(rule), base_url="https://localhost")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_forged_address_of_the_caller_is_not_believed(drill: Drill) -> None:
    """Without a proxy in front, X-Forwarded-For is whatever the caller wrote."""
    app: Flask = drill.app
    with app.test_request_context("/", headers={"X-Forwarded-For": "203.0.113.9"}, environ_base={"REMOTE_ADDR": "198.51.100.1"}):
        from vetting.access.limits import who_asks

        assert who_asks() == "address:198.51.100.1"

"""Deny by default: every route declares who may use it, and a view that declares nothing is refused."""

from __future__ import annotations

import re

import pytest
from apiflask import APIFlask
from sqlalchemy import text

from tests.people import RECRUITER, VETTING_OFFICER, add_everyone, api_key
from vetting.access import Permission, declared_access
from vetting.app import Service

PUBLIC_RULES = {
    "/",
    "/accessibility",
    "/api/v1/docs",
    "/api/v1/openapi.json",
    "/api/v1/register/published",
    "/cookies",
    "/health/live",
    "/health/ready",
    "/help",
    "/metrics",
    "/privacy",
    "/register/published",
    "/register/published/<id:entry_id>",
    "/sign-in",
    "/statistics",
    "/statistics.csv",
    "/sign-in/invitation",
    "/sign-in/with/<provider_id>",
    "/sign-in/with/<provider_id>/done",
    "/terms",
    "/verify",
    "/verify/keys.json",
}


def test_every_route_declares_its_access(app: APIFlask) -> None:
    undeclared = {rule.rule for rule in app.url_map.iter_rules() if declared_access(app, rule.endpoint) is None}
    assert undeclared == set()


def test_only_the_listed_routes_are_public(app: APIFlask) -> None:
    public = {rule.rule for rule in app.url_map.iter_rules() if declared_access(app, rule.endpoint) == "public"}
    assert {rule for rule in public if not rule.startswith(("/static/", "/assets/"))} == PUBLIC_RULES


def test_every_other_route_sends_a_stranger_away(app: APIFlask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if declared_access(app, rule.endpoint) == "public":
            continue
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<(?:\w+:)?\w+>", "0" * 32, path)
        method = "GET" if "GET" in rule.methods else "POST"
        response = client.open(path, method=method)
        assert response.status_code in {302, 303, 400, 401}, (path, method, response.status_code)
        if response.status_code in {302, 303}:
            assert response.location.startswith("/sign-in")


def test_a_view_that_declares_nothing_is_refused(app: APIFlask) -> None:
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "open to all")
    with app.extensions["vetting_database"].read():
        pass
    response = app.test_client().get("/api/v1/forgotten")
    assert response.status_code in {401, 403}
    assert b"open to all" not in response.data


def test_a_refusal_leaves_a_trace(service: Service, app: APIFlask) -> None:
    add_everyone(service.database)
    key = api_key(service.database, RECRUITER)
    response = app.test_client().get(f"/api/v1/reports/{'0' * 32}", headers={"Authorization": f"Bearer {key}"})
    assert response.status_code == 403
    with service.database.read() as session:
        fields = session.scalars(text("SELECT fields FROM audit_event WHERE event = 'permission_refused'")).all()
    assert len(fields) == 1
    assert Permission.READ_OWN_REPORTS.value in fields[0]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer vet_00000000_wrong", "Basic dTpw", "Bearer  "])
def test_a_missing_or_unknown_key_is_unauthorised(app: APIFlask, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = app.test_client().get(f"/api/v1/checks/{'0' * 32}", headers=headers)
    assert response.status_code == 401
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("change", ["revoked_at = created_at", "expires_at = created_at"])
def test_a_revoked_or_expired_key_is_refused_on_the_next_request(service: Service, app: APIFlask, change: str) -> None:
    key = api_key(service.database, VETTING_OFFICER)
    path, headers = f"/api/v1/checks/{'0' * 32}", {"Authorization": f"Bearer {key}"}
    assert app.test_client().get(path, headers=headers).status_code == 404
    with service.database.write() as session:
        session.execute(text(f"UPDATE api_client SET {change}"))
    assert app.test_client().get(path, headers=headers).status_code == 401

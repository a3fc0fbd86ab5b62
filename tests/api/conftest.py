"""A client of the API with a key of every role, on each database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import Someone, api_key
from tests.screening.world import World
from vetting.access import limiter

API = "/api/v1"
CHECK: dict[str, Any] = {
    "subject": {"forenames": "Bob", "surname": "Featherstonehagh", "date_of_birth": "1985-04-27"},
    "purpose": "appointment",
    "reference": "VAC-2026-17",
}
REPORT: dict[str, Any] = {
    "limb": "a",
    "force": "33",
    "forenames": "Robert James",
    "surname": "Featherstonehaugh",
    "date_of_birth": "1985-04-27",
    "rank": "constable",
    "identifying_number": "1234",
    "ground": "gross_misconduct",
    "conduct": "Took money that was handed in.",
    "standards": ["Honesty and Integrity"],
    "event_date": "2026-11-18",
}


def check_about(**changes: Any) -> dict[str, Any]:
    """The body of a check, its subject changed."""
    return CHECK | {"subject": CHECK["subject"] | changes}


@dataclass
class Caller:
    """Calls the API as anybody. Each POST gets a fresh Idempotency-Key unless one is given."""

    world: World
    client: FlaskClient
    keys: dict[Someone, str] = field(default_factory=dict)
    fresh: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def key_of(self, someone: Someone) -> str:
        if someone not in self.keys:
            self.keys[someone] = api_key(self.world.database, someone)
        return self.keys[someone]

    def headers(self, someone: Someone | None) -> dict[str, str]:
        return {} if someone is None else {"Authorization": f"Bearer {self.key_of(someone)}"}

    def get(self, path: str, someone: Someone | None = None, **more: Any) -> TestResponse:
        return self.client.get(API + path, headers=self.headers(someone), **more)

    def post(self, path: str, someone: Someone | None, body: Any = None, key: str | None = "", **more: Any) -> TestResponse:
        headers = self.headers(someone) | more.pop("headers", {})
        if key is not None:
            headers["Idempotency-Key"] = key or f"key-{self.fresh()}"
        content = {"json": body} if "data" not in more else {}
        return self.client.post(API + path, headers=headers, **content, **more)


@pytest.fixture
def api(app: APIFlask, database: Any) -> Caller:
    """The API with everyone in it and both lists open; the limits of the tests before do not count."""
    limiter.reset()
    return Caller(World.make(database), app.test_client())


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The one shape of every error: asserts it and gives the document."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    assert response.headers["X-Demonstration"] == "true"
    assert response.headers["Cache-Control"] == "no-store"
    document: dict[str, Any] = response.json
    assert set(document) - {"errors"} == {"type", "title", "status", "detail", "code", "demonstration"}
    assert (document["status"], document["code"], document["demonstration"]) == (status, code, True)
    assert document["type"] == f"/api/v1/docs#{code}"
    return document


def fields_of(document: dict[str, Any]) -> list[str]:
    """The fields that a problem names."""
    return [error["field"] for error in document["errors"]]

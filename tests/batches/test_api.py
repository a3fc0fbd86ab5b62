"""Batches by API: a list as JSON or as a file, started by itself, its results row by row, one effect for a request sent twice."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.batches.world import BatchWorld, people_csv
from tests.conftest import make_settings
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, Someone, api_key
from vetting.api.batches import batches
from vetting.app import Service, create_app
from vetting.batches.views import ASSUMED_RATE

PEOPLE = [
    {"reference": "1", "forenames": "Ann", "surname": "Example", "date_of_birth": "1985-04-27"},
    {"reference": "2", "forenames": "Bob", "surname": "Sample", "date_of_birth": "1985-02-31"},
]
BODY: dict[str, Any] = {"purpose": "workforce_check", "reference": "WASH-1"}


class Api:
    def __init__(self, world: BatchWorld, client: FlaskClient) -> None:
        self.world, self.client = world, client
        self._keys: dict[Someone, str] = {}

    def _headers(self, someone: Someone, key: str = "") -> dict[str, str]:
        if someone not in self._keys:
            self._keys[someone] = api_key(self.world.database, someone)
        return {"Authorization": f"Bearer {self._keys[someone]}"} | ({"Idempotency-Key": key} if key else {})

    def post(self, body: dict[str, Any], key: str, someone: Someone = HR_OFFICER) -> Any:
        return self.client.post("/api/v1/batches", json=body, headers=self._headers(someone, key))

    def get(self, path: str, someone: Someone = HR_OFFICER) -> Any:
        return self.client.get(f"/api/v1/batches/{path}", headers=self._headers(someone))


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    service = Service(make_settings(f"sqlite:///{tmp_path / 'vetting.db'}", tmp_path))
    service.prepare()
    world = BatchWorld.make(service.database)
    app = create_app(service.settings, service)
    if "api_batches" not in app.blueprints:
        app.register_blueprint(batches)
    yield Api(world, app.test_client())
    service.database.engine.dispose()


def test_a_list_of_people_starts_by_itself_and_gives_its_results(api: Api) -> None:
    made = api.post(BODY | {"people": PEOPLE}, "one")
    assert (made.status_code, made.json["state"]) == (201, "reading")
    again = api.post(BODY | {"people": PEOPLE}, "one")
    assert again.json == made.json
    batch_id = made.json["id"]
    assert api.get(f"{batch_id}/results").status_code == 409
    api.world.work()
    closed = api.get(batch_id).json
    assert closed["state"] == "closed"
    assert closed["rows"] == {"read": 2, "to_check": 1, "rejected": 1, "left_out": 0, "done": 1, "could_not_check": 0}
    assert closed["errors"] == [{"row": 3, "column": "A (date_of_birth)", "problem": "1985-02-31 is not a real date."}]
    results = api.get(f"{batch_id}/results").json
    assert [(row["row"], row["state"], row["why"]) for row in results["results"]] == [
        (2, "with_vetting_unit", None),
        (3, "could_not_check", "rejected"),
    ]
    assert results["next"] is None and results["register_version"] == closed["register_version"]


def test_what_comes_first_and_the_very_same_file_are_told(api: Api) -> None:
    """A long queue answers with when it is expected to begin; a file that was sent before is taken, and the sender told."""
    people = base64.b64encode(people_csv(900)).decode()
    first = api.post(BODY | {"file": people}, "first").json
    assert (first["rows_ahead"], first["seconds_ahead"], first["same_file_as"]) == (0, 0, None)
    while api.get(first["id"]).json["state"] != "running":
        assert api.world.engine.step()
    second = api.post(BODY | {"file": people}, "second").json
    assert (second["rows_ahead"], second["seconds_ahead"], second["same_file_as"]) == (900, 900 / ASSUMED_RATE, first["id"])
    other = api.post(BODY | {"file": people}, "other", OTHER_VETTING_OFFICER).json
    assert (other["rows_ahead"], other["same_file_as"]) == (0, None)
    api.world.work()
    done = api.get(second["id"]).json
    assert (done["state"], done["rows_ahead"]) == ("closed", 0)


def test_a_file_larger_than_other_requests_and_results_in_pages(api: Api) -> None:
    data = people_csv(1_500)
    padded = data + b"\n" * 900_000
    batch_id = api.post(BODY | {"file": base64.b64encode(padded).decode()}, "two").json["id"]
    api.world.work()
    assert api.get(batch_id).json["state"] == "needs_second"
    small = api.post(BODY | {"file": base64.b64encode(people_csv(1_000)).decode()}, "three").json["id"]
    api.world.work()
    first = api.get(f"{small}/results").json
    assert len(first["results"]) == 1_000 and first["next"] == 1_001
    assert api.get(f"{small}/results?after=1001").json["results"] == []


@pytest.mark.parametrize(
    "body", [{}, {"people": [], "file": ""}, {"file": "not base64!"}, {"people": PEOPLE, "more": 1}, {"people": []}]
)
def test_what_cannot_be_taken(api: Api, body: dict[str, Any]) -> None:
    answer = api.post(BODY | body, "four")
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"


def test_who_may_not(api: Api) -> None:
    assert api.post(BODY | {"people": PEOPLE}, "five", RECRUITER).status_code == 403
    batch_id = api.post(BODY | {"people": PEOPLE}, "six").json["id"]
    assert api.get(batch_id, OTHER_VETTING_OFFICER).status_code == 404
    assert api.get("x" * 32).status_code == 404

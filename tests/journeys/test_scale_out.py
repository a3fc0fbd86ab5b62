"""Two web processes and two workers that share a PostgreSQL and a Redis and nothing else, as machines of their own would."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from tests.batches.world import LISTED, PURPOSE, BatchWorld, people_csv
from tests.conftest import Templates, as_environment, make_settings
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER
from tests.servers import free_port
from vetting.access import SYSTEM, Role, create_api_client
from vetting.app import Service
from vetting.batches.models import Batch, BatchChunk, BatchRow
from vetting.db import new_id
from vetting.matching.compiled import warm_up
from vetting.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LARGE, SMALL = 6_000, 60
PATIENCE = 240.0


@dataclass
class Deployment:
    """The processes' addresses and a key of each organisation that sends files."""

    world: BatchWorld
    addresses: list[str]
    large: str
    small: str

    def ask(self, place: int, key: str, path: str, **sent: Any) -> dict[str, Any]:
        """One request to one of the web processes."""
        headers = {"Authorization": f"Bearer {key}"}
        url = f"{self.addresses[place]}/api/v1{path}"
        if sent:
            answer = requests.post(url, json=sent, headers=headers | {"Idempotency-Key": new_id()}, timeout=60)
        else:
            answer = requests.get(url, headers=headers, timeout=60)
        assert answer.ok, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def send(self, place: int, key: str, rows: bytes) -> str:
        """Send a file as the API takes it."""
        file = base64.b64encode(rows).decode()
        sent: str = self.ask(place, key, "/batches", purpose=PURPOSE, reference="WASH", file=file, file_name="people.csv")["id"]
        return sent

    def closed(self, place: int, key: str, batch: str) -> dict[str, Any]:
        """Wait until a batch is closed."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            document = self.ask(place, key, f"/batches/{batch}")
            if document["state"] == "closed":
                return document
            time.sleep(0.2)
        pytest.fail(f"the batch did not close: {document}")


@pytest.fixture
def deployment(templates: Templates, redis_url: str, tmp_path: Path) -> Iterator[Deployment]:
    warm_up()
    url = templates.fresh("postgresql", tmp_path)
    home = make_settings(url, tmp_path, queue_url=redis_url, limiter_storage_url=redis_url)
    service = Service(home)
    world = BatchWorld.make(service.database, second_person_above=50_000)
    world.world.entry()
    with service.database.write() as session:
        keys = [
            create_api_client(session, SYSTEM, name="Test", role=Role.HR_OFFICER, organisation_code=someone.organisation)
            for someone in (HR_OFFICER, OTHER_VETTING_OFFICER)
        ]
    with ExitStack() as running:
        running.callback(service.database.engine.dispose)
        ports = [free_port(), free_port()]
        for place, port in enumerate(ports):
            machine = tmp_path / f"machine-{place}"
            machine.mkdir()
            settings = make_settings(url, machine, queue_url=redis_url, limiter_storage_url=redis_url)
            web = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "wsgi:app"]
            running.enter_context(_process(web, settings, machine / "web.log", PORT=str(port)))
            running.enter_context(_process([Path(sys.executable).with_name("vetting"), "worker"], settings, machine / "worker.log"))
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            _wait_until_live(address)
        yield Deployment(world, addresses, *keys)


@contextmanager
def _process(command: list[Any], settings: Settings, log: Path, **environment: str) -> Iterator[None]:
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | as_environment(settings) | environment, stdout=out, stderr=out
        )
        try:
            yield
            assert process.poll() is None, log.read_text()[-2000:]
        finally:
            process.terminate()
            process.wait(60)


def _wait_until_live(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{address}/health/live", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail("the web process did not start")


@pytest.mark.full
@pytest.mark.xdist_group("scale_out")
def test_two_machines_share_the_work_and_a_small_batch_does_not_wait_for_a_large_one(deployment: Deployment) -> None:
    large = deployment.send(0, deployment.large, people_csv(LARGE, {17: LISTED}))
    small = deployment.send(1, deployment.small, people_csv(SMALL, {3: LISTED}))
    told = deployment.closed(0, deployment.small, small)
    assert (told["rows"]["done"], told["rows"]["could_not_check"]) == (SMALL, 0)
    told = deployment.closed(1, deployment.large, large)
    assert (told["rows"]["done"], told["rows"]["could_not_check"]) == (LARGE, 0)
    with deployment.world.database.read() as session:
        ended = {batch: session.get_one(Batch, batch).closed_at for batch in (large, small)}
        before, after = ended[small], ended[large]
        assert before is not None
        assert after is not None
        assert before < after
        rows = select(func.count(), func.count(func.distinct(BatchRow.check_id))).where(BatchRow.batch_id == large)
        assert tuple(session.execute(rows).one()) == (LARGE, LARGE)
        left = select(func.count()).select_from(BatchChunk).where(BatchChunk.state != "done")
        assert session.scalar(left) == 0
    states = deployment.ask(0, deployment.large, f"/batches/{large}/results")["results"]
    assert {row["state"] for row in states} <= {"submitted", "with_vetting_unit", "complete"}

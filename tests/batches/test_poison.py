"""A row that really kills its process: a worker dies of it, another one finds it in fresh processes, and the batch finishes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.batches.world import BatchWorld, people_csv
from vetting.app import Service
from vetting.batches import BatchState, Engine, Pace, Verdict
from vetting.batches.models import BatchChunk
from vetting.settings import Settings

POISONED = """
import json, os, signal, sys
from pathlib import Path
from tests.conftest import make_settings
from vetting.app import Service
from vetting.batches import Engine, Pace, try_rows
from vetting.registry import RegisterIndex
search = RegisterIndex.search
def poisoned(self, session, subjects, list_ids):
    if any(name.surname == "Poison" for subject in subjects for name in subject.names):
        os.kill(os.getpid(), signal.SIGKILL)
    return search(self, session, subjects, list_ids)
RegisterIndex.search = poisoned
database = Service(make_settings(sys.argv[1], Path(sys.argv[2]))).database
if sys.argv[3] == "work":
    Engine(database, pace=Pace(chunk_lease=0.5)).run(60)
else:
    try_rows(database, sys.argv[3], json.loads(sys.argv[4]))
"""


def run(settings: Settings, *arguments: str) -> int:
    url, folder = settings.database_url.get_secret_value(), str(settings.checkpoints_dir.parent)
    command = [sys.executable, "-c", POISONED, url, folder, *arguments]
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False).returncode


@pytest.mark.full
def test_a_row_that_kills_its_process_is_condemned_and_nobody_else(world: BatchWorld, service: Service) -> None:
    batch_id = world.ready(people_csv(3, {2: "P,Ann,Poison,27/04/1985"}))
    world.start(batch_id)
    world.database.engine.dispose()
    assert run(service.settings, "work") == -9
    tried: list[Sequence[int]] = []

    def trial(chunk_id: str, rows: Sequence[int]) -> Verdict:
        tried.append(rows)
        code = run(service.settings, chunk_id, str(list(rows)))
        return Verdict.SURVIVED if code == 0 else Verdict.DIED if code < 0 else Verdict.UNKNOWN

    world.engine = Engine(world.database, trial, Pace(suspect_after=1))
    with world.database.write() as session:
        chunk = session.scalars(select(BatchChunk)).one()
        chunk.leased_until = 0
    world.work()
    view = world.view(batch_id)
    assert (view.state, view.progress.done, view.rows_failed) == (BatchState.CLOSED, 3, 1)
    assert world.answer(world.checks(batch_id)[4])["outcome"] == "could_not_check"
    assert len(tried[0]) == 3 and [4] in [list(rows) for rows in tried]

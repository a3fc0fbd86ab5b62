"""The kill drill: a 20,000-row batch while its workers are killed with SIGKILL, on SQLite and on PostgreSQL.

Run: .venv/bin/python -m tests.drills.batch_kill [rows] [kills] [sqlite|postgresql]. Exits 0 only if every row has exactly one
result and one audit event, none of them could_not_check; prints the figures last.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.conftest import as_environment, make_settings
from tests.servers import running_postgresql
from vetting import audit
from vetting.app import Service
from vetting.audit.models import AuditEvent
from vetting.batches import BatchState, Engine, Pace, trial_in_fresh_process
from vetting.batches.models import Batch, BatchRow
from vetting.screening.models import Check
from vetting.settings import Settings

WORKERS = 3
BETWEEN_KILLS = (0.05, 0.25)
LIMIT_SECONDS = 800.0
PACE = Pace(chunk_lease=5.0, batch_lease=10.0, wait=0.5)


@dataclass
class Figures:
    """What the drill measured on one database."""

    engine: str
    rows: int
    kills: int
    seconds: float
    results: int
    checks: int
    events: int
    failed: int
    closed: bool
    trail_whole: bool

    @property
    def hold(self) -> bool:
        """Whether nothing was lost, doubled or left unchecked."""
        exact = self.results == self.checks == self.events == self.rows
        return exact and self.failed == 0 and self.closed and self.trail_whole

    def line(self) -> str:
        """The figures in one line."""
        missing, double = self.rows - self.results, self.checks - self.results
        return (
            f"{self.engine}: {self.results:,} of {self.rows:,} results, {missing} missing, {double} double, "
            f"{self.failed} could_not_check, {self.events - self.rows} double audit events, {self.kills} kills, "
            f"closed {self.closed}, trail whole {self.trail_whole}, {self.seconds:.1f} s"
        )


def main() -> int:
    """Run the drill on both databases."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 82
    measured: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="vetting-drill-") as folder, _databases(Path(folder)) as databases:
        for name in sys.argv[3:] or databases:
            url = databases[name]
            place = Path(folder) / name
            place.mkdir()
            measured.append(_drill(name, make_settings(url, place), rows, kills))
    held = all(figures.hold and figures.kills >= kills for figures in measured)
    print(f"batch-kill {'holds' if held else 'FAILS'}: " + "; ".join(figures.line() for figures in measured))
    return 0 if held else 1


@contextmanager
def _databases(folder: Path) -> Iterator[dict[str, str]]:
    with running_postgresql() as server:
        administrator = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text("CREATE DATABASE drill"))
        administrator.dispose()
        yield {"sqlite": f"sqlite:///{folder / 'drill.db'}", "postgresql": server + "drill"}


def _drill(name: str, settings: Settings, rows: int, kills: int) -> Figures:
    service = Service(settings)
    service.prepare()
    world = BatchWorld.make(service.database, most_rows=rows, second_person_above=rows)
    world.world.entry()
    batch_id = world.ready(people_csv(rows, {rows // 2: LISTED}))
    world.start(batch_id)
    service.warm()
    service.database.engine.dispose()
    started = time.monotonic()
    killed = _kill_workers(settings, batch_id, kills)
    seconds = time.monotonic() - started
    figures = _measure(name, Service(settings), batch_id, rows=rows, kills=killed, seconds=seconds)
    print(figures.line(), flush=True)
    return figures


def _kill_workers(settings: Settings, batch_id: str, kills: int) -> int:
    """Keep workers running and kill them one by one until enough were killed; then let the rest of the work be done."""
    chance = random.Random(7)
    workers = [_start_worker(settings) for _ in range(WORKERS)]
    watch = Service(settings)
    killed, until = 0, time.monotonic() + LIMIT_SECONDS
    try:
        while time.monotonic() < until:
            time.sleep(chance.uniform(*BETWEEN_KILLS))
            with watch.database.read() as session:
                state, done, of = session.execute(
                    select(Batch.state, Batch.rows_done, Batch.rows_to_check).where(Batch.id == batch_id)
                ).one()
            if state == BatchState.CLOSED.value:
                break
            if killed < kills and (killed + 1) * of <= (done + of // 8) * kills:  # spread over the whole run
                place = chance.randrange(WORKERS)
                os.kill(workers[place], signal.SIGKILL)
                os.waitpid(workers[place], 0)
                killed += 1
                workers[place] = _start_worker(settings)
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
        watch.database.engine.dispose()
    return killed


def _start_worker(settings: Settings) -> int:
    """A worker process with nothing of its parent but the code: its own connections, its own index."""
    child = os.fork()
    if child:
        return child
    try:
        os.environ.update(as_environment(settings))  # for the trials, which are processes of the command line
        engine = Engine(Service(settings).database, trial_in_fresh_process, PACE)
        while True:
            if not engine.step():
                time.sleep(0.05)
    except BaseException:
        os._exit(1)


def _measure(name: str, service: Service, batch_id: str, *, rows: int, kills: int, seconds: float) -> Figures:
    with service.database.read() as session:

        def count(column: object, *conditions: object) -> int:
            return session.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]

        batch = session.get_one(Batch, batch_id)
        checks = [row.check_id for row in session.execute(select(BatchRow.check_id).where(BatchRow.batch_id == batch_id))]
        assert len(set(checks)) == len(checks)
        finding = audit.verify(session.connection(), service.audit_key, service.checkpoints_dir)
        return Figures(
            engine=name,
            rows=rows,
            kills=kills,
            seconds=seconds,
            results=len(checks),
            checks=count(Check.id),
            events=count(AuditEvent.sequence, AuditEvent.event.in_(["check_run", "check_failed"])),
            failed=batch.rows_failed,
            closed=batch.state == BatchState.CLOSED.value,
            trail_whole=finding.whole,
        )


if __name__ == "__main__":
    sys.exit(main())

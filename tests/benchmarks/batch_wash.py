"""The national data wash: 300,000 people against 10,000 entries, from upload to downloadable results, by real worker processes.

Run: .venv/bin/python -W ignore -m tests.benchmarks.batch_wash [ROWS] [ENTRIES] [--workers N] [--postgresql] [--keep FOLDER]
SQLite with one worker by default; `--postgresql`: PostgreSQL (as the service's own role, every commit on the disk) and Redis.
Prints the seconds to each stage and the memory of all processes together; exits 0 only if no row was lost, every listed person was
found, progress never stood still, another organisation's small batch did not wait, and 300,000 rows kept to time and memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path

import psutil
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.batches.world import PURPOSE, BatchWorld, people_csv
from tests.benchmarks.wash_file import Wash, list_as_csv, make_wash
from tests.conftest import as_environment, make_settings
from tests.drills.deployments import as_app_role
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.servers import running_postgresql, running_redis
from vetting import registry
from vetting.app import Service
from vetting.batches import (
    BatchState,
    batch_errors,
    batch_looks,
    batch_progress,
    batch_report,
    list_batches,
    result_rows,
    review_batch,
    start,
    view_batch,
    write_csv,
    write_xlsx,
)
from vetting.batches.models import Batch, BatchRow
from vetting.screening.models import Check
from vetting.settings import Settings

MOST_SECONDS, MOST_BYTES, SMALL_SECONDS, LONGEST_PAUSE, LONGEST_PAGE = 300.0, 1.5e9, 15.0, 10.0, 2.0
PATIENCE = 1_200.0
SMALL_ROWS = 10


class Memory:
    """The most that this process and its children held together, in bytes (proportional set size)."""

    def __init__(self) -> None:
        self.most = 0
        self.parts: dict[str, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        this = psutil.Process()
        while True:
            held: dict[str, float] = {}
            for process in (this, *this.children(recursive=True)):
                try:
                    name = "this process" if process == this else process.name()
                    held[name] = held.get(name, 0) + process.memory_full_info().pss
                except psutil.Error:
                    continue
            if (total := sum(held.values())) > self.most:
                self.most, self.parts = int(total), held
            time.sleep(1.0)


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=300_000)
    parser.add_argument("entries", type=int, nargs="?", default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the two files, for another program to link")
    options = parser.parse_args()
    wash = _made_elsewhere(options.rows, options.entries)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / "wash.xlsx").write_bytes(wash.workbook)
        (options.keep / "list.csv").write_text(list_as_csv(wash.reports), encoding="utf-8")
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="vetting-wash-")))
        settings = _servers(running, folder, postgresql=options.postgresql)
        world = _filled(settings, wash)
        size = f"{len(wash.workbook) / 1e6:.1f} MB, {wash.rows:,} rows"
        where = "PostgreSQL and Redis" if options.postgresql else "SQLite"
        print(f"file of {size}; {len(wash.reports):,} listed; {where}, {options.workers} workers", flush=True)
        for number in range(options.workers):
            running.enter_context(_worker(settings, folder / f"worker-{number}.log"))
        return _measure(world, wash)


def _made_elsewhere(rows: int, entries: int) -> Wash:
    """Make the two files in a process that ends: what it took to invent 300,000 people is no memory of the service."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(make_wash, rows, entries).result()


def _servers(running: ExitStack, folder: Path, *, postgresql: bool) -> Settings:
    if not postgresql:
        return make_settings(f"sqlite:///{folder / 'wash.db'}", folder)
    server, redis_url = running.enter_context(running_postgresql(durable=True)), running.enter_context(running_redis())
    shared = {"queue_url": redis_url, "limiter_storage_url": redis_url}
    owner = Service(make_settings(f"{server}postgres", folder, **shared))
    owner.prepare()
    url = as_app_role(owner.database.engine)
    owner.database.engine.dispose()
    return make_settings(url, folder, **shared)


def _filled(settings: Settings, wash: Wash) -> BatchWorld:
    service = Service(settings)
    if service.database.engine.dialect.name == "sqlite":
        service.prepare()
    world = BatchWorld.make(service.database, most_rows=350_000, second_person_above=350_000)
    people = world.world.people
    for begin in range(0, len(wash.reports), 500):
        some = wash.reports[begin : begin + 500]
        registry.load_demonstration(service.database, people[REGISTRAR], people[SECOND_REGISTRAR], some)
    return world


@contextmanager
def _worker(settings: Settings, log: Path) -> Iterator[None]:
    with log.open("w") as out:
        command = [Path(sys.executable).with_name("vetting"), "worker"]
        process = subprocess.Popen(command, env=os.environ | as_environment(settings), stdout=out, stderr=out)
        try:
            yield
            assert process.poll() is None, log.read_text()[-2000:]
        finally:
            used = psutil.Process(process.pid).cpu_times()
            print(f"worker: {used.user:.0f} s of processor for itself and {used.system:.0f} s for the system")
            process.terminate()
            process.wait(60)


def _measure(world: BatchWorld, wash: Wash) -> int:
    _warmed(world)
    memory, begun = Memory(), time.monotonic()
    batch_id = world.upload(wash.workbook, purpose=PURPOSE, name="wash.xlsx")
    _watched(world, batch_id, BatchState.READY)
    ready = time.monotonic() - begun
    _begin(world, batch_id, HR_OFFICER)
    small = SmallBatch(world)
    pause = _watched(world, batch_id, BatchState.CLOSED, small)
    closed = time.monotonic() - begun
    with world.database.read() as session:
        actor = world.world.people[HR_OFFICER]
        lines = sum(piece.count(b"\r\n") for piece in write_csv(session, actor, batch_id))
        as_csv = time.monotonic() - begun
        workbook = len(write_xlsx(session, actor, batch_id))
    ended = time.monotonic() - begun
    lost, pages = _lost(world, batch_id, wash, lines), _pages(world, batch_id)
    print("pages: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in pages.items()))
    print(
        f"wash: {wash.rows:,} rows: ready {ready:.0f} s, closed {closed:.0f} s, CSV {as_csv:.0f} s, "
        f"XLSX {ended:.0f} s ({workbook / 1e6:.0f} MB); small batch of another organisation {small.seconds or 0:.1f} s; "
        f"longest pause in the progress {pause:.1f} s; {memory.most / 1e6:.0f} MB in all processes "
        f"({', '.join(f'{name} {held / 1e6:.0f}' for name, held in memory.parts.items())}); {lost or 'no row lost'}"
    )
    kept = wash.rows < 300_000 or (ended <= MOST_SECONDS and memory.most <= MOST_BYTES)
    quick = (
        max(pages.values()) <= LONGEST_PAGE
        and pause <= LONGEST_PAUSE
        and small.seconds is not None
        and small.seconds <= SMALL_SECONDS
    )
    return 0 if kept and quick and not lost else 1


def _pages(world: BatchWorld, batch_id: str) -> dict[str, float]:
    """The seconds that each page of an ended batch takes to be put together."""
    hr, officer = world.world.people[HR_OFFICER], world.world.people[VETTING_OFFICER]
    pages: dict[str, Callable[[Session], object]] = {
        "batches": lambda session: list_batches(session, hr),
        "batch": lambda session: (view_batch(session, hr, batch_id), batch_errors(session, hr, batch_id, 20)),
        "results by API": lambda session: result_rows(session, hr, batch_id, 100_000),
        "review": lambda session: review_batch(session, officer, batch_id),
        "second looks": lambda session: batch_looks(session, officer, batch_id),
        "closing report": lambda session: batch_report(session, officer, batch_id),
    }
    taken: dict[str, float] = {}
    for name, make in pages.items():
        begun = time.monotonic()
        with world.database.read() as session:
            make(session)
        taken[name] = time.monotonic() - begun
    return taken


def _warmed(world: BatchWorld) -> None:
    """A first small batch: the workers are up, as in a deployment that runs."""
    batch_id = world.upload(people_csv(SMALL_ROWS), purpose=PURPOSE)
    _watched(world, batch_id, BatchState.READY)
    _begin(world, batch_id, HR_OFFICER)
    _watched(world, batch_id, BatchState.CLOSED)


class SmallBatch:
    """Another organisation's ten rows, sent once the large batch is a tenth done."""

    def __init__(self, world: BatchWorld) -> None:
        self.seconds: float | None = None
        self._world = world
        self._id: str | None = None
        self._sent = 0.0
        self._started = False

    def step(self, percent: int) -> None:
        """What its sender does next."""
        if self._id is None and percent >= 10:
            self._sent = time.monotonic()
            self._id = self._world.upload(people_csv(SMALL_ROWS), OTHER_VETTING_OFFICER, purpose=PURPOSE)
        elif self._id is not None and self.seconds is None:
            state, _ = _progress(self._world, self._id, OTHER_VETTING_OFFICER)
            if state is BatchState.READY and not self._started:
                self._started = True
                _begin(self._world, self._id, OTHER_VETTING_OFFICER)
            elif state is BatchState.CLOSED:
                self.seconds = time.monotonic() - self._sent


def _begin(world: BatchWorld, batch_id: str, someone: Someone) -> None:
    with world.database.write() as session:
        start(session, world.world.people[someone], batch_id)


def _progress(world: BatchWorld, batch_id: str, someone: Someone = HR_OFFICER) -> tuple[BatchState, tuple[int, int]]:
    with world.database.read() as session:
        state, made = batch_progress(session, world.world.people[someone], batch_id)
        return state, (made.done, made.to_check)


def _watched(world: BatchWorld, batch_id: str, state: BatchState, small: SmallBatch | None = None) -> float:
    """Wait for a state as a page does that polls; gives the longest time without a change of what it shows, in seconds."""
    until, shown, longest = time.monotonic() + PATIENCE, 0.0, 0.0
    last, moved = (0, 0), time.monotonic()
    while time.monotonic() < until:
        now, counts = _progress(world, batch_id)
        if counts != last:
            last, moved = counts, time.monotonic()
        longest = max(longest, time.monotonic() - moved)
        if small is not None:
            small.step(100 * counts[0] // max(1, counts[1]))
        if now is state and (small is None or small.seconds is not None or counts[1] < 1_000):
            return longest
        if time.monotonic() - shown > 15:
            shown = time.monotonic()
            print(f"  {now}: {counts[1]:,} to check, {counts[0]:,} checked", flush=True)
        time.sleep(0.25)
    raise TimeoutError(f"the batch did not become {state}")


def _lost(world: BatchWorld, batch_id: str, wash: Wash, lines: int) -> str:
    """What is wrong with the results; empty when every row has its one answer and nobody listed was missed."""
    with world.database.read() as session:
        batch = session.get_one(Batch, batch_id)
        rows = session.execute(
            select(func.count(), func.count(func.distinct(BatchRow.check_id))).where(BatchRow.batch_id == batch_id)
        ).one()
        missed = select(func.count()).select_from(BatchRow).join(Check, Check.id == BatchRow.check_id)
        missed = missed.where(BatchRow.batch_id == batch_id, BatchRow.row_number.in_(sorted(wash.listed_rows)))
        clear = session.scalar(missed.where(Check.outcome == "no_match")) or 0
        hit = session.scalar(
            select(func.count()).select_from(BatchRow).join(Check, Check.id == BatchRow.check_id)
            .where(BatchRow.batch_id == batch_id, Check.outcome != "no_match")
        )  # fmt: skip
    print(f"{hit:,} rows to look at, {len(wash.listed_rows):,} of them about listed people")
    found = {
        "rows with a check": (tuple(rows), (wash.rows - batch.rows_rejected,) * 2),
        "rows rejected": (batch.rows_rejected, 0),
        "rows not checked": (batch.rows_failed, 0),
        "lines of results": (lines, wash.rows + 1),
        "listed people missed": (clear, 0),
    }
    return "; ".join(f"{what}: {is_} and not {should}" for what, (is_, should) in found.items() if is_ != should)


if __name__ == "__main__":
    sys.exit(main())

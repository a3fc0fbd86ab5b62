"""The national data wash: a file of 300,000 people against 10,000 entries, from upload to downloadable results.

Run: .venv/bin/python -m tests.benchmarks.batch_wash [rows] [entries] [workers]. Prints seconds a stage and the memory of all
processes together; the file is an XLSX of twelve columns.
"""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import xlsxwriter
from sqlalchemy import func, select

from tests.batches.world import PURPOSE, BatchWorld
from tests.conftest import make_settings
from tests.people import HR_OFFICER, REGISTRAR, SECOND_REGISTRAR
from vetting import registry
from vetting.app import Service
from vetting.batches import BatchState, Engine, start, write_csv, write_xlsx
from vetting.batches.models import Batch, BatchRow
from vetting.commands.demo import fictional_reports
from vetting.settings import Settings

HEADINGS = (
    "Payroll",
    "Title",
    "Forename",
    "Middle name",
    "Surname",
    "Previous surname",
    "DOB",
    "Post",
    "Site",
    "Grade",
    "Team",
    "Note",
)
FORENAMES = (
    "Ann",
    "Bob",
    "Carys",
    "Dewi",
    "Eve",
    "Farah",
    "Gareth",
    "Hana",
    "Imran",
    "Jo",
    "Kofi",
    "Lena",
    "Mo",
    "Nia",
    "Owen",
    "Priya",
)
SYLLABLES = (
    "al",
    "ber",
    "cor",
    "dun",
    "ells",
    "fen",
    "grim",
    "hol",
    "ing",
    "jar",
    "kel",
    "lock",
    "mer",
    "nor",
    "ox",
    "pem",
    "quin",
    "ros",
)


def a_file(rows: int) -> bytes:
    """A workbook of people who do not exist."""
    chance = random.Random(11)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, rows + 1):
        surname = "".join(chance.choices(SYLLABLES, k=3)).title()
        born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1955, 2004)}"
        former = "".join(chance.choices(SYLLABLES, k=2)).title() if number % 5 == 0 else ""
        person = (str(number), "Ms", chance.choice(FORENAMES), chance.choice(FORENAMES), surname, former, born)
        sheet.write_row(number, 0, (*person, "Post", "Site", "Grade", f"T{number % 90}", ""))
    book.close()
    return out.getvalue()


class Memory:
    """The most that this process and its children held together, in bytes (proportional set size)."""

    def __init__(self) -> None:
        self.most = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        this = psutil.Process()
        while True:
            held = 0
            for process in (this, *this.children(recursive=True)):
                try:
                    held += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.most = max(self.most, held)
            time.sleep(0.5)


def main() -> int:
    """Run it and print the figures."""
    defaults = ("300000", "10000", "1")
    rows, entries, workers = map(int, (*sys.argv[1:], *defaults[len(sys.argv) - 1 :]))
    data = a_file(rows)
    with tempfile.TemporaryDirectory(prefix="vetting-wash-") as folder:
        settings = make_settings(f"sqlite:///{folder}/wash.db", Path(folder))
        service = Service(settings)
        service.prepare()
        world = BatchWorld.make(service.database, most_rows=350_000, second_person_above=350_000)
        reports = [person for person in fictional_reports(entries) if person.report.forenames]
        people = world.world.people
        for begin in range(0, len(reports), 500):
            registry.load_demonstration(service.database, people[REGISTRAR], people[SECOND_REGISTRAR], reports[begin : begin + 500])
        service.database.engine.dispose()
        print(f"file {len(data) / 1e6:.1f} MB, {rows:,} rows; register of {entries:,} entries; {workers} workers", flush=True)
        _measure(settings, world, data, workers)
    return 0


def _measure(settings: Settings, world: BatchWorld, data: bytes, workers: int) -> None:
    memory, begun = Memory(), time.monotonic()
    children = [_start(settings) for _ in range(workers)]
    try:
        batch_id = world.upload(data, purpose=PURPOSE)
        _wait(world, batch_id, BatchState.READY)
        ready = time.monotonic() - begun
        with world.database.write() as session:
            start(session, world.world.people[HR_OFFICER], batch_id)
        _wait(world, batch_id, BatchState.CLOSED)
        closed = time.monotonic() - begun
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            _, _, used = os.wait4(child, 0)
            print(f"worker used {used.ru_utime + used.ru_stime:.0f} s of processor, {used.ru_maxrss / 1024:.0f} MB at most")
    with world.database.read() as session:
        actor = world.world.people[HR_OFFICER]
        size = sum(map(len, write_csv(session, actor, batch_id)))
        as_csv = time.monotonic() - begun
        workbook = len(write_xlsx(session, actor, batch_id))
        done = session.scalar(select(func.count()).select_from(BatchRow).where(BatchRow.check_id.is_not(None)))
    print(
        f"wash: {done:,} rows done; ready {ready:.0f} s, closed {closed:.0f} s, CSV {as_csv:.0f} s ({size / 1e6:.0f} MB), "
        f"XLSX {time.monotonic() - begun:.0f} s ({workbook / 1e6:.0f} MB); memory of all processes {memory.most / 1e6:.0f} MB"
    )


def _wait(world: BatchWorld, batch_id: str, state: BatchState) -> None:
    shown = 0.0
    while True:
        with world.database.read() as session:
            now, done, looked = session.execute(
                select(Batch.state, Batch.rows_done, Batch.rows_to_check).where(Batch.id == batch_id)
            ).one()
        if now == state.value:
            return
        if time.monotonic() - shown > 15:
            shown = time.monotonic()
            print(f"  {now}: {looked:,} looked at, {done:,} done", flush=True)
        time.sleep(0.3)


def _start(settings: Settings) -> int:
    child = os.fork()
    if child:
        return child
    try:
        engine = Engine(Service(settings).database)
        while True:
            if not engine.step():
                time.sleep(0.1)
    except BaseException:
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())

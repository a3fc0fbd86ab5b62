"""Workers that are killed with SIGKILL at random points while entries are added: each alert is raised once all the same."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass

from sqlalchemy import func, select

from tests.monitoring.world import WatchWorld
from tests.people import VETTING_OFFICER
from tests.screening.world import a_request
from vetting import audit
from vetting.app import Service
from vetting.audit.models import AuditEvent
from vetting.monitoring import Monitor
from vetting.monitoring.models import Alert, Cursor
from vetting.registry import current_version
from vetting.settings import Settings

WORKERS = 2
LEASE = 0.8
LONGEST_LIFE = 0.35
LIMIT_SECONDS = 400.0
FORENAMES = ("Siân", "Bob", "Carys", "Dewi", "Farah", "Hana", "Imran", "Kofi", "Lena", "Nia", "Owen", "Priya")


@dataclass(frozen=True)
class Figures:
    """What was seen."""

    wanted: int
    alerts: int
    people: int
    events: int
    changes: int
    noted: int
    kills: int
    whole: bool
    seconds: float

    @property
    def hold(self) -> bool:
        """Whether every alert is there, once, with one event; and every change was noted once."""
        return self.wanted == self.alerts == self.people == self.events and self.changes == self.noted and self.whole

    def line(self) -> str:
        """The figures in one line."""
        return (
            f"{self.alerts} alerts for {self.wanted} people listed, {self.wanted - self.people} missing, "
            f"{self.alerts - self.people} double, {self.events} alert events, "
            f"{self.noted} change events for {self.changes} changes, "
            f"{self.kills} kills, trail whole {self.whole}, {self.seconds:.1f} s"
        )


def person(number: int) -> dict[str, str]:
    """Somebody who is like none of the others."""
    parts = ("quill", "bram", "thorn", "wex", "grim", "hol", "dun", "mar", "fen", "oak")
    ends = ("feather", "worth", "combe", "shaw", "ling", "ster", "by", "thwaite", "den", "ham")
    born = f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number * 7 % 28:02}"
    surname = (parts[number % 10] + ends[number // 10 % 10]).title()
    return {"forenames": FORENAMES[number % len(FORENAMES)], "surname": surname, "date_of_birth": born}


def drill(settings: Settings, people: int, kills: int, seed: int = 7) -> Figures:
    """Check `people` persons, list all of them one after the other, and kill the workers as they go."""
    service = Service(settings)
    world = WatchWorld.make(service.database)
    for number in range(people):
        world.world.run(VETTING_OFFICER, a_request(**person(number)))
    world.run()
    before = _count(service, AuditEvent.event == "change_rechecked")
    service.warm()
    service.database.engine.dispose()
    begun = time.monotonic()
    killed = _kill_while_listing(settings, world, people, kills, random.Random(seed))
    alerts, persons, events = _alerts(service)
    with service.database.read() as session:
        finding = audit.verify(session.connection(), service.audit_key, service.checkpoints_dir)
    noted = _count(service, AuditEvent.event == "change_rechecked") - before
    service.database.engine.dispose()
    return Figures(people, alerts, persons, events, people, noted, killed, finding.whole, time.monotonic() - begun)


def _kill_while_listing(settings: Settings, world: WatchWorld, people: int, kills: int, chance: random.Random) -> int:
    workers = [_start(settings) for _ in range(WORKERS)]
    listed = killed = 0
    until = time.monotonic() + LIMIT_SECONDS
    try:
        while time.monotonic() < until:
            if listed < people and listed * kills <= killed * people:
                world.world.report(**person(listed), identifying_number=str(listed + 5))
                listed += 1
            if killed < kills:
                time.sleep(chance.uniform(0.02, LONGEST_LIFE))
                place = chance.randrange(WORKERS)
                os.kill(workers[place], signal.SIGKILL)
                os.waitpid(workers[place], 0)
                killed += 1
                workers[place] = _start(settings)
            elif listed == people and _up_to_date(world):
                break
            else:
                time.sleep(0.05)
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
    return killed


def _up_to_date(world: WatchWorld) -> bool:
    with world.database.read() as session:
        cursor = session.get_one(Cursor, 1)
        return cursor.register_version == current_version(session) and cursor.leased_by is None


def _start(settings: Settings) -> int:
    """A worker process with nothing of its parent but the code."""
    child = os.fork()
    if child:
        return child
    try:
        monitor = Monitor(Service(settings).database, lease_seconds=LEASE)
        while True:
            monitor.run()
            time.sleep(0.01)
    except BaseException:
        os._exit(1)


def _alerts(service: Service) -> tuple[int, int, int]:
    with service.database.read() as session:
        rows = session.execute(select(Alert.person, Alert.about)).all()
    return len(rows), len({person for person, _ in rows}), _count(service, AuditEvent.event == "alert_raised")


def _count(service: Service, condition: object) -> int:
    with service.database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent).where(condition)) or 0  # type: ignore[arg-type]

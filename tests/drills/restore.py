"""`make drill-restore`: from a backup to ready on an empty database, with planted people found and the erased still erased."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from tests.conftest import make_settings
from tests.drills.deployments import KINDS, deployment
from tests.people import REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.world import World, a_request
from tests.servers import running_postgresql
from vetting import audit
from vetting.app import Service
from vetting.db import utc_now
from vetting.records import approve_rule, load_rules, make_backup, restore_backup, run_rules
from vetting.screening import Outcome
from vetting.screening.keeping import ERASED
from vetting.screening.models import Check
from vetting.vault import open_column

PLANTED, CLEAR = 40, 60
LATER = timedelta(days=1_000)


@dataclass(frozen=True)
class Figures:
    """What one kind of database came to."""

    found: int
    erased: int
    whole: bool
    lost_named: bool
    seconds: float

    @property
    def hold(self) -> bool:
        return (self.found, self.erased) == (PLANTED, CLEAR) and self.whole and self.lost_named


def surname(number: int) -> str:
    """A name that nobody has, far from every other."""
    return "Quill" + "".join(chr(97 + (number * 7 + place * 11) % 26) for place in range(6))


def filled(service: Service) -> World:
    """Planted people on the list, and clear checks."""
    world = World.make(service.database)
    for number in range(PLANTED):
        world.entry(surname=surname(number), date_of_birth=f"19{60 + number % 40}-03-0{number % 9 + 1}")
    for number in range(CLEAR):
        world.run(
            VETTING_OFFICER, a_request(surname=f"Nobody{surname(1_000 + number)}", date_of_birth=f"19{50 + number % 50}-08-21")
        )
    return world


def run_on(kind: str) -> Figures:
    """Back up, erase, lose the database, put the backup back, and look."""
    with deployment(kind) as service:
        world, folder = filled(service), service.settings.checkpoints_dir
        backup = folder.parent / "drill.backup"
        make_backup(service.database, backup)
        for rule in load_rules():
            for registrar in (REGISTRAR, SECOND_REGISTRAR):
                with service.database.write() as session:
                    approve_rule(session, world.people[registrar], rule)
        run_rules(service.database, utc_now() + LATER)
        service.checkpoint()
        service.database.engine.dispose()
        with empty_database(kind) as url:
            begun = time.monotonic()
            again = Service(make_settings(url, folder.parent, checkpoints_dir=folder))
            told = restore_backup(again.database, backup, again.checkpoints)
            again.check()
            seconds = time.monotonic() - begun
            figures = looked_at(again, replace(world, database=again.database))
            again.database.engine.dispose()
            return replace(figures, lost_named=told.lost_to is not None and told.lost_to > told.sequence, seconds=seconds)


def looked_at(service: Service, world: World) -> Figures:
    """What a check finds in the restored deployment, what is erased in it, and whether its trail verifies."""
    with service.database.read() as session:
        clear = session.scalars(select(Check).where(Check.outcome == Outcome.NO_MATCH.value)).all()
        erased = sum(open_column(session, check, "sealed_subject")["subject"]["surname"] == ERASED for check in clear)
    found = 0
    for number in range(PLANTED):
        born = f"19{60 + number % 40}-03-0{number % 9 + 1}"
        asked = a_request(forenames="Robert James", surname=surname(number) + "s", date_of_birth=born)
        answer = world.check(VETTING_OFFICER, asked).answer
        found += answer is not None and answer.outcome is Outcome.POSSIBLE_MATCH
    service.checkpoint()
    with service.database.read() as session:
        finding = audit.verify(session.connection(), service.audit_key, service.checkpoints_dir)
    return Figures(found, erased, finding.whole, lost_named=False, seconds=0.0)


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """The URL of a database without a table."""
    if kind == "postgresql":
        with running_postgresql() as server:
            yield f"{server}postgres"
        return
    with tempfile.TemporaryDirectory(prefix="vetting-drill-") as name:
        yield f"sqlite:///{Path(name) / 'restored.db'}"


def main() -> int:
    """Run the drill and print its figures; 0 only if all of them hold."""
    results = {kind: run_on(kind) for kind in KINDS}
    told = "; ".join(
        f"{kind}: ready after {each.seconds:.1f} s, {each.found}/{PLANTED} planted people found, {each.erased}/{CLEAR} erased "
        f"stayed erased, chain {'whole' if each.whole else 'broken'}, lost part {'named' if each.lost_named else 'not named'}"
        for kind, each in results.items()
    )
    print(f"drill-restore: {told}")
    return 0 if all(each.hold for each in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

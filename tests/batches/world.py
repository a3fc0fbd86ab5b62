"""A small register, organisations that may run batches, and an engine to step by hand; everybody is fictional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, VETTING_OFFICER, Someone
from tests.screening.world import World
from vetting.access import SYSTEM
from vetting.batches import BatchState, BatchView, Engine, Entitlement, Upload, entitle, start, upload, view_batch
from vetting.batches.models import BatchRow
from vetting.db import Base, Database

HEADINGS = "Ref,Forename,Surname,DOB\n"
PURPOSE = "workforce_check"


def people_csv(count: int, listed_at: dict[int, str] | None = None) -> bytes:
    """A list of people on no list, with rows of one's own at some places (from 0)."""
    rows = []
    for number in range(count):
        default = (
            f"R{number},Forename{_letters(number)},Surname{_letters(number * 7)},{1 + number % 28:02}/{1 + number % 12:02}/1980"
        )
        rows.append((listed_at or {}).get(number, default))
    return (HEADINGS + "\n".join(rows) + "\n").encode()


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text += chr(97 + rest)
    return text or "a"


LISTED = "HIT,Bob,Featherstonehagh,27/04/1985"
"""The listed person of `tests.screening.world.REPORT`, with a nickname and a typing error."""


@dataclass
class BatchWorld:
    """The world of checks, with batches."""

    world: World
    engine: Engine

    @classmethod
    def make(cls, database: Database, *, most_rows: int = 50_000, second_person_above: int = 1_000) -> BatchWorld:
        Base.metadata.create_all(database.engine)
        world = World.make(database)
        with database.write() as session:
            for organisation in {world.people[someone].organisation_id for someone in (HR_OFFICER, OTHER_VETTING_OFFICER)}:
                assert organisation is not None
                entitle(session, SYSTEM, organisation, Entitlement(most_rows, second_person_above))
        return cls(world, Engine(database))

    @property
    def database(self) -> Database:
        return self.world.database

    def upload(self, data: bytes, someone: Someone = HR_OFFICER, **changes: Any) -> str:
        """Upload a file as somebody, committed."""
        with self.database.write() as session:
            file = Upload(data, **{"purpose": PURPOSE, "reference": "WASH-1", "name": "people.csv"} | changes)
            return upload(session, self.world.people[someone], file).batch_id

    def ready(self, data: bytes, someone: Someone = HR_OFFICER, **changes: Any) -> str:
        """Upload a file and let the engine read it and look at its rows."""
        batch_id = self.upload(data, someone, **changes)
        self.work()
        return batch_id

    def start(self, batch_id: str, someone: Someone = HR_OFFICER) -> BatchState:
        with self.database.write() as session:
            return start(session, self.world.people[someone], batch_id)

    def work(self) -> None:
        """Step until nothing is left."""
        while self.engine.step():
            pass

    def closed(self, data: bytes, someone: Someone = HR_OFFICER, **changes: Any) -> str:
        """From a file to a closed batch."""
        batch_id = self.ready(data, someone, **changes)
        self.start(batch_id, someone)
        self.work()
        assert self.view(batch_id, someone).state is BatchState.CLOSED
        return batch_id

    def view(self, batch_id: str, someone: Someone = HR_OFFICER) -> BatchView:
        with self.database.read() as session:
            return view_batch(session, self.world.people[someone], batch_id)

    def checks(self, batch_id: str) -> dict[int, str]:
        """The check of each finished row."""
        with self.database.read() as session:
            rows = session.execute(
                select(BatchRow.row_number, BatchRow.check_id)
                .where(BatchRow.batch_id == batch_id, BatchRow.check_id.is_not(None))
                .order_by(BatchRow.row_number)
            )
            return {number: check_id for number, check_id in rows if check_id is not None}

    def answer(self, check_id: str) -> dict[str, Any]:
        """A check as a vetting officer gets it, without what is of that one check alone."""
        from vetting.screening import check_document

        document = check_document(self.world.view(VETTING_OFFICER, check_id))
        for hit in document["hits"]:
            del hit["id"]
        return {name: value for name, value in document.items() if name not in {"id", "checked_at", "reference"}}

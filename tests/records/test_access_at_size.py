"""An answer to subject access among 300,000 checks: within a minute, and in memory that does not grow with them."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.people import HR_OFFICER, VETTING_OFFICER
from tests.screening.world import World, a_request
from vetting.db import Base, Database, new_id
from vetting.matching import PersonName
from vetting.records import Asker, propose_access, read_access
from vetting.vault import Place, Vault

CHECKS = 300_000
AT_ONCE = 5_000
SYLLABLES = ("ra", "me", "ni", "lo", "tu", "da", "se", "vi", "ko", "pu")


def surname(number: int) -> str:
    return "Fict" + "".join(SYLLABLES[int(digit)] for digit in str(number))


def born(number: int) -> str:
    return f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}"


def fill(world: World, check_id: str, vault: Vault) -> None:
    """As many checks as a year of washes leaves, each of somebody else, made of one that was really run."""
    table = Base.metadata.tables["screening_check"]
    with world.database.write() as session:
        row: dict[str, Any] = dict(session.execute(select(table).where(table.c.id == check_id)).mappings().one())
        kept = vault.open(Place(table.name, "sealed_subject", check_id), row["sealed_subject"])
        for start in range(0, CHECKS, AT_ONCE):
            made = []
            for number in range(start, start + AT_ONCE):
                identity = new_id()
                subject = kept["subject"] | {"surname": surname(number), "date_of_birth": born(number)}
                sealed = vault.seal(Place(table.name, "sealed_subject", identity), kept | {"subject": subject})
                reference = vault.seal(Place(table.name, "sealed_reference", identity), f"R-{number}")
                made.append(row | {"id": identity, "sealed_subject": sealed, "sealed_reference": reference})
            session.execute(insert(table), made)


@pytest.mark.full
def test_one_person_is_found_among_hundreds_of_thousands(database: Database) -> None:
    world = World.make(database)
    vault: Vault = database.writers.kw["info"]["vault"]
    fill(world, world.run(HR_OFFICER, a_request()), vault)
    actor = world.people[VETTING_OFFICER]
    with database.write() as session:
        request = propose_access(session, actor, Asker((PersonName("Siân", surname(77_777)),), born(77_777)))
    began = time.monotonic()
    with database.write() as session:
        _, answer = read_access(session, actor, request)
    taken = time.monotonic() - began
    assert [(part.table, len(part.rows)) for part in answer.parts] == [("screening_check", 1), ("subject_access", 1)]
    assert taken < 60, f"{taken:.1f} s"
    tracemalloc.start()
    with database.write() as session:
        read_access(session, actor, request)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 * 2**20, f"{most / 2**20:.0f} MiB"

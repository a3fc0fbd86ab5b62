"""Sealing everything again under the first key, so that an older key can be taken out of the settings.

Goes table by table and page by page, each page a transaction: killed at any moment, it goes on where it stopped, because what is
under the first key already is left alone. Works beside a running service: a value that changed meanwhile was sealed anew by whoever
changed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM
from vetting.db import Base, Database, Deployment
from vetting.vault import Place, Vault, vault_of

PAGE = 200
MARK = "sealed_"


def sealed_columns() -> Iterator[tuple[Table, list[str]]]:
    """Every table with sealed columns, and their names."""
    for table in Base.metadata.sorted_tables:
        names = [column.name for column in table.columns if column.name.startswith(MARK)]
        if names:
            yield table, names


def keys_in_use(database: Database) -> Counter[str]:
    """How many sealed values are under each key."""
    used: Counter[str] = Counter()
    with database.read() as session:
        for table, names in sealed_columns():
            for row in session.execute(select(*(table.c[name] for name in names)).execution_options(yield_per=1_000)):
                used.update(Vault.key_of(value) for value in row if value)
    return used


def rotate(database: Database) -> int:
    """Seal everything again that is not under the first key, and the word that recognises the key last; returns how many values.

    Raises VaultError, which names the place, for a value that none of the keys opens; what was done until then stays.
    """
    done = sum(_rotate_table(database, table, names) for table, names in sealed_columns())
    with database.write() as session:
        deployment = session.get_one(Deployment, 1)
        vault = vault_of(session)
        if Vault.key_of(deployment.canary) != vault.current_key_id:
            vault.check_canary(deployment.canary)
            deployment.canary = vault.canary()
        if done:
            audit.record(session, SYSTEM, "keys_rotated", key=vault.current_key_id, values=done)
    return done


def _rotate_table(database: Database, table: Table, names: list[str]) -> int:
    last, done = "", 0
    while True:
        with database.write() as session:
            columns = (table.c.id, *(table.c[name] for name in names))
            rows = session.execute(select(*columns).where(table.c.id > last).order_by(table.c.id).limit(PAGE)).mappings().all()
            if not rows:
                return done
            done += sum(_rotate_value(session, table, name, row) for row in rows for name in names)
            last = rows[-1]["id"]


def _rotate_value(session: Session, table: Table, name: str, row: Any) -> int:
    vault, sealed = vault_of(session), row[name]
    if not sealed or Vault.key_of(sealed) == vault.current_key_id:
        return 0
    place = Place(table.name, name, row["id"])
    unchanged = (table.c.id == row["id"]) & (table.c[name] == sealed)
    session.execute(update(table).where(unchanged).values({name: vault.seal(place, vault.open(place, sealed))}))
    return 1

"""`make drill-tamper`: whoever changes the trail is found, whatever they do and wherever, on both databases.

Each attack is made inside a transaction that is rolled back, after the offline verifier has looked at it: edit each column, delete,
insert, swap, duplicate, truncate, rewrite everything (without the key, and with a stolen one), put an old copy back. Up to the last
checkpoint every attack must be found, and the event that was touched, or the one after it, named. (Who rewrites with the stolen
key is named at the next checkpoint.)
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from tests.conftest import a_key
from tests.drills.deployments import KINDS, deployment
from vetting import audit
from vetting.access import SYSTEM
from vetting.app import Service
from vetting.audit.models import AuditEvent
from vetting.settings import decode_key

KEY = decode_key(a_key("a"), "audit key")
EVENTS = 150
ATTACKS = 3_600
SPEED_EVENTS = 100_000
SECONDS_FOR_SPEED = 10.0
COLUMNS = [column.name for column in AuditEvent.__table__.columns]
TABLE: Any = AuditEvent.__table__
Attack = Callable[[Connection], int | None]


def fill(service: Service, events: int, at_once: int) -> None:
    """Write events in commits of `at_once`."""
    for start in range(0, events, at_once):
        with service.database.write() as session:
            for number in range(start, min(start + at_once, events)):
                audit.record(session, SYSTEM, "permission_refused", permission=f"scope:{number}", route="/checks/<check_id>")


def edits(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Change one column of one row."""
    while True:
        column, sequence = chance.choice(COLUMNS), chance.randint(1, last)
        yield "edit", partial(_edit, column=column, sequence=sequence, chance=chance)


def _edit(connection: Connection, column: str, sequence: int, chance: random.Random) -> int:
    if column == "sequence":
        new: object = chance.randint(10_000, 20_000)
    elif column in {"previous", "digest"}:
        new = hashlib.sha256(str(chance.random()).encode()).hexdigest()
    elif column == "fields":
        new = json.dumps({"permission": "scope:forged", "route": "/"})
    else:
        new = f"forged-{chance.randint(0, 999)}"
    connection.execute(TABLE.update().where(TABLE.c.sequence == sequence).values({column: new}))
    return sequence


def deletions(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Delete one row, or several in the middle."""
    while True:
        first = chance.randint(1, last)
        length = chance.choice((1, 1, 2, 10))
        yield "delete", partial(_delete, first=first, last=min(first + length - 1, last))


def _delete(connection: Connection, first: int, last: int) -> int:
    connection.execute(TABLE.delete().where(TABLE.c.sequence.between(first, last)))
    return first


def insertions(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Add a back-dated row at the end, or in the middle with everything after it moved up."""
    while True:
        at = chance.randint(2, last + 1)
        yield "insert", partial(_insert, at=at, chance=chance)


def _insert(connection: Connection, at: int, chance: random.Random) -> int:
    rows = _rows(connection)
    forged = rows[chance.randint(0, len(rows) - 1)] | {"digest": hashlib.sha256(str(chance.random()).encode()).hexdigest()}
    later = [row | {"sequence": row["sequence"] + 1} for row in rows[at - 1 :]]
    _replace(connection, [*rows[: at - 1], forged | {"sequence": at}, *later])
    return at


def swaps(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Let two rows change places: whole, or their content only."""
    while True:
        one, two = sorted(chance.sample(range(1, last + 1), 2))
        yield "swap", partial(_swap, one=one, two=two, whole=chance.random() < 0.5)


def _swap(connection: Connection, one: int, two: int, whole: bool) -> int:
    rows = _rows(connection)
    a, b = rows[one - 1], rows[two - 1]
    kept = {"sequence"} if whole else {"sequence", "previous", "digest"}
    rows[one - 1] = b | {name: a[name] for name in kept}
    rows[two - 1] = a | {name: b[name] for name in kept}
    _replace(connection, rows)
    return one


def duplicates(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Write one row a second time behind itself, or over its neighbour."""
    while True:
        yield "duplicate", partial(_duplicate, sequence=chance.randint(1, last - 1))


def _duplicate(connection: Connection, sequence: int) -> int:
    rows = _rows(connection)
    copy = rows[sequence - 1]
    other = hashlib.sha256(copy["digest"].encode()).hexdigest()  # the database refuses the same digest twice
    rows[sequence] = copy | {"sequence": sequence + 1, "digest": other}
    _replace(connection, rows)
    return sequence + 1


def truncations(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Cut off the end, with and without moving the mark of the end."""
    while True:
        kept = chance.randint(0, last - 1)
        yield "truncate", partial(_truncate, kept=kept, move_mark=chance.random() < 0.5)


def _truncate(connection: Connection, kept: int, move_mark: bool) -> int:
    digest = connection.scalar(text("SELECT digest FROM audit_event WHERE sequence = :n"), {"n": kept}) or "0" * 64
    connection.execute(TABLE.delete().where(TABLE.c.sequence > kept))
    if move_mark:
        connection.execute(text("UPDATE audit_head SET sequence = :n, digest = :d"), {"n": kept, "d": digest})
    return kept + 1


def rewrites(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Rewrite the chain from some row on: with a key of the attacker's own, or with the stolen one."""
    while True:
        start = chance.randint(1, last)
        stolen = chance.random() < 0.5
        name = "rewrite with the key" if stolen else "rewrite"
        yield name, partial(_rewrite, start=start, key=KEY if stolen else b"k" * 32)


def _rewrite(connection: Connection, start: int, key: bytes) -> int:
    rows = _rows(connection)
    rows[start - 1]["actor_id"] = "somebody-else"
    previous = rows[start - 1]["previous"]
    for row in rows[start - 1 :]:
        row["previous"] = previous
        content = {name: value for name, value in row.items() if name != "digest"}
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = row["digest"] = hmac.new(key, b"event\x00" + canonical.encode(), hashlib.sha256).hexdigest()
    _replace(connection, rows)
    _move_mark(connection, key, len(rows), previous)
    return start


def old_copies(last: int, chance: random.Random) -> Iterator[tuple[str, Attack]]:
    """Put back the database as it was at an earlier event, its mark of the end with its right seal."""
    while True:
        yield "old backup", partial(_put_back, kept=chance.randint(0, last - 1))


def _put_back(connection: Connection, kept: int) -> int:
    digest = connection.scalar(text("SELECT digest FROM audit_event WHERE sequence = :n"), {"n": kept}) or "0" * 64
    connection.execute(TABLE.delete().where(TABLE.c.sequence > kept))
    _move_mark(connection, KEY, kept, digest)
    return kept + 1


def _move_mark(connection: Connection, key: bytes, sequence: int, digest: str) -> None:
    seal = hmac.new(key, f"head\x00{sequence}\x00{digest}".encode(), hashlib.sha256).hexdigest()
    connection.execute(text("UPDATE audit_head SET sequence = :n, digest = :d, seal = :s"), {"n": sequence, "d": digest, "s": seal})


def _rows(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(TABLE.select().order_by(TABLE.c.sequence)).mappings()]


def _replace(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(TABLE.delete())
    connection.execute(insert(TABLE), rows)


def attacked(service: Service, attack: Attack) -> tuple[audit.Finding, int | None]:
    """What the verifier finds with the attack made, and the event that was touched; everything is as before afterwards."""
    with service.database.engine.connect() as connection:
        transaction = connection.begin()
        touched = attack(connection)
        finding = audit.verify(connection, KEY, service.checkpoints_dir)
        transaction.rollback()
    return finding, touched


def attack_all(service: Service, tried: Counter[str], found: Counter[str]) -> list[str]:
    """Make the attacks on one deployment, and say which were missed."""
    last, chance, missed = EVENTS + 1, random.Random(7), []
    kinds = [make(last, chance) for make in (edits, deletions, insertions, swaps, duplicates, truncations, rewrites, old_copies)]
    kinds = [kinds[0], kinds[0], *kinds]  # columns are many: edit more often
    for number in range(ATTACKS):
        name, attack = next(kinds[number % len(kinds)])
        finding, touched = attacked(service, attack)
        tried[name] += 1
        if finding.whole or not _named(name, finding.first_bad, touched):
            missed.append(f"{name} at {touched}: {finding.message}")
        else:
            found[name] += 1
    return missed


def _named(attack: str, first_bad: int | None, touched: int | None) -> bool:
    """Whether the right event is named. Who has stolen the key is found by the next checkpoint only."""
    if first_bad is None or touched is None:
        return False
    return touched <= first_bad if attack == "rewrite with the key" else first_bad in {touched, touched + 1}


def speed(service: Service) -> float:
    """Seconds to verify 100,000 events."""
    fill(service, SPEED_EVENTS, 5_000)
    service.checkpoint()
    started = time.perf_counter()
    with service.database.read() as session:
        finding = audit.verify(session.connection(), KEY, service.checkpoints_dir)
    assert finding.whole and finding.events >= SPEED_EVENTS, finding.message
    return time.perf_counter() - started


def main() -> int:
    """Run the drill and print its figures; 0 only if every attack is found and the verifier is quick enough."""
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed, seconds, accepted = [], {}, 0
    for kind in KINDS:
        with deployment(kind, checkpoints_dir=Path(tempfile.mkdtemp(prefix="vetting-checkpoints-"))) as service:
            fill(service, EVENTS, 7)
            service.checkpoint()
            missed += [f"{kind}: {each}" for each in attack_all(_as_owner(service), tried, found)]
            clean, _ = attacked(service, lambda _connection: None)
            accepted += clean.whole
            seconds[kind] = speed(service)
    for line in missed[:20]:
        print(line)
    print(", ".join(f"{name} {found[name]}/{tried[name]}" for name in sorted(tried)))
    times = ", ".join(f"{kind} {value:.1f} s" for kind, value in seconds.items())
    print(
        f"drill-tamper: {found.total()}/{tried.total()} attacks found up to the last checkpoint, untouched chain accepted on "
        f"{accepted}/{len(KINDS)} databases, {SPEED_EVENTS:,} events verified in {times}"
    )
    quick = max(seconds.values()) <= SECONDS_FOR_SPEED
    return 0 if not missed and tried.total() >= 7_000 and accepted == len(KINDS) and quick else 1


def _as_owner(service: Service) -> Service:
    """The same deployment with the rights of the database's owner: the service's own role cannot even try."""
    url = service.database.engine.url
    if url.get_backend_name() != "postgresql":
        return service
    owner = url.set(username="postgres").render_as_string(hide_password=False)
    settings = service.settings.model_copy(update={"database_url": type(service.settings.database_url)(owner)})
    return Service(settings)


if __name__ == "__main__":
    sys.exit(main())

"""Reading the trail with distrust. Shares no code with the writer: it spells out the chain a second time, from its description.

Event n is good when its number is one more than the last, it names the last digest as `previous`, and its digest is
HMAC-SHA256(key, "event" NUL canonical JSON of all its other columns). The chain is whole when the sealed head names its last event
and every checkpoint kept outside the database agrees.

Keys can be replaced: up to which number each former one reaches is told, and nothing beyond that number is good under it.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac_new
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

COLUMNS = (
    "sequence",
    "recorded_at",
    "event",
    "operation",
    "actor_kind",
    "actor_id",
    "organisation_id",
    "fields",
    "previous",
    "digest",
)
BATCH_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What verification found: `whole`, or the first bad sequence number and what is wrong there. `events` counts the rows read."""

    whole: bool
    events: int
    first_bad: int | None
    message: str


@dataclass(frozen=True, slots=True)
class _Broken(Exception):
    sequence: int
    message: str


@dataclass(frozen=True, slots=True)
class _Keys:
    """The key of today, and the former ones by the number of the last event under each."""

    today: bytes
    former: Mapping[int, bytes]

    def at(self, sequence: int) -> bytes:
        """The key that this event must be under."""
        ends = [last for last in self.former if sequence <= last]
        return self.former[min(ends)] if ends else self.today

    def since(self, sequence: int) -> list[bytes]:
        """The keys that a checkpoint of this event may be under: it may have been written later."""
        return [self.today, *(key for last, key in self.former.items() if sequence <= last)]


def verify(connection: Connection, key: bytes, checkpoints_dir: Path | None, former: Mapping[int, bytes] | None = None) -> Finding:
    """Read the whole chain and every checkpoint; `former` are keys by the number of the last event that each one sealed.

    Never raises for what it finds; a database it cannot read raises as usual.
    """
    seen, keys = 0, _Keys(key, former or {})
    try:
        checkpoints = _checkpoints(checkpoints_dir, keys) if checkpoints_dir is not None else {}
        last_sequence, last_digest = 0, "0" * 64
        with closing(_rows(connection)) as rows:
            for row in rows:
                seen += 1
                _check_link(row, last_sequence, last_digest, keys.at(last_sequence + 1))
                last_sequence, last_digest = row["sequence"], row["digest"]
                expected = checkpoints.pop(last_sequence, last_digest)
                if expected != last_digest:
                    raise _Broken(last_sequence, "differs from the checkpoint kept outside the database")
        if checkpoints:
            raise _Broken(last_sequence + 1, f"cut off: a checkpoint kept outside the database reaches {max(checkpoints)}")
        _check_head(connection, key, last_sequence, last_digest)
    except _Broken as broken:
        return Finding(False, seen, broken.sequence, f"Event {broken.sequence}: {broken.message}.")
    return Finding(True, seen, None, f"The audit trail is whole: {seen} events, the last of them number {last_sequence}.")


def _check_link(row: dict[str, Any], last_sequence: int, last_digest: str, key: bytes) -> None:
    number = row["sequence"]
    if number != last_sequence + 1:
        raise _Broken(last_sequence + 1, f"missing (the next row is number {number})")
    if row["previous"] != last_digest:
        raise _Broken(number, "does not follow from the event before it")
    content = {name: value for name, value in row.items() if name != "digest"}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if not compare_digest(hmac_new(key, b"event\0" + canonical, sha256).hexdigest().encode(), str(row["digest"]).encode()):
        raise _Broken(number, "was changed after it was written")


def _check_head(connection: Connection, key: bytes, last_sequence: int, last_digest: str) -> None:
    head = connection.execute(text("SELECT sequence, digest, seal FROM audit_head WHERE id = 1")).one_or_none()
    if head is None:
        raise _Broken(last_sequence + 1, "the row that marks the end of the chain is gone")
    expected = hmac_new(key, b"head\0%d\0%s" % (head.sequence, str(head.digest).encode()), sha256).hexdigest()
    if not compare_digest(expected.encode(), str(head.seal).encode()):
        raise _Broken(last_sequence + 1, "the row that marks the end of the chain was changed")
    if (head.sequence, head.digest) != (last_sequence, last_digest):
        raise _Broken(last_sequence + 1, f"cut off: the chain's end is number {head.sequence}")


def _rows(connection: Connection) -> Generator[dict[str, Any]]:
    query = text(f"SELECT {', '.join(COLUMNS)} FROM audit_event ORDER BY sequence")  # noqa: S608 (a constant)
    with connection.execution_options(yield_per=BATCH_ROWS).execute(query) as result:
        for row in result:
            yield dict(zip(COLUMNS, row, strict=True))


def _checkpoints(folder: Path, keys: _Keys) -> dict[int, str]:
    digests: dict[int, str] = {}
    for sequence, digest in _checkpoint_lines(folder / "checkpoints.jsonl", keys):
        if digests.setdefault(sequence, digest) != digest:
            raise _Broken(sequence, "two checkpoints of this number differ: an older copy of the database was put back")
    return digests


def _checkpoint_lines(path: Path, keys: _Keys) -> Iterator[tuple[int, str]]:
    if not path.exists():
        return
    for line_number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            content = json.loads(line)
            seal = content.pop("seal")
            canonical = b"checkpoint\0" + json.dumps(content, sort_keys=True).encode()
            sequence, digest = int(content["sequence"]), str(content["digest"])
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise _Broken(0, f"line {line_number} of the checkpoints cannot be read") from error
        good = [hmac_new(key, canonical, sha256).hexdigest() for key in keys.since(sequence)]
        if not any(compare_digest(each.encode(), str(seal).encode()) for each in good):
            raise _Broken(sequence, f"line {line_number} of the checkpoints was changed")
        yield sequence, digest

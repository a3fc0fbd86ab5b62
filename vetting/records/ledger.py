"""The ledger of erasures outside the database: what must be erased again when a backup from before is put back.

A line of JSON for each record, beside the checkpoints of the trail: rule, kind, opaque id, moment. Never what the record held. The
line is on the disk before the erasure is committed, so that none can be missing; one too many erases what was due anyway.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from vetting.errors import VettingError

FILE_NAME = "erasures.jsonl"
LEDGER = "erasure_ledger"
"""Where a session finds its deployment's ledger."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure."""

    rule: str
    kind: str
    record_id: str
    erased_at: str


class Ledger:
    """A folder's ledger. Several processes may append to it: the lines of one erasure are written in one call."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def append(self, rule: str, kind: str, ids: Sequence[str], moment: datetime) -> None:
        """Write that these records are being erased, and wait until the disk has it."""
        lines = [Line(rule, kind, each, moment.isoformat(timespec="seconds")) for each in ids]
        content = "".join(json.dumps(asdict(line), sort_keys=True) + "\n" for line in lines)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, content.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lines(self) -> Iterator[Line]:
        """Every erasure, oldest first. Raises VettingError for a line that cannot be read: nothing may be left unerased unseen."""
        if not self._path.exists():
            return
        for number, text in enumerate(self._path.read_text("utf-8").splitlines(), start=1):
            try:
                yield Line(**json.loads(text))
            except (ValueError, TypeError) as error:
                raise VettingError(f"Line {number} of the ledger of erasures cannot be read.", code="ledger_damaged") from error


def ledger_of(session: Session) -> Ledger:
    """The ledger of this session's deployment."""
    ledger: Ledger = session.info[LEDGER]
    return ledger

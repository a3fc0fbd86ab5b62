"""Checkpoints of the chain, written outside the database: what shows that rows were cut off, or that an old copy was put back.

One line of JSON a checkpoint, appended to `checkpoints.jsonl` and synchronised to the disk, under the chain's key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
import time
from pathlib import Path

from vetting.db import utc_now

FILE_NAME = "checkpoints.jsonl"
EVERY_EVENTS = 1_000
EVERY_SECONDS = 60.0


class Checkpoints:
    """A folder of checkpoints. Several processes may append to it: a line is written in one call."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._lock = threading.Lock()
        self._last_sequence = 0
        self._last_time = -EVERY_SECONDS

    def offer(self, sequence: int, digest: str) -> None:
        """Write a checkpoint if 60 seconds or 1,000 events have gone by since this process wrote one."""
        with self._lock:
            due = sequence - self._last_sequence >= EVERY_EVENTS or time.monotonic() - self._last_time >= EVERY_SECONDS
        if due:
            self.write(sequence, digest)

    def write(self, sequence: int, digest: str) -> None:
        """Write a checkpoint now."""
        content = {"sequence": sequence, "digest": digest, "written_at": utc_now().isoformat(timespec="seconds")}
        line = json.dumps(content | {"seal": self._seal(content)}, sort_keys=True) + "\n"
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._folder / FILE_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line.encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._last_sequence, self._last_time = sequence, time.monotonic()

    def set_aside(self, end: int) -> int | None:
        """Put away what reaches beyond a trail that was restored, and keep the rest; gives the last number that was reached.

        None where nothing reaches beyond. The lines put away are kept beside, under a name that says when.
        """
        path = self._folder / FILE_NAME
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        reached = [int(json.loads(line)["sequence"]) for line in lines]
        if not any(sequence > end for sequence in reached):
            return None
        path.replace(self._folder / f"checkpoints.before-restore-{utc_now():%Y%m%dT%H%M%S%fZ}.jsonl")
        kept = "".join(line for line, sequence in zip(lines, reached, strict=True) if sequence <= end)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(kept)
            file.flush()
            os.fsync(file.fileno())
        return max(reached)

    def _seal(self, content: dict[str, object]) -> str:
        return hmac.new(self._key, b"checkpoint\x00" + json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()

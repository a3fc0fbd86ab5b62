"""A trial of suspected rows in a fresh process: `vetting batch trial`, which searches for them, stores nothing, and ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from vetting.batches.suspects import Verdict

TRIAL_SECONDS = 120.0
COULD_NOT_TRY = 3
"""The exit status of a trial that could not be held: it says nothing about the rows."""


def trial_in_fresh_process(chunk_id: str, rows: Sequence[int]) -> Verdict:
    """Run rows of a chunk in a process of its own: survived, died (by a signal, or far beyond its time), or could not be tried."""
    command = [sys.executable, "-c", "from vetting.app import cli; cli()", "batch", "trial", chunk_id]
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the id is ours, the rows go by standard input)
            command,
            input=json.dumps(list(rows)).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict.DIED
    if done.returncode == 0:
        return Verdict.SURVIVED
    return Verdict.DIED if done.returncode < 0 else Verdict.UNKNOWN

"""The bell that asks for workers: rung once what they shall do is committed. A deployment without one waits for the sweep."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

BELL = "batch_bell"
"""Where a session's `info` holds the bell."""


def ring_after_commit(session: Session) -> None:
    """Ring the bell of this session's deployment, if it has one, once its changes are committed."""
    bell: Callable[[], None] | None = session.info.get(BELL)
    if bell is None:
        return

    def ring(_session: Session) -> None:
        bell()

    event.listen(session, "after_commit", ring, once=True)

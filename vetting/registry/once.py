"""Of two who act at once one succeeds: rows of which there is one, and changes to what nobody has changed since it was read."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting.errors import Conflict


def add_once(session: Session, row: Any, message: str, code: str = "already_open") -> None:
    """Add a row of which a constraint allows one. Raises Conflict for the second; the transaction goes on."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict(message, code=code) from error


def change_once(session: Session, statement: Update, message: str, code: str = "state", rows: int = 1) -> None:
    """Run a conditional UPDATE that must meet exactly so many rows. Raises Conflict when somebody else was first."""
    done = session.execute(statement, execution_options={"synchronize_session": False})
    if cast("CursorResult[Any]", done).rowcount != rows:
        raise Conflict(message, code=code)

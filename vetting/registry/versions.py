"""The register's version: one number that every change to what a check must find raises, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vetting.db import new_id, utc_now
from vetting.registry.models import RegisterChange, RegisterVersion

HEAD = 1
CHANGED_IN = "register_changed_in"


class Action(StrEnum):
    """What a change does to a record in the index."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One record changed: `kind` is `report` or `entry`."""

    action: Action
    kind: str
    record_id: str


def raise_version(session: Session, changes: Sequence[Change]) -> int:
    """Raise the register's version by one for these changes and return it.

    The one row is locked until the transaction ends, so versions are committed in their order: whoever sees version n sees every
    change up to n. Call it after the rows it tells of are flushed, and lock no other row afterwards. No change raises nothing.
    """
    if not changes:
        return current_version(session)
    head = _locked_head(session)
    now, token = utc_now(), new_id()
    head.version, head.token, head.changed_at = head.version + 1, token, now
    head.records += sum((change.action is Action.ADD) - (change.action is Action.REMOVE) for change in changes)
    rows = [
        {
            "version": head.version,
            "kind": change.kind,
            "record_id": change.record_id,
            "action": change.action.value,
            "token": token,
        }
        for change in changes
    ]
    session.execute(insert(RegisterChange), rows)
    session.flush()
    session.info[CHANGED_IN] = session.get_transaction()
    return head.version


def current_version(session: Session) -> int:
    """The version that this session sees; 0 for a register that never held anything."""
    return session.scalar(select(RegisterVersion.version).where(RegisterVersion.id == HEAD)) or 0


def records_searched(session: Session) -> int:
    """How many records a check compares with, on all lists together: reports received and entries not removed."""
    return session.scalar(select(RegisterVersion.records).where(RegisterVersion.id == HEAD)) or 0


def has_uncommitted_change(session: Session) -> bool:
    """Whether this session's own, unfinished transaction has changed the register."""
    changed_in = session.info.get(CHANGED_IN)
    return changed_in is not None and changed_in is session.get_transaction()


def _locked_head(session: Session) -> RegisterVersion:
    statement = (
        select(RegisterVersion).where(RegisterVersion.id == HEAD).with_for_update().execution_options(populate_existing=True)
    )
    head = session.scalar(statement)
    if head is None:
        _begin(session)
        head = session.scalars(statement).one()
    return head


def _begin(session: Session) -> None:
    """Make the one row; two who do it at once end up with one."""
    row = {"id": HEAD, "version": 0, "records": 0, "token": new_id(), "changed_at": utc_now()}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(RegisterVersion).values(row).on_conflict_do_nothing())

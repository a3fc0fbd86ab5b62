"""Writing the trail: events wait in their session and are chained in one insert just before it commits."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any, Protocol

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from vetting.audit.checkpoints import Checkpoints
from vetting.audit.events import EVENTS, AuditError, check_fields
from vetting.audit.models import AuditEvent, AuditHead
from vetting.db import insert_rows, utc_now

GENESIS = "0" * 64
PENDING = "audit_pending"
WRITTEN = "audit_written"
MARKS = "audit_marks"
AT_ONCE = 500
_ID = re.compile(r"[0-9a-f]{32}")
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class WhoActs(Protocol):
    """What the trail needs to know of an actor: kind (person, api_client, system), id, and organisation if any."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def organisation_id(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that waits in its session for the commit."""

    recorded_at: str
    event: str
    operation: str
    actor_kind: str
    actor_id: str
    organisation_id: str | None
    fields: str


PENDING_COLUMNS = tuple(column.name for column in fields_of(PendingEvent))


def record(session: Session, actor: WhoActs, name: str, **fields: object) -> None:
    """Note an event; it is written when, and only when, the session commits.

    Raises AuditError if the name is unknown or the fields are not exactly those of the event.
    """
    kind = check_fields(name, fields)
    pending = PendingEvent(
        recorded_at=utc_now().isoformat(timespec="microseconds"),
        event=name,
        operation=kind.operation.value,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation_id=actor.organisation_id,
        fields=_CANONICAL.encode(fields),
    )
    session.info.setdefault(PENDING, []).append(pending)


def recorded_events(session: Session) -> list[PendingEvent]:
    """Take the events out of a session that will not be committed, so that they can be written in a transaction of their own."""
    events: list[PendingEvent] = session.info.pop(PENDING, [])
    return events


def events_by(session: Session, actor_id: str) -> Sequence[AuditEvent]:
    """Every event that one person or API client left, in the order of the trail."""
    return session.scalars(select(AuditEvent).where(AuditEvent.actor_id == actor_id).order_by(AuditEvent.sequence)).all()


def event_about(session: Session, actor_id: str, name: str, field: str, value: str) -> AuditEvent | None:
    """The first event of a name that somebody left about one thing, such as the `check_run` of a check, or None."""
    part = json.dumps({field: value}, separators=(",", ":"))[1:-1]
    events = select(AuditEvent).where(AuditEvent.actor_id == actor_id, AuditEvent.event == name)
    return session.scalars(events.where(AuditEvent.fields.contains(part, autoescape=True)).order_by(AuditEvent.sequence)).first()


def events_about(session: Session, ids: Collection[str]) -> list[AuditEvent]:
    """Every event whose fields name one of these ids, in the order of the trail. Reads the whole trail once."""
    wanted = set(ids)
    every = select(AuditEvent.sequence, AuditEvent.fields).order_by(AuditEvent.sequence).execution_options(yield_per=2_000)
    found = [sequence for sequence, fields in session.execute(every) if not wanted.isdisjoint(_ID.findall(fields))]
    events: list[AuditEvent] = []
    for start in range(0, len(found), AT_ONCE):
        these = AuditEvent.sequence.in_(found[start : start + AT_ONCE])
        events += session.scalars(select(AuditEvent).where(these).order_by(AuditEvent.sequence))
    return events


def last_sequence(session: Session) -> int:
    """The number of the trail's last event in what this session sees."""
    return session.get_one(AuditHead, 1).sequence


class Trail:
    """The chain's writer. One per process; `attach` makes every session of a factory write its events when it commits."""

    def __init__(self, key: bytes, checkpoints: Checkpoints) -> None:
        self._key = key
        self.checkpoints = checkpoints

    def attach(self, factory: sessionmaker[Session]) -> None:
        """Write pending events before each commit of the factory's sessions; drop them when a session rolls back."""
        event.listen(factory, "before_commit", self._before_commit)
        event.listen(factory, "after_commit", self._after_commit)
        event.listen(factory, "after_transaction_create", _mark)
        event.listen(factory, "after_soft_rollback", _forget)

    def write(self, session: Session, events: Sequence[PendingEvent]) -> None:
        """Chain and insert events of another session (a read, or a refused request) in this one."""
        session.info.setdefault(PENDING, []).extend(events)

    def _before_commit(self, session: Session) -> None:
        if session.in_nested_transaction() or not session.info.get(PENDING):
            return
        session.flush()
        self._append(session, session.info.pop(PENDING))

    def _append(self, session: Session, events: Sequence[PendingEvent]) -> None:
        head = session.scalars(
            select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
        ).one()
        sequence, digest = head.sequence, head.digest
        rows: list[dict[str, Any]] = []
        for pending in events:
            sequence += 1
            row = {name: getattr(pending, name) for name in PENDING_COLUMNS} | {"sequence": sequence, "previous": digest}
            digest = self._digest(row)
            rows.append(row | {"digest": digest})
        insert_rows(session, AuditEvent, rows)
        head.sequence, head.digest = sequence, digest
        head.seal = self.seal(sequence, digest)
        session.flush()
        session.info[WRITTEN] = (sequence, digest)

    def _after_commit(self, session: Session) -> None:
        written = session.info.pop(WRITTEN, None)
        if written is not None and not session.in_nested_transaction():
            self.checkpoints.offer(*written)

    def _digest(self, row: dict[str, Any]) -> str:
        return hmac.digest(self._key, b"event\x00" + _CANONICAL.encode(row).encode(), hashlib.sha256).hex()

    def seal(self, sequence: int, digest: str) -> str:
        """The keyed seal of the chain's end."""
        return _seal(self._key, sequence, digest)

    def checkpoint(self, session: Session) -> None:
        """Write a checkpoint of the chain's committed end now."""
        head = session.get_one(AuditHead, 1)
        self.checkpoints.write(head.sequence, head.digest)

    def check_key(self, session: Session) -> None:
        """Raises AuditError if the chain's end is not under this key: what was written then would break the chain."""
        head = session.get(AuditHead, 1)
        if head is None or not hmac.compare_digest(self.seal(head.sequence, head.digest), head.seal):
            raise AuditError("The audit key is not the one of this database's trail, or the mark of its end was changed.")

    def take_over(self, session: Session, actor: WhoActs, former: Mapping[int, bytes]) -> int:
        """Go on under this key where a former one ended; gives the number of the last event under that. Nobody else may be writing.

        From then on the first event under the new key names the last digest under the old one: whoever has the old key can rewrite
        nothing unseen. Raises AuditError when the trail does not end where the settings say, or not under that key.
        """
        head = session.get_one(AuditHead, 1, with_for_update=True)
        old = former.get(head.sequence)
        if old is None:
            raise AuditError(f"The trail ends at event {head.sequence}, and the settings name no former key that ends there.")
        if not hmac.compare_digest(_seal(old, head.sequence, head.digest), head.seal):
            raise AuditError("The former audit key is not the one that the end of the trail is under.")
        last, head.seal = head.sequence, self.seal(head.sequence, head.digest)
        session.flush()
        record(session, actor, "audit_key_replaced", last=last)
        return last

    def begin(self, session: Session) -> None:
        """Make the head of an empty chain; does nothing when there is one. Called once, when a deployment is created."""
        if session.get(AuditHead, 1) is None:
            session.add(AuditHead(id=1, sequence=0, digest=GENESIS, seal=self.seal(0, GENESIS)))
            session.flush()


def _seal(key: bytes, sequence: int, digest: str) -> str:
    return hmac.new(key, f"head\x00{sequence}\x00{digest}".encode(), hashlib.sha256).hexdigest()


def _mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember at each savepoint how many events waited before it."""
    if transaction.nested:
        session.info.setdefault(MARKS, {})[transaction] = len(session.info.get(PENDING, ()))


def _forget(session: Session, ended: SessionTransaction) -> None:
    """Drop the events of what was rolled back: those since a savepoint, or all."""
    pending: list[PendingEvent] = session.info.get(PENDING, [])
    del pending[session.info.get(MARKS, {}).pop(ended, 0) if ended.nested else 0 :]
    if not ended.nested:
        session.info.pop(MARKS, None)
        session.info.pop(WRITTEN, None)


assert all(len(name) <= 60 for name in EVENTS)  # noqa: S101 (the column's width, checked once at import)

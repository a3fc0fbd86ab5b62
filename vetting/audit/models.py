"""The table of audit events and the one row that marks the chain's end."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base


class AuditEvent(Base):
    """One event. Every column but `digest` is under the digest; `previous` is the digest of the event before."""

    __tablename__ = "audit_event"
    __table_args__ = (CheckConstraint("sequence >= 1", name="sequence_from_one"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recorded_at: Mapped[str] = mapped_column(String(32))
    event: Mapped[str] = mapped_column(String(60), index=True)
    operation: Mapped[str] = mapped_column(String(20))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(32), index=True)
    organisation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    fields: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The chain's end, under a keyed seal of its own: shows rows cut off since the last checkpoint, and is the chain's lock."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))

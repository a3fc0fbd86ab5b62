"""The tables of records: what must not be erased, which rules two people have let run, what was erased, who asked what is held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base


class LegalHold(Base):
    """One record that no rule may erase until the hold is lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_record", "kind", "record_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(32))
    placed_by: Mapped[str] = mapped_column(String(32))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(String(32))
    lifted_at: Mapped[datetime | None]


class RuleApproval(Base):
    """A retention rule, as it reads at this moment, that one person proposed to run for the first time and another approved."""

    __tablename__ = "retention_approval"
    __table_args__ = (
        UniqueConstraint("rule", "wording"),
        CheckConstraint("approved_by <> proposed_by", name="two_people"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    wording: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[str] = mapped_column(String(32))
    approved_by: Mapped[str | None] = mapped_column(String(32))
    approved_at: Mapped[datetime | None]


class Erasure(Base):
    """That one record was erased, by which rule and when: replayed after a backup is put back. Never what it held."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(32))
    erased_at: Mapped[datetime]


class SubjectAccess(Base):
    """That a person asked what is held on them, and who released the answer. The answer is made anew each time and never kept.

    `scope` is what the organisation answers for: the lists (the College) or its own checks (an employer).
    """

    __tablename__ = "subject_access"
    __table_args__ = (
        CheckConstraint("scope IN ('lists', 'checks')", name="scope_known"),
        CheckConstraint("state IN ('open', 'released', 'refused')", name="state_known"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        Index("ix_subject_access_organisation_id_proposed_at", "organisation_id", "proposed_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    scope: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[str] = mapped_column(String(32))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None]
    sealed_person: Mapped[bytes] = mapped_column(LargeBinary)

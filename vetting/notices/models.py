"""The tables of notices: the facts kept of a published notice, the reports that it lets the College expect, and how each ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base


class Notice(Base):
    """A published notice: its kind, the facts read from it and its address, both sealed. The article itself is not kept.

    An address often spells the person's name; `source_index` is its keyed digest, so that one notice is kept once.
    """

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    notice_type: Mapped[str] = mapped_column(String(20))
    source_index: Mapped[str] = mapped_column(String(64), unique=True)
    kept_by: Mapped[str] = mapped_column(String(32))
    kept_at: Mapped[datetime]
    sealed_source: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_facts: Mapped[bytes] = mapped_column(LargeBinary)


class Expectation(Base):
    """That a body will report somebody, or why it is not expected to: force, limbs of s.88A(1) that fit, and the finding's date.

    `finding_date` is the hearing's last day, `hearing_from` its first. Holds nothing that identifies a person; `subject` is the
    place of the person in the notice's facts.
    """

    __tablename__ = "expectation"
    __table_args__ = (
        UniqueConstraint("notice_id", "subject"),
        CheckConstraint("not_expected IS NOT NULL OR (force_code IS NOT NULL AND limbs <> '')", name="expected_of_somebody"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"))
    subject: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    force_code: Mapped[str | None] = mapped_column(String(2), index=True)
    force_name: Mapped[str] = mapped_column(String(120))
    limbs: Mapped[str] = mapped_column(String(4))
    hearing_from: Mapped[date | None] = mapped_column(Date)
    finding_date: Mapped[date | None] = mapped_column(Date)
    not_expected: Mapped[str | None] = mapped_column(String(40))


class ExpectationSettled(Base):
    """How a person settled an expectation: met by this report, or set aside with a reason. A report meets one expectation only."""

    __tablename__ = "expectation_settled"
    __table_args__ = (CheckConstraint("(report_id IS NULL) <> (sealed_reason IS NULL)", name="met_or_set_aside"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    expectation_id: Mapped[str] = mapped_column(ForeignKey("expectation.id"), unique=True)
    report_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    settled_by: Mapped[str] = mapped_column(String(32))
    settled_at: Mapped[datetime]
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)

"""The tables of screening: a check, and the hits on it. Names, dates, references and comparisons are sealed, never plain.

The database itself refuses an answer without the versions it was given on, and a failure without its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.screening.outcomes import BANDS, HitState, Outcome


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Check(Base):
    """One check of one person: who asked, what for, what was answered, and on which state of the lists.

    `sealed_subject` holds what was typed and the salt of `commitment`, in one blob, so that erasing it leaves a commitment that
    nobody can guess back to a person.
    """

    __tablename__ = "screening_check"
    __table_args__ = (
        CheckConstraint(_one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint("(outcome = 'could_not_check') = (cause IS NOT NULL)", name="failure_has_cause"),
        CheckConstraint(
            "outcome = 'could_not_check' OR (register_version IS NOT NULL AND model_version IS NOT NULL)",
            name="answer_has_versions",
        ),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="release_has_officer"),
        Index("ix_screening_check_organisation_id_checked_at", "organisation_id", "checked_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    asked_by_kind: Mapped[str] = mapped_column(String(20))
    asked_by_id: Mapped[str] = mapped_column(String(32), index=True)
    purpose: Mapped[str] = mapped_column(String(60))
    sealed_reference: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_subject: Mapped[bytes] = mapped_column(LargeBinary)
    commitment: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(String(60))
    lists_consulted: Mapped[list[str]] = mapped_column(JSON)
    coverage: Mapped[list[str]] = mapped_column(JSON)
    register_version: Mapped[int | None] = mapped_column(BigInteger)
    model_version: Mapped[str | None] = mapped_column(String(80))
    checked_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[str | None] = mapped_column(String(32))


class Hit(Base):
    """One listed person that a check came upon: which record in which version, how alike, and what was decided on it."""

    __tablename__ = "screening_hit"
    __table_args__ = (
        UniqueConstraint("check_id", "position"),
        CheckConstraint("entry_id IS NOT NULL OR report_id IS NOT NULL", name="names_a_record"),
        CheckConstraint(_one_of("band", BANDS), name="band_known"),
        CheckConstraint(_one_of("state", HitState), name="state_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("screening_check.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[int]
    list_id: Mapped[str] = mapped_column(String(40))
    standing: Mapped[str] = mapped_column(String(20))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"), index=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), index=True)
    record_version: Mapped[int]
    band: Mapped[str] = mapped_column(String(20))
    match_weight: Mapped[float]
    probability: Mapped[float | None]
    reason: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    sealed_comparisons: Mapped[bytes] = mapped_column(LargeBinary)

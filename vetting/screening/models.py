"""The tables of screening: a check, the hits on it, and what people decided on them. What was typed is sealed, never plain.

The database itself refuses an answer without the versions it was given on, a failure without its cause, and a decision that takes
two people with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.screening.outcomes import BANDS, HitState, Outcome
from vetting.screening.rules import Decision, Stand


def one_of(column: str, values: Iterable[str]) -> str:
    """A condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Check(Base):
    """One check of one person: who asked, what for, what was answered, and on which state of the lists.

    `sealed_subject` holds what was typed and the salt of `commitment`, in one blob, so that erasing it leaves a commitment that
    nobody can guess back to a person. `recheck_of_id` is the check that monitoring made again in this one, because a list changed.
    """

    __tablename__ = "screening_check"
    __table_args__ = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
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
    answer_digest: Mapped[str | None] = mapped_column(String(64))
    checked_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[str | None] = mapped_column(String(32))
    recheck_of_id: Mapped[str | None] = mapped_column(ForeignKey("screening_check.id"), index=True)


class Hit(Base):
    """One listed person that a check came upon: which record in which version, how alike, and what was decided on it.

    `origin_id` is the report by which the listed person came in: it stays the same when the report becomes an entry. `pair` holds
    keyed digests of what was compared on both sides. `cleared_by_hit_id` is the hit of an earlier check whose decision still holds;
    `reopened_because` says what changed since such a decision.
    """

    __tablename__ = "screening_hit"
    __table_args__ = (
        UniqueConstraint("check_id", "position"),
        CheckConstraint("entry_id IS NOT NULL OR report_id IS NOT NULL", name="names_a_record"),
        CheckConstraint(one_of("band", BANDS), name="band_known"),
        CheckConstraint(one_of("state", HitState), name="state_known"),
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
    origin_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), index=True)
    pair: Mapped[dict[str, dict[str, str]] | None] = mapped_column(JSON)
    cleared_by_hit_id: Mapped[str | None] = mapped_column(ForeignKey("screening_hit.id"), index=True)
    reopened_because: Mapped[list[str] | None] = mapped_column(JSON)


def _alone(stand: Stand) -> Index:
    """Of one hit, no two decisions wait and no two count: of two officers at once, the database lets one in."""
    condition = text(f"stand = '{stand}'")
    name = f"uq_screening_disposition_{stand}"
    return Index(name, "hit_id", unique=True, sqlite_where=condition, postgresql_where=condition)


class Disposition(Base):
    """What one officer decided on a hit, and the second one where two are needed. Taking it back is a row of its own.

    Only `stand` and the second officer are ever filled in afterwards, each once; who decided what, when and why stays.
    """

    __tablename__ = "screening_disposition"
    __table_args__ = (
        UniqueConstraint("hit_id", "number"),
        CheckConstraint(one_of("decision", Decision), name="decision_known"),
        CheckConstraint(one_of("stand", Stand), name="stand_known"),
        CheckConstraint("second_by_id <> decided_by_id", name="two_people"),
        CheckConstraint("decision <> 'same_person' OR needs_second", name="same_person_needs_second"),
        CheckConstraint("(second_by_id IS NULL) = (second_at IS NULL)", name="second_has_moment"),
        CheckConstraint("stand <> 'counts' OR NOT needs_second OR second_by_id IS NOT NULL", name="counts_after_second"),
        CheckConstraint("stand <> 'refused' OR sealed_second_reason IS NOT NULL", name="refusal_has_reason"),
        _alone(Stand.WAITING),
        _alone(Stand.COUNTS),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("screening_check.id"), index=True)
    hit_id: Mapped[str] = mapped_column(ForeignKey("screening_hit.id"))
    number: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))
    needs_second: Mapped[bool]
    stand: Mapped[str] = mapped_column(String(20))
    decided_by_kind: Mapped[str] = mapped_column(String(20))
    decided_by_id: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[datetime]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)
    second_by_id: Mapped[str | None] = mapped_column(String(32))
    second_at: Mapped[datetime | None]
    sealed_second_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class SecondLook(Base):
    """What a second officer said of a hit who did not see that a first one had called it a different person, nor why.

    Only those drawn for the sample have one. When the two do not agree, the hit is open again by a decision of its own.
    """

    __tablename__ = "screening_second_look"
    __table_args__ = (
        CheckConstraint("decision IN ('same_person', 'different_person', 'undetermined')", name="decision_known"),
        CheckConstraint("agrees = (decision = 'different_person')", name="agrees_as_decided"),
        CheckConstraint("looked_by_id <> decided_by_id", name="two_people"),
        UniqueConstraint("disposition_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("screening_check.id"), index=True)
    hit_id: Mapped[str] = mapped_column(ForeignKey("screening_hit.id"))
    disposition_id: Mapped[str] = mapped_column(ForeignKey("screening_disposition.id"))
    decided_by_id: Mapped[str] = mapped_column(String(32))
    decision: Mapped[str] = mapped_column(String(20))
    agrees: Mapped[bool]
    looked_by_id: Mapped[str] = mapped_column(String(32))
    looked_at: Mapped[datetime]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)


class Certificate(Base):
    """The record of a decided check for a third party: found by a keyed digest of its code, which says nothing about the person."""

    __tablename__ = "screening_certificate"
    __table_args__ = (CheckConstraint("outcome IN ('no_match', 'confirmed_match')", name="outcome_decided"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("screening_check.id"), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_code: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[str] = mapped_column(String(32))

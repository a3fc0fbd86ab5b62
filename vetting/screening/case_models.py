"""The tables of a check's case: what became of the application, who works on it, what was seen and said, and what followed.

A check keeps what was asked and answered and never changes its question; all that people do around it afterwards is here.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.screening.case_rules import ApplicationState, CaseEventKind, ConsiderationDecision, LinkKind, ManualAnswer
from vetting.screening.models import one_of

CHECK = "screening_check.id"
ORGANISATION = "organisation.id"


class Application(Base):
    """What became of the application that a check was made for. A check without a row is live.

    `on_day` is the first day of work: planned while live or offered, and the day of appointment once appointed.
    """

    __tablename__ = "screening_application"
    __table_args__ = (
        CheckConstraint(one_of("state", ApplicationState), name="state_known"),
        CheckConstraint("state <> 'appointed' OR on_day IS NOT NULL", name="appointed_on_a_day"),
    )

    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    on_day: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[str] = mapped_column(String(32))


class Case(Base):
    """The work on one check that cannot be answered by itself: whose it is, by when, and whether its clock stands still.

    `due_on` is empty while the case is on hold; `held_days` counts the working days that earlier holds took.
    """

    __tablename__ = "screening_case"
    __table_args__ = (
        CheckConstraint("(hold_reason IS NULL) = (held_since IS NULL)", name="hold_has_reason"),
        CheckConstraint("held_since IS NULL OR due_on IS NULL", name="clock_stands_on_hold"),
        CheckConstraint("held_days >= 0", name="held_days_counted"),
        Index("ix_screening_case_organisation_id_closed_at", "organisation_id", "closed_at", "due_on"),
    )

    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    due_on: Mapped[date | None] = mapped_column(Date)
    assigned_to_id: Mapped[str | None] = mapped_column(String(32))
    hold_reason: Mapped[str | None] = mapped_column(String(40))
    held_since: Mapped[datetime | None]
    held_days: Mapped[int] = mapped_column(default=0)
    escalated_at: Mapped[datetime | None]


class CaseEvent(Base):
    """One thing that somebody did or wrote on a case. `code` is the hold's reason, the force asked, or the account assigned to."""

    __tablename__ = "screening_case_event"
    __table_args__ = (CheckConstraint(one_of("kind", CaseEventKind), name="kind_known"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(32))
    sealed_text: Mapped[bytes | None] = mapped_column(LargeBinary)


class DocumentSeen(Base):
    """That an officer saw a document: its type, the day, the last four characters of its number. Never the document itself."""

    __tablename__ = "screening_document_seen"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    seen_on: Mapped[date] = mapped_column(Date)
    seen_by_id: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime]
    sealed_last_four: Mapped[bytes] = mapped_column(LargeBinary)


class Consideration(Base):
    """How an advisory entry was considered: facts, the applicant's comments, rationale, appeal; who decided what.

    `stands` ends when the confirmation that it rests on is taken back.
    """

    __tablename__ = "screening_consideration"
    __table_args__ = (
        CheckConstraint(one_of("decision", ConsiderationDecision), name="decision_known"),
        Index(
            "uq_screening_consideration_stands",
            "hit_id",
            unique=True,
            sqlite_where=text("stands"),
            postgresql_where=text("stands"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), index=True)
    hit_id: Mapped[str] = mapped_column(ForeignKey("screening_hit.id"))
    decision: Mapped[str] = mapped_column(String(20))
    stands: Mapped[bool]
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)
    decided_by_id: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[datetime]


class Confirmation(Base):
    """What the College and the reporting force are told: that two officers confirmed, or took back, who an applicant is.

    `organisation_id` is the one that is told. Nothing of the applicant is here; the record named is the reader's own.
    """

    __tablename__ = "screening_confirmation"
    __table_args__ = (
        CheckConstraint("kind IN ('confirmed', 'taken_back')", name="kind_known"),
        CheckConstraint("entry_id IS NOT NULL OR report_id IS NOT NULL", name="names_a_record"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read_by_somebody"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    from_organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION))
    hit_id: Mapped[str] = mapped_column(ForeignKey("screening_hit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    list_id: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"))
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[str | None] = mapped_column(String(32))


class CheckLink(Base):
    """That a check takes the place of an earlier one: a typing error corrected, or a check that could not be made made again."""

    __tablename__ = "screening_check_link"
    __table_args__ = (
        CheckConstraint(one_of("kind", LinkKind), name="kind_known"),
        CheckConstraint("check_id <> replaces_id", name="two_checks"),
    )

    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    replaces_id: Mapped[str] = mapped_column(ForeignKey(CHECK), unique=True)
    kind: Mapped[str] = mapped_column(String(20))


class Retry(Base):
    """A check that could not be made and is tried again by the clock until it can."""

    __tablename__ = "screening_retry"

    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    attempts: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    cause: Mapped[str] = mapped_column(String(60))


class ManualCheck(Base):
    """What was asked by hand while the service was down, recorded afterwards beside the check that was then made."""

    __tablename__ = "screening_manual_check"
    __table_args__ = (CheckConstraint(one_of("answer", ManualAnswer), name="answer_known"),)

    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(20))
    sealed_account: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_by_id: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime]


class GuestOfficer(Base):
    """That a vetting officer of another force may look at one decision as the second officer, by agreement of both units."""

    __tablename__ = "screening_guest_officer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), index=True)
    hit_id: Mapped[str] = mapped_column(ForeignKey("screening_hit.id"))
    disposition_id: Mapped[str] = mapped_column(ForeignKey("screening_disposition.id"), unique=True)
    to_organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    asked_by_id: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)

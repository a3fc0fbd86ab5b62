"""The tables of the register: reports and their versions, entries and theirs, decisions, publication, the register's own version.

Nothing here is overwritten that a check or a court may ask for later: what was reported, what an entry said, and who decided are
rows that are only added. A report and an entry each have one row that moves on: its state, and which version stands.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base

ID = String(32)


class Report(Base):
    """What a relevant authority sent in under s.88A: where it stands, and which of its versions is the present one.

    It counts in every check from receipt until an entry takes its place, or until two registrars have let it be withdrawn.
    `organisation_id` is the body that reports, not the body whose registrar typed it in.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("state IN ('submitted', 'returned', 'referred', 'unread', 'approved', 'withdrawn')", name="state_known"),
        CheckConstraint("approved_by <> prepared_by", name="two_people"),
        CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="approved_by_somebody"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )
    keeper_reads = True

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    list_id: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]
    received_at: Mapped[datetime]
    due: Mapped[date] = mapped_column(Date)
    days_late: Mapped[int]
    prepared_by: Mapped[str] = mapped_column(ID)
    approved_by: Mapped[str | None] = mapped_column(ID)
    approved_at: Mapped[datetime | None]


class ReportVersion(Base):
    """One state of a report's content, as it was sent in. The content is one sealed blob; what is plain identifies nobody."""

    __tablename__ = "report_version"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        UniqueConstraint("id", "prepared_by"),
        CheckConstraint("limb IN ('a', 'b', 'c', 'd')", name="limb_known"),
        Index("ix_report_version_event", "force_code", "event_date"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    limb: Mapped[str] = mapped_column(String(1))
    force_code: Mapped[str] = mapped_column(String(2))
    event_date: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime]
    prepared_by: Mapped[str] = mapped_column(ID)
    prepared_kind: Mapped[str] = mapped_column(String(20))
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)


class ReportDecision(Base):
    """What a registrar decided on one version of a report: returned, with a reason, or approved. One decision a version.

    The preparer is repeated from the version, held to it by the foreign key, so that the database itself can refuse one person's
    doing both.
    """

    __tablename__ = "report_decision"
    __table_args__ = (
        ForeignKeyConstraint(["report_version_id", "prepared_by"], ["report_version.id", "report_version.prepared_by"]),
        UniqueConstraint("report_version_id"),
        CheckConstraint("decision IN ('returned', 'approved')", name="decision_known"),
        CheckConstraint("decision <> 'approved' OR decided_by <> prepared_by", name="two_people"),
        CheckConstraint("decision <> 'returned' OR sealed_reason IS NOT NULL", name="return_has_reason"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    report_version_id: Mapped[str] = mapped_column(ID)
    prepared_by: Mapped[str] = mapped_column(ID)
    decision: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str] = mapped_column(ID)
    decided_at: Mapped[datetime]
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class ReportQuestion(Base):
    """Whether an undecided report stands: its authority asks to withdraw it, or the College's lawyers have answered.

    Two registrars answer it, the first of them perhaps by asking; until then the report counts as before.
    """

    __tablename__ = "report_question"
    __table_args__ = (
        CheckConstraint("kind IN ('withdrawal', 'not_listable', 'listable')", name="kind_known"),
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state_known"),
        CheckConstraint("state <> 'approved' OR (first_by IS NOT NULL AND decided_by IS NOT NULL)", name="approved_by_two"),
        CheckConstraint("state <> 'approved' OR (decided_by <> first_by AND decided_by <> asked_by)", name="two_people"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state <> 'refused' OR sealed_answer IS NOT NULL", name="refusal_has_reason"),
        Index(
            "uq_report_question_open",
            "report_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    keeper_reads = True

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    asked_by: Mapped[str] = mapped_column(ID)
    asked_at: Mapped[datetime]
    first_by: Mapped[str | None] = mapped_column(ID)
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class Entry(Base):
    """A listed person on one list: its standing, and which of its versions is the present one. Leaves a check only when removed."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("standing IN ('listed', 'suspended', 'removed')", name="standing_known"),
        CheckConstraint("version >= 1", name="version_from_one"),
        Index("ix_entry_list", "list_id", "listed_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    list_id: Mapped[str] = mapped_column(String(40))
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), unique=True)
    standing: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]
    listed_at: Mapped[datetime]


class EntryVersion(Base):
    """One state of an entry: its content, from when it stood, and the two people who made it."""

    __tablename__ = "entry_version"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("approved_by <> prepared_by", name="two_people"),
        CheckConstraint("limb IN ('a', 'b', 'c', 'd')", name="limb_known"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int]
    report_version_id: Mapped[str | None] = mapped_column(ForeignKey("report_version.id"))
    limb: Mapped[str] = mapped_column(String(1))
    force_code: Mapped[str] = mapped_column(String(2))
    event_date: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[datetime]
    prepared_by: Mapped[str] = mapped_column(ID)
    approved_by: Mapped[str] = mapped_column(ID)
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)


class EntryStanding(Base):
    """How an entry stood from a moment on: added with every change of its standing, so that any past second can be told."""

    __tablename__ = "entry_standing"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("standing IN ('listed', 'suspended', 'removed')", name="standing_known"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int]
    standing: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[datetime]
    proposal_id: Mapped[str | None] = mapped_column(ForeignKey("proposal.id"))


class Proposal(Base):
    """What one person set in motion about an entry, for a second one to decide: a way off or back on, or an amendment.

    `slot` lets one of its kind be open at a time. `entry_version` is the version its preparer had read. `sealed_content` says what
    is proposed and why; `ground` is a code of `config/lists.toml` and identifies nobody.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("slot IN ('standing', 'content', 'review')", name="slot_known"),
        CheckConstraint("state IN ('open', 'approved', 'refused', 'withdrawn')", name="state_known"),
        CheckConstraint("decided_by <> prepared_by", name="two_people"),
        CheckConstraint("(state IN ('approved', 'refused')) = (decided_by IS NOT NULL)", name="decided_by_somebody"),
        CheckConstraint("state <> 'refused' OR sealed_reason IS NOT NULL", name="refusal_has_reason"),
        Index(
            "uq_proposal_open",
            "entry_id",
            "slot",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    keeper_reads = True

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    slot: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), index=True)
    entry_version: Mapped[int]
    received_at: Mapped[datetime]
    due: Mapped[date | None] = mapped_column(Date)
    days_late: Mapped[int]
    prepared_by: Mapped[str] = mapped_column(ID)
    prepared_kind: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class Review(Base):
    """A listed person's application to come off: what they wrote, what the authority that reported them says, and how it ended.

    It suspends nothing: the person stays listed until two registrars have granted it, by a proposal of the slot `review`.
    `organisation_id` is the authority that is consulted, which reads what it was asked and never the application itself.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received', 'consulting', 'answered', 'granted', 'refused', 'withdrawn', 'ended')", name="state_known"
        ),
        CheckConstraint("state <> 'consulting' OR (due IS NOT NULL AND sealed_question IS NOT NULL)", name="consulting_asks"),
        CheckConstraint("(answered_by IS NULL) = (sealed_answer IS NULL)", name="answered_by_somebody"),
        Index(
            "uq_review_open",
            "entry_id",
            unique=True,
            sqlite_where=text("state IN ('received', 'consulting', 'answered')"),
            postgresql_where=text("state IN ('received', 'consulting', 'answered')"),
        ),
    )
    keeper_reads = True

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    applied_on: Mapped[date] = mapped_column(Date)
    eligible_from: Mapped[date | None] = mapped_column(Date)
    received_by: Mapped[str] = mapped_column(ID)
    received_at: Mapped[datetime]
    consulted_by: Mapped[str | None] = mapped_column(ID)
    consulted_at: Mapped[datetime | None]
    due: Mapped[date | None] = mapped_column(Date)
    answered_by: Mapped[str | None] = mapped_column(ID)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sealed_application: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_question: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class ListOpening(Base):
    """That one registrar opened a list. A list may be searched once two different people have."""

    __tablename__ = "list_opening"

    list_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    opened_by: Mapped[str] = mapped_column(ID, primary_key=True)
    opened_at: Mapped[datetime]
    entries: Mapped[int]
    register_version: Mapped[int] = mapped_column(BigInteger)


class RegisterVersion(Base):
    """The one row that every change to what a check must find locks and raises: its number orders all such changes.

    `records` counts what a check must be able to find, so that a row lost behind the service's back is noticed. `token` is new with
    every change, so that a process notices a register that was put back to an older copy.
    """

    __tablename__ = "register_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int]
    token: Mapped[str] = mapped_column(ID)
    changed_at: Mapped[datetime]


class RegisterChange(Base):
    """What one version changed: a record that a check must find from then on, or finds in a new state, or no longer finds."""

    __tablename__ = "register_change"
    __table_args__ = (
        CheckConstraint("kind IN ('report', 'entry')", name="kind_known"),
        CheckConstraint("action IN ('add', 'replace', 'remove')", name="action_known"),
    )

    version: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)
    action: Mapped[str] = mapped_column(String(10))
    token: Mapped[str] = mapped_column(ID)

"""The tables of the public list: what is published, what was decided about it, and the names under which it is found."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.registry.models import ID


class Publication(Base):
    """That an entry is on the public list, since when, and in which words; its end is read from the clock, never stored.

    One that was withdrawn stays as a row that shows nobody.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("published_by <> proposed_by", name="two_people"),
        Index(
            "uq_publication_standing",
            "entry_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    entry_version: Mapped[int]
    published_from: Mapped[date] = mapped_column(Date)
    proposed_by: Mapped[str | None] = mapped_column(ID)
    published_by: Mapped[str] = mapped_column(ID)
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    sealed_public: Mapped[bytes] = mapped_column(LargeBinary)


class PublicationDecision(Base):
    """Whether an entry in scope is published: in which words, or under which exception not, until when; by which two people."""

    __tablename__ = "publication_decision"
    __table_args__ = (
        CheckConstraint("decision IN ('published', 'withheld', 'deferred')", name="decision_known"),
        CheckConstraint("(decision = 'published') = (exception = '')", name="not_published_by_exception"),
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state_known"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decision = 'deferred') = (until IS NOT NULL)", name="deferred_until_a_day"),
        Index(
            "uq_publication_decision_open",
            "entry_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), index=True)
    decision: Mapped[str] = mapped_column(String(20))
    exception: Mapped[str] = mapped_column(String(40))
    until: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(ID)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)


class PublicationName(Base):
    """A folded name under which a published entry is found, as a keyed digest: no name stands here in plain."""

    __tablename__ = "publication_name"

    publication_id: Mapped[str] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    name_index: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)

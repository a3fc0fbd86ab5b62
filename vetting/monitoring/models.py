"""The tables of monitoring: who is under watch and by what basis, what was raised, and how far the worker has come.

Nobody's name stands here in plain: digests are keyed, and what was asked is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.monitoring.rules import AlertKind, AlertState, EndedBecause, Pair

CHECK = "screening_check.id"
ORGANISATION = "organisation.id"


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Cursor(Base):
    """The one row that says up to which register version, with which model, everybody under watch has been checked.

    Whoever works holds it by the clock of the database: `leased_until` counts its milliseconds since 1970.
    """

    __tablename__ = "monitoring_cursor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    register_version: Mapped[int] = mapped_column(BigInteger)
    model_version: Mapped[str] = mapped_column(String(80))
    leased_by: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[int] = mapped_column(BigInteger)


class Admitted(Base):
    """That a live check, or a watch, has been checked up to the cursor: from here on, only changes have to be looked at."""

    __tablename__ = "monitoring_admitted"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)


class Watch(Base):
    """A person kept under watch for a term, after a check: what was asked is copied here, sealed, and goes with the watch."""

    __tablename__ = "watch"
    __table_args__ = (
        CheckConstraint(_one_of("ended_because", EndedBecause), name="end_known"),
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="end_has_reason"),
        Index(
            "uq_watch_check_id_going_on",
            "check_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_watch_organisation_id_ended_at", "organisation_id", "ended_at", "until"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION))
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK))
    purpose: Mapped[str] = mapped_column(String(60))
    lists: Mapped[list[str]] = mapped_column(JSON)
    sealed_subject: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_reference: Mapped[bytes] = mapped_column(LargeBinary)
    basis: Mapped[str] = mapped_column(String(40))
    until: Mapped[date] = mapped_column(Date)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(20))
    ended_by_id: Mapped[str | None] = mapped_column(String(32))


class WatchTerm(Base):
    """One term of a watch: the first, or a renewal. Each has a legal basis of its own, and whoever recorded it."""

    __tablename__ = "watch_term"
    __table_args__ = (UniqueConstraint("watch_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION), index=True)
    watch_id: Mapped[str] = mapped_column(ForeignKey("watch.id"))
    number: Mapped[int]
    until: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(40))
    sealed_basis_reference: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[str] = mapped_column(String(32))


class Alert(Base):
    """What a change of a list tells an organisation of a person under watch. Raised once for each person and change.

    `person` is a keyed digest of who was asked about, `about` the report by which the listed person came in. `recheck_id` is the
    check that was made again, whose hits are to be decided.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person", "about", "register_version", name="uq_alert_once"),
        CheckConstraint(_one_of("kind", AlertKind), name="kind_known"),
        CheckConstraint(_one_of("state", AlertState), name="state_known"),
        CheckConstraint("(kind IN ('listed', 'changed')) = (recheck_id IS NOT NULL)", name="news_has_recheck"),
        CheckConstraint("(state = 'worked') = (worked_at IS NOT NULL)", name="worked_has_moment"),
        CheckConstraint("(worked_at IS NULL) = (sealed_note IS NULL)", name="worked_has_note"),
        Index("ix_alert_organisation_id_state", "organisation_id", "state", "raised_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(ORGANISATION))
    check_id: Mapped[str] = mapped_column(ForeignKey(CHECK), index=True)
    watch_id: Mapped[str | None] = mapped_column(ForeignKey("watch.id"), index=True)
    recheck_id: Mapped[str | None] = mapped_column(ForeignKey(CHECK), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(32))
    list_id: Mapped[str | None] = mapped_column(String(40))
    standing: Mapped[str | None] = mapped_column(String(20))
    band: Mapped[str | None] = mapped_column(String(20))
    pair: Mapped[Pair | None] = mapped_column(JSON)
    register_version: Mapped[int] = mapped_column(BigInteger)
    model_version: Mapped[str] = mapped_column(String(80))
    sealed_reference: Mapped[bytes] = mapped_column(LargeBinary)
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    worked_at: Mapped[datetime | None]
    worked_by_id: Mapped[str | None] = mapped_column(String(32))
    sealed_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    mailed_at: Mapped[datetime | None]

"""The tables of access: organisations, accounts, API clients, what was spent of the budgets, and kept answers."""

from __future__ import annotations

from datetime import date, datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vetting.db import Base


class Organisation(Base):
    """A body whose people use the service: a force, a local policing body, HMICFRS, the IOPC, the College, or an agency."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30))
    force_code: Mapped[str | None] = mapped_column(String(2))


class Account(Base, UserMixin):
    """A person who signs in. `fs_uniquifier` is what a session names; changing it ends every session of the account.

    The second factor's secret and the recovery codes are encrypted by Flask-Security; `tf_last_counter` is the half minute of the
    last code taken, which is not taken again. `sso_subject` is a keyed digest of the issuer and subject that an identity provider
    names the person by. Of an invitation only a digest is kept. `sensitive_names_since` is set for the named specialist staff who
    alone see names given by the sensitive-names route.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # type: ignore[assignment]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(30))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    sso_subject: Mapped[str | None] = mapped_column(String(64), unique=True)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    invitation_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    invitation_expires_at: Mapped[datetime | None]
    terms_version: Mapped[str | None] = mapped_column(String(64))
    terms_accepted_at: Mapped[datetime | None]
    sensitive_names_since: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Asked for by Flask-Security; permissions come from `permissions.PERMISSIONS` alone."""
        return []


class AccountProposal(Base):
    """A change of an account that needs two people, neither of them the person it is about: see `two_people`."""

    __tablename__ = "account_proposal"
    __table_args__ = (
        CheckConstraint("decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("account_id <> proposed_by_id", name="not_proposed_for_oneself"),
        CheckConstraint("account_id <> decided_by_id", name="not_decided_for_oneself"),
        CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        Index("ix_account_proposal_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    role: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    proposed_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]


class ApiClient(Base):
    """A system that calls the API with a key. Only a digest of the key is kept; `prefix` is its visible beginning."""

    __tablename__ = "api_client"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(30))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    prefix: Mapped[str] = mapped_column(String(24), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined")


class SpentSubject(Base):
    """One person that somebody checked on one day: what the budgets count, and what shows that somebody steps through the list.

    `subject_index` is a keyed digest of the person. `name_index` and `date_index` are keyed to the day and to whoever asked too, so
    that they tell nothing across days or people; they are dropped after two days.
    """

    __tablename__ = "spent_subject"
    __table_args__ = (
        UniqueConstraint("actor_id", "day", "subject_index"),
        Index("ix_spent_subject_organisation_id_day", "organisation_id", "day"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    actor_id: Mapped[str] = mapped_column(String(32))
    day: Mapped[date]
    in_file: Mapped[bool]
    subject_index: Mapped[str] = mapped_column(String(64), index=True)
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    date_index: Mapped[str | None] = mapped_column(String(64), index=True)
    spent_at: Mapped[datetime]


class MisuseFlag(Base):
    """What somebody should look at: stepping through names or dates, or a check of an invented person."""

    __tablename__ = "misuse_flag"
    __table_args__ = (UniqueConstraint("actor_id", "day", "kind"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    actor_id: Mapped[str] = mapped_column(String(32))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    raised_at: Mapped[datetime]


class Tripwire(Base):
    """An invented person whom nobody has a reason to check, as a keyed digest of one name and one date of birth."""

    __tablename__ = "tripwire"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_index: Mapped[str] = mapped_column(String(64), unique=True)
    placed_at: Mapped[datetime]


class KeptAnswer(Base):
    """The answer to a POST, kept under its Idempotency-Key so that a repeated request has one effect. The answer is sealed."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("actor_id", "idempotency_key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(32))
    idempotency_key: Mapped[str] = mapped_column(String(255))
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    sealed_answer: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

"""The tables of access: organisations, accounts, API clients, and answers kept for a repeated request."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
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
    """A person who signs in. `fs_uniquifier` is what a session names; changing it ends every session of the account."""

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

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Asked for by Flask-Security; permissions come from `permissions.PERMISSIONS` alone."""
        return []


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

    organisation: Mapped[Organisation] = relationship(lazy="joined")


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

"""The database, by URL: SQLite for one machine, PostgreSQL to grow. Engine, base class of the tables, session factories.

A session is made for writing or for reading. On SQLite a writing session takes the write lock when it begins (BEGIN IMMEDIATE),
so that what it read cannot change before it commits; a reading session sees one snapshot and blocks nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
    insert,
    literal_column,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
BUSY_TIMEOUT_MS = 10_000
SQLITE_CACHE_KIB = 32 * 1024
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases. A naive datetime is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite stores it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; one naming convention, so that migrations can name what they change."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 (SQLAlchemy reads it from the class)


class Deployment(Base):
    """The one row that says what this database is: its mode, and a sealed word that only the right key opens."""

    __tablename__ = "deployment"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mode: Mapped[str] = mapped_column(String(20))
    canary: Mapped[bytes]
    created_at: Mapped[datetime]


def new_id() -> str:
    """An opaque id of 32 hexadecimal characters, made before the insert so that ciphertexts can be bound to their row."""
    return uuid.uuid4().hex


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def insert_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows in one statement, each with every column that has no default; the session does not get to know them."""
    if rows:
        session.execute(insert(cast("Table", model.__table__)), rows)


def database_now(session: Session) -> ColumnElement[int]:
    """The database's own clock, in milliseconds since 1970, as an expression of its dialect."""
    if session.get_bind().dialect.name == "postgresql":
        return literal_column("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
    return literal_column("CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")


def make_engine(url: str) -> Engine:
    """An engine for `url`. SQLite: write-ahead log, full synchronisation, foreign keys. PostgreSQL: time limits."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(  # the connection used last comes first: what it has read of the file is still good
            parsed, hide_parameters=True, pool_use_lifo=True, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT_MS,
        "lock_timeout": LOCK_TIMEOUT_MS,
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=8, connect_args={"options": options})


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself; _begin_sqlite does
    cursor = connection.cursor()
    settings = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"cache_size=-{SQLITE_CACHE_KIB}")
    for pragma in (*settings, f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


@dataclass(frozen=True)
class Database:
    """One database: its engine and the two kinds of session. `info` is carried by every session (the vault, the audit trail)."""

    engine: Engine
    writers: sessionmaker[Session]
    readers: sessionmaker[Session]

    @classmethod
    def connect(cls, url: str, info: dict[str, Any]) -> Database:
        """Open the database at `url` (nothing is sent yet)."""
        engine = make_engine(url)
        reading = engine.execution_options(reading=True)
        return cls(
            engine,
            sessionmaker(engine, info=info, expire_on_commit=False),
            sessionmaker(reading, info=info, expire_on_commit=False, autoflush=False),
        )

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it does not."""
        with self.writers() as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose transaction is thrown away at the end."""
        with self.readers() as session:
            yield session


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration for this engine; the scripts are found beside the package, not from the working directory."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def applied_revision(session: Session) -> str:
    """The revision that the tables are at; empty where none was ever applied."""
    return MigrationContext.configure(session.connection()).get_current_revision() or ""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision`. Safe to run on every start: does nothing when they are there."""
    command.upgrade(alembic_config(engine), revision)

"""Runs the migrations on the engine that `vetting.db.alembic_config` hands over."""

from alembic import context
from sqlalchemy import Connection

from vetting import access, audit, batches, monitoring, notices, records, registry, screening  # noqa: F401 (so that Base.metadata knows every table)
from vetting.db import Base

engine = context.config.attributes["engine"]


def hold_references(connection: Connection, *, held: bool) -> None:
    """SQLite changes a table by making it anew: while that goes on, rows that point at the old one must not stop it."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if held else 'OFF'}")


with engine.connect() as connection:
    try:
        hold_references(connection, held=False)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a migration left rows that point at nothing")
        connection.commit()
        hold_references(connection, held=True)
    except BaseException:
        connection.invalidate()  # it must not go back to the pool without its references
        raise

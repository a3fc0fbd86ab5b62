"""Runs the migrations on the engine that `vetting.db.alembic_config` hands over."""

from alembic import context

from vetting import access, audit, batches, notices, records, registry, screening  # noqa: F401 (so that Base.metadata knows every table)
from vetting.db import Base

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

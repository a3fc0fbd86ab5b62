"""Invented people whom nobody has a reason to check, as keyed digests: never on a list."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "tripwire",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_index", sa.String(length=64), nullable=False),
        sa.Column("placed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tripwire")),
        sa.UniqueConstraint("person_index", name=op.f("uq_tripwire_person_index")),
    )


def downgrade() -> None:
    op.drop_table("tripwire")

"""The model versions that answered checks, kept for replaying them."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "screening_kept_model",
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("kept_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_screening_kept_model")),
    )


def downgrade() -> None:
    op.drop_table("screening_kept_model")

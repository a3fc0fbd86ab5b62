"""How a person settled what a notice lets the College expect: met by a report, or set aside."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "expectation_settled",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("expectation_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=True),
        sa.Column("settled_by", sa.String(length=32), nullable=False),
        sa.Column("settled_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(report_id IS NULL) <> (sealed_reason IS NULL)", name=op.f("ck_expectation_settled_met_or_set_aside")),
        sa.ForeignKeyConstraint(["expectation_id"], ["expectation.id"], name=op.f("fk_expectation_settled_expectation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation_settled")),
        sa.UniqueConstraint("expectation_id", name=op.f("uq_expectation_settled_expectation_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_expectation_settled_report_id")),
    )


def downgrade() -> None:
    op.drop_table("expectation_settled")

"""Certificates: the record of a check that a third party can verify by its code, without personal data."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "screening_certificate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("issued_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("outcome IN ('no_match', 'confirmed_match')", name=op.f("ck_screening_certificate_outcome_decided")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_certificate_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_certificate_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_certificate")),
        sa.UniqueConstraint("check_id", name=op.f("uq_screening_certificate_check_id")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_screening_certificate_code_digest")),
    )
    with op.batch_alter_table("screening_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_certificate_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("screening_certificate")

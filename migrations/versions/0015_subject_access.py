"""Who asked what is held on them, and which two people released the answer."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "subject_access",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("scope IN ('lists', 'checks')", name=op.f("ck_subject_access_scope_known")),
        sa.CheckConstraint("state IN ('open', 'released', 'refused')", name=op.f("ck_subject_access_state_known")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_subject_access_two_people")),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_subject_access_decided_by_somebody")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_subject_access_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_access")),
    )
    op.create_index("ix_subject_access_organisation_id_proposed_at", "subject_access", ["organisation_id", "proposed_at"])


def downgrade() -> None:
    op.drop_table("subject_access")

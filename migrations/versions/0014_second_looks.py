"""Second looks at a sample of cleared hits, and when the rows of a batch were erased."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "screening_second_look",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("hit_id", sa.String(length=32), nullable=False),
        sa.Column("disposition_id", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("looked_by_id", sa.String(length=32), nullable=False),
        sa.Column("looked_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('same_person', 'different_person', 'undetermined')",
            name=op.f("ck_screening_second_look_decision_known"),
        ),
        sa.CheckConstraint("agrees = (decision = 'different_person')", name=op.f("ck_screening_second_look_agrees_as_decided")),
        sa.CheckConstraint("looked_by_id <> decided_by_id", name=op.f("ck_screening_second_look_two_people")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_second_look_check_id")),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["screening_disposition.id"], name=op.f("fk_screening_second_look_disposition_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["screening_hit.id"], name=op.f("fk_screening_second_look_hit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_second_look_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_second_look")),
        sa.UniqueConstraint("disposition_id", name=op.f("uq_screening_second_look_disposition_id")),
    )
    with op.batch_alter_table("screening_second_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_second_look_check_id"), ["check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_second_look_organisation_id"), ["organisation_id"], unique=False)
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", vetting.db.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
    with op.batch_alter_table("screening_second_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_second_look_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_screening_second_look_check_id"))

    op.drop_table("screening_second_look")

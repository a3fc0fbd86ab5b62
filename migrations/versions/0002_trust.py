"""Second factor, budgets, and what is kept for how long."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tf_primary_method", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("sso_subject", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_account_sso_subject"), ["sso_subject"])
    with op.batch_alter_table("api_client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_used_on", sa.Date(), nullable=True))
    op.create_table(
        "spent_subject",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("in_file", sa.Boolean(), nullable=False),
        sa.Column("subject_index", sa.String(length=64), nullable=False),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("date_index", sa.String(length=64), nullable=True),
        sa.Column("spent_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_spent_subject_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_subject")),
        sa.UniqueConstraint("actor_id", "day", "subject_index", name=op.f("uq_spent_subject_actor_id_day_subject_index")),
    )
    with op.batch_alter_table("spent_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_subject_subject_index"), ["subject_index"], unique=False)
        batch_op.create_index("ix_spent_subject_organisation_id_day", ["organisation_id", "day"], unique=False)
    op.create_table(
        "misuse_flag",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("raised_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_misuse_flag_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_flag")),
        sa.UniqueConstraint("actor_id", "day", "kind", name=op.f("uq_misuse_flag_actor_id_day_kind")),
    )
    with op.batch_alter_table("misuse_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_misuse_flag_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("placed_by", sa.String(length=32), nullable=False),
        sa.Column("placed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index("ix_legal_hold_record", ["kind", "record_id"], unique=False)
    op.create_table(
        "retention_approval",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("wording", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("approved_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("approved_by <> proposed_by", name=op.f("ck_retention_approval_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_approval")),
        sa.UniqueConstraint("rule", "wording", name=op.f("uq_retention_approval_rule_wording")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("erased_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_erasure_kind_record_id")),
    )


def downgrade() -> None:
    for table in ("erasure", "retention_approval", "legal_hold", "misuse_flag", "spent_subject"):
        op.drop_table(table)
    with op.batch_alter_table("api_client", schema=None) as batch_op:
        batch_op.drop_column("last_used_on")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_account_sso_subject"), type_="unique")
        batch_op.drop_column("sso_subject")
        batch_op.drop_column("mf_recovery_codes")
        batch_op.drop_column("tf_totp_secret")
        batch_op.drop_column("tf_primary_method")

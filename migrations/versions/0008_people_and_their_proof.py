"""Changes of accounts that need two people, invitations, terms accepted, and the last code taken."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tf_last_counter", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("invitation_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("invitation_expires_at", vetting.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("terms_version", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("terms_accepted_at", vetting.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_account_invitation_digest"), ["invitation_digest"])
    op.create_table(
        "account_proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by_id", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.String(length=32), nullable=True),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by_id <> proposed_by_id", name=op.f("ck_account_proposal_two_people")),
        sa.CheckConstraint("account_id <> proposed_by_id", name=op.f("ck_account_proposal_not_proposed_for_oneself")),
        sa.CheckConstraint("account_id <> decided_by_id", name=op.f("ck_account_proposal_not_decided_for_oneself")),
        sa.CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name=op.f("ck_account_proposal_decided_by_somebody")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_proposal_organisation_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_proposal_account_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_account_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_account_proposal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_proposal")),
    )
    with op.batch_alter_table("account_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_account_proposal_organisation_id_state", ["organisation_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_proposal_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("account_proposal")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_account_invitation_digest"), type_="unique")
        for column in ("terms_accepted_at", "terms_version", "invitation_expires_at", "invitation_digest", "tf_last_counter"):
            batch_op.drop_column(column)

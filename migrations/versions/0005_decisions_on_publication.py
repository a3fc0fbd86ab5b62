"""Decisions not to publish an entry, or not yet."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "publication_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("exception", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("decision IN ('withheld', 'deferred')", name=op.f("ck_publication_decision_decision_known")),
        sa.CheckConstraint("state IN ('open', 'approved', 'refused')", name=op.f("ck_publication_decision_state_known")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_publication_decision_two_people")),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_publication_decision_decided_by_somebody")),
        sa.CheckConstraint(
            "(decision = 'deferred') = (until IS NOT NULL)", name=op.f("ck_publication_decision_deferred_until_a_day")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_publication_decision_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_decision")),
    )
    with op.batch_alter_table("publication_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_decision_entry_id"), ["entry_id"], unique=False)
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_publication_decision_open",
        "publication_decision",
        ["entry_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("publication_decision")

"""What keeps a batch of 300,000 rows quick: people who stand twice and errors counted once, stepping found by index; and its e-mail."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailed_at", vetting.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sealed_doubles", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE batch SET mailed_at = closed_at")  # whoever waited for these has looked at the page
    with op.batch_alter_table("batch_chunk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("errors", sa.Integer(), nullable=True))
    with op.batch_alter_table("spent_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_subject_name_index"), ["name_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_spent_subject_date_index"), ["date_index"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("spent_subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spent_subject_date_index"))
        batch_op.drop_index(batch_op.f("ix_spent_subject_name_index"))
    with op.batch_alter_table("batch_chunk", schema=None) as batch_op:
        batch_op.drop_column("errors")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_column("sealed_doubles")
        batch_op.drop_column("mailed_at")

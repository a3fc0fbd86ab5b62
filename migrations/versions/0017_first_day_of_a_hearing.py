"""The first day of a hearing of several days, so that a report of any of them is known for one of a hearing day."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("expectation") as table:
        table.add_column(sa.Column("hearing_from", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("expectation") as table:
        table.drop_column("hearing_from")

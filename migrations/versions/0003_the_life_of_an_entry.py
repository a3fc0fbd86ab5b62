"""Ways off and on again, and amendments: what two people decide about an entry, and how it stood from when."""

import uuid

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("received_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("prepared_kind", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("slot IN ('standing', 'content')", name=op.f("ck_proposal_slot_known")),
        sa.CheckConstraint("state IN ('open', 'approved', 'refused', 'withdrawn')", name=op.f("ck_proposal_state_known")),
        sa.CheckConstraint("decided_by <> prepared_by", name=op.f("ck_proposal_two_people")),
        sa.CheckConstraint(
            "(state IN ('approved', 'refused')) = (decided_by IS NOT NULL)", name=op.f("ck_proposal_decided_by_somebody")
        ),
        sa.CheckConstraint("state <> 'refused' OR sealed_reason IS NOT NULL", name=op.f("ck_proposal_refusal_has_reason")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_proposal_entry_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for column in ("entry_id", "organisation_id", "state"):
            batch_op.create_index(batch_op.f(f"ix_proposal_{column}"), [column], unique=False)
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_proposal_open", "proposal", ["entry_id", "slot"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "entry_standing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("valid_from", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("standing IN ('listed', 'suspended', 'removed')", name=op.f("ck_entry_standing_standing_known")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_standing_entry_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_entry_standing_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_standing")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_standing_entry_id_number")),
    )
    standing = sa.text("withdrawn_at IS NULL")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", vetting.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=32), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_publication_entry_id"), type_="unique")
        batch_op.create_check_constraint(
            batch_op.f("ck_publication_withdrawn_by_somebody"), "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
        )
    op.create_index(
        "uq_publication_standing", "publication", ["entry_id"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    _tell_the_present_standings()


def _tell_the_present_standings() -> None:
    """Entries that are there already stand as they do since they were listed: until now nothing could change that."""
    connection = op.get_bind()
    standing = sa.table(
        "entry_standing",
        *(sa.column(name) for name in ("id", "entry_id", "number", "standing")),
        sa.column("valid_from", vetting.db.UtcDateTime()),
    )
    entry = sa.table("entry", sa.column("id"), sa.column("standing"), sa.column("listed_at", vetting.db.UtcDateTime(timezone=True)))
    rows = [
        {"id": uuid.uuid4().hex, "entry_id": row.id, "number": 1, "standing": row.standing, "valid_from": row.listed_at}
        for row in connection.execute(sa.select(entry.c.id, entry.c.standing, entry.c.listed_at))
    ]
    if rows:
        connection.execute(sa.insert(standing), rows)


def downgrade() -> None:
    op.drop_index("uq_publication_standing", table_name="publication")
    withdrawn = "SELECT id FROM publication WHERE withdrawn_at IS NOT NULL"
    op.execute(f"DELETE FROM publication_name WHERE publication_id IN ({withdrawn})")  # noqa: S608 (no value from outside)
    op.execute("DELETE FROM publication WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_publication_withdrawn_by_somebody"), type_="check")
        batch_op.create_unique_constraint(batch_op.f("uq_publication_entry_id"), ["entry_id"])
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")
    op.drop_table("entry_standing")
    op.drop_table("proposal")

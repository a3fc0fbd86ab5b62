"""Batches: the file, its chunks and rows, and who may run them."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _batch()
    _batch_entitlement()
    _batch_chunk()
    _batch_piece()
    _batch_row()


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_choices", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_found", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_mapping", sa.LargeBinary(), nullable=True),
        sa.Column("created_by_kind", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.String(length=32), nullable=False),
        sa.Column("created_by_role", sa.String(length=30), nullable=False),
        sa.Column("created_by_door", sa.String(length=20), nullable=False),
        sa.Column("started_by_id", sa.String(length=32), nullable=True),
        sa.Column("starts_itself", sa.Boolean(), nullable=False),
        sa.Column("organisation_kind", sa.String(length=30), nullable=False),
        sa.Column("organisation_code", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by_id", sa.String(length=32), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_to_check", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rows_left_out", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_failed", sa.Integer(), nullable=False),
        sa.Column("rows_again", sa.Integer(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=True),
        sa.Column("created_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "rows_read = rows_to_check + rows_rejected + rows_left_out OR state <> 'running'", name=op.f("ck_batch_control_total")
        ),
        sa.CheckConstraint("state <> 'closed' OR register_version IS NOT NULL", name=op.f("ck_batch_closed_has_version")),
        sa.CheckConstraint(
            "state IN ('reading', 'needs_encoding', 'refused', 'needs_mapping', 'checking_rows', 'ready', "
            "'needs_second', 'running', 'closed', 'cancelled')",
            name=op.f("ck_batch_state_known"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> created_by_id", name=op.f("ck_batch_confirmed_not_by_sender")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> started_by_id", name=op.f("ck_batch_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_batch_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_file_digest"), "batch", ["file_digest"], unique=False)
    op.create_index("ix_batch_organisation_id_created_at", "batch", ["organisation_id", "created_at"], unique=False)
    op.create_index("ix_batch_state", "batch", ["state"], unique=False)


def _batch_entitlement() -> None:
    op.create_table(
        "batch_entitlement",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("most_rows", sa.Integer(), nullable=False),
        sa.Column("second_person_above", sa.Integer(), nullable=False),
        sa.Column("granted_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_batch_entitlement_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_batch_entitlement")),
    )


def _batch_chunk() -> None:
    op.create_table(
        "batch_chunk",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sealed_rows", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_looked", sa.LargeBinary(), nullable=True),
        sa.Column("condemned", sa.JSON(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=True),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('raw', 'waiting', 'done')", name=op.f("ck_batch_chunk_state_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_chunk_batch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_batch_chunk_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_chunk")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_batch_chunk_batch_id_position")),
    )
    op.create_index("ix_batch_chunk_batch_id_state", "batch_chunk", ["batch_id", "state"], unique=False)


def _batch_piece() -> None:
    op.create_table(
        "batch_piece",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed_data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_piece_batch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_batch_piece_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_piece")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_batch_piece_batch_id_position")),
    )


def _batch_row() -> None:
    op.create_table(
        "batch_row",
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("row_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chunk_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=True),
        sa.Column("first_check_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("(state = 'done') = (check_id IS NOT NULL)", name=op.f("ck_batch_row_done_has_check")),
        sa.CheckConstraint("state IN ('rejected', 'left_out', 'done')", name=op.f("ck_batch_row_state_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_row_batch_id")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_batch_row_check_id")),
        sa.ForeignKeyConstraint(["chunk_id"], ["batch_chunk.id"], name=op.f("fk_batch_row_chunk_id")),
        sa.ForeignKeyConstraint(["first_check_id"], ["screening_check.id"], name=op.f("fk_batch_row_first_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_batch_row_organisation_id")),
        sa.PrimaryKeyConstraint("batch_id", "row_number", name=op.f("pk_batch_row")),
        sa.UniqueConstraint("check_id", name=op.f("uq_batch_row_check_id")),
    )
    op.create_index("ix_batch_row_chunk_id", "batch_row", ["chunk_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_batch_row_chunk_id", table_name="batch_row")
    op.drop_table("batch_row")
    op.drop_table("batch_piece")
    op.drop_index("ix_batch_chunk_batch_id_state", table_name="batch_chunk")
    op.drop_table("batch_chunk")
    op.drop_table("batch_entitlement")
    op.drop_index("ix_batch_state", table_name="batch")
    op.drop_index("ix_batch_organisation_id_created_at", table_name="batch")
    op.drop_index(op.f("ix_batch_file_digest"), table_name="batch")
    op.drop_table("batch")

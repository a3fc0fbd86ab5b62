"""Decisions on hits and the second officer's part in them; what was compared, so that a cleared pair stays cleared; answers to prove."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("screening_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_digest", sa.String(length=64), nullable=True))
    with op.batch_alter_table("screening_hit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("pair", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("cleared_by_hit_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("reopened_because", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_screening_hit_origin_id"), "report", ["origin_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_screening_hit_cleared_by_hit_id"), "screening_hit", ["cleared_by_hit_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_screening_hit_origin_id"), ["origin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_cleared_by_hit_id"), ["cleared_by_hit_id"], unique=False)
    _dispositions()


def _dispositions() -> None:
    op.create_table(
        "screening_disposition",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("hit_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("stand", sa.String(length=20), nullable=False),
        sa.Column("decided_by_kind", sa.String(length=20), nullable=False),
        sa.Column("decided_by_id", sa.String(length=32), nullable=False),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("second_by_id", sa.String(length=32), nullable=True),
        sa.Column("second_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_second_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('same_person', 'different_person', 'undetermined', 'reopened')",
            name=op.f("ck_screening_disposition_decision_known"),
        ),
        sa.CheckConstraint("stand IN ('waiting', 'counts', 'refused', 'past')", name=op.f("ck_screening_disposition_stand_known")),
        sa.CheckConstraint("second_by_id <> decided_by_id", name=op.f("ck_screening_disposition_two_people")),
        sa.CheckConstraint(
            "decision <> 'same_person' OR needs_second", name=op.f("ck_screening_disposition_same_person_needs_second")
        ),
        sa.CheckConstraint("(second_by_id IS NULL) = (second_at IS NULL)", name=op.f("ck_screening_disposition_second_has_moment")),
        sa.CheckConstraint(
            "stand <> 'counts' OR NOT needs_second OR second_by_id IS NOT NULL",
            name=op.f("ck_screening_disposition_counts_after_second"),
        ),
        sa.CheckConstraint(
            "stand <> 'refused' OR sealed_second_reason IS NOT NULL", name=op.f("ck_screening_disposition_refusal_has_reason")
        ),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_disposition_check_id")),
        sa.ForeignKeyConstraint(["hit_id"], ["screening_hit.id"], name=op.f("fk_screening_disposition_hit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_disposition_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_disposition")),
        sa.UniqueConstraint("hit_id", "number", name=op.f("uq_screening_disposition_hit_id_number")),
    )
    with op.batch_alter_table("screening_disposition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_disposition_check_id"), ["check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_disposition_organisation_id"), ["organisation_id"], unique=False)
    for stand in ("waiting", "counts"):
        condition = sa.text(f"stand = '{stand}'")
        name = f"uq_screening_disposition_{stand}"
        op.create_index(name, "screening_disposition", ["hit_id"], unique=True, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """What was decided cannot be told without its table: decided hits are open again, and their checks say so. Never a false clear."""
    op.execute("UPDATE screening_hit SET state = 'open', cleared_by_hit_id = NULL")
    op.execute(
        "UPDATE screening_check SET released_at = NULL, released_by_id = NULL, outcome = CASE WHEN EXISTS"
        " (SELECT 1 FROM screening_hit h WHERE h.check_id = screening_check.id AND h.standing <> 'listed')"
        " THEN 'contact_college' ELSE 'possible_match' END"
        " WHERE EXISTS (SELECT 1 FROM screening_hit h WHERE h.check_id = screening_check.id)"
    )
    op.drop_table("screening_disposition")
    with op.batch_alter_table("screening_hit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_hit_cleared_by_hit_id"))
        batch_op.drop_index(batch_op.f("ix_screening_hit_origin_id"))
        batch_op.drop_constraint(batch_op.f("fk_screening_hit_cleared_by_hit_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_screening_hit_origin_id"), type_="foreignkey")
        for column in ("reopened_because", "cleared_by_hit_id", "pair", "origin_id"):
            batch_op.drop_column(column)
    op.execute("ALTER TABLE screening_check DROP COLUMN answer_digest")  # a batch would make anew a table that others refer to

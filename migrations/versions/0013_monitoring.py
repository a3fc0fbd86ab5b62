"""People under watch and what is raised about them; a re-check names the check that it was made again for."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    _worker()
    _watch()
    _watch_term()
    _alert()
    with op.batch_alter_table("screening_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recheck_of_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_screening_check_recheck_of_id"), ["recheck_of_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_screening_check_recheck_of_id"), "screening_check", ["recheck_of_id"], ["id"])


def _worker() -> None:
    op.create_table(
        "monitoring_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_cursor")),
    )
    op.create_table(
        "monitoring_admitted",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_monitoring_admitted_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_admitted")),
    )
    with op.batch_alter_table("monitoring_admitted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monitoring_admitted_organisation_id"), ["organisation_id"], unique=False)


def _watch() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("sealed_subject", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("began_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=20), nullable=True),
        sa.Column("ended_by_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("ended_because IN ('term_over', 'left', 'basis_ended', 'mistake')", name=op.f("ck_watch_end_known")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name=op.f("ck_watch_end_has_reason")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_watch_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_watch_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index("ix_watch_organisation_id_ended_at", ["organisation_id", "ended_at", "until"], unique=False)
        batch_op.create_index(
            "uq_watch_check_id_going_on",
            ["check_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _watch_term() -> None:
    op.create_table(
        "watch_term",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("watch_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("sealed_basis_reference", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_watch_term_organisation_id")),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_watch_term_watch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_term")),
        sa.UniqueConstraint("watch_id", "number", name=op.f("uq_watch_term_watch_id_number")),
    )
    with op.batch_alter_table("watch_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watch_term_organisation_id"), ["organisation_id"], unique=False)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("watch_id", sa.String(length=32), nullable=True),
        sa.Column("recheck_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=True),
        sa.Column("standing", sa.String(length=20), nullable=True),
        sa.Column("band", sa.String(length=20), nullable=True),
        sa.Column("pair", sa.JSON(), nullable=True),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("worked_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("worked_by_id", sa.String(length=32), nullable=True),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("mailed_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind IN ('listed', 'changed')) = (recheck_id IS NOT NULL)", name=op.f("ck_alert_news_has_recheck")),
        sa.CheckConstraint("(state = 'worked') = (worked_at IS NOT NULL)", name=op.f("ck_alert_worked_has_moment")),
        sa.CheckConstraint(
            "kind IN ('listed', 'changed', 'suspended', 'restored', 'removed', 'unlike', 'not_checked')",
            name=op.f("ck_alert_kind_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'worked')", name=op.f("ck_alert_state_known")),
        sa.CheckConstraint("(worked_at IS NULL) = (sealed_note IS NULL)", name=op.f("ck_alert_worked_has_note")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_alert_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_alert_organisation_id")),
        sa.ForeignKeyConstraint(["recheck_id"], ["screening_check.id"], name=op.f("fk_alert_recheck_id")),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_alert_watch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("organisation_id", "person", "about", "register_version", name="uq_alert_once"),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_check_id"), ["check_id"], unique=False)
        batch_op.create_index("ix_alert_organisation_id_state", ["organisation_id", "state", "raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_recheck_id"), ["recheck_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_watch_id"), ["watch_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("screening_check", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_screening_check_recheck_of_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_screening_check_recheck_of_id"))
        batch_op.drop_column("recheck_of_id")

    with op.batch_alter_table("watch_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_term_organisation_id"))

    op.drop_table("watch_term")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_watch_id"))
        batch_op.drop_index(batch_op.f("ix_alert_recheck_id"))
        batch_op.drop_index("ix_alert_organisation_id_state")
        batch_op.drop_index(batch_op.f("ix_alert_check_id"))

    op.drop_table("alert")
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_watch_check_id_going_on", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index("ix_watch_organisation_id_ended_at")

    op.drop_table("watch")
    with op.batch_alter_table("monitoring_admitted", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_monitoring_admitted_organisation_id"))

    op.drop_table("monitoring_admitted")
    op.drop_table("monitoring_cursor")

"""Reviews, questions whether a report stands, and two people for the words of a publication."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0010"
down_revision = "0009"

BEFORE = {
    "report": ("state_known", "state IN ('submitted', 'returned', 'approved')"),
    "proposal": ("slot_known", "slot IN ('standing', 'content')"),
    "publication_decision": ("decision_known", "decision IN ('withheld', 'deferred')"),
}
AFTER = {
    "report": ("state_known", "state IN ('submitted', 'returned', 'referred', 'approved', 'withdrawn')"),
    "proposal": ("slot_known", "slot IN ('standing', 'content', 'review')"),
    "publication_decision": ("decision_known", "decision IN ('published', 'withheld', 'deferred')"),
}
OPEN_REVIEW = "state IN ('received', 'consulting', 'answered')"


def upgrade() -> None:
    _constrain(AFTER)
    with op.batch_alter_table("publication_decision", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_publication_decision_not_published_by_exception"), "(decision = 'published') = (exception = '')"
        )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_by", sa.String(length=32), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_publication_two_people"), "published_by <> proposed_by")
    _report_question()
    _review()


def _constrain(constraints: dict[str, tuple[str, str]]) -> None:
    for table, (name, condition) in constraints.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_{name}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{name}"), condition)


def _report_question() -> None:
    op.create_table(
        "report_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("first_by", sa.String(length=32), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('withdrawal', 'not_listable', 'listable')", name=op.f("ck_report_question_kind_known")),
        sa.CheckConstraint("state IN ('open', 'approved', 'refused')", name=op.f("ck_report_question_state_known")),
        sa.CheckConstraint(
            "state <> 'approved' OR (first_by IS NOT NULL AND decided_by IS NOT NULL)",
            name=op.f("ck_report_question_approved_by_two"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by <> first_by AND decided_by <> asked_by)",
            name=op.f("ck_report_question_two_people"),
        ),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_report_question_decided_by_somebody")),
        sa.CheckConstraint("state <> 'refused' OR sealed_answer IS NOT NULL", name=op.f("ck_report_question_refusal_has_reason")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_question_report_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_report_question_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_question")),
    )
    _indexes("report_question", ("report_id", "organisation_id", "state"))
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_report_question_open", "report_question", ["report_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("eligible_from", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=32), nullable=False),
        sa.Column("received_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("consulted_by", sa.String(length=32), nullable=True),
        sa.Column("consulted_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_application", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_question", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('received', 'consulting', 'answered', 'granted', 'refused', 'withdrawn', 'ended')",
            name=op.f("ck_review_state_known"),
        ),
        sa.CheckConstraint(
            "state <> 'consulting' OR (due IS NOT NULL AND sealed_question IS NOT NULL)", name=op.f("ck_review_consulting_asks")
        ),
        sa.CheckConstraint("(answered_by IS NULL) = (sealed_answer IS NULL)", name=op.f("ck_review_answered_by_somebody")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_review_entry_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_review_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    _indexes("review", ("entry_id", "organisation_id", "state"))
    is_open = sa.text(OPEN_REVIEW)
    op.create_index("uq_review_open", "review", ["entry_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open)


def _indexes(table: str, columns: tuple[str, ...]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("review")
    op.drop_table("report_question")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_publication_two_people"), type_="check")
        batch_op.drop_column("proposed_by")
    op.execute("DELETE FROM publication_decision WHERE decision = 'published'")
    with op.batch_alter_table("publication_decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_publication_decision_not_published_by_exception"), type_="check")
    # A withdrawn report would count again, and one with the lawyers be decided: both wait as returned ones, which keeps them counting.
    op.execute("UPDATE report SET state = 'returned' WHERE state IN ('referred', 'withdrawn')")
    op.execute("UPDATE proposal SET slot = 'content', state = 'withdrawn' WHERE slot = 'review' AND state = 'open'")
    op.execute("UPDATE proposal SET slot = 'content' WHERE slot = 'review'")
    _constrain(BEFORE)

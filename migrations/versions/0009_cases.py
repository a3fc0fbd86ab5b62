"""Cases: what became of an application, who works on a check, what was seen, considered and told, and checks that replace others."""

import datetime

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0009"
down_revision = "0008"

MOMENT = vetting.db.UtcDateTime(timezone=True)
WORKING_DAYS = 5
"""What a case that is older than this migration is given: the number in config/screening.toml at the time."""


def upgrade() -> None:
    op.add_column("account", sa.Column("sensitive_names_since", MOMENT, nullable=True))
    _application()
    _case()
    _case_event()
    _check_link()
    _document_seen()
    _manual_check()
    _retry()
    _confirmation()
    _consideration()
    _guest_officer()
    _open_cases()


def _application() -> None:
    op.create_table(
        "screening_application",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state <> 'appointed' OR on_day IS NOT NULL", name=op.f("ck_screening_application_appointed_on_a_day")),
        sa.CheckConstraint(
            "state IN ('live', 'offered', 'appointed', 'not_appointed', 'withdrawn')",
            name=op.f("ck_screening_application_state_known"),
        ),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_application_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_application_organisation_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_screening_application")),
    )
    op.create_index(op.f("ix_screening_application_organisation_id"), "screening_application", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_screening_application_state"), "screening_application", ["state"], unique=False)


def _case() -> None:
    op.create_table(
        "screening_case",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_to_id", sa.String(length=32), nullable=True),
        sa.Column("hold_reason", sa.String(length=40), nullable=True),
        sa.Column("held_since", MOMENT, nullable=True),
        sa.Column("held_days", sa.Integer(), nullable=False),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.CheckConstraint("(hold_reason IS NULL) = (held_since IS NULL)", name=op.f("ck_screening_case_hold_has_reason")),
        sa.CheckConstraint("held_days >= 0", name=op.f("ck_screening_case_held_days_counted")),
        sa.CheckConstraint("held_since IS NULL OR due_on IS NULL", name=op.f("ck_screening_case_clock_stands_on_hold")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_case_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_case_organisation_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_screening_case")),
    )
    op.create_index(
        "ix_screening_case_organisation_id_closed_at", "screening_case", ["organisation_id", "closed_at", "due_on"], unique=False
    )


def _case_event() -> None:
    op.create_table(
        "screening_case_event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('assigned', 'note', 'held', 'resumed', 'escalated', 'referred_back', 'force_asked', 'force_answered')",
            name=op.f("ck_screening_case_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_case_event_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_case_event_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_case_event")),
    )
    op.create_index(op.f("ix_screening_case_event_check_id"), "screening_case_event", ["check_id"], unique=False)
    op.create_index(op.f("ix_screening_case_event_organisation_id"), "screening_case_event", ["organisation_id"], unique=False)


def _check_link() -> None:
    op.create_table(
        "screening_check_link",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("replaces_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind IN ('correction', 'retry')", name=op.f("ck_screening_check_link_kind_known")),
        sa.CheckConstraint("check_id <> replaces_id", name=op.f("ck_screening_check_link_two_checks")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_check_link_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_check_link_organisation_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["screening_check.id"], name=op.f("fk_screening_check_link_replaces_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_screening_check_link")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_screening_check_link_replaces_id")),
    )
    op.create_index(op.f("ix_screening_check_link_organisation_id"), "screening_check_link", ["organisation_id"], unique=False)


def _document_seen() -> None:
    op.create_table(
        "screening_document_seen",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("sealed_last_four", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_document_seen_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_document_seen_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_document_seen")),
    )
    op.create_index(op.f("ix_screening_document_seen_check_id"), "screening_document_seen", ["check_id"], unique=False)
    op.create_index(
        op.f("ix_screening_document_seen_organisation_id"), "screening_document_seen", ["organisation_id"], unique=False
    )


def _manual_check() -> None:
    op.create_table(
        "screening_manual_check",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("sealed_account", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "answer IN ('nothing_found', 'possible_match', 'no_answer')", name=op.f("ck_screening_manual_check_answer_known")
        ),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_manual_check_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_manual_check_organisation_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_screening_manual_check")),
        sa.UniqueConstraint("id", name=op.f("uq_screening_manual_check_id")),
    )
    op.create_index(op.f("ix_screening_manual_check_organisation_id"), "screening_manual_check", ["organisation_id"], unique=False)


def _retry() -> None:
    op.create_table(
        "screening_retry",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_retry_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_retry_organisation_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_screening_retry")),
    )
    op.create_index(op.f("ix_screening_retry_next_at"), "screening_retry", ["next_at"], unique=False)
    op.create_index(op.f("ix_screening_retry_organisation_id"), "screening_retry", ["organisation_id"], unique=False)


def _confirmation() -> None:
    op.create_table(
        "screening_confirmation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("from_organisation_id", sa.String(length=32), nullable=False),
        sa.Column("hit_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=True),
        sa.Column("report_id", sa.String(length=32), nullable=True),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("read_by_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("kind IN ('confirmed', 'taken_back')", name=op.f("ck_screening_confirmation_kind_known")),
        sa.CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name=op.f("ck_screening_confirmation_read_by_somebody")),
        sa.CheckConstraint("entry_id IS NOT NULL OR report_id IS NOT NULL", name=op.f("ck_screening_confirmation_names_a_record")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_screening_confirmation_entry_id")),
        sa.ForeignKeyConstraint(
            ["from_organisation_id"], ["organisation.id"], name=op.f("fk_screening_confirmation_from_organisation_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["screening_hit.id"], name=op.f("fk_screening_confirmation_hit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_confirmation_organisation_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_screening_confirmation_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_confirmation")),
    )
    op.create_index(op.f("ix_screening_confirmation_hit_id"), "screening_confirmation", ["hit_id"], unique=False)
    op.create_index(op.f("ix_screening_confirmation_organisation_id"), "screening_confirmation", ["organisation_id"], unique=False)


def _consideration() -> None:
    op.create_table(
        "screening_consideration",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("hit_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by_id", sa.String(length=32), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint("decision IN ('appoint', 'not_appoint')", name=op.f("ck_screening_consideration_decision_known")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_consideration_check_id")),
        sa.ForeignKeyConstraint(["hit_id"], ["screening_hit.id"], name=op.f("fk_screening_consideration_hit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_consideration_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_consideration")),
    )
    op.create_index(op.f("ix_screening_consideration_check_id"), "screening_consideration", ["check_id"], unique=False)
    op.create_index(
        op.f("ix_screening_consideration_organisation_id"), "screening_consideration", ["organisation_id"], unique=False
    )
    op.create_index(
        "uq_screening_consideration_stands",
        "screening_consideration",
        ["hit_id"],
        unique=True,
        sqlite_where=sa.text("stands"),
        postgresql_where=sa.text("stands"),
    )


def _guest_officer() -> None:
    op.create_table(
        "screening_guest_officer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("hit_id", sa.String(length=32), nullable=False),
        sa.Column("disposition_id", sa.String(length=32), nullable=False),
        sa.Column("to_organisation_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_guest_officer_check_id")),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["screening_disposition.id"], name=op.f("fk_screening_guest_officer_disposition_id")
        ),
        sa.ForeignKeyConstraint(["hit_id"], ["screening_hit.id"], name=op.f("fk_screening_guest_officer_hit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_guest_officer_organisation_id")),
        sa.ForeignKeyConstraint(
            ["to_organisation_id"], ["organisation.id"], name=op.f("fk_screening_guest_officer_to_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_guest_officer")),
        sa.UniqueConstraint("disposition_id", name=op.f("uq_screening_guest_officer_disposition_id")),
    )
    op.create_index(op.f("ix_screening_guest_officer_check_id"), "screening_guest_officer", ["check_id"], unique=False)
    op.create_index(
        op.f("ix_screening_guest_officer_organisation_id"), "screening_guest_officer", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_screening_guest_officer_to_organisation_id"), "screening_guest_officer", ["to_organisation_id"], unique=False
    )


def _open_cases() -> None:
    """Give every check that waits for a decision its case."""
    connection = op.get_bind()
    check = sa.table(
        "screening_check", sa.column("id"), sa.column("organisation_id"), sa.column("outcome"), sa.column("checked_at", MOMENT)
    )
    case = sa.table(
        "screening_case",
        *(sa.column(name) for name in ("check_id", "organisation_id", "held_days")),
        sa.column("opened_at", MOMENT),
        sa.column("due_on", sa.Date()),
    )
    waiting = sa.select(check.c.id, check.c.organisation_id, check.c.checked_at).where(
        check.c.outcome.in_(("possible_match", "contact_college", "could_not_check"))
    )
    rows = [
        {
            "check_id": row.id,
            "organisation_id": row.organisation_id,
            "opened_at": row.checked_at,
            "due_on": _due(row.checked_at),
            "held_days": 0,
        }
        for row in connection.execute(waiting)
    ]
    if rows:
        connection.execute(sa.insert(case), rows)


def _due(opened: datetime.datetime) -> datetime.date:
    day, counted = opened.date(), int(opened.weekday() < 5)
    while counted < WORKING_DAYS:
        day += datetime.timedelta(days=1)
        counted += day.weekday() < 5
    return day


def downgrade() -> None:
    op.drop_table("screening_guest_officer")
    op.drop_table("screening_consideration")
    op.drop_table("screening_confirmation")
    op.drop_table("screening_retry")
    op.drop_table("screening_manual_check")
    op.drop_table("screening_document_seen")
    op.drop_table("screening_check_link")
    op.drop_table("screening_case_event")
    op.drop_table("screening_case")
    op.drop_table("screening_application")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("sensitive_names_since")

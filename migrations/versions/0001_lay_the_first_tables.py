"""Lay the first tables."""

import sqlalchemy as sa
from alembic import op

import vetting.db

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("operation", sa.String(length=20), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_audit_event_sequence_from_one")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("digest", name=op.f("uq_audit_event_digest")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("canary", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("actor_id", "idempotency_key", name=op.f("uq_kept_answer_actor_id_idempotency_key")),
    )
    op.create_table(
        "list_opening",
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "opened_by", name=op.f("pk_list_opening")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice_type", sa.String(length=20), nullable=False),
        sa.Column("source_index", sa.String(length=64), nullable=False),
        sa.Column("kept_by", sa.String(length=32), nullable=False),
        sa.Column("kept_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_source", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("source_index", name=op.f("uq_notice_source_index")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "register_change",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.CheckConstraint("action IN ('add', 'replace', 'remove')", name=op.f("ck_register_change_action_known")),
        sa.CheckConstraint("kind IN ('report', 'entry')", name=op.f("ck_register_change_kind_known")),
        sa.PrimaryKeyConstraint("version", "kind", "record_id", name=op.f("pk_register_change")),
    )
    op.create_table(
        "register_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("changed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_version")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "api_client",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("prefix", sa.String(length=24), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_client_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_api_client_key_digest")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_client_prefix")),
    )
    with op.batch_alter_table("api_client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_client_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "expectation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=True),
        sa.Column("force_name", sa.String(length=120), nullable=False),
        sa.Column("limbs", sa.String(length=4), nullable=False),
        sa.Column("finding_date", sa.Date(), nullable=True),
        sa.Column("not_expected", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "not_expected IS NOT NULL OR (force_code IS NOT NULL AND limbs <> '')", name=op.f("ck_expectation_expected_of_somebody")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_expectation_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation")),
        sa.UniqueConstraint("notice_id", "subject", name=op.f("uq_expectation_notice_id_subject")),
    )
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expectation_force_code"), ["force_code"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("approved_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name=op.f("ck_report_approved_by_somebody")),
        sa.CheckConstraint("state IN ('submitted', 'returned', 'approved')", name=op.f("ck_report_state_known")),
        sa.CheckConstraint("approved_by <> prepared_by", name=op.f("ck_report_two_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_report_version_from_one")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_report_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_state"), ["state"], unique=False)

    op.create_table(
        "screening_check",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by_kind", sa.String(length=20), nullable=False),
        sa.Column("asked_by_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_subject", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=True),
        sa.Column("lists_consulted", sa.JSON(), nullable=False),
        sa.Column("coverage", sa.JSON(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=True),
        sa.Column("model_version", sa.String(length=80), nullable=True),
        sa.Column("checked_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("released_at", vetting.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'could_not_check') = (cause IS NOT NULL)", name=op.f("ck_screening_check_failure_has_cause")
        ),
        sa.CheckConstraint(
            "outcome = 'could_not_check' OR (register_version IS NOT NULL AND model_version IS NOT NULL)",
            name=op.f("ck_screening_check_answer_has_versions"),
        ),
        sa.CheckConstraint(
            "outcome IN ('no_match', 'possible_match', 'contact_college', 'confirmed_match', 'could_not_check')",
            name=op.f("ck_screening_check_outcome_known"),
        ),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_screening_check_release_has_officer")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_check_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_check")),
    )
    with op.batch_alter_table("screening_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_check_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index("ix_screening_check_organisation_id_checked_at", ["organisation_id", "checked_at"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("listed_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("standing IN ('listed', 'suspended', 'removed')", name=op.f("ck_entry_standing_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_entry_version_from_one")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_entry_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("report_id", name=op.f("uq_entry_report_id")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_list", ["list_id", "listed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_standing"), ["standing"], unique=False)

    op.create_table(
        "report_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("limb", sa.String(length=1), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("received_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("prepared_kind", sa.String(length=20), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("limb IN ('a', 'b', 'c', 'd')", name=op.f("ck_report_version_limb_known")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_version_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint("id", "prepared_by", name=op.f("uq_report_version_id_prepared_by")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_version_report_id_number")),
    )
    with op.batch_alter_table("report_version", schema=None) as batch_op:
        batch_op.create_index("ix_report_version_event", ["force_code", "event_date"], unique=False)

    op.create_table(
        "entry_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report_version_id", sa.String(length=32), nullable=True),
        sa.Column("limb", sa.String(length=1), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("valid_from", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("limb IN ('a', 'b', 'c', 'd')", name=op.f("ck_entry_version_limb_known")),
        sa.CheckConstraint("approved_by <> prepared_by", name=op.f("ck_entry_version_two_people")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_version_entry_id")),
        sa.ForeignKeyConstraint(["report_version_id"], ["report_version.id"], name=op.f("fk_entry_version_report_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_version_entry_id_number")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("published_from", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=False),
        sa.Column("published_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_public", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_publication_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_publication_entry_id")),
    )
    op.create_table(
        "report_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("report_version_id", sa.String(length=32), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", vetting.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("decision <> 'approved' OR decided_by <> prepared_by", name=op.f("ck_report_decision_two_people")),
        sa.CheckConstraint(
            "decision <> 'returned' OR sealed_reason IS NOT NULL", name=op.f("ck_report_decision_return_has_reason")
        ),
        sa.CheckConstraint("decision IN ('returned', 'approved')", name=op.f("ck_report_decision_decision_known")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_decision_report_id")),
        sa.ForeignKeyConstraint(
            ["report_version_id", "prepared_by"],
            ["report_version.id", "report_version.prepared_by"],
            name=op.f("fk_report_decision_report_version_id_prepared_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_decision")),
        sa.UniqueConstraint("report_version_id", name=op.f("uq_report_decision_report_version_id")),
    )
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_decision_report_id"), ["report_id"], unique=False)

    op.create_table(
        "screening_hit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=True),
        sa.Column("report_id", sa.String(length=32), nullable=True),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("match_weight", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sealed_comparisons", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("band IN ('strong', 'possible')", name=op.f("ck_screening_hit_band_known")),
        sa.CheckConstraint("state IN ('open', 'cleared', 'confirmed', 'undetermined')", name=op.f("ck_screening_hit_state_known")),
        sa.CheckConstraint("entry_id IS NOT NULL OR report_id IS NOT NULL", name=op.f("ck_screening_hit_names_a_record")),
        sa.ForeignKeyConstraint(["check_id"], ["screening_check.id"], name=op.f("fk_screening_hit_check_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_screening_hit_entry_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_screening_hit_organisation_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_screening_hit_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_hit")),
        sa.UniqueConstraint("check_id", "position", name=op.f("uq_screening_hit_check_id_position")),
    )
    with op.batch_alter_table("screening_hit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_hit_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_report_id"), ["report_id"], unique=False)

    op.create_table(
        "publication_name",
        sa.Column("publication_id", sa.String(length=32), nullable=False),
        sa.Column("name_index", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_publication_name_publication_id")),
        sa.PrimaryKeyConstraint("publication_id", "name_index", name=op.f("pk_publication_name")),
    )
    with op.batch_alter_table("publication_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_name_name_index"), ["name_index"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("publication_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_name_name_index"))

    op.drop_table("publication_name")
    with op.batch_alter_table("screening_hit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_hit_report_id"))
        batch_op.drop_index(batch_op.f("ix_screening_hit_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_screening_hit_entry_id"))

    op.drop_table("screening_hit")
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_decision_report_id"))

    op.drop_table("report_decision")
    op.drop_table("publication")
    op.drop_table("entry_version")
    with op.batch_alter_table("report_version", schema=None) as batch_op:
        batch_op.drop_index("ix_report_version_event")

    op.drop_table("report_version")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_standing"))
        batch_op.drop_index("ix_entry_list")

    op.drop_table("entry")
    with op.batch_alter_table("screening_check", schema=None) as batch_op:
        batch_op.drop_index("ix_screening_check_organisation_id_checked_at")
        batch_op.drop_index(batch_op.f("ix_screening_check_asked_by_id"))

    op.drop_table("screening_check")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_state"))
        batch_op.drop_index(batch_op.f("ix_report_organisation_id"))

    op.drop_table("report")
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expectation_force_code"))

    op.drop_table("expectation")
    with op.batch_alter_table("api_client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_client_organisation_id"))

    op.drop_table("api_client")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))

    op.drop_table("account")
    op.drop_table("register_version")
    op.drop_table("register_change")
    op.drop_table("organisation")
    op.drop_table("notice")
    op.drop_table("list_opening")
    op.drop_table("kept_answer")
    op.drop_table("deployment")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_event"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")

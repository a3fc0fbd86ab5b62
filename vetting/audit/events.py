"""The fixed names of audit events, the operation each one logs, and the exact fields it carries.

The operations are the six of the Data Protection Act 2018 section 62(1), and `access` for what touches no subject's data.
A field never holds a name, a date of birth, a number or a reason in words: ids, codes, versions, counts and commitments only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vetting.errors import VettingError


class AuditError(VettingError):
    """An event has an unknown name or the wrong fields, or the key is not the trail's: what it belongs to must not be committed."""

    code = "audit"


class Operation(StrEnum):
    """What was done with personal data."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its operation, and the names of its fields, all of them required."""

    operation: Operation
    fields: frozenset[str]


def _kind(operation: Operation, *fields: str) -> EventKind:
    return EventKind(operation, frozenset(fields))


EVENTS: Mapping[str, EventKind] = {
    # access
    "signed_in": _kind(Operation.ACCESS, "method"),
    "sign_in_failed": _kind(Operation.ACCESS, "method"),
    "signed_out": _kind(Operation.ACCESS),
    "permission_refused": _kind(Operation.ACCESS, "permission", "route"),
    "rule_refused": _kind(Operation.ACCESS, "code", "route"),
    "key_refused": _kind(Operation.ACCESS, "route"),
    "session_ended": _kind(Operation.ACCESS, "reason"),
    "tripwire_placed": _kind(Operation.ACCESS, "tripwire"),
    "tripwire_lifted": _kind(Operation.ACCESS, "tripwire"),
    "misuse_flagged": _kind(Operation.ACCESS, "kind"),
    "not_found": _kind(Operation.ACCESS, "route"),
    "api_client_created": _kind(Operation.ACCESS, "api_client", "scopes", "expires_at"),
    "api_client_revoked": _kind(Operation.ACCESS, "api_client"),
    "account_created": _kind(Operation.ACCESS, "account", "role", "organisation"),
    "account_changed": _kind(Operation.ACCESS, "account", "change", "role"),
    "account_change_proposed": _kind(Operation.ACCESS, "account", "change", "role", "proposal"),
    "account_change_decided": _kind(Operation.ACCESS, "account", "change", "role", "proposal", "decision"),
    "invitation_used": _kind(Operation.ACCESS, "account"),
    "single_sign_on_refused": _kind(Operation.ACCESS, "provider", "reason"),
    "proved_again": _kind(Operation.ACCESS, "method"),
    "proof_refused": _kind(Operation.ACCESS, "method"),
    "terms_accepted": _kind(Operation.ACCESS, "version"),
    "actor_history_read": _kind(Operation.CONSULTATION, "about", "events"),
    "deployment_created": _kind(Operation.ACCESS, "mode"),
    # records
    "retention_rule_approved": _kind(Operation.ACCESS, "rule", "wording", "runs"),
    "legal_hold_placed": _kind(Operation.ACCESS, "hold", "kind", "record"),
    "legal_hold_lifted": _kind(Operation.ACCESS, "hold"),
    "audit_key_replaced": _kind(Operation.ACCESS, "last"),
    "keys_rotated": _kind(Operation.ACCESS, "key", "values"),
    "backup_made": _kind(Operation.ACCESS, "sequence", "rows"),
    "backup_restored": _kind(Operation.ACCESS, "sequence", "rows", "lost_to", "erased_again"),
    "subject_access_proposed": _kind(Operation.COLLECTION, "request", "scope"),
    "subject_access_decided": _kind(Operation.ALTERATION, "request", "decision"),
    "subject_access_read": _kind(Operation.CONSULTATION, "request", "records", "events"),
    "subject_access_released": _kind(Operation.DISCLOSURE, "request", "records", "events"),
    "subject_accesses_listed": _kind(Operation.CONSULTATION, "requests"),
    "trail_read": _kind(Operation.CONSULTATION, "events", "form"),
    "who_checked_read": _kind(Operation.CONSULTATION, "people", "flags"),
    "misuse_report_mailed": _kind(Operation.DISCLOSURE, "organisation", "recipients"),
    "erased": _kind(Operation.ERASURE, "rule", "kind", "records"),
    # registry
    "list_opened": _kind(Operation.ACCESS, "list", "entries", "register_version"),
    "report_received": _kind(
        Operation.COLLECTION, "report", "report_version", "limb", "due", "days_late", "register_version", "commitment"
    ),
    "report_resubmitted": _kind(Operation.ALTERATION, "report", "report_version", "register_version", "commitment"),
    "report_returned": _kind(Operation.ALTERATION, "report", "report_version", "register_version"),
    "report_approved": _kind(
        Operation.ALTERATION, "report", "report_version", "entry", "entry_version", "list", "register_version"
    ),
    "report_question_asked": _kind(Operation.ALTERATION, "report", "question", "kind"),
    "report_question_answered": _kind(Operation.ALTERATION, "report", "question", "kind", "decision"),
    "report_withdrawn": _kind(Operation.ERASURE, "report", "question", "kind", "register_version"),
    "reports_listed": _kind(Operation.CONSULTATION, "reports"),
    "reports_handed_over": _kind(Operation.ALTERATION, "predecessor", "successor", "reports", "questions", "proposals", "reviews"),
    "entries_listed": _kind(Operation.CONSULTATION, "entries"),
    "report_read": _kind(Operation.CONSULTATION, "report", "report_version"),
    "entry_read": _kind(Operation.CONSULTATION, "entry", "entry_version"),
    "entry_published": _kind(Operation.DISCLOSURE, "entry", "entry_version"),
    "entry_suspended": _kind(Operation.ALTERATION, "entry", "proposal", "ground", "register_version"),
    "entry_removed": _kind(Operation.ERASURE, "entry", "proposal", "ground", "register_version"),
    "entry_reinstated": _kind(Operation.ALTERATION, "entry", "proposal", "ground", "register_version"),
    "reinstatement_proposed": _kind(Operation.ALTERATION, "entry", "proposal", "ground", "register_version"),
    "entry_ended": _kind(Operation.ERASURE, "entry", "rule", "register_version"),
    "entry_barred_instead": _kind(Operation.ERASURE, "entry", "register_version"),
    "amendment_proposed": _kind(Operation.ALTERATION, "entry", "entry_version", "proposal"),
    "entry_amended": _kind(Operation.ALTERATION, "entry", "entry_version", "proposal", "register_version"),
    "proposal_decided": _kind(Operation.ALTERATION, "proposal", "entry", "kind", "decision"),
    "duplicates_searched": _kind(Operation.COMBINATION, "report", "found"),
    "proposal_read": _kind(Operation.CONSULTATION, "proposal", "entry"),
    "proposals_listed": _kind(Operation.CONSULTATION, "proposals"),
    "tombstone_read": _kind(Operation.CONSULTATION, "entry"),
    "review_received": _kind(Operation.COLLECTION, "entry", "review"),
    "review_consulted": _kind(Operation.DISCLOSURE, "entry", "review", "due"),
    "review_answered": _kind(Operation.COLLECTION, "entry", "review"),
    "review_decision_proposed": _kind(Operation.ALTERATION, "entry", "review", "proposal", "decision"),
    "review_decided": _kind(Operation.ALTERATION, "entry", "review", "proposal", "decision"),
    "review_withdrawn": _kind(Operation.ALTERATION, "entry", "review"),
    "review_read": _kind(Operation.CONSULTATION, "entry", "review"),
    "reviews_listed": _kind(Operation.CONSULTATION, "reviews"),
    "publication_proposed": _kind(Operation.ALTERATION, "entry", "entry_version"),
    "not_publishing_proposed": _kind(Operation.ALTERATION, "entry", "decision", "exception", "withdrawn"),
    "publication_decided": _kind(Operation.ALTERATION, "entry", "decision", "state"),
    "statistics_exported": _kind(Operation.DISCLOSURE, "list", "year"),
    "published_list_searched": _kind(Operation.DISCLOSURE, "entries"),
    "published_names_suggested": _kind(Operation.DISCLOSURE, "entries"),
    "list_uploaded": _kind(Operation.COLLECTION, "register_import", "list", "kind", "rows", "unreadable"),
    "import_read": _kind(Operation.CONSULTATION, "register_import", "view"),
    "imports_listed": _kind(Operation.CONSULTATION, "imports"),
    "import_confirmed": _kind(
        Operation.ALTERATION,
        "register_import",
        "list",
        "kind",
        "added",
        "changed",
        "unchanged",
        "unread",
        "missing",
        "register_version",
    ),
    "import_entries": _kind(Operation.ALTERATION, "register_import", "how", "entries", "register_version"),
    "import_row_corrected": _kind(Operation.ALTERATION, "register_import", "row"),
    "import_withdrawn": _kind(Operation.ERASURE, "register_import", "rows"),
    "unread_row_read": _kind(Operation.CONSULTATION, "register_import", "row"),
    "row_resolution_proposed": _kind(Operation.ALTERATION, "register_import", "row", "kind"),
    "row_resolution_decided": _kind(
        Operation.ALTERATION, "register_import", "row", "kind", "decision", "entry", "register_version"
    ),
    "removal_from_file_proposed": _kind(Operation.ALTERATION, "register_import", "entry", "proposal"),
    "person_read": _kind(Operation.COMBINATION, "records"),
    "person_link_proposed": _kind(Operation.COMBINATION, "link", "kind", "record", "other"),
    "person_link_decided": _kind(Operation.COMBINATION, "link", "kind", "decision"),
    # notices
    "notice_kept": _kind(Operation.COLLECTION, "notice", "expectations"),
    "notice_read": _kind(Operation.CONSULTATION, "notice"),
    "expectation_met": _kind(Operation.COMBINATION, "expectation", "report"),
    "expectation_set_aside": _kind(Operation.ALTERATION, "expectation"),
    "expectation_reopened": _kind(Operation.ALTERATION, "expectation"),
    # screening
    "check_run": _kind(
        Operation.COMBINATION,
        "check",
        "purpose",
        "outcome",
        "lists",
        "hits",
        "register_version",
        "model_version",
        "commitment",
        "door",
    ),
    "check_failed": _kind(Operation.COMBINATION, "check", "purpose", "cause", "commitment", "door"),
    "check_read": _kind(Operation.CONSULTATION, "check", "view"),
    "checks_listed": _kind(Operation.CONSULTATION, "checks", "view"),
    "affected_checks_of_report_listed": _kind(Operation.CONSULTATION, "report", "checks"),
    "affected_checks_listed": _kind(Operation.CONSULTATION, "entry", "checks"),
    "check_released": _kind(Operation.DISCLOSURE, "check", "register_version"),
    "check_recalled": _kind(Operation.ALTERATION, "check"),
    "hit_decided": _kind(Operation.ALTERATION, "check", "hit", "disposition", "decision", "stand", "outcome"),
    "disposition_seconded": _kind(Operation.ALTERATION, "check", "hit", "disposition", "decision", "outcome"),
    "disposition_refused": _kind(Operation.ALTERATION, "check", "hit", "disposition", "decision"),
    "hit_reopened": _kind(Operation.ALTERATION, "check", "hit", "disposition", "outcome"),
    "second_look_taken": _kind(Operation.ALTERATION, "check", "hit", "disposition", "agrees"),
    "pair_kept_cleared": _kind(Operation.COMBINATION, "check", "hit", "cleared_by_hit"),
    "certificate_issued": _kind(Operation.DISCLOSURE, "check", "certificate", "outcome"),
    "certificate_read": _kind(Operation.CONSULTATION, "check", "certificate"),
    "proof_bundle_exported": _kind(Operation.DISCLOSURE, "check"),
    "certificate_verified": _kind(Operation.DISCLOSURE, "genuine"),
    "check_replayed": _kind(Operation.CONSULTATION, "check", "verdict"),
    "hit_read": _kind(Operation.CONSULTATION, "check", "hit"),
    "application_recorded": _kind(Operation.ALTERATION, "check", "state"),
    "case_changed": _kind(Operation.ALTERATION, "check", "kind", "code"),
    "case_read": _kind(Operation.CONSULTATION, "check"),
    "queue_read": _kind(Operation.CONSULTATION, "cases"),
    "document_seen": _kind(Operation.COLLECTION, "check", "kind"),
    "consideration_recorded": _kind(Operation.ALTERATION, "check", "hit", "decision"),
    "summary_released": _kind(Operation.DISCLOSURE, "check", "hit", "entry", "report", "record_version"),
    "confirmation_told": _kind(Operation.DISCLOSURE, "confirmation", "kind", "organisation", "entry", "report"),
    "confirmations_read": _kind(Operation.CONSULTATION, "confirmations"),
    "check_replaced": _kind(Operation.ALTERATION, "check", "replaces", "kind"),
    "manual_check_recorded": _kind(Operation.COLLECTION, "check", "answer"),
    "guest_officer_asked": _kind(Operation.DISCLOSURE, "check", "hit", "disposition", "organisation"),
    "guest_officer_read": _kind(Operation.CONSULTATION, "check", "hit", "disposition"),
    "sensitive_names_read": _kind(Operation.CONSULTATION, "check"),
    "specialist_named": _kind(Operation.ACCESS, "account", "named"),
    "absence_explained": _kind(Operation.CONSULTATION, "check", "entry"),
    "checks_exported": _kind(Operation.DISCLOSURE, "checks"),
    "dashboard_read": _kind(Operation.CONSULTATION, "checks"),
    # monitoring
    "change_rechecked": _kind(Operation.COMBINATION, "record", "register_version", "watched", "alerts"),
    "everybody_rechecked": _kind(Operation.COMBINATION, "cause", "register_version", "model_version", "watched", "alerts"),
    "alert_raised": _kind(Operation.COMBINATION, "alert", "check", "recheck", "kind", "register_version"),
    "alert_read": _kind(Operation.CONSULTATION, "alert"),
    "alerts_listed": _kind(Operation.CONSULTATION, "alerts"),
    "alert_worked": _kind(Operation.ALTERATION, "alert"),
    "alerts_mailed": _kind(Operation.DISCLOSURE, "organisation", "alerts", "recipients"),
    "watch_begun": _kind(Operation.COLLECTION, "watch", "check", "basis", "until", "door"),
    "watch_renewed": _kind(Operation.ALTERATION, "watch", "basis", "until"),
    "watch_ended": _kind(Operation.ALTERATION, "watch", "because"),
    "watch_read": _kind(Operation.CONSULTATION, "watch"),
    "watches_listed": _kind(Operation.CONSULTATION, "watches"),
    # batches
    "batch_entitled": _kind(Operation.ACCESS, "organisation", "most_rows", "second_person_above"),
    "batch_uploaded": _kind(Operation.COLLECTION, "batch", "bytes", "purpose", "door"),
    "batch_read": _kind(Operation.COLLECTION, "batch", "rows"),
    "batch_refused": _kind(Operation.ERASURE, "batch", "reason"),
    "batch_mapped": _kind(Operation.ALTERATION, "batch"),
    "batch_row_corrected": _kind(Operation.ALTERATION, "batch", "row"),
    "batch_started": _kind(Operation.COMBINATION, "batch", "rows", "purpose"),
    "batch_confirmed": _kind(Operation.COMBINATION, "batch", "rows", "purpose"),
    "batch_cancelled": _kind(Operation.ALTERATION, "batch", "done"),
    "batch_closed": _kind(Operation.COMBINATION, "batch", "rows", "failed", "again", "register_version"),
    "batch_mailed": _kind(Operation.DISCLOSURE, "batch", "recipients"),
    "batch_consulted": _kind(Operation.CONSULTATION, "batch", "view"),
    "batch_group_cleared": _kind(Operation.ALTERATION, "batch", "group", "hits"),
    "batches_listed": _kind(Operation.CONSULTATION, "batches"),
    "batch_exported": _kind(Operation.DISCLOSURE, "batch", "rows", "form"),
}


def check_fields(name: str, fields: Mapping[str, object]) -> EventKind:
    """The kind of the event `name`. Raises AuditError if there is none, or if `fields` are not exactly its fields."""
    kind = EVENTS.get(name)
    if kind is None:
        raise AuditError(f"There is no audit event called {name}.")
    if fields.keys() != kind.fields:
        wrong = sorted(fields.keys() ^ kind.fields)
        raise AuditError(f"The audit event {name} takes exactly {sorted(kind.fields)}; not fitting: {wrong}.")
    return kind

"""The permissions in words."""

from __future__ import annotations

from vetting.access import Permission

WORDS: dict[Permission, str] = {
    Permission.REQUEST_CHECK: "Ask for a check",
    Permission.READ_CHECK_STATES: "See the state of checks",
    Permission.READ_COMPARISONS: "See what a check found",
    Permission.OMIT_DATE_OF_BIRTH: "Check without a date of birth, with a reason",
    Permission.RELEASE_CHECK: "Tell whoever asked that a check is complete",
    Permission.DECIDE_HITS: "Decide whether a hit is the same person",
    Permission.REPLAY_CHECKS: "Prove what a check answered",
    Permission.RUN_BATCH: "Check a file of people",
    Permission.KEEP_WATCHES: "Keep people under watch, for a term and on a recorded basis",
    Permission.WORK_ALERTS: "Work the alerts that changed lists raise",
    Permission.SUBMIT_REPORT: "Report a person",
    Permission.READ_OWN_REPORTS: "Read the organisation’s reports",
    Permission.READ_REGISTER: "Read the entries of the lists",
    Permission.CHANGE_REGISTER: "Propose or approve a change of the lists, never both",
    Permission.KEEP_NOTICES: "Keep published notices",
    Permission.RECORD_APPLICATION: "Record what became of an application",
    Permission.SEE_SENSITIVE_NAMES: "Work with sensitive names",
    Permission.EXPLAIN_ABSENCE: "Ask why a person was not found",
    Permission.ANSWER_SUBJECT_ACCESS: "Answer somebody who asks what is held on them, never alone",
    Permission.MANAGE_PEOPLE: "Keep the accounts of the organisation",
    Permission.MANAGE_KEYS: "Keep the API keys of the organisation",
    Permission.READ_TRAIL: "Read the audit trail",
    Permission.SEE_WHO_CHECKED: "See who in the organisation checked how many people, without names",
    Permission.SEE_HEALTH: "See the health of the service",
}

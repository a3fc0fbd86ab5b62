"""The table of roles and permissions, as the code holds it."""

from __future__ import annotations

from flask import Blueprint, render_template

from vetting.access import PERMISSIONS, Permission, Role, signed_in

blueprint = Blueprint("trust", __name__)

WORDS: dict[Permission, str] = {
    Permission.REQUEST_CHECK: "Ask for a check",
    Permission.READ_CHECK_STATES: "See the state of checks",
    Permission.READ_COMPARISONS: "See what a check found",
    Permission.OMIT_DATE_OF_BIRTH: "Check without a date of birth, with a reason",
    Permission.RELEASE_CHECK: "Tell whoever asked that a check is complete",
    Permission.DECIDE_HITS: "Decide whether a hit is the same person",
    Permission.REPLAY_CHECKS: "Prove what a check answered",
    Permission.RUN_BATCH: "Check a file of people",
    Permission.SUBMIT_REPORT: "Report a person",
    Permission.READ_OWN_REPORTS: "Read the organisation’s reports",
    Permission.READ_REGISTER: "Read the entries of the lists",
    Permission.CHANGE_REGISTER: "Propose or approve a change of the lists, never both",
    Permission.KEEP_NOTICES: "Keep published notices",
    Permission.READ_TRAIL: "Read the audit trail",
    Permission.SEE_HEALTH: "See the health of the service",
}


@blueprint.get("/account/permissions")
@signed_in
def permissions() -> str:
    """Who may do what: one row a permission, one column a role."""
    rows = [
        (WORDS.get(permission, permission.value), [permission in PERMISSIONS[role] for role in Role]) for permission in Permission
    ]
    return render_template("trust/permissions.html", roles=[role.label for role in Role], rows=rows)

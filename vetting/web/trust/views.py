"""Roles and permissions; the terms of use; an invitation; showing again who one is; keeping a session."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from vetting.access import (
    PERMISSIONS,
    SYSTEM,
    Permission,
    Role,
    accept_terms,
    current_actor,
    db_session,
    how_to_prove,
    keep_session,
    leave_trace,
    load_terms,
    prove_again,
    public,
    signed_in,
    throttled_invitation,
    throttled_proof,
    use_invitation,
)
from vetting.errors import InvalidInput
from vetting.web.layout import seconds_left
from vetting.web.trust.forms import InvitationForm, TermsForm
from vetting.web.trust.words import WORDS

blueprint = Blueprint("trust", __name__)

RESUME, PROOF = "resume_at", "proof_given"
WRONG = {
    "code": "Enter the six figures that your app shows now. A code works once: wait for the next one",
    "password": "Enter the password of your account",
    "provider": "You have not signed in again yet, or it took too long",
}


@blueprint.get("/account/permissions")
@signed_in
def permissions() -> str:
    """Who may do what: one row a permission, one column a role."""
    rows = [
        (WORDS.get(permission, permission.value), [permission in PERMISSIONS[role] for role in Role]) for permission in Permission
    ]
    return render_template("trust/permissions.html", roles=[role.label for role in Role], rows=rows)


@blueprint.route("/account/terms", methods=["GET", "POST"])
@signed_in
def terms() -> ResponseReturnValue:
    """Read the terms of use and accept them, for a year."""
    form = TermsForm(load_terms().version)
    if not form.is_submitted():
        form.version.data = load_terms().version
        return render_template("trust/terms.html", form=form, terms=load_terms())
    form.validate()
    if form.problem_list():
        return render_template("trust/terms.html", form=form, terms=load_terms()), 422
    accept_terms(db_session(), current_actor(), form.version.data or "")
    back = request.args.get("next", "")
    return redirect(back if _served(back, "GET") else url_for("public.start"), 303)


@blueprint.route("/sign-in/invitation", methods=["GET", "POST"])
@public
@throttled_invitation
def invitation() -> ResponseReturnValue:
    """Change an invitation's code for a password of one's own."""
    form = InvitationForm()
    if not form.is_submitted():
        return render_template("trust/invitation.html", form=form, done=False)
    form.validate()
    try:
        if not form.problem_list():
            use_invitation(db_session(), form.code.data or "", form.password.data or "")
            return render_template("trust/invitation.html", form=None, done=True)
    except InvalidInput as error:
        form.show_problems(error)
        if form.code.errors:
            leave_trace(SYSTEM, "sign_in_failed", method="invitation")
    return render_template("trust/invitation.html", form=form, done=False), 422


@blueprint.post("/account/confirm")
@signed_in
@throttled_proof
def confirm() -> ResponseReturnValue:
    """Take the proof, and let the browser send again what it was asked for: status 307 keeps the form as it was."""
    resume = request.form.get(RESUME, "")
    if not _served(resume, "POST"):
        resume = url_for("public.start")
    if not prove_again(request.form.get(PROOF, "")):
        return ask_for_proof(resume, wrong=True), 422
    return redirect(resume, 307 if _served(resume, "POST") else 303)


@blueprint.get("/account/confirmed")
@signed_in
def proved() -> str:
    """Tell somebody who proved themselves at their provider to go back to where they were."""
    return render_template("trust/proved.html")


@blueprint.post("/account/session")
@signed_in
def session_kept() -> Response:
    """Keep the session: it counts as used now. Tells how many seconds are left until it ends by itself."""
    keep_session()
    return jsonify({"seconds": seconds_left()})


def ask_for_proof(resume: str, *, wrong: bool = False) -> str:
    """The page that asks somebody to show again who they are; it carries what they had sent, so that nothing is typed twice."""
    left_out = {"csrf_token", RESUME, PROOF}
    fields = [(name, value) for name, values in request.form.lists() if name not in left_out for value in values]
    how = how_to_prove()
    return render_template("trust/confirm.html", resume=resume, fields=fields, how=how, wrong=WRONG[how] if wrong else "")


def _served(path: str, method: str) -> bool:
    """Whether a path is a page of this service that takes the method."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return False
    adapter: Any = current_app.url_map.bind("localhost")
    try:
        adapter.match(path.partition("?")[0], method=method)
    except (HTTPException, RequestRedirect):
        return False
    return True

"""Issue and read a certificate; verify a code without signing in. A code goes by POST, so that it is in no address or log."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import PUBLIC_SEARCH, Permission, current_actor, db_session, limiter, public, requires
from vetting.registry import lists_of
from vetting.screening import issue_certificate, verify_code, view_certificate
from vetting.web.fields import ServiceForm, TextField

blueprint = Blueprint("certificates", __name__)


class VerifyForm(ServiceForm):
    """The code of a certificate."""

    code = TextField("Verification code", hint="20 letters and numbers, as on the certificate", classes="govuk-input--width-20")


@blueprint.post("/checks/<id:check_id>/certificate")
@requires(Permission.RELEASE_CHECK)
def issue(check_id: str) -> ResponseReturnValue:
    """Issue the certificate of a decided check."""
    issue_certificate(db_session(), current_actor(), check_id)
    return redirect(url_for("certificates.show", check_id=check_id), 303)


@blueprint.get("/checks/<id:check_id>/certificate")
@requires(Permission.READ_COMPARISONS)
def show(check_id: str) -> str:
    """The certificate as the issuing organisation sees it."""
    certificate = view_certificate(db_session(), current_actor(), check_id)
    names = {info.id: info.name for info in lists_of(db_session()).lists}
    lists = " and the ".join(names.get(list_id, list_id) for list_id in certificate.lists_consulted)
    return render_template("certificates/show.html", certificate=certificate, lists=lists)


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_SEARCH, methods=["POST"])
def verify() -> ResponseReturnValue:
    """Anybody with a code: genuine, issued by this organisation at this time, and nothing else."""
    form = VerifyForm()
    if not form.is_submitted():
        return render_template("certificates/verify.html", form=form)
    if not form.code.data:
        form.code.errors = ["Enter the verification code."]
        return render_template("certificates/verify.html", form=form), 422
    return render_template("certificates/verify.html", form=form, answered=True, genuine=verify_code(db_session(), form.code.data))

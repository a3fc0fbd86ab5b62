"""Issue and read a certificate, on the screen and on paper; verify a code without signing in.

A code goes by POST, so that it is in no address or log. The QR code's address carries it after a `#`, which browsers keep to
themselves; the page's script puts it into the form.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import PUBLIC_SEARCH, Permission, current_actor, db_session, limiter, public, requires
from vetting.registry import lists_of
from vetting.screening import CertificateView, Outcome, export_bundle, issue_certificate, verify_code, view_certificate
from vetting.signing import signer_of
from vetting.web.certificates.paper import as_pdf, picture_address, qr_code
from vetting.web.fields import ServiceForm, TextField
from vetting.web.layout import london_moment

blueprint = Blueprint("certificates", __name__)

OUTCOMES = {Outcome.NO_MATCH: "No match found", Outcome.CONFIRMED_MATCH: "Confirmed match"}


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
    return render_template("certificates/show.html", **_shown(check_id))


@blueprint.get("/checks/<id:check_id>/certificate.pdf")
@requires(Permission.READ_COMPARISONS)
def paper(check_id: str) -> ResponseReturnValue:
    """The certificate as a PDF; where none can be made, the page, which says so."""
    shown = _shown(check_id)
    made = as_pdf(render_template("certificates/paper.html", **shown, code_address=picture_address(shown["code_picture"])))
    if made is None:
        return render_template("certificates/show.html", **shown, no_pdf=True)
    return _download(made, "application/pdf", "certificate.pdf")


@blueprint.get("/checks/<id:check_id>/proof-bundle")
@requires(Permission.RELEASE_CHECK)
def bundle(check_id: str) -> Response:
    """What the force keeps to prove the check after the subject is erased here."""
    return _download(export_bundle(db_session(), current_actor(), check_id), "application/json", f"proof-{check_id}.json")


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_SEARCH, methods=["POST"])
def verify() -> ResponseReturnValue:
    """Anybody with a code: genuine, issued by this organisation at this time, and nothing else."""
    form, revoked = VerifyForm(), sorted(signer_of(db_session()).published_keys().revoked.items())
    if not form.is_submitted():
        return render_template("certificates/verify.html", form=form, revoked=revoked)
    if not form.code.data:
        form.code.errors = ["Enter the verification code."]
        return render_template("certificates/verify.html", form=form, revoked=revoked), 422
    genuine = verify_code(db_session(), form.code.data)
    return render_template("certificates/verify.html", form=form, revoked=revoked, answered=True, genuine=genuine)


@blueprint.get("/verify/keys.json")
@public
def keys() -> Response:
    """The published keys and those that are revoked, by which signatures are verified without this service."""
    return Response(signer_of(db_session()).published_keys().as_text(), mimetype="application/json")


def _shown(check_id: str) -> dict[str, Any]:
    certificate = view_certificate(db_session(), current_actor(), check_id)
    address = url_for("certificates.verify", _external=True)
    return {
        "certificate": certificate,
        "facts": _facts(certificate),
        "verify_at": address,
        "code_picture": qr_code(f"{address}#{certificate.signature}"),
    }


def _facts(certificate: CertificateView) -> list[tuple[str, str]]:
    """What the certificate says, as label and words."""
    names = {info.id: info.name for info in lists_of(db_session()).lists}
    return [
        ("Reference", certificate.reference),
        ("Organisation", certificate.organisation),
        ("Outcome", OUTCOMES[certificate.outcome]),
        ("Checked", london_moment(certificate.checked_at)),
        ("Issued", london_moment(certificate.issued_at)),
        ("Lists", ", ".join(names.get(list_id, list_id) for list_id in certificate.lists_consulted)),
        ("Register version", str(certificate.register_version)),
        ("Model version", str(certificate.model_version)),
    ]


def _download(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, content_type=kind, headers=headers)

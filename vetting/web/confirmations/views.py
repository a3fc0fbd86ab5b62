"""Read what was confirmed elsewhere about the own records, and say that it was read."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.screening import list_confirmations, mark_confirmation_read

blueprint = Blueprint("confirmations", __name__, url_prefix="/confirmations")


@blueprint.get("")
@requires(Permission.READ_OWN_REPORTS)
def index() -> str:
    """The messages, the latest first."""
    return render_template("confirmations/index.html", messages=list_confirmations(db_session(), current_actor()))


@blueprint.post("/<id:confirmation_id>/read")
@requires(Permission.READ_OWN_REPORTS)
def read(confirmation_id: str) -> ResponseReturnValue:
    """Say that it was read."""
    mark_confirmation_read(db_session(), current_actor(), confirmation_id)
    return redirect(url_for("confirmations.index"), 303)

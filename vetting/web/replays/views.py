"""The auditors' door to a replay."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import NotFound
from vetting.screening import Replayer
from vetting.web.fields import ServiceForm, TextField

blueprint = Blueprint("replays", __name__, url_prefix="/replays")


class ReplayForm(ServiceForm):
    """Which check."""

    check = TextField("Check", hint="The id of the check, 32 letters and numbers", classes="govuk-!-width-two-thirds")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.REPLAY_CHECKS)
def index() -> ResponseReturnValue:
    """The form; sent, it runs the check again and says whether the answer is the same."""
    form = ReplayForm()
    if not form.is_submitted():
        return render_template("replays/index.html", form=form)
    try:
        told = Replayer().replay(db_session(), current_actor(), form.check.data)
    except NotFound as error:
        form.check.errors = [error.message]
        return render_template("replays/index.html", form=form), 422
    return render_template("replays/index.html", form=form, told=told)

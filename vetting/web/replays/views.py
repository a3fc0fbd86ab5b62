"""The auditors' door to a replay."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import NotFound
from vetting.screening import Replayer
from vetting.web.fields import ServiceForm, TextField

blueprint = Blueprint("replays", __name__, url_prefix="/replays")


class ReplayForm(ServiceForm):
    """Which check."""

    check = TextField("Check", hint="The id of the check, 32 letters and numbers", classes="govuk-!-width-two-thirds")


@blueprint.get("")
@requires(Permission.REPLAY_CHECKS)
def index() -> ResponseReturnValue:
    """The form; with a check, that check is run again and the page says whether the answer is the same.

    It changes nothing, and a request that reads holds up nobody while an earlier model answers.
    """
    form = ReplayForm()
    form.check.data = asked = request.args.get("check", "").strip()
    if "check" not in request.args:
        return render_template("replays/index.html", form=form)
    try:
        with Replayer() as replayer:
            told = replayer.replay(db_session(), current_actor(), asked)
    except NotFound as error:
        form.check.errors = [error.message]
        return render_template("replays/index.html", form=form), 422
    return render_template("replays/index.html", form=form, told=told)

"""One check, one entry, and the comparison that kept the one from being a hit on the other."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import NotFound
from vetting.screening import Absence, explain_absence
from vetting.web.checks.answers import Row, compared_rows, field_name
from vetting.web.fields import ServiceForm, TextField
from vetting.web.waterfall import Step, steps_of, waterfall

blueprint = Blueprint("absences", __name__, url_prefix="/why-not")
HINT = "32 letters and numbers"


class WhyNotForm(ServiceForm):
    """Which check and which entry."""

    check = TextField("Check", hint=HINT, classes="govuk-!-width-two-thirds")
    entry = TextField("Entry", hint=HINT, classes="govuk-!-width-two-thirds")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.EXPLAIN_ABSENCE)
def index() -> ResponseReturnValue:
    """The form; sent, it compares the two and explains."""
    form = WhyNotForm()
    if not form.is_submitted():
        return render_template("absences/index.html", form=form)
    try:
        told = explain_absence(db_session(), current_actor(), form.check.data, form.entry.data)
    except NotFound as error:
        field = form.entry if "entry" in error.message else form.check
        field.errors = [error.message]
        return render_template("absences/index.html", form=form), 422
    steps = _steps(told)
    picture = waterfall("why-not", "How the match weight comes together", steps)
    return render_template("absences/index.html", form=form, told=told, rows=_rows(told), steps=steps, picture=picture)


def _rows(told: Absence) -> tuple[Row, ...]:
    return compared_rows(told.comparisons)


def _steps(told: Absence) -> tuple[Step, ...]:
    return steps_of([(field_name(each.field), each.weight) for each in told.comparisons])

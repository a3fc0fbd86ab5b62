"""Send in a report for the advisory list, and correct one. Reading and deciding are the pages of every report."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import InvalidInput
from vetting.registry import AdvisoryLimb, get_report, resubmit_report, submit_report
from vetting.web.advisory.forms import AdvisoryForm, AdvisoryLimbForm, as_typed
from vetting.web.reports.forms import own_force

blueprint = Blueprint("advisory", __name__, url_prefix="/reports/advisory")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def new() -> ResponseReturnValue:
    """Choose how the person left, which decides what the report asks for."""
    form = AdvisoryLimbForm()
    if form.is_submitted():
        if form.validate():
            return redirect(url_for("advisory.fill_in", limb=form.limb.data), 303)
        return render_template("advisory/limb.html", form=form), 422
    return render_template("advisory/limb.html", form=form)


@blueprint.route("/new/<limb>", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def fill_in(limb: str) -> ResponseReturnValue:
    """The report itself; sent, it counts in every check of the advisory list at once."""
    form = AdvisoryForm(_limb(limb), data={"force": own_force(current_actor())})
    if not form.is_submitted():
        return render_template("advisory/form.html", form=form)
    form.validate()
    try:
        report = submit_report(db_session(), current_actor(), form.as_input())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("advisory/form.html", form=form), 422
    return redirect(url_for("reports.show", report_id=report.id), 303)


@blueprint.route("/<id:report_id>/correct", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def correct(report_id: str) -> ResponseReturnValue:
    """Correct a report; it is sent in again as its next version."""
    report = get_report(db_session(), current_actor(), report_id)
    if report.content.advisory is None:
        abort(404)
    form = AdvisoryForm(_limb(report.content.limb.value), data=as_typed(report.content, report.version))
    if not form.is_submitted():
        return render_template("advisory/form.html", form=form, report=report)
    form.validate()
    version = form.expected_version.data or ""
    try:
        read = int(version) if version.isdecimal() and len(version) < 9 else 0
        resubmit_report(db_session(), current_actor(), report_id, form.as_input(), read)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("advisory/form.html", form=form, report=report), 422
    return redirect(url_for("reports.show", report_id=report_id), 303)


def _limb(value: str) -> AdvisoryLimb:
    if value not in {limb.value for limb in AdvisoryLimb}:
        abort(404)
    return AdvisoryLimb(value)

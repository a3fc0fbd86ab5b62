"""Send in a report, correct it, read it, and decide on it. Whoever prepared one never approves it: the register sees to that."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, organisation_names, requires
from vetting.errors import InvalidInput, Unavailable
from vetting.registry import (
    LikelyDuplicate,
    ReportState,
    ReportView,
    approve_report,
    count_reports,
    get_report,
    likely_duplicates,
    list_reports,
    may_agree,
    may_approve,
    resubmit_report,
    return_report,
    submit_report,
)
from vetting.screening import AffectedCheck, checks_that_hit_report
from vetting.web.layout import page_asked
from vetting.web.reports.forms import LimbForm, ReturnForm, as_typed, own_force
from vetting.web.reports.kinds import KINDS, AnyLimb, ReportKind, kind_of

PAGE = 50

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("/")
@requires(Permission.READ_OWN_REPORTS)
def index() -> str:
    """The reports the person may read, those due first at the top; for a registrar, first of all what waits for a decision."""
    actor = current_actor()
    counts = count_reports(db_session(), actor)
    asked = request.args.get("state", ReportState.SUBMITTED.value if actor.may(Permission.CHANGE_REGISTER) else "all")
    state = ReportState(asked) if asked in set(ReportState) else None
    page = page_asked()
    found = list_reports(db_session(), actor, state, PAGE, (page - 1) * PAGE)
    total = counts[state] if state is not None else sum(counts.values())
    organisations = organisation_names(db_session(), {report.organisation_id for report in found})
    return render_template(
        "reports/index.html",
        reports=found,
        state=state,
        counts=counts,
        organisations=organisations,
        page=page,
        pages=-(-total // PAGE),
        me=actor.id,
    )


@blueprint.route("/advisory/new", methods=["GET", "POST"], defaults={"kind": "advisory"})
@blueprint.route("/new", methods=["GET", "POST"], defaults={"kind": "barred"})
@requires(Permission.SUBMIT_REPORT)
def new(kind: str) -> ResponseReturnValue:
    """Choose who the report is about, which decides what it asks for. Whoever names no kind is led to the barred list."""
    form = LimbForm(KINDS[kind].hints)
    if form.is_submitted():
        if form.validate():
            return redirect(url_for("reports.fill_in", kind=kind, limb=form.limb.data), 303)
        return render_template("reports/limb.html", form=form, kind=KINDS[kind]), 422
    return render_template("reports/limb.html", form=form, kind=KINDS[kind])


@blueprint.route("/advisory/new/<limb>", methods=["GET", "POST"], defaults={"kind": "advisory"})
@blueprint.route("/new/<limb>", methods=["GET", "POST"], defaults={"kind": "barred"})
@requires(Permission.SUBMIT_REPORT)
def fill_in(kind: str, limb: str) -> ResponseReturnValue:
    """The report itself; sent, it counts in every check of its list at once."""
    asked = KINDS[kind]
    form = asked.form(_limb(asked, limb), data={"force": own_force(current_actor())})
    if not form.is_submitted():
        return render_template("reports/form.html", form=form, kind=asked)
    form.validate()
    try:
        report = submit_report(db_session(), current_actor(), form.as_input())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("reports/form.html", form=form, kind=asked), 422
    return redirect(url_for("reports.show", report_id=report.id), 303)


@blueprint.get("/<id:report_id>")
@requires(Permission.READ_OWN_REPORTS)
def show(report_id: str) -> str:
    """One report: what it says, what happened to it, and what the person may do with it."""
    report = get_report(db_session(), current_actor(), report_id)
    return _page(report, ReturnForm(data={"expected_version": str(report.version)}))


@blueprint.route("/<id:report_id>/correct", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def correct_limb(report_id: str) -> ResponseReturnValue:
    """Choose again who the report is about."""
    report = get_report(db_session(), current_actor(), report_id)
    kind = kind_of(report.content)
    form = LimbForm(kind.hints, data={"limb": report.content.limb.value})
    if form.is_submitted() and form.validate():
        return redirect(url_for("reports.correct", report_id=report_id, limb=form.limb.data), 303)
    return render_template("reports/limb.html", form=form, kind=kind, report=report)


@blueprint.route("/<id:report_id>/correct/<limb>", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def correct(report_id: str, limb: str) -> ResponseReturnValue:
    """Correct a report; it is sent in again as its next version, and what it said before is kept."""
    report = get_report(db_session(), current_actor(), report_id)
    kind = kind_of(report.content)
    form = kind.form(_limb(kind, limb), data=as_typed(report.content, report.version))
    if not form.is_submitted():
        return render_template("reports/form.html", form=form, kind=kind, report=report)
    form.validate()
    try:
        resubmit_report(db_session(), current_actor(), report_id, form.as_input(), form.version_read)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("reports/form.html", form=form, kind=kind, report=report), 422
    return redirect(url_for("reports.show", report_id=report_id), 303)


@blueprint.post("/<id:report_id>/approve")
@requires(Permission.CHANGE_REGISTER)
def approve(report_id: str) -> ResponseReturnValue:
    """Approve a report, in the version that was read."""
    entry = approve_report(db_session(), current_actor(), report_id, ReturnForm().version_read)
    return redirect(url_for("entries.show", entry_id=entry.id), 303)


@blueprint.post("/<id:report_id>/return")
@requires(Permission.CHANGE_REGISTER)
def give_back(report_id: str) -> ResponseReturnValue:
    """Return a report for correction, with a reason. It counts in every check all the same."""
    form = ReturnForm()
    try:
        return_report(db_session(), current_actor(), report_id, form.reason.data, form.version_read)
    except InvalidInput as error:
        form.show_problems(error)
        return _page(get_report(db_session(), current_actor(), report_id), form), 422
    return redirect(url_for("reports.show", report_id=report_id), 303)


def _duplicates(report: ReportView) -> tuple[LikelyDuplicate, ...] | None:
    """Who else on the register may be this person, for whoever decides; None when the lists could not be searched."""
    actor = current_actor()
    if report.state is not ReportState.SUBMITTED or not actor.may(Permission.CHANGE_REGISTER):
        return ()
    try:
        return likely_duplicates(db_session(), actor, report.id)
    except Unavailable:
        return None


def _page(report: ReportView, form: ReturnForm) -> str:
    actor = current_actor()
    people = {version.prepared_by for version in report.versions} | {decision.decided_by for decision in report.decisions}
    people |= {question.asked_by for question in report.questions}
    question = report.open_question
    affected = _affected(report)
    return render_template(
        "reports/show.html",
        report=report,
        duplicates=_duplicates(report),
        affected=affected,
        owners=organisation_names(db_session(), {check.organisation_id for check in affected or ()}),
        form=form,
        names=account_names(db_session(), people),
        organisation=organisation_names(db_session(), {report.organisation_id}).get(report.organisation_id, ""),
        may_approve=may_approve(report.state, report.prepared_by, actor),
        may_agree=question is not None and may_agree(question, actor),
        is_own=report.prepared_by == actor.id,
    )


def _affected(report: ReportView) -> tuple[AffectedCheck, ...] | None:
    """Which checks came upon a report that was withdrawn, for the College, which tells of it; None for any other report."""
    actor = current_actor()
    if report.state is not ReportState.WITHDRAWN or not actor.may(Permission.CHANGE_REGISTER):
        return None
    return checks_that_hit_report(db_session(), actor, report.id)


def _limb(kind: ReportKind, text: str) -> AnyLimb:
    limb = kind.limb(text)
    if limb is None:
        abort(404)
    return limb

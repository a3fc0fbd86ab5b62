"""Ask for a check, read its answer, release it. The address of an answer is an opaque id; what was typed went by POST."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import CHECKS, Permission, current_actor, db_session, limiter, requires
from vetting.errors import InvalidInput
from vetting.monitoring import alerts_on
from vetting.registry import lists_of
from vetting.screening import (
    CheckRequest,
    correct_check,
    export_history,
    manual_check_of,
    practice_of,
    read_history,
    record_manual_check,
    release_check,
    request_problems,
    run_check,
    view_check,
)
from vetting.web.checks.answers import show_answer
from vetting.web.checks.filters import as_arguments, asked_filter, filter_form, history_csv
from vetting.web.checks.forms import Asks, CheckForm, ManualForm
from vetting.web.layout import page_asked

PAGE = 50
COLLEGE = "college"
"""Under what the contact of the College is entered in `config/screening.toml`."""

blueprint = Blueprint("checks", __name__, url_prefix="/checks")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.REQUEST_CHECK)
@limiter.limit(CHECKS, methods=["POST"])
def new() -> ResponseReturnValue:
    """The form; then its answers, to be read once more; then the check is run. What is wrong is said all at once."""
    return _ask(_form(), lambda request: run_check(db_session(), current_actor(), request), None)


@blueprint.route("/<id:check_id>/correct", methods=["GET", "POST"])
@requires(Permission.REQUEST_CHECK)
@limiter.limit(CHECKS, methods=["POST"])
def correct(check_id: str) -> ResponseReturnValue:
    """The form with what was typed before: sent, it runs a new check that takes the place of the earlier one."""
    form = _form()
    earlier = view_check(db_session(), current_actor(), check_id)
    if not form.is_submitted():
        form.show_request(earlier.subject)
    return _ask(form, lambda request: correct_check(db_session(), current_actor(), check_id, request), check_id)


@blueprint.get("/")
@requires(Permission.READ_CHECK_STATES)
def index() -> str:
    """The checks that the person may see, latest first, filtered as the address says."""
    page = page_asked()
    compares = current_actor().may(Permission.READ_COMPARISONS)
    wanted = asked_filter(request.args, compares)
    found = read_history(db_session(), current_actor(), wanted, limit=PAGE, offset=(page - 1) * PAGE)
    policy = lists_of(db_session())
    return render_template(
        "checks/index.html",
        found=found,
        page=page,
        pages=-(-found.total // PAGE),
        filter=filter_form(
            policy.purposes_for(current_actor().organisation_kind), current_actor().may(Permission.READ_COMPARISONS)
        ),
        asked=as_arguments(wanted),
        purposes={purpose.code: purpose.label for purpose in policy.purposes},
    )


@blueprint.get("/export.csv")
@requires(Permission.READ_CHECK_STATES)
def export() -> Response:
    """The checks that the filter asks for, as a file: what the page shows, nothing of any person."""
    compares = current_actor().may(Permission.READ_COMPARISONS)
    rows = export_history(db_session(), current_actor(), asked_filter(request.args, compares))
    headers = {"Content-Disposition": 'attachment; filename="checks.csv"', "Cache-Control": "no-store"}
    return Response(history_csv(rows, compares), mimetype="text/csv", headers=headers)


@blueprint.get("/<id:check_id>")
@requires(Permission.READ_CHECK_STATES)
def show(check_id: str) -> str:
    """One check: its state for those who asked, and the comparison for a vetting officer."""
    view = view_check(db_session(), current_actor(), check_id)
    policy = lists_of(db_session())
    purposes = {purpose.code: purpose.label for purpose in policy.purposes}
    if view.answer is None:
        return render_template("checks/state.html", check=view, purposes=purposes)
    list_names = {info.id: info.name for info in policy.lists}
    answer = show_answer(view.answer, list_names)
    manual, practice = manual_check_of(db_session(), current_actor(), check_id), practice_of(db_session())
    return render_template(
        "checks/answer.html",
        check=view,
        answer=answer,
        purposes=purposes,
        manual=manual,
        alerts=alerts_on(db_session(), current_actor(), check_id),
        transferee=view.purpose in practice.former_forces_asked_for,
        college=practice.contacts.get(COLLEGE),
    )


@blueprint.route("/<id:check_id>/manual", methods=["GET", "POST"])
@requires(Permission.DECIDE_HITS)
def manual(check_id: str) -> ResponseReturnValue:
    """Record what was asked by hand during an outage."""
    form = ManualForm()
    if form.is_submitted():
        form.validate()
        try:
            if not form.problem_list():
                given = {"made_at": form.moment(), "answer": form.answer.data or "", "account": form.account.data}
                record_manual_check(db_session(), current_actor(), check_id, **given)
        except InvalidInput as error:
            form.show_problems(error)
        if not form.problem_list():
            return redirect(url_for("checks.show", check_id=check_id), 303)
    view = view_check(db_session(), current_actor(), check_id)
    return render_template("checks/manual.html", check=view, form=form), 422 if form.problem_list() else 200


@blueprint.post("/<id:check_id>/release")
@requires(Permission.RELEASE_CHECK)
def release(check_id: str) -> ResponseReturnValue:
    """Tell whoever asked that the check is complete."""
    release_check(db_session(), current_actor(), check_id)
    return redirect(url_for("checks.show", check_id=check_id), 303)


def _form() -> CheckForm:
    actor = current_actor()
    asks = Asks(
        no_date_of_birth=actor.may(Permission.OMIT_DATE_OF_BIRTH),
        national_insurance_number=practice_of(db_session()).national_insurance_numbers,
        sensitive_names=actor.may(Permission.SEE_SENSITIVE_NAMES),
    )
    return CheckForm(lists_of(db_session()).purposes_for(actor.organisation_kind), asks)


def _ask(form: CheckForm, run: Callable[[CheckRequest], str], corrects: str | None) -> ResponseReturnValue:
    """One step of the form, its answers, and the check; nothing typed is lost on the way, and nothing is kept before the last."""
    action = request.form.get("action", "")
    here = url_for("checks.correct", check_id=corrects) if corrects else url_for("checks.new")
    if not form.is_submitted() or action == "change" or form.change_rows(action):
        return render_template("checks/new.html", form=form, here=here, corrects=corrects)
    form.drop_empty_rows()
    form.validate()
    asked = form.as_request()
    try:
        found = request_problems(db_session(), current_actor(), [asked])[0]
        if found:
            raise InvalidInput(found)
        if action == "run" and not form.problem_list():
            return redirect(url_for("checks.show", check_id=run(asked)), 303)
    except InvalidInput as error:
        form.show_problems(error, inside="subject")
    if form.problem_list():
        form.keep_a_row()
        return render_template("checks/new.html", form=form, here=here, corrects=corrects), 422
    purposes = {code: label for code, label in form.purpose.choices}
    shown = {"subject": asked, "purpose": asked.purpose, "reference": asked.reference}
    return render_template("checks/answers.html", form=form, here=here, corrects=corrects, check=shown, purposes=purposes)

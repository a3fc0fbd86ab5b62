"""Ask for a check, read its answer, release it. The address of an answer is an opaque id; what was typed went by POST."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import CHECKS, Permission, current_actor, db_session, limiter, requires
from vetting.errors import InvalidInput
from vetting.registry import lists_of
from vetting.screening import list_checks, release_check, run_check, view_check
from vetting.web.checks.answers import show_answer
from vetting.web.checks.forms import CheckForm
from vetting.web.layout import page_asked

PAGE = 50

blueprint = Blueprint("checks", __name__, url_prefix="/checks")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.REQUEST_CHECK)
@limiter.limit(CHECKS, methods=["POST"])
def new() -> ResponseReturnValue:
    """The form; sent, it runs the check and goes to its answer. What is wrong is said all at once, and nothing typed is lost."""
    actor = current_actor()
    purposes = lists_of(db_session()).purposes_for(actor.organisation_kind)
    form = CheckForm(purposes, actor.may(Permission.OMIT_DATE_OF_BIRTH))
    if not form.is_submitted() or form.change_rows(request.form.get("action", "")):
        return render_template("checks/new.html", form=form)
    form.drop_empty_rows()
    form.validate()
    try:
        check_id = run_check(db_session(), actor, form.as_request())
    except InvalidInput as error:
        form.show_problems(error, inside="subject")
    if form.problem_list():
        form.keep_a_row()
        return render_template("checks/new.html", form=form), 422
    return redirect(url_for("checks.show", check_id=check_id), 303)


@blueprint.get("/")
@requires(Permission.READ_CHECK_STATES)
def index() -> str:
    """The checks that the person may see, latest first."""
    page = page_asked()
    found = list_checks(db_session(), current_actor(), limit=PAGE, offset=(page - 1) * PAGE)
    return render_template("checks/index.html", found=found, page=page, pages=-(-found.total // PAGE))


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
    return render_template("checks/answer.html", check=view, answer=show_answer(view.answer, list_names), purposes=purposes)


@blueprint.post("/<id:check_id>/release")
@requires(Permission.RELEASE_CHECK)
def release(check_id: str) -> ResponseReturnValue:
    """Tell whoever asked that the check is complete."""
    release_check(db_session(), current_actor(), check_id)
    return redirect(url_for("checks.show", check_id=check_id), 303)

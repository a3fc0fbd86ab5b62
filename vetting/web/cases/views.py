"""Read the queue, share it out, and work on one case. Deciding on a hit is a journey of its own (`decisions`)."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import InvalidInput, NotFound
from vetting.monitoring import open_alerts
from vetting.registry import lists_of
from vetting.screening import (
    ApplicationState,
    ConsiderationText,
    QueueView,
    application_of,
    assign_cases,
    considerations_of,
    read_queue,
    record_application,
    record_consideration,
    release_summary,
    view_case,
)
from vetting.web.cases.actions import ACTIONS
from vetting.web.cases.forms import ApplicationForm, ConsiderationForm
from vetting.web.fields import ServiceForm, day_of
from vetting.web.layout import page_asked

PAGE = 50

blueprint = Blueprint("cases", __name__)


@blueprint.get("/queue")
@requires(Permission.DECIDE_HITS)
def index() -> str:
    """The open cases: unassigned, mine, overdue, waiting for a second officer, on hold, or all."""
    wanted = request.args.get("view", "")
    view = QueueView(wanted) if wanted in {each.value for each in QueueView} else QueueView.ALL
    page = page_asked()
    found = read_queue(db_session(), current_actor(), view, limit=PAGE, offset=(page - 1) * PAGE)
    counts = {part.value: count for part, count in found.counts.items()}
    return render_template(
        "cases/queue.html",
        found=found,
        page=page,
        pages=-(-found.total // PAGE),
        me=current_actor().id,
        counts=counts,
        alerts=open_alerts(db_session(), current_actor()),
    )


@blueprint.post("/queue/assign")
@requires(Permission.DECIDE_HITS)
def assign() -> ResponseReturnValue:
    """Give the ticked cases to a colleague, to oneself, or to nobody."""
    assign_cases(db_session(), current_actor(), request.form.getlist("case"), request.form.get("to", ""))
    return redirect(url_for("cases.index", view=request.form.get("view", "")), 303)


@blueprint.get("/checks/<id:check_id>/case")
@requires(Permission.DECIDE_HITS)
def show(check_id: str) -> str:
    """One case with everything that was done on it."""
    page = view_case(db_session(), current_actor(), check_id)
    people = {event.by for event in page.events} | {document.seen_by for document in page.documents}
    application = application_of(db_session(), current_actor(), check_id)
    names = account_names(db_session(), people) | page.officers
    return render_template("cases/show.html", page=page, application=application, names=names, actions=ACTIONS)


@blueprint.get("/checks/<id:check_id>/case/<action>")
@requires(Permission.DECIDE_HITS)
def ask(check_id: str, action: str) -> str:
    """The form of one action."""
    return _action_page(check_id, action, _form_of(check_id, action))


@blueprint.post("/checks/<id:check_id>/case/<action>")
@requires(Permission.DECIDE_HITS)
def act(check_id: str, action: str) -> ResponseReturnValue:
    """Do it, and go back to the case."""
    form = _form_of(check_id, action)
    form.validate()
    try:
        if not form.problem_list():
            ACTIONS[action].do(current_actor(), check_id, form)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return _action_page(check_id, action, form), 422
    return redirect(url_for("cases.show", check_id=check_id), 303)


@blueprint.get("/checks/<id:check_id>/application")
@requires(Permission.RECORD_APPLICATION)
def application(check_id: str) -> str:
    """What became of the application."""
    return _application_page(check_id, ApplicationForm())


@blueprint.post("/checks/<id:check_id>/application")
@requires(Permission.RECORD_APPLICATION)
def record(check_id: str) -> ResponseReturnValue:
    """Record what became of the application."""
    form = ApplicationForm()
    form.validate()
    try:
        if not form.problem_list():
            record_application(db_session(), current_actor(), check_id, form.state.data or "", day_of(form.on_day))
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return _application_page(check_id, form), 422
    return redirect(url_for("checks.show", check_id=check_id), 303)


@blueprint.get("/checks/<id:check_id>/hits/<id:hit_id>/summary")
@requires(Permission.DECIDE_HITS)
def summary(check_id: str, hit_id: str) -> str:
    """What happened, whom to ask, and for an advisory entry its consideration: after two officers have said the same person."""
    return _summary_page(check_id, hit_id, ConsiderationForm())


@blueprint.post("/checks/<id:check_id>/hits/<id:hit_id>/summary")
@requires(Permission.DECIDE_HITS)
def consider(check_id: str, hit_id: str) -> ResponseReturnValue:
    """Record how an advisory entry was considered."""
    form = ConsiderationForm()
    form.validate()
    given = ConsiderationText(form.decision.data or "", form.facts.data, form.comments.data, form.rationale.data, form.appeal.data)
    try:
        record_consideration(db_session(), current_actor(), check_id, hit_id, given)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return _summary_page(check_id, hit_id, form), 422
    return redirect(url_for("cases.summary", check_id=check_id, hit_id=hit_id), 303)


def _form_of(check_id: str, action: str) -> ServiceForm:
    if action not in ACTIONS:
        abort(404)
    return ACTIONS[action].form(view_case(db_session(), current_actor(), check_id))


def _action_page(check_id: str, action: str, form: ServiceForm) -> str:
    page = view_case(db_session(), current_actor(), check_id)
    return render_template("cases/action.html", page=page, action=ACTIONS[action], form=form, here=action)


def _application_page(check_id: str, form: ApplicationForm) -> str:
    now = application_of(db_session(), current_actor(), check_id)
    if now is None:
        raise NotFound("application")
    if not form.is_submitted():
        form.state.data = now.state.value if now.state is not ApplicationState.LIVE or now.changed_at else None
        form.on_day.show(now.on_day)
    return render_template("cases/application.html", check_id=check_id, form=form)


def _summary_page(check_id: str, hit_id: str, form: ConsiderationForm) -> str:
    released = release_summary(db_session(), current_actor(), check_id, hit_id)
    records = considerations_of(db_session(), current_actor(), hit_id)
    return render_template(
        "cases/summary.html",
        check_id=check_id,
        hit_id=hit_id,
        released=released,
        records=records,
        form=None if any(record.stands for record in records) or released.effect != "consider" else form,
        names=account_names(db_session(), {record.decided_by for record in records}),
        lists={info.id: info.name for info in lists_of(db_session()).lists},
    )

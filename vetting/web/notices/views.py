"""Paste a notice, read what it says beside the words it comes from, keep it; see what forces owe, and settle what has come."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import Conflict, InvalidInput
from vetting.notices import (
    ExpectationState,
    board,
    confirm_met,
    expectations_of,
    get_expectation,
    get_notice,
    keep_notice,
    list_expectations,
    read_notice,
    reopen_expectation,
    set_aside,
)
from vetting.web.layout import LONDON, page_asked
from vetting.web.notices.facts import facts_of
from vetting.web.notices.forms import AsideForm, MeetForm, NoticeForm

PAGE = 50
SETTLED = {"met": ExpectationState.MET, "not-expected": ExpectationState.NOT_EXPECTED}

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("/")
@requires(Permission.KEEP_NOTICES)
def index() -> str:
    """What each force owes because of notices, the longest overdue first; or what was met, or is not expected."""
    session, actor, show = db_session(), current_actor(), request.args.get("show", "")
    if show not in SETTLED:
        return render_template("notices/index.html", forces=board(session, actor, _today()), show="owed")
    found = [view for view in list_expectations(session, actor, _today()) if view.state is SETTLED[show]]
    page, pages = page_asked(), max(1, -(-len(found) // PAGE))
    page = min(page, pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template("notices/settled.html", views=shown, total=len(found), show=show, page=page, pages=pages)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.KEEP_NOTICES)
def new() -> ResponseReturnValue:
    """Paste a notice; `read` shows the facts in it, `keep` keeps them. The text itself goes to and fro, and is stored nowhere."""
    form = NoticeForm()
    if not form.is_submitted():
        return render_template("notices/new.html", form=form)
    reading = read_notice(form.text.data)
    people = [facts_of(subject.as_json()) for subject in reading.subjects]
    if request.form.get("action") != "keep":
        return render_template("notices/new.html", form=form, reading=reading, people=people)
    try:
        notice = keep_notice(db_session(), current_actor(), reading, form.source.data)
    except InvalidInput as error:
        form.show_problems(error)
    except Conflict as error:
        form.source.errors = [error.message]
    if form.problem_list():
        return render_template("notices/new.html", form=form, reading=reading, people=people), 422
    return redirect(url_for("notices.show", notice_id=notice.id), 303)


@blueprint.get("/<id:notice_id>")
@requires(Permission.KEEP_NOTICES)
def show(notice_id: str) -> str:
    """One kept notice: its facts, each with the words it came from, and what is expected because of it."""
    notice = get_notice(db_session(), current_actor(), notice_id)
    names = account_names(db_session(), {notice.kept_by})
    return render_template(
        "notices/show.html",
        notice=notice,
        people=[facts_of(facts) for facts in notice.subjects],
        expected=expectations_of(db_session(), current_actor(), notice_id, _today()),
        names=names,
    )


@blueprint.get("/expected/<id:expectation_id>")
@requires(Permission.KEEP_NOTICES)
def expected(expectation_id: str) -> str:
    """One expected report: what the notice says, the reports that could be it, and what a person said of it."""
    return _page(expectation_id)


@blueprint.post("/expected/<id:expectation_id>/meet")
@requires(Permission.KEEP_NOTICES)
def meet(expectation_id: str) -> ResponseReturnValue:
    """Say that a report meets it."""
    form = MeetForm(get_expectation(db_session(), current_actor(), expectation_id, _today()))
    form.validate()
    try:
        confirm_met(db_session(), current_actor(), expectation_id, form.report_id.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(expectation_id, form), 422
    return redirect(url_for("notices.expected", expectation_id=expectation_id), 303)


@blueprint.post("/expected/<id:expectation_id>/set-aside")
@requires(Permission.KEEP_NOTICES)
def aside(expectation_id: str) -> ResponseReturnValue:
    """Say that no report is expected after all."""
    form = AsideForm()
    try:
        set_aside(db_session(), current_actor(), expectation_id, form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(expectation_id, form), 422
    return redirect(url_for("notices.expected", expectation_id=expectation_id), 303)


@blueprint.post("/expected/<id:expectation_id>/reopen")
@requires(Permission.KEEP_NOTICES)
def reopen(expectation_id: str) -> ResponseReturnValue:
    """Take back what was said of it."""
    reopen_expectation(db_session(), current_actor(), expectation_id)
    return redirect(url_for("notices.expected", expectation_id=expectation_id), 303)


def _page(expectation_id: str, form: MeetForm | AsideForm | None = None) -> str:
    session, actor = db_session(), current_actor()
    view = get_expectation(session, actor, expectation_id, _today())
    notice = get_notice(session, actor, view.notice_id)
    return render_template(
        "notices/expected.html",
        view=view,
        facts=facts_of(notice.subjects[view.subject]),
        form=form,
        meet_form=form if isinstance(form, MeetForm) else MeetForm(view),
        aside_form=form if isinstance(form, AsideForm) else AsideForm(),
        names=account_names(session, {view.settled.by} if view.settled else set()),
    )


def _today() -> date:
    return datetime.now(LONDON).date()

"""Paste a notice, read what it says beside the words it comes from, keep it, and see which reports are still owed."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import Conflict, InvalidInput
from vetting.notices import get_notice, keep_notice, list_expectations, read_notice
from vetting.web.layout import LONDON
from vetting.web.notices.facts import facts_of
from vetting.web.notices.forms import NoticeForm

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("/")
@requires(Permission.KEEP_NOTICES)
def index() -> str:
    """The reports that notices let the College expect: overdue, expected, met."""
    expectations = list_expectations(db_session(), current_actor(), datetime.now(LONDON).date())
    return render_template("notices/index.html", expectations=expectations)


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
    """One kept notice: its facts, each with the words it came from."""
    notice = get_notice(db_session(), current_actor(), notice_id)
    names = account_names(db_session(), {notice.kept_by})
    return render_template("notices/show.html", notice=notice, people=[facts_of(facts) for facts in notice.subjects], names=names)

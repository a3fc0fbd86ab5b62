"""Requests for what is held on a person: begin, read what is held, decide as the second person, take the released answer."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import InvalidInput
from vetting.records import decide_access, list_accesses, propose_access, read_access, released_document
from vetting.web.subject_access.forms import AskerForm

blueprint = Blueprint("subject_access", __name__, url_prefix="/subject-access")

STATES = {
    "open": ("Waits for a second person", "govuk-tag--blue"),
    "released": ("Released", "govuk-tag--green"),
    "refused": ("Refused", "govuk-tag--grey"),
}


@blueprint.get("/")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def index() -> str:
    """The organisation's requests, latest first. Whose they are is read inside."""
    requests, total = list_accesses(db_session(), current_actor())
    return render_template("subject_access/index.html", requests=requests, total=total, states=STATES)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def new() -> ResponseReturnValue:
    """Begin a request."""
    form = AskerForm()
    if not form.is_submitted():
        return render_template("subject_access/new.html", form=form)
    form.validate()
    try:
        if not form.problem_list():
            begun = propose_access(db_session(), current_actor(), form.as_asker())
            return redirect(url_for("subject_access.show", request_id=begun), 303)
    except InvalidInput as error:
        form.show_problems(error)
    return render_template("subject_access/new.html", form=form), 422


@blueprint.get("/<id:request_id>")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def show(request_id: str) -> str:
    """What is held."""
    asked, answer = read_access(db_session(), current_actor(), request_id)
    return render_template("subject_access/show.html", asked=asked, answer=answer, states=STATES, shown=shown)


@blueprint.post("/<id:request_id>/decide")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def decide(request_id: str) -> ResponseReturnValue:
    """Release the answer, or refuse it."""
    decide_access(db_session(), current_actor(), request_id, release=request.form.get("decision") == "release")
    return redirect(url_for("subject_access.show", request_id=request_id), 303)


@blueprint.get("/<id:request_id>/answer.json")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def document(request_id: str) -> Response:
    """The released answer as a file, whose name says nothing of the person."""
    text = json.dumps(released_document(db_session(), current_actor(), request_id), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="subject-access-{request_id}.json"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


def shown(row: dict[str, Any]) -> list[tuple[str, str]]:
    """One row as pairs of a heading and words."""
    return [(name.replace("_", " ").capitalize(), _words(value)) for name, value in row.items()]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_words(each)}" for name, each in value.items() if each not in (None, "", []))
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)

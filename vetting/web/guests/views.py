"""Ask another force for the second officer; look at what another force has asked for."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, organisations_with, requires
from vetting.errors import InvalidInput
from vetting.registry import lists_of
from vetting.screening import ask_guest, check_askable, guest_requests, second_as_guest, view_as_guest
from vetting.web.checks.answers import show_hit
from vetting.web.decisions.forms import SecondForm
from vetting.web.guests.forms import AskForm

blueprint = Blueprint("guests", __name__)


@blueprint.get("/checks/<id:check_id>/hits/<id:hit_id>/guest")
@requires(Permission.DECIDE_HITS)
def ask(check_id: str, hit_id: str) -> str:
    """The form, while a decision waits."""
    check_askable(db_session(), current_actor(), check_id, hit_id)
    return _ask_page(check_id, hit_id, _ask_form())


@blueprint.post("/checks/<id:check_id>/hits/<id:hit_id>/guest")
@requires(Permission.DECIDE_HITS)
def asked(check_id: str, hit_id: str) -> ResponseReturnValue:
    """Ask the vetting unit that has agreed."""
    form = _ask_form()
    try:
        given = {"organisation_id": form.organisation.data or "", "reason": form.reason.data}
        ask_guest(db_session(), current_actor(), check_id, hit_id, **given)
    except InvalidInput as error:
        form.show_problems(error)
        return _ask_page(check_id, hit_id, form), 422
    return redirect(url_for("decisions.show", check_id=check_id, hit_id=hit_id), 303)


@blueprint.get("/second-officer")
@requires(Permission.DECIDE_HITS)
def index() -> str:
    """What other forces have asked for."""
    return render_template("guests/index.html", requests=guest_requests(db_session(), current_actor()))


@blueprint.get("/second-officer/<id:guest_id>")
@requires(Permission.DECIDE_HITS)
def show(guest_id: str) -> str:
    """The comparison, the decision that waits, and the two answers."""
    return _page(guest_id, SecondForm())


@blueprint.post("/second-officer/<id:guest_id>")
@requires(Permission.DECIDE_HITS)
def second(guest_id: str) -> ResponseReturnValue:
    """Confirm or refuse."""
    form = SecondForm()
    form.validate()
    try:
        if not form.problem_list():
            second_as_guest(db_session(), current_actor(), guest_id, agrees=form.agrees.data == "yes", reason=form.reason.data)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return _page(guest_id, form), 422
    return redirect(url_for("guests.index"), 303)


def _ask_form() -> AskForm:
    return AskForm(organisations_with(db_session(), current_actor(), Permission.DECIDE_HITS))


def _ask_page(check_id: str, hit_id: str, form: AskForm) -> str:
    return render_template("guests/ask.html", check_id=check_id, hit_id=hit_id, form=form)


def _page(guest_id: str, form: SecondForm) -> str:
    page = view_as_guest(db_session(), current_actor(), guest_id)
    names = {info.id: info.name for info in lists_of(db_session()).lists}
    people = {page.waiting.decided_by} if page.waiting is not None else set()
    hit = show_hit(page.hit, names)
    deciders = account_names(db_session(), people)
    return render_template("guests/show.html", page=page, hit=hit, form=form, guest_id=guest_id, names=deciders)

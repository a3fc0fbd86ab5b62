"""Read one hit, decide on it, look at it as the second officer, take a decision back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import InvalidInput
from vetting.registry import lists_of
from vetting.screening import HitPage, decide_hit, reopen_hit, second_disposition, view_hit
from vetting.web.checks.answers import show_hit
from vetting.web.decisions.forms import DecisionForm, ReasonForm, SecondForm
from vetting.web.fields import ServiceForm

blueprint = Blueprint("decisions", __name__, url_prefix="/checks/<id:check_id>/hits/<id:hit_id>")


@blueprint.get("")
@requires(Permission.DECIDE_HITS)
def show(check_id: str, hit_id: str) -> str:
    """The comparison, and what this officer may do about it now."""
    page = view_hit(db_session(), current_actor(), check_id, hit_id)
    form = DecisionForm() if page.may_decide else SecondForm() if page.may_second else ReasonForm()
    return _render(page, form)


@blueprint.post("")
@requires(Permission.DECIDE_HITS)
def decide(check_id: str, hit_id: str) -> ResponseReturnValue:
    """Record one officer's decision."""
    form = DecisionForm()
    form.validate()
    try:
        if not form.problem_list():
            given = (check_id, hit_id, form.decision.data or "")
            decide_hit(db_session(), current_actor(), *given, reason=form.reason.data, seen=_seen())
    except InvalidInput as error:
        form.show_problems(error)
    return _done(check_id, hit_id, form)


@blueprint.post("/second")
@requires(Permission.DECIDE_HITS)
def second(check_id: str, hit_id: str) -> ResponseReturnValue:
    """Confirm or refuse what a colleague decided."""
    form = SecondForm()
    form.validate()
    disposition, agrees = request.form.get("disposition", ""), form.agrees.data == "yes"
    try:
        if not form.problem_list():
            given = (check_id, hit_id, disposition)
            second_disposition(db_session(), current_actor(), *given, agrees=agrees, reason=form.reason.data)
    except InvalidInput as error:
        form.show_problems(error)
    return _done(check_id, hit_id, form)


@blueprint.post("/reopen")
@requires(Permission.DECIDE_HITS)
def reopen(check_id: str, hit_id: str) -> ResponseReturnValue:
    """Take a decision back."""
    form = ReasonForm()
    try:
        reopen_hit(db_session(), current_actor(), check_id, hit_id, reason=form.reason.data, seen=_seen())
    except InvalidInput as error:
        form.show_problems(error)
    return _done(check_id, hit_id, form)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _done(check_id: str, hit_id: str, form: ServiceForm) -> ResponseReturnValue:
    if form.problem_list():
        return _render(view_hit(db_session(), current_actor(), check_id, hit_id), form), 422
    return redirect(url_for("decisions.show", check_id=check_id, hit_id=hit_id), 303)


def _render(page: HitPage, form: ServiceForm) -> str:
    policy = lists_of(db_session())
    people = {person for each in page.decisions for person in (each.decided_by, each.second_by) if person}
    return render_template(
        "decisions/hit.html",
        page=page,
        hit=show_hit(page.hit, {info.id: info.name for info in policy.lists}),
        form=form,
        names=account_names(db_session(), people),
        purposes={purpose.code: purpose.label for purpose in policy.purposes},
        here=url_for("decisions.show", check_id=page.check_id, hit_id=page.hit.id),
    )

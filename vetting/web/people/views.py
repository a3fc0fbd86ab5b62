"""The organisation's accounts: read, invite, change, close, and decide on what another administrator proposed."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import (
    Change,
    Outcome,
    Permission,
    Role,
    change_account,
    current_actor,
    db_session,
    decide_change,
    get_person,
    invite_person,
    people_of,
    requires,
    roles_for,
    waiting_changes,
)
from vetting.errors import InvalidInput, NotFound
from vetting.web.people.forms import NewcomerForm, RoleForm

blueprint = Blueprint("people", __name__, url_prefix="/people")

STATES = {
    "open": ("Can sign in", "govuk-tag--green"),
    "invited": ("Invited", "govuk-tag--blue"),
    "invitation_over": ("Invitation has run out", "govuk-tag--yellow"),
    "closed": ("Closed", "govuk-tag--grey"),
}
CHANGES = {
    Change.ROLE: "New role",
    Change.ADMIT: "Open the account",
    Change.CLOSE: "Close the account",
    Change.INVITE: "New invitation",
    Change.RESET_SECOND_FACTOR: "Second factor taken off",
}


@blueprint.get("/")
@requires(Permission.MANAGE_PEOPLE)
def index() -> str:
    """Everyone with an account, and what waits for a second person."""
    people = people_of(db_session(), current_actor())
    return render_template(
        "people/index.html",
        people=people,
        names={person.id: person.full_name for person in people},
        waiting=waiting_changes(db_session(), current_actor()),
        me=current_actor().id,
        states=STATES,
        changes=CHANGES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new() -> ResponseReturnValue:
    """Invite somebody."""
    form = NewcomerForm(roles_for(current_actor()), _providers(), bool(current_app.config["LOCAL_ACCOUNTS"]))
    if not form.is_submitted():
        return render_template("people/new.html", form=form)
    form.validate()
    try:
        return _told(invite_person(db_session(), current_actor(), form.as_newcomer()))
    except InvalidInput as error:
        form.show_problems(error)
    return render_template("people/new.html", form=form), 422


@blueprint.get("/<id:account_id>")
@requires(Permission.MANAGE_PEOPLE)
def show(account_id: str) -> str:
    """One person, and what can be changed."""
    return _page(account_id, RoleForm(roles_for(current_actor())))


@blueprint.post("/<id:account_id>/role")
@requires(Permission.MANAGE_PEOPLE)
def role(account_id: str) -> ResponseReturnValue:
    """Give another role."""
    form = RoleForm(roles_for(current_actor()))
    form.validate()
    try:
        if not form.problem_list():
            return _told(change_account(db_session(), current_actor(), account_id, Change.ROLE, Role(form.role.data or "")))
    except InvalidInput as error:
        form.show_problems(error)
    return _page(account_id, form), 422


@blueprint.post("/<id:account_id>/change")
@requires(Permission.MANAGE_PEOPLE)
def change(account_id: str) -> ResponseReturnValue:
    """Close or open the account, invite again, or take the second factor off."""
    asked = request.form.get("change", "")
    if asked not in {Change.ADMIT, Change.CLOSE, Change.INVITE, Change.RESET_SECOND_FACTOR}:
        get_person(db_session(), current_actor(), account_id)
        return _page(account_id, RoleForm(roles_for(current_actor()))), 422
    return _told(change_account(db_session(), current_actor(), account_id, Change(asked)))


@blueprint.post("/changes/<id:proposal_id>")
@requires(Permission.MANAGE_PEOPLE)
def decide(proposal_id: str) -> ResponseReturnValue:
    """Approve what another administrator proposed, or refuse it; one's own can be taken back."""
    decision = request.form.get("decision", "")
    if decision not in {"approve", "refuse"}:
        if all(each.id != proposal_id for each in waiting_changes(db_session(), current_actor())):
            raise NotFound("change of an account")
        return redirect(url_for("people.index"), 303)
    return _told(decide_change(db_session(), current_actor(), proposal_id, approve=decision == "approve"))


def _told(outcome: Outcome) -> ResponseReturnValue:
    """A code is shown this once, so it cannot wait for another page; otherwise the person's page tells."""
    if outcome.code is None:
        return redirect(url_for("people.show", account_id=outcome.account_id), 303)
    person = get_person(db_session(), current_actor(), outcome.account_id)
    return render_template("people/invitation.html", person=person, code=outcome.code)


def _page(account_id: str, form: RoleForm) -> str:
    actor = current_actor()
    person = get_person(db_session(), actor, account_id)
    waiting = [each for each in waiting_changes(db_session(), actor) if each.account_id == account_id]
    return render_template("people/show.html", person_shown=person, form=form, waiting=waiting, states=STATES, changes=CHANGES)


def _providers() -> list[str]:
    """The names of the identity providers that speak for the administrator's organisation."""
    mine = current_actor().organisation_code
    return [each["name"] for each in current_app.config["SINGLE_SIGN_ON"] if each["organisation"] == mine]

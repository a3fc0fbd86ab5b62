"""The records of one person beside each other, and what may be said of them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import InvalidInput, NotFound, Unavailable
from vetting.registry import LikelyDuplicate, likely_duplicates
from vetting.registry.persons import (
    decide_link,
    propose_same_person,
    propose_separate,
    read_person,
    said_of,
    state_another_person,
)
from vetting.web.fields import LongTextField, ServiceForm

blueprint = Blueprint("persons", __name__, url_prefix="/register/persons")


class ReasonForm(ServiceForm):
    """What shows that two records are of one person, or of two."""

    reason = LongTextField("What shows it", hint="Another registrar reads this.", rows=3)


@blueprint.get("/<id:record_id>")
@requires(Permission.CHANGE_REGISTER)
def show(record_id: str) -> str:
    """One record, the others of the same person, and who else is likely the same."""
    return _page(record_id, ReasonForm(formdata=None))


@blueprint.post("/<id:record_id>/same/<id:other_id>")
@requires(Permission.CHANGE_REGISTER)
def same(record_id: str, other_id: str) -> ResponseReturnValue:
    """Say of two records that they are of one person, or that they are not; the first needs a second registrar."""
    form = ReasonForm()
    say = state_another_person if request.form.get("who") == "another" else propose_same_person
    try:
        say(db_session(), current_actor(), record_id, other_id, form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(record_id, form), 422
    return redirect(url_for("persons.show", record_id=record_id), 303)


@blueprint.post("/<id:record_id>/separate")
@requires(Permission.CHANGE_REGISTER)
def separate(record_id: str) -> ResponseReturnValue:
    """Propose that a record is of somebody else than the others."""
    form = ReasonForm()
    try:
        propose_separate(db_session(), current_actor(), record_id, form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(record_id, form), 422
    return redirect(url_for("persons.show", record_id=record_id), 303)


@blueprint.post("/<id:record_id>/links/<id:link_id>")
@requires(Permission.CHANGE_REGISTER)
def decide(record_id: str, link_id: str) -> ResponseReturnValue:
    """Approve or refuse what another registrar proposed."""
    if link_id not in {link.id for link in read_person(db_session(), current_actor(), record_id).links}:
        raise NotFound("link")
    decide_link(db_session(), current_actor(), link_id, approve=request.form.get("decision") == "approve")
    return redirect(url_for("persons.show", record_id=record_id), 303)


def _page(record_id: str, form: ReasonForm) -> str:
    session, actor = db_session(), current_actor()
    person = read_person(session, actor, record_id)
    likely, searched = _likely(record_id)
    others = {each.record_id for each in person.others}
    candidates = [each for each in likely if each.record_id not in others]
    people = {who for link in person.links for who in (link.proposed_by, link.decided_by) if who}
    return render_template(
        "persons/show.html",
        view=person,
        candidates=candidates,
        searched=searched,
        said=said_of(session, record_id, [each.record_id for each in candidates]),
        form=form,
        names=account_names(session, people),
        me=actor.id,
    )


def _likely(record_id: str) -> tuple[tuple[LikelyDuplicate, ...], bool]:
    """Who is likely the same; that the lists could not be searched is not the same as nobody."""
    try:
        return likely_duplicates(db_session(), current_actor(), record_id), True
    except (Unavailable, NotFound):
        return (), False

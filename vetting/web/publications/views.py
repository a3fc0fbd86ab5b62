"""Propose that an entry is published, in words of its own, or that it is not; decide on what another registrar proposed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import InvalidInput
from vetting.registry import DontPublish, decide_publication, get_entry, lists_of, propose_not_publishing, propose_publication
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm

blueprint = Blueprint("publications", __name__, url_prefix="/register")


class PublishForm(ServiceForm):
    """A reason written for the public: the force's own text can identify a victim."""

    public_reason = LongTextField(
        "Reason that the public will read",
        hint="Write it anew. The force’s text can identify a victim or a witness, and is not taken.",
        rows=3,
    )


class DontPublishForm(ServiceForm):
    """The exception that applies, until when, and why."""

    exception = ChoiceField("Which exception applies?", missing="Choose the exception")
    until = PartsOfDateField("Put off until", hint="Leave it empty to withhold the entry for good.")
    reason = LongTextField("Why it applies", hint="Another registrar reads this and decides.", rows=4)


@blueprint.route("/entries/<id:entry_id>/publish", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def publish(entry_id: str) -> ResponseReturnValue:
    """Write the public reason of an entry; another registrar approves it."""
    entry = get_entry(db_session(), current_actor(), entry_id)
    form = PublishForm()
    if not form.is_submitted():
        return render_template("publications/publish.html", form=form, entry=entry)
    try:
        propose_publication(db_session(), current_actor(), entry_id, form.public_reason.data)
    except InvalidInput as error:
        form.show_problems(error)
        return render_template("publications/publish.html", form=form, entry=entry), 422
    return redirect(url_for("entries.show", entry_id=entry_id), 303)


@blueprint.route("/entries/<id:entry_id>/not-published", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def propose(entry_id: str) -> ResponseReturnValue:
    """Propose not to publish an entry; one that is published leaves the public list at once."""
    entry = get_entry(db_session(), current_actor(), entry_id)
    form = DontPublishForm()
    form.exception.choices = [(choice.code, choice.label) for choice in lists_of(db_session()).publication_exceptions]
    if not form.is_submitted():
        return render_template("publications/propose.html", form=form, entry=entry)
    form.validate()
    typed = DontPublish(form.exception.data or "", form.until.data or "", form.reason.data or "")
    try:
        propose_not_publishing(db_session(), current_actor(), entry_id, typed)
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("publications/propose.html", form=form, entry=entry), 422
    return redirect(url_for("entries.show", entry_id=entry_id), 303)


@blueprint.post("/publication-decisions/<id:decision_id>/approve")
@requires(Permission.CHANGE_REGISTER)
def approve(decision_id: str) -> ResponseReturnValue:
    """Approve that an entry is published, or that it is not."""
    decision = decide_publication(db_session(), current_actor(), decision_id, approve=True)
    return redirect(url_for("entries.show", entry_id=decision.entry_id), 303)


@blueprint.post("/publication-decisions/<id:decision_id>/refuse")
@requires(Permission.CHANGE_REGISTER)
def refuse(decision_id: str) -> ResponseReturnValue:
    """Refuse it: the decision on publication is due as before."""
    decision = decide_publication(db_session(), current_actor(), decision_id, approve=False)
    return redirect(url_for("entries.show", entry_id=decision.entry_id), 303)
